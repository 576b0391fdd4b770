"""The state of the exploration: undone, redone, saved, opened again, refused; other weights; what-ifs to take away."""

from __future__ import annotations

import base64
import json
import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

import spbe_analysis as spbe
from spbe_analysis.cli import main
from spbe_analysis.errors import InstitutionError, ParameterError
from spbe_analysis.explore.saved import History, own_weights, read_saved
from spbe_analysis.explore.session import Exploration, open_exploration
from spbe_analysis.explore.weights import printed_domains, rebalanced
from spbe_analysis.presentation.page.error_text import refusal


@pytest.fixture
def page() -> Exploration:
    return open_exploration("Kota Bandar Lampung", 2023, 2024, "en")


def _everything(page: Exploration) -> None:
    """Change all that can be changed."""
    page.own("\n".join(str(1 + place % 5) for place in range(47)))
    page.levels({"15": 4, "47": 1})
    page.evidence(["index", "aspect"], detail="indicators")
    page.peers("kind", ["Jateng", "Pemprov Bali"])
    page.ranks([40, 20.5, 20, 19.5])


def _shown(page: Exploration) -> list[str]:
    return [str(getattr(page, name)()) for name in ("choice", "change", "evidence", "peers", "levels", "ranks")]


# -- undo and redo ------------------------------------------------------------------


def test_every_step_is_taken_back_and_done_again(page):
    states = [page.saved()]
    for act in (
        lambda: page.levels({"15": 4}),
        lambda: page.evidence(["index"]),
        lambda: page.choice("Kaltim"),
        lambda: page.choice(from_year=2022),
        lambda: page.ranks([25, 25, 25, 25]),
        lambda: page.peers("kind", "Jateng"),
        lambda: page.own(" ".join(["3"] * 47)),
        lambda: page.choice(language="id"),
    ):
        act()
        states.append(page.saved())
    assert len(set(map(repr, states))) == len(states)
    for wanted in reversed(states[:-1]):
        page.undo()
        assert page.saved() == wanted
    page.undo()  # nothing is left to undo
    assert page.saved() == states[0]
    for wanted in states[1:]:
        page.redo()
        assert page.saved() == wanted


def test_a_new_step_forgets_what_was_undone_and_looking_is_no_step(page):
    page.levels({"15": 4})
    page.levels({"16": 4})
    page.undo()
    for name in ("choice", "levels", "share"):
        getattr(page, name)()
    assert page.history.left == (1, 1)
    page.levels({"17": 5})
    assert page.history.left == (2, 0)
    history = History(page.saved())
    assert history.step(-1) is None and history.step(1) is None


def test_the_buttons_undo_all_kinds_of_change(page):
    pytest.importorskip("ipywidgets")
    live = page.live()
    begun = page.saved()
    live.steppers.boxes["P59-I15"].value += 1
    live.ticks["domain"].value = False
    live.sliders[0].value = 40
    live.institution.value = "Kaltim"
    assert live.undo.description == "Undo (4)"
    live.undo.click()
    assert page.institution.name == "Pemerintah Kota Bandar Lampung" and live.sliders[0].value == 40
    assert live.institution.value == "Pemerintah Kota Bandar Lampung" and not live.ticks["domain"].value
    for _ in range(3):
        live.undo.click()
    assert page.saved() == begun and live.ticks["domain"].value and live.sliders[0].value == 13
    assert live.redo.description == "Redo (4)" and live.steppers.boxes["P59-I15"].value == 3
    live.redo.click()
    assert live.steppers.boxes["P59-I15"].value == 4 and "+0.025 points" in live.views["levels"].value


# -- a level that is none -------------------------------------------------------------


def test_what_is_no_level_is_refused_beside_its_box_and_forgotten_with_the_next_move(page):
    pytest.importorskip("ipywidgets")
    live, before = page.live(), page.saved()
    box = live.steppers.boxes["P59-I15"]
    for typed in (9, 2.5, -1):
        box.value = typed
        assert (
            box.value == 3
            and "is not accepted: a level is a whole number from 1 to 5. It stays at 3." in box.description
        )
        assert "spbe-refused" in box._dom_classes
    assert page.saved() == before and live.undo.description == "Undo (0)"
    live.steppers.boxes["P59-I16"].value += 1
    assert "accepted" not in box.description and "spbe-refused" not in box._dom_classes


# -- saved and opened -----------------------------------------------------------------


@pytest.mark.few(1)
@pytest.mark.parametrize("form", ["text", "json", "address"])
def test_a_saved_state_shows_the_same_figures_elsewhere(page, form):
    _everything(page)
    saved = page.saved()
    text = {"text": saved.text(), "json": saved.json(), "address": f"http://x/doc?a=1#state={saved.text()}"}[form]
    again = open_exploration(state=text)
    assert again.saved() == saved and again.history.left == (0, 0)
    assert _shown(again) == _shown(page)
    page.choice("Kaltim")
    page.share(text)
    assert page.saved() == saved


@pytest.mark.parametrize(("name", "years"), [("Kota Denpasar", (2018, 2019)), ("Kab. Bogor", (2023, 2024))])
def test_any_institution_and_regulation_comes_back(name, years):
    first = open_exploration(name, *years)
    first.levels({"1": 2, "2": 3})
    assert open_exploration(state=first.saved().text()).saved() == first.saved()


def _changed(page, **fields) -> str:
    given = json.loads(page.saved().json()) | fields
    return json.dumps({name: value for name, value in given.items() if value != "absent"})


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"spbe_exploration": 2}, ["spbe_exploration: 2 was found, expected 1"]),
        ({"years": "absent", "more": 1}, ["years is missing", "more is not known"]),
        ({"institution": 3, "own": []}, ["institution: 3 was found, expected a text", "own: [] was found"]),
        ({"years": [2023, 1999]}, ["years: [2023, 1999] was found, expected two of"]),
        ({"years": [[], {}]}, ["expected two of"]),
        ({"years": [2023.0, 2024.0], "start": "lowest"}, ["expected two of"]),
        ({"levels": {"I15": "3", "15": "5"}}, ["I15 is given more than once"]),
        ({"language": "fr", "detail": "x", "rule": "y", "shown": ["z"]}, ["language:", "detail:", "rule:", "shown:"]),
        ({"institution": "Bogor"}, ["Bogor"]),
        ({"others": ["Nowhere at all"], "start": "1990"}, ["Nowhere at all", 'start: "1990"']),
        ({"others": ["Kaltim"] * 9}, ["at most 8"]),
        ({"levels": {"I15": "9", "I99": "3", "I14": "2.5", "I13": 3, "D1": "3"}}, ["9", "I99", "2.5", "3", "D1"]),
        ({"weights": {"D1": "50", "D2": "60"}}, ["add up to 100"]),
        ({"weights": {"D1": "-10", "D2": "50", "D3": "50", "D4": "10"}}, ["add up to 100"]),
        ({"start": "own"}, ['start: "own"']),
        (
            {"own": {"name": "x", "regulation": "../x", "institution": "", "year": None, "values": {}}},
            ["../x"],
        ),
        (
            {"own": {"name": "x", "regulation": "permenpanrb-59-2020", "institution": "", "year": None,
                     "values": {"I01": "8", "Z": "1"}}},
            ["8", "Z"],
        ),
    ],
)  # fmt: skip
def test_a_state_that_is_none_is_refused_with_everything_wrong_and_changes_nothing(page, fields, wanted):
    before = page.saved()
    with pytest.raises(ParameterError) as refused:
        page.share(_changed(page, **fields))
    assert all(any(one in problem for problem in refused.value.problems) for one in wanted), refused.value
    assert page.saved() == before
    assert "keadaan penjelajahan" in refusal(refused.value, "id").plain.lower()


@pytest.mark.parametrize("text", ["", "   ", "{", "[]", "null", "%%%", "abc", "a" * 200_000, "{" * 50_000, "#state="])
def test_what_is_no_state_at_all_is_refused(text):
    with pytest.raises(ParameterError, match="not a state of the exploration"):
        read_saved(text)


def test_a_name_that_a_hand_wrote_twice_is_told(page):
    twice = page.saved().json().replace('"language": "', '"language": "id",\n "language": "')
    with pytest.raises(ParameterError) as refused:
        read_saved(twice)
    assert [str(one) for one in refused.value.problems] == ["language is given more than once"]


def test_a_state_is_opened_from_its_file_and_from_lines_that_mail_broke(page, tmp_path):
    saved, file = page.saved(), tmp_path / "exploration.json"
    file.write_text("\ufeff" + saved.json(), encoding="utf-8")
    short = saved.text()
    for given in (file, str(file), short[:70] + "\n" + short[70:]):
        assert open_exploration(state=given).saved() == saved
    for given in ({}, 3, b"{}", tmp_path / "not there"):
        with pytest.raises(ParameterError, match=r"not a state|needs an institution"):
            open_exploration(state=given)


@pytest.mark.parametrize(
    "weights", [[Fraction(100, 3)] * 3 + [0], ["x", 1, 2, 97], [float("nan"), 1, 2, 97], [25.00001] * 4]
)
def test_weights_that_a_saved_state_could_not_hold_are_refused(page, weights):
    before = page.saved()
    with pytest.raises(ParameterError, match="four decimals"):
        page.ranks(weights)
    assert page.saved() == before


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(ParameterError):
        read_saved(base64.urlsafe_b64encode(b"\xff\xfe{").decode())


def test_the_page_tells_what_it_could_not_open_and_keeps_what_it_shows(page):
    pytest.importorskip("ipywidgets")
    live, before = page.live(), page.saved()
    live.text.value = "abc"
    live.open_text.click()
    assert 'role="alert"' in live.views["share"].value and page.saved() == before
    other = open_exploration("Kaltim", 2023, 2024, "en")
    live._on_open_file([{"name": "exploration.json", "content": other.saved().json().encode()}])
    assert page.saved() == other.saved() and 'role="alert"' not in live.views["share"].value
    assert live.institution.value == other.institution.name and f'data-state="{other.saved().text()}"' in (
        live.views["share"].value
    )


def test_an_exploration_needs_a_name_and_years_or_a_state():
    with pytest.raises(ParameterError) as refused:
        spbe.open_exploration("Kaltim")
    assert len(refused.value.problems) == 2


def test_the_command_line_refuses_a_state_before_anything_starts(tmp_path, capsys):
    path = tmp_path / "exploration.json"
    path.write_text('{"spbe_exploration": 1}')
    assert main(["explore", "--no-browser", "--state", str(path)]) == 2
    told = capsys.readouterr().err
    assert "institution is missing" in told and "Traceback" not in told
    assert main(["explore", "--no-browser", "--state", "nothing-of-the-kind"]) == 2


def test_another_institution_puts_a_table_of_ones_own_aside_and_says_so(page):
    assert "another table" not in str(page.own(" ".join(["3"] * 47)))
    page.choice("Kaltim")
    assert 'Part 6 now starts from another table. This one is still in the list "Start from".' in str(page.own())
    assert "another table" not in str(page.levels(start="own")) + str(page.own())


# -- weights and comparison -------------------------------------------------------------


def test_weights_always_add_up_to_100_percent(law):
    weights = own_weights(law)
    assert weights == (13, 25, Fraction("16.5"), Fraction("45.5"))
    for place in range(4):
        for percent in (0, Fraction(1, 2), 50, Fraction("99.5"), 100):
            made = rebalanced(weights, place, Fraction(percent))
            assert sum(made) == 100 and made[place] == percent and min(made) >= 0
            assert all((one * 2).denominator == 1 for one in made)
    assert rebalanced((Fraction(100), Fraction(0), Fraction(0), Fraction(0)), 0, Fraction(40)) == (40, 20, 20, 20)


def test_ranks_under_the_regulations_weights_are_those_of_the_printed_domains(page, law):
    scores = printed_domains(2024, law.id)
    sums = {name: sum(w * s for w, s in zip(own_weights(law), parts, strict=True)) for name, parts in scores.items()}
    own = sums["Pemerintah Kota Bandar Lampung"]
    rank = 1 + sum(other > own for other in sums.values())
    assert f"ranks {rank} of {len(scores)} institutions in 2024; under the regulation's weights, {rank}." in str(
        page.ranks()
    )
    only = str(page.ranks([100, 0, 0, 0]))
    first = 1 + sum(parts[0] > scores["Pemerintah Kota Bandar Lampung"][0] for parts in scores.values())
    assert f"ranks {first} of" in only and f"weights, {rank}." in only
    assert page.ranks([]) and page.weights == ()
    with pytest.raises(ParameterError, match="add up to 100"):
        page.ranks([50, 20, 20, 20])


def test_several_institutions_stand_beside_their_mean(page, law):
    text = str(page.peers(other=["Jateng", "Pemprov Bali"]))
    found = spbe.compare(["Kota Bandar Lampung", "Jateng", "Pemprov Bali"], to_year=2024)  # its tables, as they are
    assert all(str(found.table(part, "en")) in text for part in ("institution", "domain")) and "Mean of 3" in text
    assert "2 other institutions chosen" in page.peers().blocks[1].about["svg"]
    assert text.count("The change of Pemerintah Provinsi") == 2
    assert "Mean of 2" not in str(page.peers(other="")) and page.others == ()
    with pytest.raises(InstitutionError):
        page.peers(other=["Jateng", "Bogor"])
    with pytest.raises(ParameterError, match="at most 8"):
        page.peers(other=list(printed_domains(2024, law.id))[:9])
    assert page.others == ()


# -- what-ifs to take away ----------------------------------------------------------------


def test_the_what_if_is_read_by_the_other_verbs(page, tmp_path, law, monkeypatch, capsys):
    page.levels({"15": 4, "3": 5})
    files = {b.about["name"]: b.about["content"] for b in page.what_if().blocks if b.about.get("kind") == "file"}
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    command = re.search(r"spbe (index \S+ --regulation [\w-]+)", str(page.what_if()))[
        1
    ]  # runs as it stands on the page
    monkeypatch.chdir(tmp_path)
    assert main(command.split()) == 0 and "3.03" in capsys.readouterr().out
    before, after = (tmp_path / f"levels-{name}.csv" for name in ("before", "after"))
    change = spbe.drivers(None, str(before), str(after))
    assert "published" not in " ".join(change.sentences("en"))
    assert change.sentences("id")[0].startswith(
        "Tabel Anda tidak memuat indeks tercetak; menurut angkanya, indeks berubah +"
    )
    assert sum(change.exact.table.loc[["P59-I15", "P59-I03"], "low"]) == Fraction("0.051")
    assert spbe.score(str(after)).index == pytest.approx(3.0305)
    assert len(spbe.read(after, "Kota Bandar Lampung", 2024).to_frame()) == 47
    svg = ElementTree.fromstring(files["what-if.svg"])
    assert "With 2 of 47 levels changed, the index goes from 2.98 to 3.03" in svg[0].text and len(svg[1].text) > 100
    whole = files["what-if.html"]
    assert "starting from the published levels of 2024" in whole
    page.levels(start="2023")
    assert "starting from the published levels of 2023" in str(page.what_if().blocks[-1].about["content"])
    assert (
        whole.startswith("<!doctype html>")
        and "not a published figure" in whole
        and "http" not in (whole.replace("http://www.w3.org", ""))
    )
