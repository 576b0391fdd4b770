"""What is assumed of hidden levels before the figures are read: named priors with whole weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import exp, log

from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework

LevelWeights = tuple[tuple[int, int], ...]  # (level, whole weight), from the lowest level up
_FINEST = 400  # tilts are fractions no finer than this; the mean then lies well inside the printed digits

_HEAVIEST = 2**40  # weight of the likeliest value between levels; the others follow to twelve digits


@dataclass(frozen=True)
class Training:
    """What learned weights were learned from, to be said beside every number that depends on them.

    ``left_out`` is the institution whose own tables were kept out, so that an
    answer about it is not read off itself; empty where none had to be.

    Examples
    --------
    >>> Training(tables=7, institutions=4).left_out
    ''
    """

    tables: int
    institutions: int
    left_out: str = ""


@dataclass(frozen=True)
class Prior:
    """A weight for every level of every indicator; a vector weighs the product.

    ``tilts`` holds, by code of the node directly above the indicators, the
    ratio between the weights of neighbouring levels, or the whole weights of
    all levels one by one; every level weighs alike where it is absent.
    ``training`` is told of weights that were learned.

    Examples
    --------
    >>> Prior(tilts={"P59-A1": Fraction(1, 2)}).weights("P59-A1", (1, 2, 3))
    ((1, 4), (2, 2), (3, 1))
    >>> Prior("learned", {"P59-A1": ((1, 140), (2, 232), (3, 1000))}).weights("P59-A1", (2, 3))
    ((2, 232), (3, 1000))
    """

    name: str = "uniform"
    tilts: Mapping[str, Fraction | LevelWeights] = field(default_factory=dict)
    basis: str = ""
    training: Training | None = None

    def weights(self, parent: str, levels: tuple[int, ...], ticks: int = 1) -> LevelWeights:
        """``(level, weight)`` for the allowed levels of an indicator below `parent`, in whole numbers.

        Where a level has several `ticks`, levels are given in ticks and the
        ratio is spread evenly over them; weights are then whole numbers near it.
        """
        tilt = self.tilts.get(parent)
        if isinstance(tilt, tuple):
            whole = dict(tilt)
            return tuple((level, _between(whole, level, ticks)) for level in levels)
        if tilt is None or tilt == 1:
            return tuple((level, 1) for level in levels)
        if ticks > 1:
            slope = log(tilt) / ticks
            heaviest = max(slope * levels[0], slope * levels[-1])
            return tuple((level, max(1, int(_HEAVIEST * exp(slope * level - heaviest) + 0.5))) for level in levels)
        low, span = levels[0], levels[-1] - levels[0]
        up, down = tilt.numerator, tilt.denominator
        return tuple((level, up ** (level - low) * down ** (span - level + low)) for level in levels)


def _between(weights: dict[int, int], tick: int, ticks: int) -> int:
    """Weight of a value between two levels, on the straight line between theirs."""
    level, rest = divmod(tick, ticks)
    return weights[level] * (ticks - rest) + (weights[level + 1] * rest if rest else 0)


UNIFORM = Prior()


@dataclass(frozen=True)
class ChangePrior:
    """A whole weight for every change of level between two years; a pair of tables weighs the product.

    It multiplies what the two years' own priors weigh. All indicators share
    it, so it says nothing about which indicator of an aspect moved. Without
    weights the years are drawn apart.

    Examples
    --------
    >>> ChangePrior("learned", {-1: 325, 0: 1000, 1: 405}).weights[0]
    1000
    """

    name: str = "uniform"
    weights: Mapping[int, int] = field(default_factory=dict)
    training: Training | None = None


NO_CHANGE_PRIOR = ChangePrior()


def category_prior(framework: Framework, means: Mapping[str, Fraction], basis: str = "") -> Prior:
    """The prior under which levels average what an institution's category averaged.

    Levels are drawn independently, within an aspect with weights that grow by
    one ratio from level to level (the least committal choice with that mean).

    Parameters
    ----------
    framework : Framework
        The regulation in force.
    means : mapping of str to Fraction
        Printed mean score by code of aspect or domain; an aspect without one
        takes its domain's.
    basis : str
        Where the means are printed.

    Raises
    ------
    ParameterError
        If an aspect has no mean of its own nor of any node above it.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> prior = category_prior(framework, {framework.root: Fraction(3)})
    >>> set(prior.tilts.values())
    {Fraction(1, 1)}
    """
    tilts, lacking = {}, []
    for parent in dict.fromkeys(framework.nodes[leaf].parent for leaf in framework.indicators):
        code = next((above for above in framework.upward(parent) if above in means), "")
        if not code:
            lacking.append(Message("prior.no_mean", code=parent))
            continue
        tilts[parent] = tilt_for_mean(Fraction(means[code]), framework.minimum, framework.maximum, framework.decimals)
    if lacking:
        raise ParameterError(Message("prior.means"), lacking, Message("advice.uniform_option"))
    return Prior("category", tilts, basis)


def tilt_for_mean(mean: Fraction, minimum: int, maximum: int, decimals: int = 2) -> Fraction:
    """Ratio between neighbouring levels' weights that gives a mean level, to the printed digits.

    A mean printed at an end of the scale is read half a printed unit inside it.

    Examples
    --------
    >>> tilt_for_mean(Fraction(3), 1, 5), tilt_for_mean(Fraction("2.40"), 1, 5)
    (Fraction(1, 1), Fraction(199, 272))
    """
    margin = Fraction(1, 2 * 10**decimals)
    mean = min(max(mean, minimum + margin), maximum - margin)
    if mean > Fraction(minimum + maximum, 2):
        return 1 / tilt_for_mean(minimum + maximum - mean, minimum, maximum, decimals)
    target, low, high = float(mean - minimum), 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        weights = [middle**k for k in range(maximum - minimum + 1)]
        if sum(k * w for k, w in enumerate(weights)) / sum(weights) < target:
            low = middle
        else:
            high = middle
    return max(Fraction(high).limit_denominator(_FINEST), Fraction(1, _FINEST))
