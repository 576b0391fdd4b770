"""The exploration: exact moves, intervals that widen, peers, one's own levels, with and without controls."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

from spbe_analysis.analysis.index import score_levels
from spbe_analysis.analysis.panel.join import join_years
from spbe_analysis.analysis.panel.peers import peers
from spbe_analysis.errors import CoverageError, EvidenceError, InstitutionError, ParameterError
from spbe_analysis.evidence.published import all_scorecards
from spbe_analysis.evidence.register import load_register
from spbe_analysis.explore import pages as explore_views
from spbe_analysis.explore import session as explore_module
from spbe_analysis.explore.server import NOTEBOOK, keep_as_published
from spbe_analysis.explore.session import Exploration, open_exploration
from spbe_analysis.explore.starting_levels import own_from_bytes, own_from_file, own_from_text
from spbe_analysis.regulation.rounding import round_exact
from spbe_analysis.reports.one.run import execute

PROJECT = Path(__file__).parents[2]
KALTIM, LAMPUNG = "Pemerintah Provinsi Kalimantan Timur", "Pemerintah Kota Bandar Lampung"
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def kaltim_page() -> Exploration:
    return open_exploration("Kaltim", 2023, 2024, "id")


@pytest.fixture
def lampung_page() -> Exploration:
    return open_exploration("Kota Bandar Lampung", 2023, 2024, "en")


def _index(at: Exploration) -> Fraction:
    return score_levels(at.table, at.levels_framework)[at.levels_framework.root]


# -- moving levels ------------------------------------------------------------


def test_indicator_15_up_one_level_moves_the_index_by_exactly_0_025(kaltim_page):
    # PermenPANRB 59/2020, Tabel 9: indicators 15 to 18 weigh 2.50 % each
    before, level = _index(kaltim_page), kaltim_page.table["P59-I15"]
    text = str(kaltim_page.levels({"15": level + 1}))
    assert _index(kaltim_page) - before == Fraction(25, 1000)
    assert "+0,025" in text and f"{level}  {level + 1}" in text


def test_every_indicator_moves_the_index_by_its_weight(lampung_page, law):
    for code in law.indicators:
        lampung_page.begin("2024")
        before, level = _index(lampung_page), lampung_page.table[code]
        step = 1 if level < law.maximum else -1
        lampung_page.move({code: level + step})
        assert _index(lampung_page) - before == step * law.weight(code)


def test_published_levels_are_where_they_are_published(lampung_page):
    # LHE Kota Bandar Lampung 2024: 2.9795 before rounding, printed 2,98
    assert lampung_page.start.sort == "published" and _index(lampung_page) == Fraction(29795, 10000)
    assert "Index 2.98, Good." in str(lampung_page.levels())
    lampung_page.begin("2023")
    assert _index(lampung_page) == Fraction(21545, 10000)


def test_a_fitting_table_prints_every_published_figure_and_says_that_it_is_not_the_real_one(kaltim_page, kaltim, law):
    scores = score_levels(kaltim_page.start.levels, law)
    assert kaltim_page.start.sort == "fitting"
    for code, printed in kaltim[1].values.items():
        assert round_exact(scores[code], printed.decimals) == printed.value
    assert "Bukan tingkat yang sebenarnya" in str(kaltim_page.levels())
    again = open_exploration("Kaltim", 2023, 2024)
    assert again.start.levels == kaltim_page.start.levels


def test_applying_the_plan_reaches_the_predicate_in_as_many_steps_as_it_says(kaltim_page, law):
    kaltim_page.levels()
    plan, before = kaltim_page.standing().plan, dict(kaltim_page.table)
    kaltim_page.move({step.code: step.end for step in plan.steps})
    assert _index(kaltim_page) == plan.index >= plan.target.lower
    assert sum(kaltim_page.table[code] - before[code] for code in before) == plan.cost


def test_the_highest_predicate_has_no_plan(lampung_page, law):
    lampung_page.levels(dict.fromkeys(law.indicators, law.maximum))
    assert "This is the highest predicate." in str(lampung_page.levels())


def test_levels_are_checked_before_any_is_set(lampung_page):
    before = dict(lampung_page.table)
    with pytest.raises(CoverageError) as refused:
        lampung_page.levels({"1": 4, "2": 6, "48": 3, "D1": 2, "3": 2.5})
    assert len(refused.value.problems) == 4 and lampung_page.table == before


# -- hiding and revealing --------------------------------------------------------


@pytest.mark.few(1)
@pytest.mark.parametrize("name", ["Kaltim", "Kota Bandar Lampung"])
def test_hiding_figures_only_ever_widens_the_intervals(name):
    at = open_exploration(name, 2023, 2024)
    ladder = [
        ("index", "domain", "aspect", "indicator"),
        ("index", "domain", "aspect"),
        ("index", "domain"),
        ("index",),
        (),
    ]
    pairs = [explore_views._pair(at, kinds) for kinds in ladder]
    tables = [explore_views._contribution_rows(at, pair, pairs[0]) for pair in pairs]
    for fuller, barer in pairwise(tables):
        assert all(barer["low"] <= fuller["low"]) and all(barer["high"] >= fuller["high"])
    widths = [(table["high"] - table["low"]).sum() for table in tables]
    assert widths[2] < widths[3] < widths[4]


def test_the_page_counts_what_is_certain(kaltim_page):
    # domains 1, 2 and 3 are fixed by their printed scores, domain 4 lies within 0.005 (two pairs of sums)
    text = str(kaltim_page.evidence())
    assert "3 dari 4" in text and "0,005" in text and "2,7 × 10²²" in text
    hidden = str(kaltim_page.evidence(["index"]))
    assert "Disembunyikan: domain." in hidden and "0 dari 4" in hidden
    assert "47 bagian" in str(kaltim_page.evidence(detail="indicators"))
    with pytest.raises(ParameterError):
        kaltim_page.evidence(["domains"])


# -- choice, years, peers ----------------------------------------------------------


def test_choice_is_tolerant_and_refuses_what_fits_several(kaltim_page):
    kaltim_page.choice("pemkot bandar lampung")
    assert kaltim_page.institution.name == LAMPUNG and kaltim_page.start.sort == "published"
    with pytest.raises(InstitutionError):
        kaltim_page.choice("Bogor")
    assert kaltim_page.institution.name == LAMPUNG
    with pytest.raises(ParameterError):
        kaltim_page.choice(language="fr")


def test_years_of_two_regulations_point_to_the_bridge():
    at = open_exploration("Kota Denpasar", 2019, 2023, "en")
    assert "spbe bridge" in str(at.change()) and at.levels_framework.id == "permenpanrb-59-2020"
    shown = at.change()._repr_mimebundle_()["text/html"]
    assert '<div class="spbe-explore" lang="en">' in shown and '<span lang="id">' not in shown.partition("</style>")[0]
    for part in (at.evidence(), at.peers()):  # said once, not three times
        assert "see part 2" in str(part) and "spbe bridge" not in str(part)
    earlier = open_exploration("Kota Denpasar", 2018, 2019, "en")
    assert len(earlier.table) == 37 and "Index" in str(earlier.levels())


def test_years_without_figures_give_way_to_the_last_two_of_one_regulation(kaltim_page):
    with pytest.raises(EvidenceError):
        kaltim_page.pick("Kaltim", 2019, 2024)
    kaltim_page.choice("Kota Denpasar")
    assert (kaltim_page.from_year, kaltim_page.to_year) == (2023, 2024)


@pytest.mark.few(1)
@pytest.mark.parametrize("name", ["Kaltim", "Kota Bandar Lampung", "Kab. Bogor"])
def test_peers_are_those_of_the_panel(name, law):
    at = open_exploration(name, 2023, 2024, "en")
    found = peers(join_years(all_scorecards(2023), all_scorecards(2024), load_register(), law), at.institution.name)
    own = found.table.loc[at.institution.name]
    text = str(at.peers())
    assert f"Peers: {found.count} institutions" in text and f"rank {own['rank']} of {len(found.table)};" in text
    assert "Contributions by printed domain scores" in text


def test_peers_by_kind_and_province_and_one_other(kaltim_page):
    assert "38 instansi" in str(kaltim_page.peers("kind"))  # 38 provinces are printed in both years
    assert "Tidak ada pembanding" in str(kaltim_page.peers("province"))
    assert "Perubahan Pemerintah Kota Bandar Lampung: +0,83" in str(kaltim_page.peers("near", "Bandar Lampung"))


# -- one's own levels ---------------------------------------------------------------


def test_pasted_numbers_become_a_table(kaltim_page, law):
    kaltim_page.own(" ".join(["3"] * 47))
    assert _index(kaltim_page) == 3 and kaltim_page.start.key == "own"
    kaltim_page.choice("Bandar Lampung")
    assert kaltim_page.start.key == "2024" and "own" in kaltim_page.starts
    with pytest.raises(CoverageError) as refused:
        own_from_text("3, 0; 6 x 2.5", law, "paste")
    assert len(refused.value.problems) == 5  # too few, and four that are no level


def test_a_file_of_levels_and_a_spreadsheet_of_levels_are_read(tmp_path, law):
    levels = {code: 1 + i % 5 for i, code in enumerate(law.indicators)}
    plain = tmp_path / "levels.csv"
    plain.write_text("indicator,level\n" + "".join(f"{law.nodes[c].number},{v}\n" for c, v in levels.items()))
    wide = tmp_path / "sheet.csv"
    wide.write_text(
        "No;Indikator;Nilai\n"
        + "".join(f"{law.nodes[c].number};{law.nodes[c].name_id};{v}\n" for c, v in levels.items())
    )
    for path in (plain, wide):
        taken = own_from_file(path, law)
        assert taken.whole and taken.scorecard.levels(law) == levels
    assert own_from_bytes(plain.read_bytes(), "../../etc/levels.csv", law).name == "levels.csv"


def test_a_result_report_and_a_workbook_are_read(tmp_path, law):
    pytest.importorskip("pdfplumber")
    made_reports = pytest.importorskip("tests.evidence.made_reports", reason="needs reportlab")
    tables = {year: made_reports.some_levels(law, year) for year in (2022, 2023)}
    report = made_reports.make_report(tmp_path / "lhe.pdf", law, tables)
    taken = own_from_bytes(report.read_bytes(), "lhe.pdf", law)
    assert taken.whole and taken.year == 2023 and taken.scorecard.levels(law) == tables[2023]
    assert any("2022" in remark for remark in taken.remarks)  # the other year is named, not mixed in

    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    book.active.append(["No", "Indikator", "Nilai"])
    for code, level in tables[2022].items():
        book.active.append([int(law.nodes[code].number), law.nodes[code].name_id, level])
    book.save(tmp_path / "sheet.xlsx")
    assert own_from_file(tmp_path / "sheet.xlsx", law).scorecard.levels(law) == tables[2022]


def test_the_offered_file_is_read_again(lampung_page, tmp_path, law):
    download = next(b for b in lampung_page.levels().blocks if b.about.get("kind") == "file")
    path = tmp_path / download.about["name"]
    path.write_text(download.about["content"])
    assert own_from_file(path, law).scorecard.levels(law) == lampung_page.table


def test_scores_without_levels_start_from_a_fitting_table(tmp_path, kaltim_page, law):
    path = tmp_path / "scores.csv"
    path.write_text("Nama Instansi,D1,D2,D3,D4,Indeks\nPemerintah Kota X,3.00,1.90,1.64,3.90,2.91\n")
    kaltim_page.take_own(own_from_file(path, law))
    assert kaltim_page.start.sort == "own_fitting" and round_exact(_index(kaltim_page), 2) == Fraction(291, 100)
    assert "tidak semua 47 tingkat" in str(kaltim_page.own())
    assert kaltim_page.shown_on_scale() == []  # somebody else's published index does not belong beside it


def test_a_file_of_something_else_is_refused(tmp_path, law):
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises((EvidenceError, CoverageError)):
        own_from_file(path, law)


def test_a_name_is_shown_and_never_run(kaltim_page, law):
    taken = own_from_text(" ".join(["2"] * 47), law, "<script>alert(1)</script>")
    kaltim_page.take_own(taken)
    page = kaltim_page.own()._repr_mimebundle_()["text/html"]
    assert "<script" not in page and "&lt;script&gt;" in page


# -- plain output and controls --------------------------------------------------------

PAGES = ("share", "choice", "change", "evidence", "peers", "own", "levels", "ranks", "what_if")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_answers_as_plain_text_without_controls(language, monkeypatch):
    monkeypatch.setattr(explore_module, "find_spec", lambda name: None)
    at = open_exploration("Kota Bandar Lampung", 2023, 2024, language)
    for name in PAGES:
        panel = getattr(at, name)()
        data = panel._repr_mimebundle_()
        assert len(str(panel)) > 80 and "<" not in str(panel)
        assert set(data) == {"text/plain", "text/html"}
    assert "ipywidgets" in str(at.choice())


def test_every_figure_has_alternative_text_and_a_caption(kaltim_page, lampung_page):
    for at in (kaltim_page, lampung_page):
        for name in PAGES:
            for block in getattr(at, name)().blocks:
                if block.about.get("kind") == "figure":
                    assert len(block.about["alt"]) > 60 and len(block.about["caption"]) > 60


def test_controls_move_the_same_state(kaltim_page):
    pytest.importorskip("ipywidgets")
    live = kaltim_page.live()
    assert WIDGET in kaltim_page.levels()._repr_mimebundle_()
    before, box = _index(kaltim_page), live.steppers.boxes["P59-I15"]
    box.value += 1
    assert _index(kaltim_page) - before == Fraction(1, 40)
    assert "+0,025 poin" in live.views["levels"].value and "spbe-up" in box._dom_classes
    live.reset.click()
    assert _index(kaltim_page) == before and "spbe-up" not in box._dom_classes
    live.apply.click()
    assert kaltim_page.levels_framework.predicate(_index(kaltim_page)).name_id == "Memuaskan"
    live.language.value = "en"
    assert live.from_year.description == "From year" and "Index" in live.views["levels"].value


def test_controls_hide_figures_and_pick(kaltim_page):
    pytest.importorskip("ipywidgets")
    live = kaltim_page.live()
    assert live.ticks["aspect"].disabled and not live.ticks["domain"].disabled
    live.ticks["domain"].value = False
    assert "Disembunyikan: domain." in live.views["evidence"].value
    live.institution.value = "Bogor"
    assert "cocok dengan" in live.views["choice"].value and kaltim_page.institution.name == KALTIM
    live.which.value = "Pemerintah Kota Bogor"
    assert kaltim_page.institution.name == "Pemerintah Kota Bogor" and live.ticks["domain"].value
    live.institution.value = "zzzz qqqq"
    assert "Tidak ada instansi" in live.views["choice"].value
    live.institution.value = "Kota Denpasar"
    live.from_year.value, live.to_year.value = 2018, 2019
    assert len(live.steppers.boxes) == 37 and "PermenPANRB" not in live.views["change"].value


def test_controls_take_a_paste_and_an_upload(kaltim_page):
    pytest.importorskip("ipywidgets")
    live = kaltim_page.live()
    live.paste.value = "1 2 3"
    live.use_paste.click()
    assert "Diharapkan 47 angka, ditemukan 3." in live.views["own"].value
    live.paste.value = "\n".join(["4"] * 47)
    live.use_paste.click()
    assert kaltim_page.start.key == live.start.value == "own" and live.steppers.boxes["P59-I01"].value == 4
    content = ("indicator,level\n" + "".join(f"{i},2\n" for i in range(1, 48))).encode()
    live._on_upload([{"name": "mine.csv", "content": content}])
    assert _index(kaltim_page) == 2 and "mine.csv" in live.views["own"].value
    live.start.value = "lowest"
    assert _index(kaltim_page) == 1
    live._on_upload([{"name": "wrong.csv", "content": content.replace(b"\n5,2", b"\n5,9")}])
    assert "tingkat &#x27;9&#x27; untuk 5. " in live.views["own"].value and _index(kaltim_page) == 1
    live.language.value = "en"
    assert "level &#x27;9&#x27; for 5. " in live.views["own"].value  # still told, in the other language
    live._on_upload([{"name": "mine.csv", "content": content}])
    assert "cannot go on" not in live.views["own"].value


# -- the notebook ------------------------------------------------------------------------


def test_the_notebook_is_empty_and_shows_no_code():
    text = (PROJECT / NOTEBOOK).read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.metadata["jupyter"]["source_hidden"] and not cell.outputs and cell.execution_count is None
            first, *rest = cell.source.splitlines()
            assert first == "# Kode bagian ini / Code of this part" and len(rest) <= 10
        else:
            assert " / " in cell.source or set(cell.metadata.get("tags", [])) & {"id", "en"}
    assert notebook.cells[1].metadata["tags"] == ["parameters"]


@pytest.mark.few(1)
@pytest.mark.parametrize(
    ("name", "language", "wanted"),
    [("Provinsi Kalimantan Timur", "id", "Indeks 3,79"), ("Kota Bandar Lampung", "en", "Index 2.98")],
)
def test_papermill_runs_the_notebook_in_both_languages(name, language, wanted):
    values = {"institution": name, "from_year": 2023, "to_year": 2024, "language": language}
    ran = execute(PROJECT / NOTEBOOK, values)
    pages = [o.data["text/html"] for c in ran.cells if c.cell_type == "code" for o in c.outputs if "data" in o]
    assert len(pages) == len(PAGES) and wanted in pages[PAGES.index("levels")]
    assert all("spbe-explore" in page for page in pages)
    # saving what has run leaves the file as it was
    model = {"type": "notebook", "content": json.loads(nbformat.writes(ran))}
    keep_as_published(model=model, path=NOTEBOOK)
    assert all(not c["outputs"] for c in model["content"]["cells"] if c["cell_type"] == "code")


def test_saving_a_run_notebook_gives_the_same_file_back_and_leaves_others_alone():
    text = (PROJECT / NOTEBOOK).read_text(encoding="utf-8")
    content = json.loads(text)
    for cell in content["cells"]:
        cell["metadata"]["trusted"] = True
        if cell["cell_type"] == "code":
            cell["metadata"].pop("jupyter")  # the reader has had a look at the code
            cell |= {"execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]}
    content["metadata"] |= {"widgets": {}, "language_info": {"name": "python", "version": "3.13.1"}}
    other = json.loads(json.dumps(content))
    keep_as_published(model={"type": "notebook", "content": content}, path=f"/{NOTEBOOK}")
    assert nbformat.writes(nbformat.from_dict(content)) + "\n" == text
    before = json.dumps(other)
    keep_as_published(model={"type": "notebook", "content": other}, path="notebooks/mine.ipynb")
    assert json.dumps(other) == before
