"""Criteria of levels: whole, in own words, with pages and limits; the comparison with the earlier wording, counted."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from spbe_analysis.errors import RegulationError
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.criteria import fingerprint, has_criteria, load_criteria
from spbe_analysis.regulation.criteria_changes import MOVED, load_criteria_changes
from spbe_analysis.regulation.loader import DATA

LAW = load_framework("permenpanrb-59-2020")
CRITERIA, CHANGES = load_criteria(LAW.id), load_criteria_changes(LAW.id)
# Hashes (5 bytes of SHA-256) of every run of eight words of the guideline's 705 cells, sorted; the text is not ours to keep.
SHINGLES, WIDTH = Path(__file__).with_name("guideline_shingles.bin").read_bytes(), 5


def test_every_indicator_has_every_level_in_both_languages_with_pages():
    assert len(CRITERIA.rows) == 47 * 5
    for row in CRITERIA.rows.values():
        texts = (row.must_id, row.must_en, row.evidence_id, row.evidence_en)
        assert all(len(text) > 15 and text[-1] == "." and not text[0].islower() for text in texts)
        assert 8 <= row.page <= row.evidence_page <= CRITERIA.meta["pages"]
    pages = [CRITERIA[code, level].page for code in LAW.indicators for level in range(1, 6)]
    assert pages == sorted(pages)


def test_no_eight_words_in_a_row_are_the_guidelines():
    held = {SHINGLES[at : at + WIDTH] for at in range(0, len(SHINGLES), WIDTH)}
    assert len(held) == 12_986  # of 705 cells

    def runs(text):
        words = re.findall(r"\w+", text.lower())
        return [" ".join(words[i : i + 8]) for i in range(len(words) - 7)]

    texts = [t for row in CRITERIA.rows.values() for t in (row.must_id, row.must_en, row.evidence_id, row.evidence_en)]
    copied = [run for text in texts for run in runs(text) if hashlib.sha256(run.encode()).digest()[:WIDTH] in held]
    assert copied == []


def test_levels_add_up_as_the_guideline_says():
    told = [row for row in CRITERIA.rows.values() if row.builds_on]
    assert len(told) == 174  # of 188 cells of levels 2 to 5
    # Pedoman 3/2024, p. 17: level 4 of indicator 3 names level 2
    assert [(row.code, row.level) for row in told if row.builds_on != row.level - 1] == [("P59-I03", 4)]


def test_limits_are_fields():
    found = Counter(
        (one.limit, one.relation, one.number, one.unit) for row in CRITERIA.rows.values() for one in row.limits
    )
    assert found == {
        ("review_age", "<", 2, "year"): 47,  # 46 cells of evidence and indicator 3, level 5, fulfilment (p. 17)
        ("audit_interval", "<=", 2, "year"): 12,  # indicators 29 to 31, levels 2 to 5, fulfilment
        ("follow_up_after_review", ">=", 1, "year"): 7,
        ("follow_up_after_review", "=", 1, "year"): 3,  # indicators 1 to 3: without "setidaknya"
        ("use_share", "up to", 80, "percent"): 3,
        ("budgets_back", "=", 3, "year"): 1,
    }


@pytest.mark.parametrize(
    ("code", "level", "expected"),
    [
        ("P59-I21", 3, {}),
        ("P59-I21", 4, {"review_age": 2}),
        ("P59-I21", 5, {"review_age": 2}),  # levels add up
        ("P59-I30", 4, {"review_age": 2, "audit_interval": 2}),
        ("P59-I40", 4, {}),
        ("P59-I40", 5, {"review_age": 2}),
    ],
)
def test_what_runs_out_at_a_level(code, level, expected):
    assert {one.limit: one.number for one in CRITERIA.running_out(code, level)} == expected


def test_the_yardstick_is_counted_from_the_data():
    assert len(CHANGES.judged) == 470 and CHANGES.agreed() >= 0.9 * 470
    assert CHANGES.counts() == {"same": 344, "undecided": 50, "stricter": 44, "looser": 21, "reworded": 11}
    assert CHANGES.with_time_limit() == (1, 56)
    assert CHANGES.saying_how_kept() == (0, 47)
    differ = [cell for cell in CHANGES.judged if cell.before != cell.after]
    assert len(differ) == 136 and sum(cell.first == cell.second for cell in differ) == 122
    assert all((cell.first, cell.second) == ("same", "same") for cell in CHANGES.judged if cell.before == cell.after)


def test_cells_that_moved():
    assert {(cell.level, cell.part, cell.verdict) for cell in CHANGES.of("P59-I17", range(2, 6))} == {
        (2, "evidence", "looser"),
        (3, "evidence", "undecided"),
        (4, "evidence", "stricter"),
        (5, "criterion", "stricter"),
        (5, "evidence", "undecided"),
    }
    assert all(cell.verdict in MOVED for code in LAW.indicators for cell in CHANGES.of(code, range(1, 6)))


def test_the_earlier_wording_says_how_it_is_known():
    assert (CHANGES.earlier["status"], CHANGES.earlier["held_on"]) == ("secondary", "2023-05-17")


def test_fingerprints_forgive_breaks_and_marks():
    assert fingerprint("aktivitas- aktivitas; (opsional).") == fingerprint("Aktivitas-aktivitas (opsional)")
    assert fingerprint("satu dua") != fingerprint("satu tiga")


def _copy(tmp_path, name, edit):
    folder = tmp_path / LAW.id
    shutil.copytree(DATA / LAW.id, folder)
    file = folder / name
    file.write_text(edit(file.read_text(encoding="utf-8")), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: "\n".join(text.splitlines()[:-2]), "P59-I47 level 4 is missing"),
        (lambda text: text + text.splitlines()[-1] + "\n", "given again"),
        (lambda text: text.replace("P59-I47,5", "P59-I48,5"), "not in permenpanrb-59-2020"),
        (lambda text: re.sub(r",\d+,\d+\n", ",,\n", text, count=1), "a text or a page is missing"),
        (lambda text: text.replace("must_id", "wording"), "other columns"),
    ],
)
def test_broken_criteria_are_refused(tmp_path, edit, words):
    with pytest.raises(RegulationError, match=re.escape(words)):
        load_criteria(LAW.id, _copy(tmp_path, "criteria.csv", edit))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda text: text.replace("same,same", "same,alike", 1), "judgements"),
        (lambda text: text.replace("same,same,,", "same,looser,,", 1), "reason ''"),
        (lambda text: "\n".join(text.splitlines()[:-1]), "0 times"),
    ],
)
def test_a_broken_comparison_is_refused(tmp_path, edit, words):
    with pytest.raises(RegulationError, match=re.escape(words)):
        load_criteria_changes(LAW.id, _copy(tmp_path, "criteria_changes.csv", edit))


def test_other_regulations_have_none():
    assert not has_criteria("permenpanrb-8-2026")
    for load in (load_criteria, load_criteria_changes):
        with pytest.raises(RegulationError, match="no criteria"):
            load("permenpanrb-8-2026")
