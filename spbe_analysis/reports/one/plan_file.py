"""``notebooks/runs.toml``: what is run for whom, and where each report goes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.reports.one.parameters import check_parameters
from spbe_analysis.reports.one.publish import inside
from spbe_analysis.reports.one.run import suffix

DRIVERS = "01_drivers"  # the one notebook whose folder follows from institution and years
_KEYS = {"notebook", "parameters", "folder", "languages"}


@dataclass(frozen=True)
class PlannedRun:
    """One line of the plan: a notebook, its checked parameters, and the folder below ``reports``."""

    notebook: Path
    parameters: dict
    folder: str


def load_runs(path: Path) -> list[PlannedRun]:
    """Every planned run, checked as far as that goes without running.

    The file holds ``[[run]]`` tables: ``notebook`` (its name without suffix),
    ``parameters`` and, unless it is the notebook of drivers, ``folder`` below
    ``reports`` (``{slug}`` stands for the institution's). ``languages`` makes
    one run of each; folders of other languages than the first end in ``-en``.

    Raises
    ------
    ParameterError
        Listing every fault of every run: unknown keys, parameters the notebook
        does not take, two runs in one folder.
    """
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("run", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ParameterError(f"{path} cannot be read as a plan of runs", [str(error)]) from error
    planned, problems = [], []
    for place, entry in enumerate(entries, start=1):
        unknown = sorted(set(entry) - _KEYS)
        if unknown or "notebook" not in entry:
            problems.append(f"run {place}: unknown {', '.join(unknown)}" if unknown else f"run {place}: no notebook")
            continue
        for language in entry.get("languages", [None]):
            given = {**entry.get("parameters", {}), **({"language": language} if language else {})}
            try:
                planned.append(plan(path.parent / f"{entry['notebook']}.ipynb", given, entry.get("folder")))
            except SpbeError as error:
                problems.append(f"run {place}: {error}")
    folders = [run.folder for run in planned]
    problems += [
        f"{folder}: more than one run goes there" for folder in dict.fromkeys(folders) if folders.count(folder) > 1
    ]
    if problems:
        raise ParameterError(f"{path.name} cannot be carried out", problems)
    return planned


def plan(notebook: Path, given: dict, folder: str | None = None) -> PlannedRun:
    """One run with its parameters checked and its folder settled."""
    from spbe_analysis.evidence.register import resolve_institution

    values = check_parameters(notebook, given)
    slug = resolve_institution(values["institution"]).slug if values.get("institution") else ""
    if folder is None:
        if notebook.stem != DRIVERS:
            raise ParameterError(f"{notebook.stem} needs a folder", advice='Write folder = "..." below reports.')
        folder = f"{slug}/{values['from_year']}-{values['to_year']}"
    name = folder.replace("{slug}", slug) + suffix(values.get("language", ""))
    inside(Path("reports"), name)
    return PlannedRun(notebook, values, name)
