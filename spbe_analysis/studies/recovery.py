"""Whether the bounds hold where the truth is known: levels hidden on purpose, and found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spbe_analysis.analysis.drivers.recovery import DISCLOSURES, recover_all, simulate_all
from spbe_analysis.evidence.published import published_years, scorecard_for
from spbe_analysis.regulation import Framework

if TYPE_CHECKING:
    import pandas as pd

LEVELS_OF_DISCLOSURE = len(DISCLOSURES)


def recovered(institution: str, framework: Framework) -> pd.DataFrame:
    """Contributions of an institution that publishes every level, from parts of what it publishes, beside the truth.

    Parameters
    ----------
    institution : str
        Any name `spbe.institutions` understands.
    framework : Framework
        Its years under this regulation are used.

    Returns
    -------
    DataFrame
        As `spbe_analysis.analysis.drivers.recovery.recover_all` gives it.
    """
    years = [year for year in published_years(institution) if year in framework.index_years]
    tables = {year: scorecard_for(institution, year).levels(framework) for year in years}
    whole = {year: {code: int(x) for code, x in levels.items()} for year, levels in tables.items() if levels}
    return recover_all(whole, framework)


def simulated(framework: Framework, institutions: int, seed: int = 0) -> pd.DataFrame:
    """The same for made-up institutions, `institutions` of each kind of truth and level of disclosure."""
    return simulate_all(framework, institutions, seed)
