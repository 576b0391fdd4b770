"""The page on data quality: what there is, what does not fit, what is corrected, and what could be found."""

from __future__ import annotations

from spbe_analysis.presentation.page import document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.quality import figures, heads, words
from spbe_analysis.presentation.text.wording import say, whole


def opening(checked, language: str) -> list[Block]:
    """How many findings there are, and how the nation's tables came out."""
    told = (
        words.headline(checked.scorecards, checked.means, checked.exact, language),
        words.national(checked.scorecards, checked.exact, language),
    )
    head = document.title(say("quality.title", language), kicker=say("quality.question", language))
    return [head, document.paragraphs(*told, lead=True)]


def closing(checked, language: str) -> Block:
    """One sentence for the list of reports."""
    told = words.finding(checked.scorecards, checked.means, checked.exact, language)
    return document.closing(told, language, ["holdings", "findings", "rules", "slips"])


def _checks(checked, language: str) -> Block:
    counted = words.corrected_figures(checked.corrections)
    unsound, used = checked.unsound
    return document.bullets(words.checks(counted, unsound, used, language))


def _holdings(checked, language: str) -> Block:
    counts, names = words.holdings_counts(checked.coverage, language)
    axes = figures.holdings_map(counts, names, language)
    told = heads.holdings(counts, list(checked.coverage.index), language)
    caption = say("quality.holdings_caption", language)
    return document.figure(axes, "holdings", words.holdings_alt(checked.coverage, language), caption, told)


def _figure(name: str, frame, draw, alt, head):
    """What makes a figure of the page from the frame that it draws."""

    def made(checked, language: str) -> Block:
        rows = frame(checked, language)
        told = head(rows, list(checked.coverage.index), language)
        caption = say(f"quality.{name}_caption", language)
        return document.figure(draw(rows, language), name, alt(rows, language), caption, told)

    return made


def _conflicts(checked, language: str) -> Block:
    frame = words.conflicts_table(checked.conflicts, language)
    block = document.table(frame, say("quality.conflicts_table", language))
    return block.quoting(words.quotations(checked.conflicts, language))


def _slips(checked, language: str) -> Block:
    alarms = sum(count.alarms for count in checked.slips.values())
    about = {"cards": whole(checked.slip_cards, language), "law": checked.slip_framework.number_text}
    return document.paragraphs(say("quality.slips_text", language, alarms=alarms, **about))


def _facts(checked, language: str) -> Block:
    about = {"slips": checked.slip_cards, "seed": checked.seed, "language": language}
    return document.pairs(words.provenance(checked.scorecards, checked.means, checked.frameworks, about, language))


TEXTS = {
    "checks": _checks,
    "rules": lambda checked, language: document.bullets(words.rules_text(checked.rules, checked.names, language)),
    "slips": _slips,
    "limits": lambda checked, language: document.bullets(
        say(f"quality.limit_{name}", language) for name in ("proof", "levels", "means", "wording")
    ),
    "facts": _facts,
}
FIGURES = {
    "holdings": _holdings,
    "findings": _figure(
        "findings",
        lambda checked, language: words.rule_counts(checked.exact, language),
        figures.findings_bars,
        words.rule_alt,
        heads.findings,
    ),
    "rules": _figure(
        "rules",
        lambda checked, language: words.rules_frame(checked.rules, language),
        figures.rule_bars,
        words.rules_alt,
        heads.rules,
    ),
    "slips": _figure(
        "slips",
        lambda checked, language: words.slip_shares(checked.slips, language),
        figures.slip_dots,
        words.slip_alt,
        heads.slips,
    ),
}
TABLES = {
    "holdings": lambda checked, language: document.table(
        words.holdings_table(checked.coverage, language), say("quality.holdings_table", language)
    ),
    "findings": lambda checked, language: document.table(
        words.findings_table(checked.exact, language), say("quality.findings_table", language)
    ),
    "corrections": lambda checked, language: document.table(
        words.corrections_table(checked.corrections, language), say("quality.corrections_table", language)
    ),
    "conflicts": _conflicts,
}
