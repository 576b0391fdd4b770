"""``notebooks/runs.toml``: what is run for whom, and where each report goes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from spbe_analysis.errors import ParameterError, SpbeError
from spbe_analysis.message import Message
from spbe_analysis.reports.one.parameters import check_parameters
from spbe_analysis.reports.one.publish import inside
from spbe_analysis.reports.one.run import suffix

DRIVERS, CARD = "01_drivers", "11_one_scorecard"  # notebooks whose folder follows from institution, years and stages
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
        raise ParameterError(Message("plan_file.unreadable", path=path), [str(error)]) from error
    planned: list[PlannedRun] = []
    problems: list[str] = []
    for place, entry in enumerate(entries, start=1):
        unknown = sorted(set(entry) - _KEYS)
        if unknown or "notebook" not in entry:
            problems.append(
                Message("plan_file.unknown", place=place, names=tuple(unknown))
                if unknown
                else Message("plan_file.no_notebook", place=place)
            )
            continue
        for language in entry.get("languages", [None]):
            given = {**entry.get("parameters", {}), **({"language": language} if language else {})}
            try:
                planned.append(plan(path.parent / f"{entry['notebook']}.ipynb", given, entry.get("folder")))
            except SpbeError as error:
                problems.append(Message("plan_file.at", place=place, why=(error.summary, *error.problems)))
    folders = [run.folder for run in planned]
    problems += [
        Message("plan_file.twice", folder=folder) for folder in dict.fromkeys(folders) if folders.count(folder) > 1
    ]
    if problems:
        raise ParameterError(Message("plan_file.refused", path=path.name), problems)
    return planned


def plan(notebook: Path, given: dict, folder: str | None = None) -> PlannedRun:
    """One run with its parameters checked and its folder settled."""
    from spbe_analysis.evidence.register import resolve_institution

    values = check_parameters(notebook, given)
    slug = resolve_institution(values["institution"]).slug if values.get("institution") else ""
    if folder is None:
        if notebook.stem not in (DRIVERS, CARD):
            raise ParameterError(
                Message("plan_file.no_folder", notebook=notebook.stem), advice=Message("plan_file.write_folder")
            )
        folder = own_folder(slug, values)
    name = folder.replace("{slug}", slug) + suffix(values.get("language", ""))
    inside(Path("reports"), name)
    return PlannedRun(notebook, values, name)


def own_folder(slug: str, values: Mapping) -> str:
    """Folder of a report on one institution: its slug and its years, with the stages of results that are not final."""
    years = dict.fromkeys(values[name] for name in ("year", "from_year", "to_year") if values.get(name) is not None)
    stages = [values[name] for name in ("stage", "to_stage") if name in values]
    named = stages if set(stages) - {"final"} else []
    return f"{slug}/{'-'.join(map(str, (*years, *named)))}"
