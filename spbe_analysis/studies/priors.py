"""Priors by name for the verbs: printed category means and learned weights put together with their mathematics."""

from __future__ import annotations

from collections.abc import Sequence

from spbe_analysis.analysis.prior import NO_CHANGE_PRIOR, UNIFORM, ChangePrior, Prior, Training, category_prior
from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.learned import NOBODY, read_learned
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, load_framework


def category_prior_for(framework: Framework, kind: str | None, year: int | None) -> Prior:
    """The category prior of an institution's kind and year, from the printed means.

    Raises
    ------
    ParameterError
        If kind or year is missing, or no means are printed for them.
    """
    from spbe_analysis.evidence.published import category_means_for, category_scope

    if not kind or year is None:
        raise ParameterError(Message("prior.needs"))
    means = category_means_for(kind, year)
    if not means:
        raise ParameterError(Message("prior.no_means", kind=kind, year=year), advice=Message("advice.uniform"))
    printed = {code: mean.value for code, mean in means.items()}
    return category_prior(framework, printed, f"{category_scope(kind, year)} {year}")


def prior_for(name: str, framework: Framework, kind: str | None, card: Scorecard, year: int | None = None) -> Prior:
    """The prior of one year by name; `year` where the scorecard tells none.

    Raises
    ------
    ParameterError
        If there is no such prior, or the figures are none that it was learned for.
    """
    if name == "uniform":
        return UNIFORM
    if name == "category":
        return category_prior_for(framework, kind, card.year if year is None else year)
    if name != "learned":
        raise ParameterError(Message("learn.no_prior", name=name), advice=Message("learn.priors"))
    return learned_level_prior(framework, card)


def learned_level_prior(framework: Framework, card: Scorecard) -> Prior:
    """Learned weights of levels for a scorecard, its own institution's tables left out.

    Raises
    ------
    ParameterError
        Naming everything about the figures that the weights were not learned for.
    """
    _refuse(_unlike([card], framework), Message("learn.refused_levels"))
    learned = read_learned()
    left_out = card.institution if card.institution in learned.levels else NOBODY
    tilts = {
        framework.nodes[leaf].parent: row
        for top, row in learned.levels[left_out].items()
        for leaf in framework.leaves(top)
    }
    return Prior("learned", tilts, training=_training("levels", left_out))


def change_prior_for(name: str, framework: Framework, before: Scorecard, after: Scorecard) -> ChangePrior:
    """The prior of a change by name, the institution's own tables left out.

    Raises
    ------
    ParameterError
        If there is no such prior; or naming everything about the two years
        that the weights were not learned for.
    """
    if name == "uniform":
        return NO_CHANGE_PRIOR
    if name != "learned":
        raise ParameterError(Message("learn.no_change", name=name), advice=Message("learn.changes"))
    problems = _unlike([before, after], framework)
    gap = None if before.year is None or after.year is None else after.year - before.year
    if gap is None:
        problems.append(Message("learn.no_year"))
    elif gap != 1:
        problems.append(Message("learn.gap", before=before.year, after=after.year, gap=gap))
    _refuse(problems, Message("learn.refused_change"))
    learned = read_learned()
    left_out = after.institution if after.institution in learned.change else NOBODY
    return ChangePrior("learned", learned.change[left_out], _training("change", left_out))


def change_gains() -> tuple[float, ...]:
    """Bits an indicator by which weights learned elsewhere foretold each transition better than uniform."""
    return tuple(float(text) for name, text in read_learned().gains.items() if name.startswith("change"))


def _training(what: str, left_out: str) -> Training:
    taught = read_learned().taught(what, left_out)
    return Training(len(taught), len({table.institution for table in taught}), left_out)


def _unlike(cards: Sequence[Scorecard], framework: Framework) -> list[Message]:
    """What sets scorecards apart from those that weights were learned from and tried on."""
    taught = read_learned().regulation
    if framework.id != taught:
        return [Message("learn.regulation", other=framework.number_text, taught=load_framework(taught).number_text)]
    problems = []
    for card in cards:
        if card.stage != "final":
            problems.append(Message("learn.stage", year=card.year or "", stage=card.stage))
        hidden = [top for top in framework.children(framework.root) if not _told(top, card, framework)]
        if hidden:
            problems.append(Message("learn.hidden", year=card.year or "", codes=tuple(map(framework.short, hidden))))
    return problems


def _told(code: str, card: Scorecard, framework: Framework) -> bool:
    """Whether the score of a node is printed, or those of all that it is made of."""
    below = framework.children(code)
    return code in card.values or (bool(below) and all(_told(child, card, framework) for child in below))


def _refuse(problems: list[Message], summary: Message) -> None:
    if problems:
        raise ParameterError(summary, problems, Message("learn.uniform"))
