"""Which indicators drove the change? Exact attribution of a move in an SPBE index.

``import spbe_analysis as spbe`` gives one verb a question; each loads what it
needs when it is first called. Every answer has ``.to_frame()``, ``.exact``,
``.plot()``, ``.sentences()`` and ``.sources()``. Names of institutions, short
codes (``D2``, ``A7``, ``I15``) and tables of your own are understood wherever
they are asked for. Plots, tables and sentences are in Indonesian until
``spbe.language = "en"`` is set; each also takes ``language="en"``.

>>> import spbe_analysis as spbe
>>> change = spbe.drivers("Kota Bandar Lampung", 2023, 2024)
>>> change.to_frame("indicator").nlargest(3, "expected")["expected"].tolist()
[0.055, 0.05, 0.05]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spbe_analysis.explore.session import open_exploration as open_exploration
    from spbe_analysis.reports.one.parameters import parameters as parameters
    from spbe_analysis.reports.one.single import report as report
    from spbe_analysis.studies.bridge import bridge as bridge
    from spbe_analysis.studies.claims import claims as claims
    from spbe_analysis.studies.compare import compare as compare
    from spbe_analysis.studies.criteria import criteria as criteria
    from spbe_analysis.studies.drivers import drivers as drivers
    from spbe_analysis.studies.files import check as check
    from spbe_analysis.studies.files import read as read
    from spbe_analysis.studies.identify import identify as identify
    from spbe_analysis.studies.learned import priors as priors
    from spbe_analysis.studies.outcomes import outcomes as outcomes
    from spbe_analysis.studies.panel import panel as panel
    from spbe_analysis.studies.plan import plan as plan
    from spbe_analysis.studies.recovery import recover as recover
    from spbe_analysis.studies.score import score as score
    from spbe_analysis.studies.scores import institutions as institutions
    from spbe_analysis.studies.scores import scores as scores

__version__ = "0.1.0"
language = "id"  # of answers that are not told another: set ``spbe.language = "en"`` once

_HOMES = {
    "institutions": "studies.scores",
    "scores": "studies.scores",
    "score": "studies.score",
    "drivers": "studies.drivers",
    "identify": "studies.identify",
    "panel": "studies.panel",
    "compare": "studies.compare",
    "plan": "studies.plan",
    "recover": "studies.recovery",
    "priors": "studies.learned",
    "criteria": "studies.criteria",
    "bridge": "studies.bridge",
    "claims": "studies.claims",
    "outcomes": "studies.outcomes",
    "read": "studies.files",
    "check": "studies.files",
    "report": "reports.one.single",
    "parameters": "reports.one.parameters",
    "open_exploration": "explore.session",
}
__all__ = ["__version__", "language", *_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'spbe_analysis' has no attribute {name!r}; it offers {', '.join(_HOMES)}")
    taking = import_module("spbe_analysis.studies.arguments").taking
    globals()[name] = verb = taking(getattr(import_module(f"spbe_analysis.{_HOMES[name]}"), name))
    return verb


def __dir__() -> list[str]:
    return sorted(__all__)
