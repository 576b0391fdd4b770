"""The guide does not rot: its commands run, its links lead somewhere, its worked example is what the data give."""

import argparse
import ast
import json
import operator
import os
import re
import shlex
import shutil
import subprocess
from fractions import Fraction
from importlib.metadata import entry_points
from pathlib import Path

import nbformat
import pytest

from spbe_analysis.analysis.drivers.drivers import drivers
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.index import score_levels
from spbe_analysis.cli import VERBS, declare, main
from spbe_analysis.errors import ReportError
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.presentation.text.wording import LANGUAGES, exact, number, whole
from spbe_analysis.reports.site.guide import CHAPTERS, build_guide
from spbe_analysis.reports.site.pictures import pictures
from spbe_analysis.reports.site.site import build_site

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
METHODS = {"id": DOCS / "metode.md", "en": DOCS / "methods.md"}
TRANSLATED = (
    ("membaca-laporan.md", "reading-the-report.md"),
    ("metode.md", "methods.md"),
    ("data-anda.md", "your-data.md"),
    ("menjalankan.md", "running.md"),
    ("memeriksa-pernyataan.md", "adding-a-claim.md"),
    ("ganti-peraturan.md", "methods_bridge.md"),
)
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def _blocks(path, info):
    return [text for told, text in BLOCK.findall(path.read_text(encoding="utf-8")) if told == info]


def _commands(info):
    return [
        (path.name, line)
        for path in PAGES
        for block in _blocks(path, info)
        for line in block.splitlines()
        if line.strip()
    ]


RUNNABLE = _commands("sh runnable")


def _calculated(text):
    """Exact value of an arithmetic text; nothing but numbers, brackets and four operations."""

    def value(node):
        if isinstance(node, ast.BinOp):
            return OPERATORS[type(node.op)](value(node.left), value(node.right))
        return Fraction(ast.get_source_segment(source, node))

    source = text.strip().replace(",", ".").replace(" x ", " * ")
    return value(ast.parse(source, mode="eval").body)


# -- commands --------------------------------------------------------------------


def test_there_are_commands_to_run():
    assert len(RUNNABLE) >= 10 and {name for name, _ in RUNNABLE} == {
        "adding-a-claim.md",
        "memeriksa-pernyataan.md",
        "your-data.md",
        "running.md",
        "data-anda.md",
        "menjalankan.md",
    }


@pytest.mark.few(13)
@pytest.mark.parametrize(("page", "line"), RUNNABLE, ids=[line for _, line in RUNNABLE])
def test_runnable_commands_run(page, line, capsys, monkeypatch):
    monkeypatch.chdir(PROJECT)
    program, *words = shlex.split(line)
    assert program == "spbe"
    assert main(words) == 0, capsys.readouterr().err
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize(("page", "line"), _commands("sh"), ids=[line[:60] for _, line in _commands("sh")])
def test_other_commands_name_verbs_and_options_that_exist(page, line):
    program, verb, *words = shlex.split(line.split("#")[0])
    if program == "make":
        assert re.search(rf"^{verb}:", (PROJECT / "Makefile").read_text(), re.MULTILINE)
        return
    if program == "papermill":
        assert verb == "--engine" and entry_points(group="papermill.engine", name=words[0])
        return
    assert program.removeprefix(".venv/bin/") == "spbe" and verb in VERBS
    parser = argparse.ArgumentParser(exit_on_error=False, conflict_handler="resolve")
    declare(parser, verb)
    parser.parse_args(words)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_verbs_and_options_in_the_text_exist(path):
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"`spbe ([a-z]+)", text)) <= set(VERBS)
    known = set()
    for verb in VERBS:
        parser = argparse.ArgumentParser(conflict_handler="resolve")
        declare(parser, verb)
        known |= {option for action in parser._actions for option in action.option_strings}
    assert set(re.findall(r"`(--[a-z-]+)", text)) <= known


def test_saving_takes_the_cards_in_and_removing_the_folder_takes_them_out(tmp_path, monkeypatch, capsys):
    """The one command of the guide that writes to data/, on a copy."""
    shutil.copytree(PROJECT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("processed"))
    (tmp_path / "data" / "processed").mkdir()
    (line,) = {line for _, line in _commands("sh") if "--save" in line}
    monkeypatch.chdir(PROJECT)
    monkeypatch.setenv("SPBE_HOME", str(tmp_path))
    assert main(shlex.split(line)[1:]) == 0, capsys.readouterr().err
    saved = tmp_path / "data" / "raw" / "imported" / "my-levels"
    assert sorted(path.name.split(".", 1)[1] for path in saved.iterdir()) == ["csv", "csv.meta.toml"]
    shutil.rmtree(saved)
    assert main(["prepare"]) == 0


# -- links -------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_internal_links_resolve(path):
    for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("https://"):
            assert (path.parent / target.partition("#")[0]).exists(), target


def test_every_page_is_listed():
    listed = re.findall(r"\(([^)]+\.md)\)", (DOCS / "README.md").read_text(encoding="utf-8"))
    assert sorted([*listed, "README.md"]) == [path.name for path in PAGES]
    # For those who change code or write a calculator, and pages in both languages at once: no chapters of the guide.
    beside = {"architecture", "glossary", "calculators"}
    assert {name for chapters in CHAPTERS.values() for name in chapters} == {
        name.removesuffix(".md") for name in listed
    } - beside


@pytest.mark.parametrize("pair", TRANSLATED, ids=lambda pair: pair[1])
def test_both_languages_have_the_same_parts(pair):
    shapes = []
    for name in pair:
        text = (DOCS / name).read_text(encoding="utf-8")
        heads = [len(mark) for mark in re.findall(r"^(#+) ", BLOCK.sub("", text), re.MULTILINE)]
        shapes.append(
            (
                heads,
                len(re.findall(r"^\|", text, re.MULTILINE)),
                len(re.findall(r"^\* ", text, re.MULTILINE)),
                [len(block.splitlines()) for _, block in BLOCK.findall(text)],
            )
        )
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_words_that_claim_a_cause_are_absent(path):
    text = path.read_text(encoding="utf-8").lower()
    assert not re.search(r"\b(caused|effects?|impacts?|disebabkan|dampak|efek|pengaruh)\b", text)


# -- the worked example ------------------------------------------------------------


@pytest.fixture(scope="module")
def lampung():
    """Result reports of 2023 and 2024, p. 10."""
    return tuple(scorecard_for("Kota Bandar Lampung", year) for year in (2023, 2024))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_worked_example_is_true(language):
    lines = [line for block in _blocks(METHODS[language], "worked") for line in block.splitlines()]
    assert len(lines) >= 20
    for line in lines:
        left, right = line.split("=")
        assert _calculated(left) == _calculated(right), line


def test_both_languages_calculate_the_same():
    lines = {language: [block for block in _blocks(path, "worked")] for language, path in METHODS.items()}
    assert [block.replace(",", ".") for block in lines["id"]] == lines["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_what_the_data_give(language, law, kaltim, lampung):
    """Kota Bandar Lampung from its result reports, Kalimantan Timur from the national reports (conftest)."""
    text = METHODS[language].read_text(encoding="utf-8")

    def there(line):
        assert (line.replace(".", ",") if language == "id" else line) in text, line

    before, after = (card.levels(law) for card in lampung)
    code = "P59-I39"
    weight = law.weight(code)
    there(
        f"{exact(weight, 'en', 4)} x ({after[code]} - {before[code]}) = {number(weight * (after[code] - before[code]), 'en', 3)}"
    )
    scores = [score_levels(levels, law) for levels in (before, after)]
    parts = [number(law.weight(d) * (scores[1][d] - scores[0][d]), "en", 3) for d in law.of_kind("domain")]
    there(f"{' + '.join(parts)} = {number(scores[1][law.root] - scores[0][law.root], 'en', 3)}")
    there(f"{exact(scores[1][law.root], 'en')} - {exact(scores[0][law.root], 'en')} = 0.825")
    sets = [FeasibleSet(law, card) for card in kaltim]
    for domain, decimals in (("P59-D1", 3), ("P59-D3", 3)):
        (low, high), (low2, high2) = (one.sum_bounds(domain) for one in sets)
        assert low == high and low2 == high2
        leaf = law.weight(law.leaves(domain)[0])
        there(f"{exact(leaf, 'en', decimals)} x ({low2} - {low}) = {number(leaf * (low2 - low), 'en', 3)}")
    (d2, same), (d2_after, _) = (one.sum_bounds("P59-D2") for one in sets)
    assert d2 == same
    there(f"{d2_after} - {d2} = {d2_after - d2}")
    there(f"{exact(law.weight('P59-I11'), 'en', 3)} x {d2_after - d2} = 0.400")
    pairs = [sorted(pair for pair, _ in one.candidates("P59-D4")) for one in sets]
    units = [law.units[code] for code in ("P59-I32", "P59-I42")]
    assert [len(found) for found in pairs] == [4, 2]
    for a7, a8 in [*pairs[0], *pairs[1]]:
        there(f"{units[0]} x {a7} + {units[1]} x {a8} = {units[0] * a7 + units[1] * a8}")
    answer = drivers(law, *kaltim)
    services = answer.table[answer.table["code"] == "P59-D4"].iloc[0]
    there(f"/ 2000 = {number(services['low'], 'en', 3)}")
    there(f"/ 2000 = {number(services['high'], 'en', 3)}")
    there(f"= {number(answer.change_low, 'en', 3)}")
    there(f"= {number(answer.change_high, 'en', 3)}")
    assert all(whole(one.count, language) in text for one in sets)


def test_the_example_for_paper(law, lampung):
    """Aspect 4 of the result report 2024, p. 5, and its two levels, from p. 10."""
    assert lampung[1].values["P59-A4"].text == "3.50"
    assert [lampung[1].levels(law)[leaf] for leaf in law.leaves("P59-A4")] == [3, 4]
    small = FeasibleSet(law, Scorecard.of(law, {"A4": "3.50"}))
    chances = small.level_probabilities("P59-I19")
    assert [chances[level] for level in range(1, 6)] == pytest.approx([0, 0.25, 0.25, 0.25, 0.25])
    assert small.expected("P59-I19") == pytest.approx(3.5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_of_the_rounding_rule_are_those_of_the_regulations_data(language, law):
    text = METHODS[language].read_text(encoding="utf-8")
    told = set(re.findall(r"\b\d{3}\b", law.meta["rounding"]["note"]))
    assert {"620", "621", "612", "602", "591", "388", "332"} <= told & set(re.findall(r"\b\d{3}\b", text))


GUIDE = {"id": DOCS / "membaca-laporan.md", "en": DOCS / "reading-the-report.md"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_that_may_be_written_are_what_the_data_give(language, kaltim, law):
    """The figures of the left column, from the national reports through the ledger."""
    rows = [line.split("|")[1] for line in GUIDE[language].read_text(encoding="utf-8").splitlines() if "|" in line]
    answer, said = (
        drivers(law, *kaltim),
        iter(rows[rows.index(next(row for row in rows if "0,88" in row or "0.88" in row)) :]),
    )
    table = answer.table.set_index("code")
    rise = kaltim[1].values[law.root].value - kaltim[0].values[law.root].value
    for wanted in (
        [number(rise, language), *(number(card.values[law.root].value, language) for card in kaltim)],
        *([number(abs(table.loc[code, end]), language, 3) for end in ("low", "high")] for code in ("P59-D2", "P59-D4")),
        *([number(abs(table.loc[code, end]), language, 3) for end in ("low", "high")] for code in ("P59-A5", "P59-A4")),
        [card.predicate for card in kaltim],
    ):
        sentence = next(said)
        assert all(part in sentence for part in wanted), (sentence, wanted)
    assert table.loc["P59-D2", "low"] == max(table.loc[list(law.of_kind("domain")), "high"])
    assert table.loc["P59-A5", "low"] > 0 and table.loc["P59-A4", "low"] < 0 < table.loc["P59-A4", "high"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_in_a_picture_is_told_below_it(language):
    text = GUIDE[language].read_text(encoding="utf-8")
    drawn = pictures()
    shown = re.findall(r"!\[[^\]]{40,}\]\(images/([^)]+)\)\n\n((?:\d+\. .+\n)+)", text)
    assert len(shown) == 2
    for name, told in shown:
        numbers = [int(found) for found in re.findall(r">(\d)<", drawn[name])]
        assert numbers == list(range(1, len(told.splitlines()) + 1)), name
        kept = (DOCS / "images" / name).read_text(encoding="utf-8")
        assert re.findall(r">([^<]+)<", kept) == re.findall(r">([^<]+)<", drawn[name]), "make guide-pictures"


# -- the pages ---------------------------------------------------------------------


def test_the_same_files_give_the_same_pages_and_leave_them_alone(tmp_path):
    first = build_guide(tmp_path)
    stamp = first.stat().st_mtime_ns
    assert build_guide(tmp_path) == first and first.stat().st_mtime_ns == stamp
    assert sorted(path.name for path in first.parent.glob("[!.]*")) == ["index.en.html", "index.html"]
    whole = first.read_bytes()
    first.write_bytes(whole[:100])  # a page that is not what was made is made again
    assert build_guide(tmp_path).read_bytes() == whole


def test_links_inside_the_guide_lead_somewhere(tmp_path):
    pages = {path.name: path.read_text(encoding="utf-8") for path in build_guide(tmp_path).parent.glob("*.html")}
    anchors = {name: re.findall(r' id="([^"]+)"', text) for name, text in pages.items()}
    for name, text in pages.items():
        assert len(set(anchors[name])) == len(anchors[name])
        for href in re.findall(r'href="([^"]+)"', text):
            place, _, part = href.partition("#")
            assert href.startswith(("https://", "../index")) or not part or part in anchors[place or name], href


def test_markup_in_a_page_is_shown_and_not_run(tmp_path):
    docs = tmp_path / "docs"
    shutil.copytree(DOCS, docs)
    (tmp_path / "data").mkdir()
    linked = (
        "data/README.md",
        "CONTRIBUTING.md",
        "benchmarks/reports/README.md",
    )
    for name in linked:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    with (docs / "metode.md").open("a", encoding="utf-8") as stream:
        stream.write("\n<script>alert(1)</script> <b onclick=x>y</b>\n\n[z](javascript:alert(1))\n")
    with pytest.raises(ReportError, match=r"javascript:alert"):
        build_guide(tmp_path / "out", docs)
    text = (docs / "metode.md").read_text(encoding="utf-8").replace("[z](javascript:alert(1))", "")
    (docs / "metode.md").write_text(text, encoding="utf-8")
    page = build_guide(tmp_path / "out", docs).read_text(encoding="utf-8")
    assert "<script" not in page and "&lt;script&gt;" in page and "<b onclick" not in page


def test_a_missing_chapter_is_named(tmp_path):
    with pytest.raises(ReportError, match="membaca-laporan"):
        build_guide(tmp_path / "out", tmp_path)


# -- sharing -----------------------------------------------------------------------


def test_binder_installs_the_locked_versions_and_opens_the_exploration():
    folder = PROJECT / ".binder"
    (needed,) = re.findall(r"^-r (.+)$", (folder / "requirements.txt").read_text(), re.MULTILINE)
    assert (folder / needed).resolve() == PROJECT / "requirements.lock"
    assert (folder / "runtime.txt").read_text().strip() == "python-3.11"  # the oldest that the lock file is made for
    script = folder / "postBuild"
    assert os.access(script, os.X_OK) and subprocess.run(["bash", "-n", script]).returncode == 0
    text = script.read_text()
    assert "pip install" in text and "--editable ." in text and "spbe prepare" in text
    for path in re.findall(r"(?:cp|trust) (\S+)", text):
        assert (PROJECT / path).is_file(), path
    settings = json.loads((folder / "jupyter_server_config.json").read_text())
    for part in settings.values():
        assert (PROJECT / part["default_url"].removeprefix("/lab/tree/")).is_file()


def test_the_readme_of_reports_names_every_file_of_a_report():
    from spbe_analysis.reports.one import pdf
    from spbe_analysis.reports.one import run as runs
    from spbe_analysis.reports.one.verify import CONTRIBUTIONS

    text = (PROJECT / "reports" / "README.md").read_text(encoding="utf-8")
    made = {
        runs.PAGE,
        runs.NOTEBOOK,
        runs.RECORD,
        pdf.REPORT,
        pdf.SUMMARY,
        pdf.SLIDE_PNG,
        pdf.SLIDE_SVG,
        CONTRIBUTIONS,
    }
    assert set(re.findall(r"`((?:report|summary|slide|run|contributions)\.[a-z]+)`", text)) == made


@pytest.mark.few(0)
def test_a_run_notebook_reads_without_our_template(published_notebook):
    """What nbviewer and JupyterLab show: plain HTML, plain text beside it, no script and nothing fetched."""
    outputs = [output for cell in published_notebook.cells for output in cell.get("outputs", [])]
    assert outputs and all({"text/html", "text/plain"} <= set(output.data) for output in outputs)
    for output in outputs:
        assert output.data["text/plain"].strip()
        shown = re.sub(r"<style scoped>.*?</style>", "", output.data["text/html"], flags=re.DOTALL)  # of a DataFrame
        assert not re.search(r"<(script|iframe|link|style|object)\b| on[a-z]+=|src=\"http", shown)


@pytest.fixture(scope="module")
def published_notebook(tmp_path_factory):
    """The run of the report on Kalimantan Timur."""
    from spbe_analysis.reports.one.run import run_notebook

    given = {"institution": "Provinsi Kalimantan Timur", "from_year": 2023, "to_year": 2024, "language": "id"}
    out = tmp_path_factory.mktemp("guide") / "report"
    run_notebook(PROJECT / "notebooks" / "01_drivers.ipynb", given, out)
    return nbformat.read(out / "report.ipynb", as_version=4)


def test_the_site_leads_to_the_guide_and_back(tmp_path):
    build_site(tmp_path)
    assert "guide/" not in (tmp_path / "index.html").read_text(encoding="utf-8")  # no link to what is not there
    build_guide(tmp_path)
    build_site(tmp_path)
    for name in ("index.html", "index.en.html"):
        assert f'href="guide/{name}"' in (tmp_path / name).read_text(encoding="utf-8")
        assert f'href="../{name}"' in (tmp_path / "guide" / name).read_text(encoding="utf-8")
