"""What was published of one institution in one year: the plain type the mathematics works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

from spbe_analysis.errors import CoverageError, EvidenceError, UnknownCodeError
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.grid import WHOLE
from spbe_analysis.regulation.rounding import ScoreInterval, printed_interval


@dataclass(frozen=True)
class PrintedValue:
    """A published number with the decimals it was printed with and where it stands."""

    code: str
    text: str
    value: Fraction
    decimals: int
    document: str = ""
    place: str = ""
    url: str = ""

    @classmethod
    def read(cls, code: str, text: str, document: str = "", place: str = "", url: str = "") -> PrintedValue:
        """Read a printed score of any number of decimals; refuses what is not a score."""
        value, decimals = parse_score(str(text), max_decimals=None)
        return cls(code, str(text), value, decimals, document, place, url)

    def interval(self, rounding: str) -> ScoreInterval:
        """Every exact score that a rounding rule prints like this."""
        return printed_interval(self.value, self.decimals, rounding)

    def window(self, framework: Framework, rounding: str | None = None) -> tuple[int, int]:
        """First and last sum of levels [units] that a rule prints like this; empty when first > last."""
        rule, unit = rounding or framework.rounding, framework.units[self.code]
        return _sums(self.value.numerator, self.value.denominator, self.decimals, rule, unit)


@lru_cache(maxsize=20_000)  # by whole numbers, which are looked up faster than the fraction they make
def _sums(numerator: int, denominator: int, decimals: int, rule: str, unit: int) -> tuple[int, int]:
    return printed_interval(Fraction(numerator, denominator), decimals, rule).integers(unit)


@dataclass(frozen=True)
class Scorecard:
    """One institution-year-stage: any mix of index, domains, aspects and indicators.

    ``values`` holds one printed value per code. ``at_least`` and ``at_most``
    are assumed bounds on single levels; they are named in every output.
    ``notes`` are what a reader must know about the figures used.
    """

    regulation: str
    values: dict[str, PrintedValue]
    institution: str = ""
    year: int | None = None
    stage: str = "final"
    assessment: str = ""
    predicate: str = ""
    notes: tuple[Message, ...] = ()
    at_least: dict[str, int] = field(default_factory=dict)
    at_most: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, framework: Framework, scores: dict[str, str], **about) -> Scorecard:
        """Evidence from printed texts by short or whole code, all faults listed at once.

        Raises
        ------
        EvidenceError
            If a code is foreign or given twice, a text is not a score, or an
            indicator's value is not one that it can have.
        """
        values: dict[str, PrintedValue] = {}
        problems: list[str] = []
        for given, text in scores.items():
            try:
                code = framework.resolve(given)
                value = PrintedValue.read(code, text)
            except UnknownCodeError as error:
                problems.append(Message("place.at", where=given, fault=error.summary))
                continue
            except EvidenceError:
                problems.append(Message("printed.not_score", code=given, text=str(text)))
                continue
            if code in values:
                problems.append(Message("levels.twice", code=code))
            elif framework.nodes[code].kind == "indicator" and not framework.fits(code, value.value):
                problems.append(off_scale(framework, code, text))
            values[code] = value
        if problems:
            raise EvidenceError(Message("printed.refused"), problems)
        return cls(framework.id, values, **about)

    def without(self, *codes: str) -> Scorecard:
        """The same evidence with the printed values of `codes` left out."""
        return replace(self, values={code: value for code, value in self.values.items() if code not in codes})

    def with_value(self, code: str, text: str) -> Scorecard:
        """The same evidence with the printed value of `code` replaced or added."""
        return replace(self, values={**self.values, code: PrintedValue.read(code, text)})

    def windows(self, framework: Framework, rounding: str | None = None) -> dict[str, tuple[int, int]]:
        """First and last sum of levels [units] that each printed score allows, by code.

        Parameters
        ----------
        framework : Framework
            The regulation the scores lie under.
        rounding : str, optional
            Rounding rule of the printed scores; the regulation's by default.

        Returns
        -------
        dict of str to (int, int)
            One entry per printed domain, aspect or index; no sum is allowed when first > last.

        Examples
        --------
        >>> from spbe_analysis.regulation import load_framework
        >>> framework = load_framework("permenpanrb-59-2020")
        >>> Scorecard.of(framework, {"index": "2.98", "I15": "3"}).windows(framework)
        {'P59-INDEX': (5950, 5969)}
        """
        return {
            code: printed.window(framework, rounding)
            for code, printed in self.values.items()
            if framework.nodes[code].kind != "indicator"
        }

    def leaf_decimals(self, framework: Framework) -> int:
        """Decimals that printed indicators are read with where they are printed rounded.

        Programs drop zeros at the end (2.0 beside 1.26), so all are read with
        the most decimals that one of them shows.
        """
        return max((p.decimals for code, p in self.values.items() if not framework.children(code)), default=0)

    def ticks(self, framework: Framework, rounding: str | None = None) -> dict[str, tuple[int, ...]]:
        """Values [ticks] left to every indicator of which something is printed or assumed.

        Examples
        --------
        >>> from spbe_analysis.regulation import load_framework
        >>> framework = load_framework("permenpanrb-8-2026")
        >>> Scorecard.of(framework, {"I13": "1.17"}).ticks(framework)
        {'P8-I13': (1165, 1166, 1167, 1168, 1169, 1170, 1171, 1172, 1173, 1174)}
        """
        rule, decimals, found = rounding or framework.rounding, self.leaf_decimals(framework), {}
        for code, printed in self.values.items():
            if not framework.children(code):
                scale = (framework.minimum, framework.maximum, framework.ticks)
                found[code] = framework.grid(code).behind(printed.value, decimals, rule, *scale)
        for leaf in {*self.at_least, *self.at_most}:
            low = self.at_least.get(leaf, framework.minimum) * framework.ticks
            high = self.at_most.get(leaf, framework.maximum) * framework.ticks
            found[leaf] = tuple(x for x in found.get(leaf, framework.values(leaf)) if low <= x <= high)
        return found

    def levels(self, framework: Framework) -> dict[str, int | Fraction] | None:
        """The whole table of levels as printed, or None when any indicator is not published."""
        found = {leaf: self.values[leaf].value for leaf in framework.indicators if leaf in self.values}
        return {leaf: _plain(x) for leaf, x in found.items()} if len(found) == len(framework.indicators) else None


def check_levels(levels: Mapping[str, Any], framework: Framework) -> dict[str, int | Fraction]:
    """A whole table of levels, in the regulation's order, or every fault in it.

    Parameters
    ----------
    levels : mapping of str to number
        Level by whole code: a whole number on the scale, or a decimal where
        the regulation has decimals.

    Raises
    ------
    CoverageError
        If an indicator is missing or foreign, or a level is not one that it
        can have. A gap is never filled, re-weighted or counted as zero.
    """
    problems = [Message("levels.missing", code=leaf) for leaf in framework.indicators if leaf not in levels]
    problems += [
        Message("levels.foreign", text=code, law=framework.id) for code in levels if code not in framework.indicators
    ]
    for code in framework.indicators:
        if code in levels and not _can_be(framework, code, levels[code]):
            problems.append(off_scale(framework, code, levels[code]))
    if problems:
        raise CoverageError(
            Message("levels.these_not_whole", law=framework.id),
            problems,
            Message("advice.each", count=len(framework.indicators)),
        )
    return {code: _plain(_exactly(levels[code])) for code in framework.indicators}


def off_scale(framework: Framework, code: str, level: object) -> Message:
    """What is wrong with a level that an indicator cannot have."""
    key = "levels.off_scale" if framework.grid(framework.find(code) or code) is WHOLE else "levels.off_grid"
    return Message(key, code=code, text=level, minimum=framework.minimum, maximum=framework.maximum)


def _can_be(framework: Framework, code: str, value: Any) -> bool:
    try:
        return framework.fits(code, _exactly(value))
    except (TypeError, ValueError, OverflowError):
        return False


def _exactly(value: Any) -> int | Fraction:
    """A number as it is written: 1.26 is 126/100, not the nearest binary fraction."""
    if type(value) is int:
        return value
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _plain(value: int | Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value
