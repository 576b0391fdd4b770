"""What printed figures fix, and whether the bounds hold where the truth is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from spbe_analysis.analysis.drivers.answer import DriversAnswer
from spbe_analysis.analysis.drivers.drivers import drivers as reckon
from spbe_analysis.analysis.drivers.recovery import recover_all, simulate_all
from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.published import published_years, scorecard_for
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.evidence.values.scorecard import Scorecard
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.studies.answer import Answer, kept, shorten
from spbe_analysis.studies.arguments import Count

if TYPE_CHECKING:
    import pandas as pd


@dataclass(repr=False)
class Recovered(Answer):
    """Two years of one institution, and what hiding the figures of another shows of the method.

    Attributes
    ----------
    exact : DriversAnswer
        The change of the institution, with both years' feasible sets.
    proof : str
        Who publishes every level, so that the truth is known.
    simulations : int
        Made-up institutions for each case.
    """

    exact: DriversAnswer
    proof: str
    simulations: int

    PAGE = "identification.page"
    PARTS = ("sum", "recovered", "simulated")
    FIGURES = ("coverage",)

    @property
    def framework(self) -> Framework:
        """The regulation of both years."""
        return self.exact.framework

    @property
    def years(self) -> tuple[int, int]:
        """The two index years."""
        return self.exact.before.year or 0, self.exact.after.year or 0

    @cached_property
    def recovered(self) -> pd.DataFrame:
        """Contributions found again from part of what `proof` publishes, beside the truth, from `recover_all`."""
        return recover_all(_whole_tables(self.proof, self.framework), self.framework)

    @cached_property
    def simulated(self) -> pd.DataFrame:
        """The same for made-up institutions, from `simulate_all`."""
        return simulate_all(self.framework, self.simulations)

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        if part == "simulated":
            return self.simulated.reset_index(drop=True).rename_axis("row")
        if part == "recovered":
            return shorten(self.recovered, self.framework).reset_index().rename_axis("row")
        rows = {}
        for code, node in self.framework.nodes.items():
            if node.kind in ("domain", "aspect"):
                ends = [end for year in self.exact.years for end in year.sum_bounds(code)]
                rows[code] = dict(zip(("before_low", "before_high", "after_low", "after_high"), ends, strict=True))
        return shorten(pd.DataFrame.from_dict(rows, orient="index"), self.framework)

    def _draw(self, part: str, ax, language: str):
        from spbe_analysis.presentation.identification import figures, tables

        return figures.coverage(tables.coverage_table(self.simulated, language), language, ax=ax)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.identification import tables

        return [*tables.counts(self.exact.years, language), tables.finding(self.exact, language)]

    def _scorecards(self) -> Iterable[Scorecard]:
        return self.exact.before, self.exact.after


@kept
def recover(
    institution: str, from_year: int, to_year: int, proof: str = "Kota Bandar Lampung", simulations: Count = 60
) -> Recovered:
    """What the printed figures of two years fix, and whether the method finds hidden levels again.

    Parameters
    ----------
    institution : str
        Whose printed figures are read; any name `institutions` understands.
    from_year, to_year : int
        Index years under one regulation.
    proof : str
        Who publishes every level: they are hidden on purpose and looked for again.
    simulations : int
        Made-up institutions for each case of ``.to_frame("simulated")``.

    Returns
    -------
    Recovered
        ``.to_frame()``: sums of levels of every domain and aspect that fit each
        year; ``.to_frame("recovered")`` and ``.to_frame("simulated")``: bounds,
        truth, and whether it lies ``inside``.

    Raises
    ------
    EvidenceError
        If a year is not published, or its figures fit no whole levels.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.recover("Kaltim", 2023, 2024).to_frame().loc["D1", "after_low"]
    np.int64(37)
    """
    name, known = resolve_institution(institution).name, resolve_institution(proof).name
    before, after = (scorecard_for(name, year) for year in (from_year, to_year))
    answer = reckon(load_framework(after.regulation), before, after)
    for year in answer.years:
        year.require()
    found = Recovered(answer, known, simulations)
    if not _whole_tables(known, found.framework):
        raise EvidenceError(Message("published.no_levels", institution=known))
    return found


def _whole_tables(institution: str, framework: Framework) -> dict[int, dict[str, int]]:
    years = [year for year in published_years(institution) if year in framework.index_years]
    tables = {year: scorecard_for(institution, year).levels(framework) for year in years}
    return {year: {code: int(x) for code, x in levels.items()} for year, levels in tables.items() if levels}
