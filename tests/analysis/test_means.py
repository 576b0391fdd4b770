"""Category means: parts against wholes within rounding, and document against document."""

from spbe_analysis.analysis.consistency.printed_means import check_means
from spbe_analysis.evidence.as_printed import collection_means
from spbe_analysis.evidence.values.printed import PrintedMeans

P = "P59-"


def table(cells, **about):
    about = {"scope": "kota", "year": 2023, "document": "a", **about}
    return PrintedMeans(**about, regulation="permenpanrb-59-2020", cells={P + c: [t] for c, t in cells.items()})


def test_a_whole_within_a_hundredth_of_its_parts_passes():
    # Laporan 2023, Tabel 7, kabupaten: A7 3,30 and A8 3,27 weigh to 3.2881, D4 is printed 3,28
    assert check_means([table({"A7": "3.30", "A8": "3.27", "D4": "3.28"})]) == []
    found = check_means([table({"A7": "3.30", "A8": "3.27", "D4": "3.27"})])
    assert [(f.rule, f.code, f.suggestions[0].value) for f in found] == [("means_parts", P + "D4", "3.29")]


def test_a_whole_is_judged_by_the_parts_of_a_part_that_does_not_fit():
    cells = {"A2": "2.00", "A3": "2.00", "A4": "2.00", "D2": "3.00", "D1": "2.00", "D3": "2.00", "D4": "2.00"}
    found = check_means([table({**cells, "INDEX": "2.00"})])
    assert [f.code for f in found] == [P + "D2"]


def test_documents_that_print_different_means():
    found = check_means([table({"INDEX": "3.02"}), table({"INDEX": "2.50"}, document="b")])
    assert [(f.rule, f.printed, f.suggestions[0].value, f.document) for f in found] == [
        ("means_sources", "2.50", "3.02", "b")
    ]


def test_the_collection_holds_the_known_conflicts_of_means():
    # data/raw/source-conflicts, numbers 1, 2, 5, 6, 7 and 9; the LPNK line in the comment of number 5
    found = [(f.rule, f.institution, f.year, f.code, f.printed) for f in check_means(collection_means())]
    assert sorted(found) == sorted(
        [
            ("means_parts", "lpnk", 2024, "P59-INDEX", "3.82"),
            ("means_parts", "nasional", 2023, "P59-INDEX", "2.79"),
            ("means_parts", "provinsi", 2020, "P5-D1", "2.94"),
            ("means_parts", "provinsi", 2020, "P5-D2", "2.87"),
            ("means_parts", "provinsi", 2020, "P5-D3", "3.43"),
            ("means_parts", "provinsi", 2024, "P59-INDEX", "3.42"),
            ("means_sources", "kementerian", 2023, "P59-A6", "1.55"),
            ("means_sources", "kota", 2023, "P59-INDEX", "2.50"),
            ("means_sources", "nasional", 2022, "P59-D4", "2.97"),
            ("means_sources", "nasional", 2022, "P59-INDEX", "2.35"),
            ("means_sources", "nasional", 2023, "P59-D1", "2.94"),
            ("means_sources", "nasional", 2023, "P59-D2", "2.29"),
            ("means_sources", "nasional", 2023, "P59-D3", "1.66"),
            ("means_sources", "nasional", 2023, "P59-D4", "3.47"),
        ]
    )
