"""Every message speaks both languages with the same places, is used, and exists where it is asked for."""

import re
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

from spbe_analysis.analysis import findings
from spbe_analysis.analysis.bridge import decomposition
from spbe_analysis.analysis.claims.judge import RULES
from spbe_analysis.analysis.consistency import coverage, misprint_detection
from spbe_analysis.analysis.drivers import movement, recovery
from spbe_analysis.analysis.outcomes import METHODS, QUESTIONS
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.claims import AMONG
from spbe_analysis.evidence.values.schema import ASSESSMENTS, STAGES
from spbe_analysis.presentation.plans import action_lines
from spbe_analysis.presentation.text.kinds import KINDS
from spbe_analysis.presentation.text.laws import with_next_law
from spbe_analysis.presentation.text.wording import (
    Said,
    check_language,
    date,
    exact,
    messages,
    number,
    percent,
    say,
    signed,
    whole,
)
from spbe_analysis.regulation import criteria, criteria_changes, load_framework, rounding
from spbe_analysis.regulation.lineage import CONFIDENCES, LINKS
from spbe_analysis.regulation.loader import PREDICATE_RULES
from spbe_analysis.reports.site.content import REASONS

PROJECT = Path(__file__).parents[2]
SOURCES = [
    *PROJECT.glob("spbe_analysis/**/*.py"),
    *PROJECT.glob("spbe_analysis/**/*.j2"),
    *PROJECT.glob("notebooks/*.ipynb"),
]
JUDGED = {  # what a claim may come out by: rules of analysis/claims, and kinds that nothing published decides
    "value": ("same", "rounded", "other", "own_source"),
    "predicate": ("stated", "stated_other", "scale", "scale_other", "unknown"),
    "highest": ("yes", "no", "tied"),
    "rising": ("yes", "close", "no"),
    "rise": ("upper", "middle", "lower", "none", "within_rounding", "no_comparison"),
    "best": ("first_quarter", "open", "upper_half", "lower_half"),
    "place": ("yes", "no", "open"),
    "only": ("yes", "no", "many", "open"),
    "percent": ("points",),
    "instrument": ("same", "no_figures", "no_bridge", "still", "against", "open", "all", "part"),
    "no": ("record", "national_table"),
    "other": ("regulation",),
    "stricter": ("assessment",),
    "public": ("service",),
}
MODES = ("steps", "floors", "rises")  # what a plan asks of an indicator
FAMILIES = {  # messages asked for by a name of an analysis: what they begin with, and the names
    "quality.": ("findings_caption", "rules_caption", "slips_caption"),
    "quality.limit_": ("proof", "levels", "means", "wording"),
    "quality.raw_": ("institution", "heading", "value"),
    "quality.rule_": findings.RULES,
    "quality.column_": (*coverage.KINDS, "whole", "figures", "documents"),
    "quality.rounding_": rounding.RULES,
    "quality.predicate_": PREDICATE_RULES,
    "quality.shown_": misprint_detection.DISCLOSURES,
    "check.": (*findings.RULES, *rounding.RULES),
    "check.predicate_": PREDICATE_RULES,
    "evidence.kind_": KINDS,
    "claims.": ("reason", *(f"{rule}_{how}" for rule, ways in JUDGED.items() for how in ways)),
    "claims.limit_": ("words", "record", "own"),
    "claims.rule_": {judge.__name__ for judge in RULES.values()},
    "claims.among_": AMONG,
    "claims.assessment_": (*ASSESSMENTS, "unknown"),
    "claims.note_": ("rise_place", "start_place"),
    "import.kind_": ("result_report", "national_table", "spreadsheet"),
    "import.stage_": STAGES,
    "national.": [
        *(f"tiles_{what}_{part}" for what in ("level", "own", "mean") for part in ("title", "caption")),
        *(
            f"{what}_{part}"
            for what in ("ledger", "start_table", "what_if", "joiners", "means")
            for part in ("caption", "foot")
        ),
    ],
    "national.rule_": PREDICATE_RULES,
    "nextpredicate.answer_": MODES,
    "nextpredicate.told_": MODES,
    "nextpredicate.alt_": MODES,
    "nextpredicate.figure_": MODES,
    "nextpredicate.caption_": MODES,
    "nextpredicate.head_": MODES[1:],
    "heads.plan_": MODES,
    "nextpredicate.frontier_figure": ("", "_hidden"),
    "heads.frontier": ("", "_hidden"),
    "heads.frontier_unit": ("", "_hidden"),
    "plan.hidden_": [f"{kind}_{what}" for kind in ("any", "even") for what in ("floors", "rises")],
    "outcomes.key_": METHODS,
    "outcomes.ask_": QUESTIONS,
    "fixes.shown_": recovery.DISCLOSURES,
    "fixes.truth_": ("uniform", "low", "sticky"),
    "bridge.part_": (*decomposition.PARTS, "yardstick", "total"),
    "bridge.robust_": ("base", "position", "strict", "confident"),
    "bridge.relation_": LINKS,
    "bridge.confidence_": CONFIDENCES,
    "actions.head_": action_lines.COLUMNS,
    "actions.kind_": ("renew", "raise", "kept"),
    "criteria.limit_": (*criteria.LIMITS, "follow_up_after_review_least"),
    "criteria.part_": criteria.PARTS,
    "criteria.verdict_": criteria_changes.VERDICTS,
    "criteria.reason_": criteria_changes.REASONS,
    "answer.stage_": ("final", "interim", "self_assessment"),
    "drivers.kind_": ("domain", "aspect"),
    "drivers.stage_": ("higher", "lower", "equal"),
    "release.": ("changed", "added", "removed"),
    "drivers.prior_": ("uniform", "category", "learned"),
    "site.in_language_": ("id", "en"),
    "site.why_": ("failed", "neither", "not_after", "not_before"),
    "site.without_": REASONS,
    "chances.head_": movement.MOVES,
    "chances.prior_": ("uniform", "learned"),
    "heads.starts_": ("less", "less_alone", "more", "none"),
    "learned.": [
        f"{name}_{part}"
        for name in ("said", "gain", "fifths", "concordance", "curve", "rejected")
        for part in ("title", "caption")
    ],
    "learned.from_": ("level", "change"),
    "learned.limit_": ("few", "which", "decree", "spread"),
    "learned.move_": movement.MOVES,
    "learned.prior_": ("uniform", "learned", "both", "sums", "truth"),
    "learned.series_": ("levels", "changes"),
    "learned.taught_": ("levels", "change"),
}
FORBIDDEN = re.compile(r"\b(caused?|causes|effects?|impacts?|dampak|menyebabkan|disebabkan)\b", re.IGNORECASE)
QUOTING_OTHERS = {"claims"}  # words of the press, quoted to be weighed


@pytest.fixture(scope="module")
def text():
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def _places(message):
    return {field for _, field, _, _ in Formatter().parse(message) if field}


def test_both_languages_have_the_same_places():
    wrong = [key for key, texts in messages().items() if len({frozenset(_places(t)) for t in texts.values()}) > 1]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "count", "told"),
    [
        ("en", 1, "1 indicator rose and"),
        ("en", Said("1", "1"), "1 indicator rose and"),
        ("en", 11, "11 indicators rose and"),
        ("id", 1, "1 indikator naik"),
        ("id", 2, "2 indikator naik"),
    ],
)
def test_one_thing_is_said_otherwise_than_several(language, count, told):
    assert say("drivers.risen", language, count=count, parts="x").startswith(told)
    assert not [key for key, texts in messages().items() if any("(s)" in text for text in texts.values())]


def test_no_message_is_unused(text):
    named = {f"{start}{name}" for start, names in FAMILIES.items() for name in names}
    told = set(re.findall(r"""["']([\w.-]+)\\?(?=["'])""", text))
    assert messages().keys() - named - told == set()


def test_families_of_messages_are_asked_for_and_have_a_message_for_each_name(text):
    asked = set(re.findall(r'\bsay\(\s*f\\?"([a-z]+\.[a-z_]*)\{', text))
    assert asked == FAMILIES.keys()
    assert {f"{start}{name}" for start, names in FAMILIES.items() for name in names} - messages().keys() == set()


def test_no_message_is_missing(text):
    topics = {key.split(".")[0] for key in messages()}
    asked = set(re.findall(r'\bsay\(\s*\\?["\']([a-z_0-9]+\.[a-z_0-9]+)\\?["\']', text))
    assert {key for key in asked if key.split(".")[0] in topics} - messages().keys() == set()
    assert {key for key in asked if key.split(".")[0] not in topics} == set()


def test_no_message_claims_a_cause():
    told = [
        f"{key}: {found[0]}"
        for key, texts in messages().items()
        if key.split(".")[0] not in QUOTING_OTHERS
        for found in (FORBIDDEN.search(t) for t in texts.values())
        if found
    ]
    assert told == []


def test_numbers_in_both_languages():
    assert [number(Fraction("2.975"), lang) for lang in ("id", "en")] == ["2,98", "2.98"]
    assert signed(Fraction("0.4"), "id", 3) == "+0,400" and signed(Fraction("-0.4"), "en") == "\N{MINUS SIGN}0.40"
    assert signed(Fraction(0), "id") == "0,00"
    assert exact(Fraction("2.9795"), "id") == "2,9795" and exact(Fraction(3), "en") == "3.00"
    assert percent(Fraction(39, 40), "id") == "98%" and percent(Fraction(1, 4), "en", 1) == "25.0%"
    assert whole(1230, "id") == "1.230" and whole(1230, "en") == "1,230"
    assert date("2026-11-24", "id") == "24 November 2026" and date("2026-05-01", "id") == "1 Mei 2026"
    assert (
        date("2025-08", "id") == "Agustus 2025"
        and date("2025-08", "en") == "August 2025"
        and date("2025", "id") == "2025"
    )


def test_other_languages_are_refused():
    with pytest.raises(ParameterError, match="id, en"):
        check_language("fr")
    assert say("answer.identified", "id") == "teridentifikasi"


@pytest.mark.parametrize(("language", "told"), [("id", "Mulai 2026: Indeks Pemerintah Digital"), ("en", "From 2026:")])
def test_pages_under_59_2020_say_which_regulation_holds_next(language, told):
    """In the first lines of a report and of a plan; a card under 8/2026, the newest, says nothing of the kind."""
    import spbe_analysis as spbe
    from spbe_analysis.presentation.drivers.page import opening
    from spbe_analysis.presentation.plans import page as plans

    change = spbe.drivers("Kota Bandar Lampung", 2023, 2024)
    plan = spbe.plan("Kota Bandar Lampung", 2024)
    for blocks in (opening(change, language), plans.opening(plan, language)):
        kicker = blocks[0].about["kicker"]
        assert told in kicker and "8/2026" in kicker
    assert with_next_law("?", load_framework("permenpanrb-8-2026"), language) == "?"
