"""Which rounding rule and which predicate rule a publisher used, read off many printed cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spbe_analysis.analysis.predicates import PREDICATE_RULES, follows
from spbe_analysis.analysis.reachable import Reachable
from spbe_analysis.evidence.scorecard import Evidence
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import RULES

LEAST_CARDS = 30  # fewer cards leave two rules apart by chance only


@dataclass(frozen=True)
class RuleCount:
    """How many of the cards fit each rule.

    ``rule`` is the one that fits most, or None when two fit equally many:
    then these cards do not show which was used.
    """

    cards: int
    fits: dict[str, int]
    misfits: dict[str, tuple[str, ...]]

    @property
    def rule(self) -> str | None:
        """The rule most cards fit, None when it is not alone."""
        best = max(self.fits.values(), default=0)
        winners = [rule for rule, fits in self.fits.items() if fits == best]
        return winners[0] if len(winners) == 1 and best else None


def count_rounding_rules(cards: Iterable[Evidence], framework: Framework) -> RuleCount:
    """How many cards whole levels can reproduce under each rounding rule.

    Parameters
    ----------
    cards : iterable of Evidence
        Cards of one publisher and year; those with a gap are better left out.

    Returns
    -------
    RuleCount
        Fits by rule, and the institutions that do not fit.
    """
    cards = list(cards)
    wrong = {
        rule: tuple(card.institution for card in cards if Reachable(framework, card, rule).empty) for rule in RULES
    }
    return RuleCount(len(cards), {rule: len(cards) - len(names) for rule, names in wrong.items()}, wrong)


def count_predicate_rules(cards: Iterable[Evidence], framework: Framework) -> RuleCount:
    """How many printed predicates follow from the rounded and from the exact index.

    A predicate fits the exact rule when some exact index behind the card's
    figures earns it. Cards without index or predicate do not count.
    """
    cards = [card for card in cards if card.predicate and framework.root in card.values]
    wrong = {
        rule: tuple(card.institution for card in cards if not follows(card.predicate, card, framework, rule))
        for rule in PREDICATE_RULES
    }
    return RuleCount(len(cards), {rule: len(cards) - len(names) for rule, names in wrong.items()}, wrong)
