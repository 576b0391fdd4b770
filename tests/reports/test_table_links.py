"""Every table of a published page can be kept as a CSV that says what it is and where it comes from."""

import csv
import html as markup
import re
from io import StringIO
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest

from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.csv_files import BOM
from spbe_analysis.reports.one.page_content import roles
from spbe_analysis.reports.one.table_links import add_table_links

LINK = re.compile(r'<a download="([^"]+)" href="data:text/csv;charset=utf-8,([^"]*)" aria-label="([^"]+)">CSV</a>')


def _files(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    return text, [
        (name, unquote(markup.unescape(data)).removeprefix(BOM), markup.unescape(label))
        for name, data, label in LINK.findall(text)
    ]


@pytest.mark.parametrize(("case", "units"), [("lampung", "Satuan:"), ("kaltim", "Units:"), ("lampung-path", "Units:")])
def test_each_table_has_its_own_file_with_units_and_source(case, units, published):
    text, files = _files(published(case))
    assert len(files) == text.count("<table>") and len({name for name, _, _ in files}) == len(files)
    tables = roles(nbformat.read(published(case) / "report.ipynb", 4), "table")
    for (name, content, label), table in zip(files, tables, strict=True):
        caption, head, rows = (table[part] for part in ("caption", "head", "rows"))
        assert f"<caption>{markup.escape(caption)}</caption>" in text
        remarks = [line for line in content.splitlines() if line.startswith("# ")]
        data = list(csv.reader(line for line in StringIO(content, newline="") if not line.startswith("#")))
        assert re.fullmatch(r"[a-z0-9-]+\.csv", name) and caption in label and f"# {caption}" in remarks
        assert any(line.startswith(f"# {units}") for line in remarks)
        assert re.search("Kontributor spbe-analysis|The spbe-analysis contributors", remarks[-1])
        assert "https://" in content or "published.csv" in content
        assert len(data) == len(rows) + 1 and len(data[0]) >= len(head)
        assert not [cell for row in data[1:] for cell in row if re.fullmatch(r"[+\N{MINUS SIGN}-]?\d+,\d+", cell)]


def test_the_page_says_how_to_cite_it(published):
    text, _ = _files(published("lampung"))
    assert '<h2 id="cite">Cara mengutip</h2>' in text and '<a href="#cite">' in text
    assert "“Pemerintah Kota Bandar Lampung, 2023–2024”" in text


@pytest.mark.parametrize(("case", "said"), [("lampung", "bukan sebabnya"), ("kaltim", "not why")])
def test_a_message_of_three_lines_stands_on_the_page(case, said, published):
    text, _ = _files(published(case))
    (told,) = re.findall(r'<p id="share-text" class="lines">(.*?)</p>', text, re.DOTALL)
    lines = re.sub(r"<[^>]+>", "", markup.unescape(told)).splitlines()
    finding = roles(nbformat.read(published(case) / "report.ipynb", 4), "closing")[0]["finding"]
    assert len(lines) == 3 and lines[1] == finding and said in lines[2]


def test_two_tables_of_one_caption_have_names_of_their_own():
    block = document.table(pd.DataFrame({"a": ["x"]}), "What's in it")
    data, metadata = block._repr_mimebundle_()
    outputs = [nbformat.v4.new_output("display_data", data=dict(data), metadata=metadata) for _ in range(2)]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=outputs)])
    add_table_links(notebook, "T", "C", "en")
    shown = "".join(output.data["text/html"] for output in notebook.cells[0].outputs)
    labels = re.findall(r'role="region" aria-label="([^"]+)"', shown)
    assert len(set(labels)) == 2 and labels[1].endswith("(2)")


def test_hostile_cells_survive_as_text():
    bad = '=HYPERLINK("https://x.example","</td><script>")'
    block = document.table(pd.DataFrame({bad: [bad], "b": ["1"]}), bad)
    data, metadata = block._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=[output])])
    add_table_links(notebook, bad, bad, "en")
    shown = notebook.cells[0].outputs[0].data["text/html"]
    assert "<script" not in shown
    (found,) = LINK.findall(shown)
    rows = list(csv.reader(unquote(markup.unescape(found[1])).splitlines()[4:]))
    assert rows == [[f"'{bad}", "b"], [f"'{bad}", "1"]]
