"""What a run notebook must hold before its report may replace another."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.csv_files import MAX_DECIMALS
from spbe_analysis.presentation.page.document import MIN_ALT
from spbe_analysis.reports.one.html import figure_files
from spbe_analysis.reports.one.page_content import roles

CONTRIBUTIONS = "contributions.csv"
_EXEMPT = ("not reproducible", "contradicted")  # printed scores that no whole levels give need not add up
_SLACK = Fraction(1, 10**MAX_DECIMALS)  # of each written number
_LEAVING = {"exit", "quit", "_exit", "abort"}

if TYPE_CHECKING:
    from nbformat import NotebookNode


def clean(notebook: NotebookNode) -> NotebookNode:
    """The same notebook without times, durations and random names, changed in place."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    for place, cell in enumerate(notebook.cells):
        cell.id = f"cell-{place:02d}"
        cell.metadata = type(cell.metadata)({key: cell.metadata[key] for key in ("tags",) if cell.metadata.get(key)})
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if not (o.output_type == "stream" and o.name == "stderr")]
    return notebook


def verify(notebook: NotebookNode, values: Mapping[str, object]) -> dict[str, str]:
    """Title, finding and language of a run that is whole.

    Parameters
    ----------
    notebook : NotebookNode
        After its run.
    values : mapping
        The run's parameters; an ``institution`` must be named in the title and
        a ``language`` must be the page's.

    Raises
    ------
    ReportError
        Listing everything that is not as it must be: a cell that did not run,
        an error, a line that is not Python (a shell command fails without
        anyone noticing), a missing closing block, a missing or undescribed
        figure, a report about somebody else.
    """
    problems = _cells(notebook) + broken_promises(notebook)
    closings, titles = roles(notebook, "closing"), roles(notebook, "title")
    last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1:]
    if len(closings) != 1 or not any(o.get("metadata", {}).get("spbe") == closings[0] for c in last for o in c.outputs):
        problems.append(Message("whole.closing"))
    if len(titles) != 1:
        problems.append(Message("whole.titles", count=len(titles)))
    if closings:
        problems += _figures(notebook, closings[-1]["figures"])
        if values.get("language", closings[-1]["language"]) != closings[-1]["language"]:
            problems.append(Message("whole.language", found=closings[-1]["language"], wanted=values["language"]))
    if titles and values.get("institution") and str(values["institution"]) not in titles[0]["title"]:
        problems.append(Message("whole.name", title=titles[0]["title"], institution=values["institution"]))
    if problems:
        raise ReportError(Message("whole.refused"), problems, Message("advice.by_hand"))
    return {"title": titles[0]["title"], "finding": closings[0]["finding"], "language": closings[0]["language"]}


def _cells(notebook: NotebookNode) -> list[str]:
    problems = []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        try:
            tree = ast.parse(cell.source)
            problems += [Message("whole.ends", place=place, line=node.lineno) for node in ast.walk(tree) if _ends(node)]
        except SyntaxError as error:
            problems.append(Message("whole.not_python", place=place, line=error.lineno))
        if cell.execution_count is None:
            problems.append(Message("whole.not_run", place=place))
        problems += [
            Message("whole.stopped", place=place, name=o.ename, why=o.evalue)
            for o in cell.outputs
            if o.output_type == "error"
        ]
    return problems


def _ends(node: ast.AST) -> bool:
    """Whether a call leaves the process: in a notebook it passes without a trace and the rest may not run."""
    called = node.func if isinstance(node, ast.Call) else None
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return name in _LEAVING


def _figures(notebook: NotebookNode, wanted: list[str]) -> list[str]:
    found = roles(notebook, "figure")
    names = [about["name"] for about in found]
    problems = [Message("whole.no_figure", name=name) for name in wanted if name not in names]
    problems += [
        Message("whole.figure_times", name=name, count=names.count(name))
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    problems += [Message("whole.no_alt", name=about["name"]) for about in found if len(about["alt"].strip()) <= MIN_ALT]
    drawn = figure_files(notebook)
    problems += [Message("whole.no_picture", name=name) for name in names if name not in drawn]
    if len(set(drawn.values())) < len(drawn):
        problems.append(Message("whole.same_picture"))
    return problems


def broken_promises(notebook: NotebookNode) -> list[str]:
    """Everything that is wrong with the tables of a run: none shown, an empty one, parts that miss their whole.

    Lows of the parts may add up to less than the whole's low and highs to
    more, never the other way; where every part is one number, so is the whole.
    """
    files = {about["name"]: about for about in roles(notebook, "file")}
    if CONTRIBUTIONS not in files:
        return []
    tables = roles(notebook, "table")
    problems = [] if tables else [Message("whole.no_table")]
    problems += [Message("whole.no_rows", place=place) for place, about in enumerate(tables, 1) if not about["rows"]]
    head, rows = (files[CONTRIBUTIONS][part] for part in ("head", "rows"))
    return problems + parts_and_wholes([dict(zip(head, row, strict=True)) for row in rows])


def parts_and_wholes(rows: list[dict]) -> list[str]:
    """Nodes whose contribution is not what their parts allow."""
    parts: dict[str, list[dict]] = {}
    for row in rows:
        parts.setdefault(row["parent"], []).append(row)
    problems = []
    for whole in rows:
        below = parts.get(whole["code"], [])
        if not below or any(row["verdict"] in _EXEMPT or row["contribution_low"] is None for row in (whole, *below)):
            continue
        low, high = (Fraction(whole[f"contribution_{end}"]) for end in ("low", "high"))
        least, most = (sum(Fraction(row[f"contribution_{end}"]) for row in below) for end in ("low", "high"))
        slack = _SLACK * (len(below) + 1)
        if low > high or least > low + slack or most < high - slack:
            problems.append(
                Message(
                    "whole.parts",
                    code=whole["code"],
                    least=float(least),
                    most=float(most),
                    low=float(low),
                    high=float(high),
                )
            )
    return problems
