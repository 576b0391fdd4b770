"""The parts of a change across a revised regulation, as sums with one term per indicator and year.

Let a year's index be I = sum of w x, with levels x and weights w of its own
regulation. The lineage sends weight v0 of the earlier index and v1 of the later
one over each link; the rest is dropped (n0) or added (n1). Let p be the level on
the common scale (see `positions`), s = v / sum(v) the weights of the kept
indicators among themselves, and K = sum of s p their average. Then

    I1 - I0 = performance + weights + added + dropped + scale

    performance = sum over links of (s0 + s1)/2 x (p1 - p0)
    weights     = sum over links of (s1 - s0) x (p0 + p1)/2
    added       = sum of w1 p1 - K1     what the added indicators move the later index by
    dropped     = K0 - sum of w0 p0     what leaving the dropped ones out moves the earlier index by
    scale       = sum of w1 (x1 - p1) - sum of w0 (x0 - p0)

exactly, for any levels. `docs/methods_bridge.md` says why these and no others.
Every part is a constant-coefficient sum of terms in single levels, so its
sharp bounds follow from the two years' feasible sets one at a time.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from spbe_analysis.errors import BridgeError
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.lineage import Group, Lineage

PARTS = ("performance", "weights", "added", "dropped", "scale")
SCALES = ("level", "position")
Terms = dict[str, tuple[Fraction, ...]]
Sides = tuple[dict[str, Fraction], dict[str, Fraction]]  # by indicator, of the earlier and the later regulation


@dataclass(frozen=True)
class Form:
    """A quantity that is a sum of terms in single levels of one or more years.

    ``terms[year][code]`` holds the term of a scored item at every level of its
    scale, from the lowest up; years and items left out count zero.

    Examples
    --------
    >>> form = Form({2024: {"I01": (Fraction(1), Fraction(2))}})
    >>> (form + form.times(2)).terms
    {2024: {'I01': (Fraction(3, 1), Fraction(6, 1))}}
    """

    terms: Mapping[Hashable, Terms] = field(default_factory=dict)

    def __add__(self, other: Form) -> Form:
        years = {year: dict(terms) for year, terms in self.terms.items()}
        for year, terms in other.terms.items():
            mine = years.setdefault(year, {})
            for code, row in terms.items():
                mine[code] = tuple(a + b for a, b in zip(mine[code], row, strict=True)) if code in mine else row
        return Form(years)

    def times(self, factor: Fraction | int) -> Form:
        """The quantity multiplied by a number."""
        return Form(
            {
                year: {code: tuple(factor * v for v in row) for code, row in terms.items()}
                for year, terms in self.terms.items()
            }
        )

    def at(self, levels: Mapping[Hashable, Mapping[str, int]], frameworks: Mapping[Hashable, Framework]) -> Fraction:
        """Exact value for whole tables of levels, one per year."""
        return sum(
            (
                row[levels[year][code] - frameworks[year].minimum]
                for year, terms in self.terms.items()
                for code, row in terms.items()
            ),
            Fraction(0),
        )


@dataclass(frozen=True)
class Kept:
    """Weights of the links among themselves, summed up by indicator, for both years."""

    flows: list
    total: tuple[Fraction, Fraction]
    shares: dict[tuple[str, str], tuple[Fraction, Fraction]]
    own: Sides
    mean: Sides
    other: Sides


def positions(framework: Framework, other: Framework, scale: str = "level") -> tuple[Fraction, ...]:
    """Common-scale level of each level of `framework`, from its lowest up. A convention, not a finding.

    Parameters
    ----------
    scale : str
        ``level``: a level stands for the level of the same number; one below or
        above the range both scales share stands for its nearest end (0 of a
        0-5 scale for 1 of a 1-5 scale). ``position``: a level stands for its
        place between the ends of its own scale, (l - min) / (max - min), laid
        on the range both share, so that 3 of 0-5 stands for 3.4.

    Raises
    ------
    BridgeError
        If the convention is unknown or the scales share fewer than two levels.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> older, newer = load_framework("permenpanrb-59-2020"), load_framework("permenpanrb-8-2026")
    >>> [float(place) for place in positions(newer, older, "position")]
    [1.0, 2.0, 3.0, 4.0, 5.0]
    """
    if scale not in SCALES:
        raise BridgeError(Message("bridge.scale", scale=scale), advice=Message("advice.one_of", known=tuple(SCALES)))
    low, high = max(framework.minimum, other.minimum), min(framework.maximum, other.maximum)
    if low >= high:
        raise BridgeError(
            Message(
                "bridge.no_scale",
                law=framework.id,
                minimum=framework.minimum,
                maximum=framework.maximum,
                other=other.id,
                low=other.minimum,
                high=other.maximum,
            )
        )
    levels = range(framework.minimum, framework.maximum + 1)
    if scale == "level":
        return tuple(Fraction(min(max(level, low), high)) for level in levels)
    return tuple(
        low + Fraction((high - low) * (level - framework.minimum), framework.maximum - framework.minimum)
        for level in levels
    )


def kept_weights(lineage: Lineage, frameworks: tuple[Framework, Framework]) -> Kept:
    """Weights of the kept indicators among themselves.

    Raises
    ------
    BridgeError
        If the lineage joins other regulations, or nothing lives on.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> answer = spbe.bridge("Kemenko Perekonomian", 2019, 2021).exact
    >>> kept_weights(answer.lineage, answer.frameworks).total
    (Fraction(83, 100), Fraction(61, 100))
    """
    if (lineage.before, lineage.after) != (frameworks[0].id, frameworks[1].id):
        raise BridgeError(
            Message(
                "lineage.other",
                before=lineage.before,
                after=lineage.after,
                law=frameworks[0].id,
                other=frameworks[1].id,
            )
        )
    flows = lineage.flows(*frameworks)
    total = (sum((f.weight_before for f in flows), Fraction(0)), sum((f.weight_after for f in flows), Fraction(0)))
    if not flows:
        raise BridgeError(
            Message("lineage.nothing_kept", law=frameworks[0].id, other=frameworks[1].id),
            [Message("lineage.no_measure")],
        )
    own: Sides = ({}, {})
    mean: Sides = ({}, {})
    other: Sides = ({}, {})
    shares = {}
    for flow in flows:
        pair = (flow.weight_before / total[0], flow.weight_after / total[1])
        shares[flow.row.before, flow.row.after] = pair
        for side, code in enumerate((flow.row.before, flow.row.after)):
            for store, amount in ((own, pair[side]), (mean, (pair[0] + pair[1]) / 2), (other, pair[1 - side])):
                store[side][code] = store[side].get(code, Fraction(0)) + amount
    return Kept(flows, total, shares, own, mean, other)


def bridge_forms(
    frameworks: tuple[Framework, Framework], lineage: Lineage, scale: str = "level", years: tuple = (0, 1)
) -> dict[str, Form]:
    """The five parts and what they add up to, as forms in the levels of two years.

    Parameters
    ----------
    frameworks : (Framework, Framework)
        Regulations of the earlier and the later year.
    lineage : Lineage
        From the first regulation to the second.
    scale : str
        Convention of the common scale, see `positions`.
    years : tuple
        Names of the two years in the forms.

    Returns
    -------
    dict of str to Form
        The parts of `PARTS`; ``total``, their sum and the change in the index;
        ``yardstick``, the total without the performance; and the like-for-like
        change with the weights of one year only: ``weights_before``,
        ``weights_after`` (performance is the mean of the two).

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> answer = spbe.bridge("Kemenko Perekonomian", 2019, 2021).exact
    >>> list(bridge_forms(answer.frameworks, answer.lineage))
    ['performance', 'weights', 'added', 'dropped', 'scale', 'total', 'weights_before', 'weights_after', 'yardstick']
    """
    kept = kept_weights(lineage, frameworks)
    places = (positions(frameworks[0], frameworks[1], scale), positions(frameworks[1], frameworks[0], scale))
    whole = tuple({code: framework.weight(code) for code in framework.indicators} for framework in frameworks)
    half = tuple({c: (kept.own[side][c] - kept.other[side][c]) / 2 for c in kept.own[side]} for side in (0, 1))

    def form(before: Mapping[str, Fraction], after: Mapping[str, Fraction], of=places) -> Form:
        sides = zip(years, (before, after), of, strict=True)
        return Form({y: {c: tuple(a * p for p in place) for c, a in side.items() if a} for y, side, place in sides})

    gaps = tuple(
        tuple(level - p for level, p in zip(range(framework.minimum, framework.maximum + 1), place, strict=True))
        for framework, place in zip(frameworks, places, strict=True)
    )
    levels = tuple(
        tuple(Fraction(x) for x in range(framework.minimum, framework.maximum + 1)) for framework in frameworks
    )
    rest = tuple({c: w - kept.own[side].get(c, 0) for c, w in whole[side].items()} for side in (0, 1))
    found = {
        "performance": form(_minus(kept.mean[0]), kept.mean[1]),
        "weights": form(_minus(half[0]), half[1]),
        "added": form({}, rest[1]),
        "dropped": form(_minus(rest[0]), {}),
        "scale": form(_minus(whole[0]), whole[1], gaps),
        "total": form(_minus(whole[0]), whole[1], levels),
        "weights_before": form(_minus(kept.own[0]), kept.other[1]),
        "weights_after": form(_minus(kept.other[0]), kept.own[1]),
    }
    found["yardstick"] = found["total"] + found["performance"].times(-1)
    return found


def group_forms(
    frameworks: tuple[Framework, Framework], lineage: Lineage, scale: str = "level"
) -> list[tuple[str, Group, Form]]:
    """The parts performance, weights, added and dropped, each split over the indicators it comes from.

    Returns
    -------
    list of (part, Group, Form)
        The forms of one part add up to the part. A weight that grows counts as
        much as the indicator lies above the kept average of both years; an
        added or dropped indicator as much as it lies off the kept average of
        its own year.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> answer = spbe.bridge("Kemenko Perekonomian", 2019, 2021).exact
    >>> part, group, _ = group_forms(answer.frameworks, answer.lineage)[0]
    >>> part, group.before, group.after
    ('performance', ('P5-I03',), ('P59-I01', 'P59-I02'))
    """
    kept = kept_weights(lineage, frameworks)
    places = (positions(frameworks[0], frameworks[1], scale), positions(frameworks[1], frameworks[0], scale))
    average = tuple(_linear({side: kept.own[side]}, {side: places[side]}) for side in (0, 1))
    both = (average[0] + average[1]).times(Fraction(-1, 2))
    place: dict[Hashable, tuple] = dict(enumerate(places))
    found: list[tuple[str, Group, Form]] = []
    weights: list[tuple[str, Group, Form]] = []
    for group in lineage.groups():
        moved, shifted, shift = Form(), Form(), Fraction(0)
        for row in group.rows:
            first, second = kept.shares[row.before, row.after]
            mean, half = (first + second) / 2, (second - first) / 2
            moved += _linear({0: {row.before: -mean}, 1: {row.after: mean}}, place)
            shifted += _linear({0: {row.before: half}, 1: {row.after: half}}, place)
            shift += second - first
        found.append(("performance", group, moved))
        weights.append(("weights", group, shifted + both.times(shift)))
    found += weights
    ends = [row for row in lineage.rows if not row.is_link]
    for side, part, sign in ((1, "added", 1), (0, "dropped", -1)):
        carried: dict[str, Fraction] = {}
        for flow in kept.flows:
            code, weight = ((flow.row.before, flow.weight_before), (flow.row.after, flow.weight_after))[side]
            carried[code] = carried.get(code, Fraction(0)) + weight
        for code in frameworks[side].indicators:
            lone = frameworks[side].weight(code) - carried.get(code, 0)
            if lone:
                rows = tuple(row for row in ends if code == (row.before, row.after)[side])
                group = Group((code,), (), rows) if side == 0 else Group((), (code,), rows)
                above = _linear({side: {code: Fraction(1)}}, place) + average[side].times(-1)
                found.append((part, group, above.times(sign * lone)))
    return found


def _minus(weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {code: -weight for code, weight in weights.items()}


def _linear(coefficients: Mapping[Hashable, Mapping[str, Fraction]], place: Mapping[Hashable, tuple]) -> Form:
    return Form(
        {year: {c: tuple(a * p for p in place[year]) for c, a in side.items()} for year, side in coefficients.items()}
    )
