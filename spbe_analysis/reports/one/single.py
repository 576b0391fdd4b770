"""One report on demand, and the site that leads to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.evidence.values.paths import is_shipped, project_root

if TYPE_CHECKING:
    from spbe_analysis.reports.one.run import Made
    from spbe_analysis.studies.arguments import Stage


def report(
    institution: str,
    from_year: int,
    to_year: int | None = None,
    language: str | None = None,
    *,
    stage: Stage = "final",
    to_stage: Stage | None = None,
    pdf: bool = False,
    out: str | Path | None = None,
) -> Made:
    """Make a report on one institution, a change in its index or one scorecard: one HTML file with figures and tables.

    Parameters
    ----------
    institution : str
        Any name `institutions` understands.
    from_year, to_year : int
        Index years under one regulation; without the second the report is on
        the first year's scorecard alone.
    language : str, optional
        ``id`` or ``en``; ``spbe.language`` by default.
    stage, to_stage : str
        Stage of the published figures: ``final``, ``interim`` or
        ``self_assessment``; `to_stage` only where the second differs. Two
        stages of one year are set side by side when both years are that year.
    pdf : bool
        Also ``report.pdf``, ``summary.pdf`` and a slide.
    out : path, optional
        Root folder of the reports; the project's ``reports`` by default.

    Returns
    -------
    Made
        ``.page`` (path of the HTML file), ``.title``, ``.finding``.

    Raises
    ------
    ParameterError, InstitutionError, EvidenceError, BridgeError
        As `drivers` does, before anything is made.
    ReportError
        If the report fails its own checks; what was there before stays.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.report("Kaltim", 2023, 2024, language="en").page  # doctest: +SKIP
    PosixPath('reports/provinsi-kalimantan-timur-0feb72/2023-2024-en/report.html')
    """
    from spbe_analysis.analysis.attribution import require_one_regulation
    from spbe_analysis.reports.one.plan_file import CARD, DRIVERS, plan
    from spbe_analysis.reports.one.publish import inside
    from spbe_analysis.reports.one.run import run_notebook
    from spbe_analysis.studies.answer import default_language
    from spbe_analysis.studies.scorecards import scorecard_of

    root = report_root(out)
    given: dict = {"institution": institution, "stage": stage, "language": language or default_language()}
    if to_year is None:
        given |= {"year": from_year}
    else:
        given |= {"from_year": from_year, "to_year": to_year, "to_stage": to_stage or stage}
    notebook = f"{CARD if to_year is None else DRIVERS}.ipynb"
    one = plan(project_root() / "notebooks" / notebook, given)
    first, _ = scorecard_of(institution, from_year, stage)
    if to_year is not None:
        require_one_regulation(first, *scorecard_of(institution, to_year, to_stage or stage))
    return run_notebook(one.notebook, one.parameters, inside(root, one.folder), paper=pdf, place=one.folder)


def report_root(out: str | Path | None = None) -> Path:
    """The folder that reports are written to: the one named, the project's own, or ``reports`` where one stands."""
    if out:
        return Path(out).resolve()
    root = project_root()
    return (Path.cwd() if is_shipped(root) else root) / "reports"
