"""What is answered of a change between two years: a table of contributions and how sure each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from spbe_analysis.analysis.direction import SURE_FALL, SURE_RISE, direction
from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import Training
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework
from spbe_analysis.regulation.rounding import fixed

if TYPE_CHECKING:
    import pandas as pd

IDENTIFIED, BOUNDED, NOT_IDENTIFIED = "identified", "bounded", "not identified"
NOT_REPRODUCIBLE, CONTRADICTED = "not reproducible", "contradicted"  # by what was assumed
AS_PRINTED = (NOT_REPRODUCIBLE, CONTRADICTED)  # verdicts of rows that hold what printed scores alone say
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


@dataclass(frozen=True)
class Remark:
    """Something a reader must be told: a message key and what fills its places."""

    key: str
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class DriversAnswer:
    """Where the points of a change came from, with how sure that is.

    ``records`` has one row per domain, aspect and indicator in the regulation's
    order, ``table`` is the same as a DataFrame: ``code``, ``kind``, ``parent``, ``name_id``, ``name_en``, ``weight``
    (Fraction of the index), ``before_low``, ``before_high``, ``after_low``,
    ``after_high`` (scores or levels, Fraction or None), ``low``, ``high``
    (contribution, Fraction of index points, or None), ``expected``, ``p05``,
    ``p50``, ``p95`` [index points], ``p_positive``, ``p_largest``,
    ``p_largest_in_direction`` (float or None), ``verdict``, ``direction`` (one
    of `direction.DIRECTIONS`, or None) and ``tied_with`` (codes told apart from
    nothing in it). ``p_largest`` is the chance of the largest gain whatever the
    total did; ``p_largest_in_direction`` that of the largest loss where the
    total surely falls, and None where neither rise nor fall is sure. ``drawn``
    holds the codes whose chances of being the largest were drawn at random.

    Examples
    --------
    >>> from spbe_analysis.analysis.drivers.drivers import drivers
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> before, after = Scorecard.of(framework, {"D1": "2.00"}), Scorecard.of(framework, {"D1": "2.10"})
    >>> drivers(framework, before, after).ranked("domain")["code"].iloc[0]
    'P59-D1'
    """

    framework: Framework
    before: Scorecard
    after: Scorecard
    prior: str
    assumptions: tuple[str, ...]
    records: tuple[dict, ...]
    change_published: Fraction | None
    change_low: Fraction | None
    change_high: Fraction | None
    count_before: int
    count_after: int
    remarks: tuple[Remark, ...]
    years: tuple[FeasibleSet, FeasibleSet] = field(repr=False)
    drawn: frozenset[str] = frozenset()
    change_prior: str = "uniform"
    training: tuple[Training, ...] = ()

    @property
    def direction(self) -> str | None:
        """Which way the index went: by its exact change, else by the printed one; None where neither is known."""
        if self.change_low is not None:
            return direction(self.change_low, self.change_high)
        return direction(self.change_published, self.change_published)

    @property
    def one_year(self) -> bool:
        """Whether both sides are stages of one year's assessment, so that nothing changed between years."""
        return self.before.year is not None and self.before.year == self.after.year

    @property
    def falls(self) -> bool:
        """Whether the index surely fell, so that the largest loss comes first."""
        return self.direction == SURE_FALL

    @property
    def moved(self) -> bool:
        """Whether the index surely rose or surely fell."""
        return self.direction in (SURE_RISE, SURE_FALL)

    @property
    def reproducible(self) -> bool:
        """Whether both years' printed figures can come from whole levels."""
        return self.count_before > 0 and self.count_after > 0

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows of `records` by code."""
        import pandas as pd

        table = pd.DataFrame(self.records).set_index("code", drop=False)
        table["direction"] = pd.Series(  # pandas would hold a missing text as NaN, which is neither None nor false
            [record["direction"] for record in self.records], table.index, dtype=object
        )
        return table

    def of_kind(self, kind: str) -> list[dict]:
        """Records of one kind, in the regulation's order."""
        return [row for row in self.records if row["kind"] == kind]

    def rows(self, kind: str) -> pd.DataFrame:
        """Rows of one kind, in the regulation's order."""
        return self.table[self.table["kind"] == kind]

    def chance(self, row: Mapping, column: str) -> float | None:
        """A chance of being the largest as it may be shown: a drawn one in the digits that its standard error supports."""
        value = row[column]
        if value is None or value != value:
            return None
        if row["code"] not in self.drawn:
            return value
        from spbe_analysis.analysis.drivers.largest import drawn_decimals

        return float(fixed(Fraction(value), drawn_decimals(len(row["tied_with"]))))

    def ranked(self, kind: str) -> pd.DataFrame:
        """Rows of one kind from the largest expected contribution down; from the largest loss where the index fell.

        Expected values depend on the prior; what ranges alone rank is told by
        `sure_order`. Ties keep the regulation's order.
        """
        return self.table.loc[[row["code"] for row in self.ranked_records(kind)]]

    def ranked_records(self, kind: str) -> list[dict]:
        """Records of one kind in the order of `ranked`."""
        end = "expected" if self.reproducible and self.change_low is not None else "high" if self.falls else "low"
        way = 1 if self.falls else -1
        return sorted(self.of_kind(kind), key=lambda row: way * float(row[end] or 0))
