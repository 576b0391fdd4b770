"""Which reports there are to make: every institution and pair of years with evidence, and why the others are not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from spbe_analysis.errors import ParameterError
from spbe_analysis.evidence.collection.processed import rows_of, version
from spbe_analysis.evidence.register import Institution, institutions_of
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import LANGUAGES
from spbe_analysis.reports.factory.frames import Failure
from spbe_analysis.reports.one.plan_file import own_folder
from spbe_analysis.reports.one.run import suffix

FINAL = "final"


@dataclass(frozen=True)
class Task:
    """One report: its notebook, its parameters, and its folder below the root; the folder is its name."""

    notebook: Path
    parameters: Mapping[str, object]
    folder: str
    institution: str

    @property
    def work(self) -> dict:
        """What a job is told of the task."""
        return {"notebook": str(self.notebook), "parameters": dict(self.parameters), "place": self.folder}

    @property
    def subject(self) -> str:
        """The same for reports that differ in nothing but their language."""
        values = {name: value for name, value in self.parameters.items() if name != "language"}
        return json.dumps([str(self.notebook), values], sort_keys=True, default=str)


@dataclass(frozen=True)
class Failed:
    """A report that could not be made, or differs when made again: why, in which cell, with its traceback."""

    task: Task
    reason: str
    cell: int | None = None
    detail: str = ""

    @classmethod
    def of(cls, task: Task, failure: Failure) -> Failed:
        """A task's failure as its job told it."""
        return cls(task, failure.reason, failure.cell, failure.detail)


@dataclass(frozen=True)
class Skipped:
    """An institution without a report on the years asked for, and why."""

    institution: str
    reason: Message


def find_tasks(
    notebook: Path,
    kind: str | None = None,
    province: str | None = None,
    from_year: int | None = None,
    to_year: int | None = None,
    languages: Iterable[str] = LANGUAGES[:1],
    more: Mapping[str, object] | None = None,
    year: int | None = None,
) -> tuple[list[Task], list[Skipped]]:
    """Reports to make, in alphabetical order of institution, and the institutions that get none.

    Parameters
    ----------
    notebook : Path
        A notebook about one institution and two years, or one scorecard.
    kind, province : str, optional
        Only bodies of that kind, of that province.
    from_year, to_year : int, optional
        Only this pair of years. Without them every pair of neighbouring years
        in which an institution's final figures were published under one
        regulation.
    languages : iterable of str
        One report each.
    more : mapping, optional
        Further parameters of the notebook, the same for all.
    year : int, optional
        Instead of two years: one report on every scorecard of this year whose
        stage `more` names, final by default.

    Raises
    ------
    ParameterError
        If the second year does not come after the first.
    """
    if from_year is not None and to_year is not None and from_year >= to_year:
        years = Message("parameters.years", first=from_year, last=to_year)
        raise ParameterError(Message("parameters.refused", file=notebook.name), [years])
    found, skipped, more = [], [], dict(more or {})
    years = _years_of(str(more.get("stage", FINAL)))
    for body in institutions_of(kind, province):
        of_body = years.get(body.name, {})
        about, reason = _one_year(of_body, year) if year else _pairs(of_body, from_year, to_year)
        found += [
            _task(notebook, body, {**one, "language": language, **more})
            for one in about
            for language in dict.fromkeys(languages)
        ]
        if reason:
            skipped.append(Skipped(body.name, reason))
    return found, skipped


def _task(notebook: Path, body: Institution, values: dict[str, object]) -> Task:
    folder = own_folder(body.slug, values) + suffix(str(values["language"]))
    return Task(notebook, {"institution": body.name, **values}, folder, body.name)


def _one_year(years: dict[int, str], year: int) -> tuple[list[dict], Message | None]:
    """The year where there is evidence, or why there is none."""
    return ([{"year": year}], None) if year in years else ([], _reason(years))


def _pairs(years: dict[int, str], first: int | None, last: int | None) -> tuple[list[dict], Message | None]:
    """Pairs of years with evidence, or why there are none."""
    if first is None or last is None:
        wanted = [year for year in sorted(years) if (first is None or year >= first) and (last is None or year <= last)]
        pairs = [(a, b) for a, b in pairwise(wanted) if years[a] == years[b]]
    else:
        pairs = [(first, last)] if {first, last} <= years.keys() and years[first] == years[last] else []
    if pairs:
        return [{"from_year": a, "to_year": b} for a, b in pairs], None
    if first in years and last in years:
        return [], Message("reason.regulations", first=first, last=last)
    return [], _reason(years)


def _reason(years: dict[int, str]) -> Message:
    return Message("reason.years", years=tuple(sorted(years))) if years else Message("reason.nothing")


def _years_of(stage: str) -> dict[str, dict[int, str]]:
    """Regulation by year of every institution's figures of a stage."""
    years: dict[str, dict[int, str]] = {}
    for row in rows_of(version(), "published"):
        if row["stage"] == stage:
            years.setdefault(row["institution"], {}).setdefault(int(row["year"]), row["regulation"])
    return years
