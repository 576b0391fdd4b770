"""Sources and headlines of `spbe drivers`: a line a document, and an index that levels give exactly."""

from spbe_analysis.cli import main
from spbe_analysis.cli.output import print_sources
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.evidence.values.scorecard import PrintedValue, Scorecard


def test_many_places_of_one_file_are_one_line(law, capsys):
    values = {
        code: PrintedValue.read(code, "3", "levels.csv", f"line {line}") for line, code in enumerate(law.indicators, 2)
    }
    print_sources("en", Scorecard(law.id, values, year=2021))
    assert capsys.readouterr().out == "  [2021] levels.csv, line 2 \u2026 line 48 (47)\n"


def test_an_index_that_the_levels_give_is_told(capsys):
    """Kota Denpasar 2021: all 47 levels of both stages; the self-assessment prints no index."""
    assert main(["drivers", "Kota Denpasar", "--from", "2021", "--from-stage", "self_assessment", "--to", "2021"]) == 0
    headline = capsys.readouterr().out.splitlines()[0]
    assert "?" not in headline and "3.7495 in the self-assessment and 3.19 in the final result" in headline


def test_a_table_of_two_bodies_and_three_years_holds_two_institutions(capsys, tmp_path):
    from spbe_analysis.evidence.readers.imported import Imported
    from spbe_analysis.presentation.quality.reading import read_sentences

    cards = [
        PrintedScorecard(f"Kota {name}", year, "final", "permenpanrb-59-2020", {"P59-INDEX": "3,00"})
        for name in "AB"
        for year in (2021, 2022, 2023)
    ]
    first = read_sentences(Imported("t.csv", "national_table", cards), "en")[0]
    assert first == "t.csv: a national table, institutions: 2, scorecards: 6, figures: 6."
