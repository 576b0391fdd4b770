"""More files as people keep them: what each must give, or the sentence it is refused with. Bodies and figures are made up."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.evidence.readers.levels_file import as_scorecard, read_scorecard
from spbe_analysis.evidence.values import limits
from spbe_analysis.regulation import load_framework
from tests.evidence.made_reports import some_levels

LAW = load_framework("permenpanrb-59-2020")
LEVELS = {LAW.nodes[code].number: level for code, level in some_levels(LAW, 21).items()}
BODIES = {
    "Pemerintah Provinsi Kalimantan Timur": ["3,40", "2,60", "3,00", "4,10", "3,45"],
    "Pemerintah Kota Bandar Lampung": ["2,90", "2,10", "2,36", "3,92", "3,05"],
    "Pemerintah Kab. Sleman": ["3,10", "2,50", "3,09", "4,42", "3,54"],
}
CODES = ["D1", "D2", "D3", "D4", "INDEX"]
HEAD = ["Instansi", "Domain 1", "Domain 2", "Domain 3", "Domain 4", "Indeks"]
KALTIM = About("Provinsi Kalimantan Timur", 2024)
OF_2024 = About(year=2024)


MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


@pytest.mark.parametrize("content", ["null", "[]", "{}", '""', "3", "[null]", "[[]]"])
def test_json_without_a_table_is_refused(content, tmp_path):
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(EvidenceError, match=r"a\.json"):
        read_file(tmp_path / "a.json")


def text(rows, mark=";"):
    return "".join(mark.join(map(str, row)) + "\n" for row in rows)


def book(rows, merges=(), first=1):
    made = openpyxl.Workbook()
    sheet = made.active
    for line, row in enumerate(rows, first):
        for column, cell in enumerate(row, 1):
            sheet.cell(line, column, cell)
    for merge in merges:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def ods(rows):
    """A workbook of one sheet 2024; a cell is its content, or its content and its attributes."""
    office, table = (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    )
    words = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"

    def cell(one):
        content, more = one if isinstance(one, tuple) else (one, "")
        if content is None:
            return "<table:covered-table-cell/>"
        kind = f'office:value-type="float" office:value="{content}"'
        kind = kind if isinstance(content, (int, float)) else 'office:value-type="string"'
        return f"<table:table-cell {more} {kind}><text:p>{content}</text:p></table:table-cell>"

    lines = [
        row if isinstance(row, str) else f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows
    ]
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{words}">'
        f'<office:body><office:spreadsheet><table:table table:name="2024">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": MANIFEST})


def down(rows):
    return f'table:number-rows-spanned="{rows}"'


def across(columns):
    return f'table:number-columns-spanned="{columns}"'


def numbers(scores):
    return [float(score.replace(",", ".")) for score in scores]


INDICATORS = [[number, f"Indikator {number}", level] for number, level in LEVELS.items()]
LONG = text([["No", "Indikator", "Nilai"], *INDICATORS])
NATIONAL = [["No", *HEAD, "Predikat"], *([i, name, *s, "Baik"] for i, (name, s) in enumerate(BODIES.items(), 1))]
INDEX = [[name, 2024, scores[-1]] for name, scores in BODIES.items()]
RECORDS = [{"instansi": name, "tahun": 2024, "indeks": scores[-1]} for name, scores in BODIES.items()]
DOMAINS = ["Kebijakan", "Tata Kelola", "Manajemen", "Layanan"]

WHOLE = {(name, 2024, "final"): dict(zip(CODES, scores, strict=True)) for name, scores in BODIES.items()}
ONLY_INDEX = {key: {"INDEX": cells["INDEX"]} for key, cells in WHOLE.items()}
TABLE = {
    ("Pemerintah Provinsi Kalimantan Timur", 2024, "final"): {
        LAW.short(LAW.find(number)): str(level) for number, level in LEVELS.items()
    }
}


def both(stage_or_year, score):
    """The index of 2024, and one score of all bodies for another stage or year."""
    year, stage = (stage_or_year, "final") if isinstance(stage_or_year, int) else (2024, stage_or_year)
    return ONLY_INDEX | {(name, year, stage): {"INDEX": score} for name in BODIES}


READ = {
    "utf_16.csv": (LONG.encode("utf-16"), KALTIM, TABLE),
    "utf_16_tabs.txt": (LONG.replace(";", "\t").replace("\n", "\r\n").encode("utf-16"), KALTIM, TABLE),
    "utf_16_of_macs.txt": (b"\xfe\xff" + LONG.encode("utf-16-be"), KALTIM, TABLE),
    "utf_16_without_its_mark.csv": (LONG.encode("utf-16-le"), KALTIM, TABLE),
    "raised_marks_of_notes.html": (
        "<table><tr><th>Instansi<th>Tahun<th>Indeks"
        + "".join(f"<tr><td>{n}<sup>*)</sup><td>{y}<td>{s}<sup>1</sup>" for n, y, s in INDEX)
        + "</table>",
        About(),
        ONLY_INDEX,
    ),
    "old_mac_lines.csv": (text(NATIONAL).replace("\n", "\r"), OF_2024, WHOLE),
    "bom_and_crlf.csv": (b"\xef\xbb\xbf" + text(NATIONAL).replace("\n", "\r\n").encode(), OF_2024, WHOLE),
    "all_quoted.csv": (
        text([[f'"{cell}"' for cell in row] for row in [HEAD, *([n, *s] for n, s in BODIES.items())]], ","),
        OF_2024,
        WHOLE,
    ),
    "title_means_and_notes.csv": (
        "Hasil Evaluasi SPBE Tahun 2024;;;;;;;\n" + text(NATIONAL) + ";Rata-rata Nasional;3,13;2,40;2,82;4,15;3,35;\n"
        "Sumber: KemenPANRB;;;;;;;\n*) data sementara;;;;;;;\n",
        About(),
        WHOLE,
    ),
    "empty_columns_and_rows.csv": (
        text([["Instansi", "Tahun", "Indeks", "", ""], *([*row, "", ""] for row in INDEX)]) + ";;;;\n;;;;\n",
        About(),
        ONLY_INDEX,
    ),
    "years_side_by_side.csv": (
        text([["Instansi", "2023", "2024"], *([name, "2,11", score] for name, _, score in INDEX)]),
        About(),
        both(2023, "2,11"),
    ),
    "gain_beside.csv": (
        text([["Instansi", "Indeks 2023", "Indeks 2024", "Kenaikan"], *([n, "2,11", s, "1,00"] for n, _, s in INDEX)]),
        About(),
        both(2023, "2,11"),
    ),
    "stages_by_row.csv": (
        text([["instansi", "tahun", "tahapan", "indeks"]])
        + text([[n, y, stage, s] for n, y, s in INDEX for stage, s in (("Penilaian Mandiri", "4,00"), ("Akhir", s))]),
        About(),
        both("self_assessment", "4,00"),
    ),
    "percent_beside.csv": (
        text([["Instansi", "Tahun", "Indeks SPBE", "Persentase Capaian"], *([*row, "69,0%"] for row in INDEX)]),
        About(),
        ONLY_INDEX,
    ),
    "target_and_realised.csv": (
        text([["Instansi", "Tahun", "Target Indeks", "Realisasi Indeks"], *([n, y, "4,00", s] for n, y, s in INDEX)]),
        About(),
        ONLY_INDEX,
    ),
    "names_numbered_and_short.csv": (
        text(
            [
                ["Nama OPD/Instansi", "Tahun", "Indeks"],
                ["1. PEMPROV KALIMANTAN TIMUR", 2024, "3,45"],
                ["2. Pemkot Bandar Lampung", 2024, "3,05"],
                ["3. Pemerintah Daerah Kabupaten Sleman", 2024, "3,54"],
            ]
        ),
        About(),
        ONLY_INDEX,
    ),
    "tidy_as_printed.csv": (
        text([["institution", "year", "stage", "code", "value_as_printed"]])
        + text([[n, 2024, "final", c, s] for n, scores in BODIES.items() for c, s in zip(CODES, scores, strict=True)]),
        About(),
        WHOLE,
    ),
    "columns_of_spaces.txt": (
        "".join(f"{n:40}  {y!s:6}  {s}\n" for n, y, s in [["Instansi", "Tahun", "Indeks SPBE"], *INDEX]),
        About(),
        ONLY_INDEX,
    ),
    "bars.txt": (text([["Instansi", "Tahun", "Indeks"], *INDEX], "|"), About(), ONLY_INDEX),
    "codes_with_hyphens.csv": (
        text([["kode_indikator", "skor_akhir"], *([f"IND-{n}", level] for n, level in LEVELS.items())]),
        KALTIM,
        TABLE,
    ),
    "short_codes.csv": (text([["kode", "skor"], *([f"I-{n}", level] for n, level in LEVELS.items())]), KALTIM, TABLE),
    "levels_with_their_names.csv": (
        text([["Indikator", "Level"], *([f"Indikator {n}", f"Level {v} (Terkelola)"] for n, v in LEVELS.items())]),
        KALTIM,
        TABLE,
    ),
    "sums_below.csv": (LONG + "JUMLAH;;131\nRata-rata;;2,79\n", KALTIM, TABLE),
    "labels_above.csv": (
        "Instansi;Provinsi Kalimantan Timur\nTahun;2024\n\n" + LONG.replace("Indikator;Nilai", "Uraian;Level", 1),
        About(),
        TABLE,
    ),
    "json_lines.jsonl": ("".join(json.dumps(record) + "\n" for record in RECORDS), About(), ONLY_INDEX),
    "json_stages_inside.json": (
        json.dumps([{**one, "indeks": {"asesor": one["indeks"], "mandiri": "4,00"}} for one in RECORDS]),
        About(),
        both("self_assessment", "4,00"),
    ),
    "json_deep.json": (json.dumps({"status": 200, "data": {"items": RECORDS}}), About(), ONLY_INDEX),
    "page_table.html": (
        "<table><tr><th>Instansi<th>Tahun<th>Indeks&nbsp;SPBE"
        + "".join(f"<tr><td>{n}&nbsp;<td>{y}<td>&nbsp;{s}" for n, y, s in INDEX)
        + "</table>\n",
        About(),
        ONLY_INDEX,
    ),
    "merged_title_and_note.xlsx": (
        book(
            [
                ["HASIL EVALUASI SPBE TAHUN 2024"],
                [],
                HEAD,
                *([n, *s] for n, s in BODIES.items()),
                ["Keterangan: rilis"],
            ],
            ["A1:F1", "A7:F7"],
        ),
        About(),
        WHOLE,
    ),
    "wide_under_a_group.xlsx": (
        book(
            [
                ["Instansi", "Indikator"],
                ["", *map(int, LEVELS)],
                ["Provinsi Kalimantan Timur", *LEVELS.values()],
            ],
            ["B1:AV1", "A1:A2"],
        ),
        OF_2024,
        TABLE,
    ),
    "domains_merged_down.xlsx": (
        book(
            [
                ["Domain", "Indikator", "Nilai"],
                *([f"Domain {1 + (i > 9)}", n, v] for i, (_, n, v) in enumerate(INDICATORS)),
            ],
            ["A2:A11", "A12:A48"],
        ),
        KALTIM,
        TABLE,
    ),
    "two_rows_of_heads.ods": (
        ods(
            [
                [("Instansi", down(2)), ("Nilai Domain", across(4)), None, None, None, ("Indeks", down(2))],
                [None, *DOMAINS, None],
                *([name, *scores] for name, scores in BODIES.items()),
                '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
                'table:number-columns-repeated="16384"/></table:table-row>',
            ]
        ),
        About(),
        WHOLE,
    ),
    "body_merged_down.ods": (
        ods(
            [
                ["Instansi", "Indikator", "Nilai"],
                *(
                    [("Provinsi Kalimantan Timur", down(47)) if not i else None, name, level]
                    for i, (_, name, level) in enumerate(INDICATORS)
                ),
            ]
        ),
        About(),
        TABLE,
    ),
    "years_over_columns.ods": (
        ods(
            [
                [("Instansi", down(2)), ("2023", across(2)), None, ("2024", across(2)), None],
                [None, "Indeks", "Predikat", "Indeks", "Predikat"],
                *([name, "2,11", "Cukup", score, "Baik"] for name, _, score in INDEX),
            ]
        ),
        About(),
        both(2023, "2,11"),
    ),
}
XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell>'
    "<Data>Instansi</Data></Cell></Row></Table></Worksheet></Workbook>"
)
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
MANY = '<table:table-row table:number-rows-repeated="{}"><table:table-cell table:number-columns-repeated="{}" office:value-type="float" office:value="3"/></table:table-row>'
REFUSED = {
    "percent.csv": (
        text([["Instansi", "Tahun", "Indeks"], *([n, y, "69.0%"] for n, y, _ in INDEX)]),
        "no level or score",
    ),
    "unrounded.xlsx": (
        book([["Instansi", "Tahun", "Indeks"], *([n, y, 3.4512345] for n, y, _ in INDEX)]),
        "rounded as",
    ),
    "commas_into_columns_without_heading.csv": (
        text([["Instansi", "Indeks 2023", "Indeks 2024", "", ""], ["Kab. Sleman", "3,14", "3,54"]], ","),
        "column Indeks 2023: 5 fields, expected 3; an unquoted decimal comma",
    ),
    "words.csv": (text([["Indikator", "Level"], *([n, "Terkelola"] for n in LEVELS)]), "Terkelola"),
    "two_years.csv": (text([["Instansi", "Tahun", "Indeks"], ["Kab. Sleman", "2024/2025", "3,54"]]), "2024/2025"),
    "windows_1252.csv": (text([["Instansi", "Indeks \u2013 2024"], ["Kab. Sleman", "3,54"]]).encode("cp1252"), "UTF-8"),
    "excel_2003.xls": (XML, "save it as XLSX"),
    "broken.jsonl": ('{"instansi": "a"}\n{"instansi": }\n', "JSON"),
    "repeated_rows.ods": (ods([["Instansi", "Indeks"], MANY.format(1_048_576, 1)]), "at most"),
    "repeated_columns.ods": (ods([["Instansi", "Indeks"], MANY.format(1, 16_384)]), "at most"),
    "repeated_both.ods": (ods([["Instansi", "Indeks"], MANY.format(1_048_576, 16_384)]), "read"),
    "repeated_without_end.ods": (ods([["Instansi", "Indeks"], MANY.format(10**12, 10**9)]), "read"),
    "repeated_often.ods": (ods([["Instansi", "Indeks"], *[MANY.format(1000, 200)] * 1000]), "memory"),
    "entities.ods": (packed({"content.xml": ENTITIES}), "read"),
}


def write(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize("name", READ)
def test_a_file_as_people_keep_it_gives_its_figures_and_no_other(tmp_path, name):
    content, about, wanted = READ[name]
    read = read_file(write(tmp_path, name, content), about)
    found = {}
    for card in read.scorecards:
        law = load_framework(card.regulation)
        cells = {law.short(code): given.replace(".", ",") for code, given in card.cells.items()}
        found[card.institution, card.year, card.stage] = cells
    for cells in found.values():
        for code, given in cells.items():
            if "," in given and len(given) == 3:
                cells[code] = f"{given}0"  # a spreadsheet drops the zero of 3,40
    assert found == wanted and not read.refused


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_holds_no_figures_is_refused_with_the_next_step(tmp_path, name):
    content, told = REFUSED[name]
    with pytest.raises(EvidenceError) as refused:
        read_file(write(tmp_path, name, content), KALTIM if name == "words.csv" else About())
    assert told in str(refused.value) and refused.value.advice
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("by", ["number", "name"])
def test_levels_of_one_regulation_are_not_read_under_another(tmp_path, by):
    """47 levels said to be of 2026, whose regulation has 20 indicators: by name nothing fits, and nothing was said."""
    law = load_framework("permenpanrb-59-2020")
    rows = [
        [str(place) if by == "number" else law.nodes[code].name("id"), "3"]
        for place, code in enumerate(law.indicators, 1)
    ]
    file = write(tmp_path, "a.csv", text([["Indikator", "Level"], *rows]))
    with pytest.raises(EvidenceError) as refused:
        as_scorecard(read_scorecard(file, About(year=2026)))
    assert "permenpanrb-8-2026" in str(refused.value) and "--regulation" in refused.value.advice


def test_a_body_without_a_figure_is_told(tmp_path):
    rows = [["Instansi", "Tahun", "Indeks"], *INDEX[:1], ["Kota Bandar Lampung", 2024, "n/a"], *INDEX[2:]]
    read = read_file(write(tmp_path, "a.csv", text(rows)))
    assert len(read.scorecards) == 2
    assert any("named without a figure" in remark and "Bandar Lampung" in remark for remark in read.doubtful)


def test_a_workbook_may_not_take_more_memory_than_a_small_machine_has():
    assert limits.WORKBOOK_MEMORY_BYTES < 300_000_000 and limits.WORKBOOK_SECONDS <= 30
