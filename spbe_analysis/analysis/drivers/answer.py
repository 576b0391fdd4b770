"""What is answered of a change between two years: a table of contributions and how sure each is."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from spbe_analysis.analysis.feasible.feasible import FeasibleSet
from spbe_analysis.analysis.prior import Training
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    import pandas as pd

IDENTIFIED, BOUNDED, NOT_IDENTIFIED = "identified", "bounded", "not identified"
NOT_REPRODUCIBLE = "not reproducible"
QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


@dataclass(frozen=True)
class Remark:
    """Something a reader must be told: a message key and what fills its places."""

    key: str
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class DriversAnswer:
    """Where the points of a change came from, with how sure that is.

    ``table`` has one row per domain, aspect and indicator in the regulation's
    order: ``code``, ``kind``, ``parent``, ``name_id``, ``name_en``, ``weight``
    (Fraction of the index), ``before_low``, ``before_high``, ``after_low``,
    ``after_high`` (scores or levels, Fraction or None), ``low``, ``high``
    (contribution, Fraction of index points, or None), ``expected``, ``p05``,
    ``p50``, ``p95`` [index points], ``p_positive``, ``p_largest`` (float or
    None), ``verdict`` and ``tied_with`` (codes told apart from nothing in it).

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
    table: pd.DataFrame
    change_published: Fraction | None
    change_low: Fraction | None
    change_high: Fraction | None
    count_before: int
    count_after: int
    remarks: tuple[Remark, ...]
    years: tuple[FeasibleSet, FeasibleSet] = field(repr=False)
    change_prior: str = "uniform"
    training: tuple[Training, ...] = ()

    @property
    def reproducible(self) -> bool:
        """Whether both years' printed figures can come from whole levels."""
        return self.count_before > 0 and self.count_after > 0

    @cached_property
    def records(self) -> tuple[dict, ...]:
        """The rows of `table` as dictionaries, made once; to be read, not changed."""
        return tuple(self.table.to_dict("records"))

    def rows(self, kind: str) -> pd.DataFrame:
        """Rows of one kind, in the regulation's order."""
        return self.table[self.table["kind"] == kind]

    def ranked(self, kind: str) -> pd.DataFrame:
        """Rows of one kind from the largest expected contribution down; ties keep the regulation's order."""
        rows = self.rows(kind)
        by = rows["expected"].astype(float) if self.reproducible else rows["low"].map(lambda x: float(x or 0))
        return rows.loc[(-by).sort_values(kind="stable").index]
