"""What is assumed of hidden levels before the figures are read: named priors with whole weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import exp, log

from spbe_analysis.errors import ParameterError
from spbe_analysis.regulation import Framework

_FINEST = 400  # tilts are fractions no finer than this; the mean then lies well inside the printed digits

_HEAVIEST = 2**40  # weight of the likeliest value between levels; the others follow to twelve digits


@dataclass(frozen=True)
class Prior:
    """A weight for every level of every indicator; a vector weighs the product.

    ``tilts`` holds, by code of the node directly above the indicators, the
    ratio between the weights of neighbouring levels; 1 where it is absent.

    Examples
    --------
    >>> Prior(tilts={"P59-A1": Fraction(1, 2)}).weights("P59-A1", (1, 2, 3))
    ((1, 4), (2, 2), (3, 1))
    """

    name: str = "uniform"
    tilts: Mapping[str, Fraction] = field(default_factory=dict)
    basis: str = ""

    def weights(self, parent: str, levels: tuple[int, ...], ticks: int = 1) -> tuple[tuple[int, int], ...]:
        """``(level, weight)`` for the allowed levels of an indicator below `parent`, in whole numbers.

        Where a level has several `ticks`, levels are given in ticks and the
        ratio is spread evenly over them; weights are then whole numbers near it.
        """
        tilt = self.tilts.get(parent)
        if tilt is None or tilt == 1:
            return tuple((level, 1) for level in levels)
        if ticks > 1:
            slope = log(tilt) / ticks
            heaviest = max(slope * levels[0], slope * levels[-1])
            return tuple((level, max(1, int(_HEAVIEST * exp(slope * level - heaviest) + 0.5))) for level in levels)
        low, span = levels[0], levels[-1] - levels[0]
        up, down = tilt.numerator, tilt.denominator
        return tuple((level, up ** (level - low) * down ** (span - level + low)) for level in levels)


UNIFORM = Prior()


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
        code = parent
        while code and code not in means:
            code = framework.nodes[code].parent
        if not code:
            lacking.append(f"{parent}: no printed mean of it or of what it belongs to")
            continue
        tilts[parent] = tilt_for_mean(Fraction(means[code]), framework.minimum, framework.maximum, framework.decimals)
    if lacking:
        raise ParameterError("the category prior needs printed means", lacking, "Use --prior uniform.")
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
