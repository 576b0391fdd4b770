"""Which rounding rule and which predicate rule a publisher used, read off many printed scorecards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from spbe_analysis.analysis.consistency.consistency import legible
from spbe_analysis.analysis.consistency.predicates import PREDICATE_RULES, follows
from spbe_analysis.analysis.feasible.reachable import Reachable
from spbe_analysis.evidence.values.printed import PrintedScorecard
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.rounding import RULES

LEAST_CARDS = 30  # fewer scorecards leave two rules apart by chance only


@dataclass(frozen=True)
class RuleCount:
    """How many of the scorecards fit each rule.

    ``rule`` is the one that fits most, or None when two fit equally many:
    then these scorecards do not show which was used.
    """

    scorecards: int
    fits: dict[str, int]
    misfits: dict[str, tuple[str, ...]]

    @property
    def rule(self) -> str | None:
        """The rule most scorecards fit, None when it is not alone."""
        best = max(self.fits.values(), default=0)
        winners = [rule for rule, fits in self.fits.items() if fits == best]
        return winners[0] if len(winners) == 1 and best else None


def count_rounding_rules(scorecards: Iterable[Scorecard], framework: Framework) -> RuleCount:
    """How many scorecards whole levels can reproduce under each rounding rule.

    Parameters
    ----------
    scorecards : iterable of Scorecard
        Scorecards of one publisher and year; those with a gap are better left out.

    Returns
    -------
    RuleCount
        Fits by rule, and the institutions that do not fit.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> count_rounding_rules([Scorecard.of(framework, {"A5": "2.12"})], framework).fits
    {'half_up': 0, 'half_even': 1, 'truncate': 1}
    """
    return _counted(list(scorecards), RULES, lambda card, rule: not Reachable(framework, card, rule).empty)


def count_predicate_rules(scorecards: Iterable[Scorecard], framework: Framework) -> RuleCount:
    """How many printed predicates follow from the rounded and from the exact index.

    A predicate fits the exact rule when some exact index behind the scorecard's
    figures earns it. Scorecards without index or predicate do not count.
    """
    stated = [card for card in scorecards if card.predicate and framework.root in card.values]
    return _counted(stated, PREDICATE_RULES, lambda card, rule: follows(card.predicate, card, framework, rule))


def _counted(cards: list[Scorecard], rules: Iterable[str], fits: Callable[[Scorecard, str], bool]) -> RuleCount:
    wrong = {rule: tuple(card.institution for card in cards if not fits(card, rule)) for rule in rules}
    return RuleCount(len(cards), {rule: len(cards) - len(names) for rule, names in wrong.items()}, wrong)


def count_tables(
    scorecards: Iterable[PrintedScorecard],
) -> tuple[dict[int, str], dict[int, tuple[RuleCount, RuleCount]]]:
    """Rules of every table of many scorecards, by index year: rounding and predicate.

    Rows with a blank cell are left out. Of several tables of one year the one
    with most rows is taken.

    Returns
    -------
    (dict of int to str, dict of int to (RuleCount, RuleCount))
        The tables' documents, and the counts, by year.

    Examples
    --------
    >>> count_tables([])
    ({}, {})
    """
    tables: dict[tuple[int | None, str, str], list[PrintedScorecard]] = {}
    for scorecard in scorecards:
        if len(scorecard.cells) > 1 and load_framework(scorecard.regulation).root in scorecard.cells:
            tables.setdefault((scorecard.year, scorecard.document, scorecard.regulation), []).append(scorecard)
    names: dict[int, str] = {}
    counts: dict[int, tuple[RuleCount, RuleCount]] = {}
    for (year, document, regulation), members in sorted(tables.items(), key=lambda item: len(item[1])):
        if len(members) >= LEAST_CARDS and year is not None:
            framework = load_framework(regulation)
            whole = [legible(scorecard, framework)[1] for scorecard in members if "" not in scorecard.cells.values()]
            names[year] = document
            counts[year] = count_rounding_rules(whole, framework), count_predicate_rules(whole, framework)
    return dict(sorted(names.items())), dict(sorted(counts.items()))
