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
    told = heads.holdings(counts, _years(checked), language)
    caption = say("quality.holdings_caption", language)
    return document.figure(axes, "holdings", words.holdings_alt(checked.coverage, language), caption, told)


def _findings(checked, language: str) -> Block:
    counts = words.rule_counts(checked.exact, language)
    caption = say("quality.findings_caption", language)
    axes = figures.findings_bars(counts, language)
    return document.figure(
        axes, "findings", words.rule_alt(counts, language), caption, heads.findings(counts, _years(checked), language)
    )


def _corrections(checked, language: str) -> Block:
    frame = words.corrections_table(checked.corrections, language)
    return document.table(frame, say("quality.corrections_table", language))


def _conflicts(checked, language: str) -> Block:
    frame = words.conflicts_table(checked.conflicts, language)
    block = document.table(frame, say("quality.conflicts_table", language))
    return block.quoting(words.quotations(checked.conflicts, language))


def _rules(checked, language: str) -> Block:
    return document.bullets(words.rules_text(checked.rules, checked.names, language))


def _rules_figure(checked, language: str) -> Block:
    frame = words.rules_frame(checked.rules, language)
    caption = say("quality.rules_caption", language)
    return document.figure(
        figures.rule_bars(frame, language),
        "rules",
        words.rules_alt(frame, language),
        caption,
        heads.rules(frame, _years(checked), language),
    )


def _slips(checked, language: str) -> Block:
    alarms = sum(count.alarms for count in checked.slips.values())
    about = {"cards": whole(checked.slip_cards, language), "law": checked.slip_framework.number_text}
    return document.paragraphs(say("quality.slips_text", language, alarms=alarms, **about))


def _slips_figure(checked, language: str) -> Block:
    shares = words.slip_shares(checked.slips, language)
    caption = say("quality.slips_caption", language)
    return document.figure(
        figures.slip_dots(shares, language),
        "slips",
        words.slip_alt(shares, language),
        caption,
        heads.slips(shares, _years(checked), language),
    )


def _limits(checked, language: str) -> Block:
    return document.bullets(words.limits(language))


def _facts(checked, language: str) -> Block:
    about = {"slips": checked.slip_cards, "seed": checked.seed, "language": language}
    return document.pairs(words.provenance(checked.scorecards, checked.means, checked.frameworks, about, language))


def _years(checked) -> list[int]:
    return list(checked.coverage.index)


TEXTS = {"checks": _checks, "rules": _rules, "slips": _slips, "limits": _limits, "facts": _facts}
FIGURES = {"holdings": _holdings, "findings": _findings, "rules": _rules_figure, "slips": _slips_figure}
TABLES = {
    "holdings": lambda checked, language: document.table(
        words.holdings_table(checked.coverage, language), say("quality.holdings_table", language)
    ),
    "findings": lambda checked, language: document.table(
        words.findings_table(checked.exact, language), say("quality.findings_table", language)
    ),
    "corrections": _corrections,
    "conflicts": _conflicts,
}
