"""What each level of an indicator asks, in own words or in those of the reader's own copy of the guideline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.criteria import PARTS, Criteria, Criterion, fingerprint, load_criteria
from spbe_analysis.regulation.criteria_changes import CellChange, CriteriaChanges, load_criteria_changes
from spbe_analysis.studies.answer import Answer, shorten
from spbe_analysis.studies.arguments import taking

if TYPE_CHECKING:
    import pandas as pd

CRITERIA_OF = "permenpanrb-59-2020"  # the only regulation whose criteria are held


@dataclass(frozen=True, repr=False)
class LevelCriteria(Answer):
    """Criteria of indicators by level, with pages, limits and what changed in their wording.

    Attributes
    ----------
    exact : tuple of Criterion
        One for each indicator and level asked for.
    own_copy : dict
        ``(code, level, part)`` to text and page of the reader's own copy; empty where none was given.
    """

    exact: tuple[Criterion, ...]
    framework: Framework
    criteria: Criteria
    changes: CriteriaChanges
    own_copy: dict[tuple[str, int, str], tuple[str, int]]

    PAGE = "plans.criteria_page"
    PARTS = ("criteria", "limits", "changes", "text")

    @property
    def cells(self) -> list[CellChange]:
        """The judged cells of the indicators and levels asked for."""
        asked = {(row.code, row.level) for row in self.exact}
        return [cell for cell in self.changes.judged if (cell.code, cell.level) in asked]

    @property
    def different(self) -> list[tuple[str, int, str]]:
        """Cells of the reader's copy that do not say what the own wording was made from."""
        known = {(cell.code, cell.level, cell.part): cell.after for cell in self.changes.cells}
        return [key for key, (text, _) in self.own_copy.items() if fingerprint(text) != known[key]]

    def _frame(self, part: str) -> pd.DataFrame:
        import pandas as pd

        if part == "limits":
            columns = ["level", "part", "limit", "relation", "number", "unit", "page"]
            pairs = [(row, one) for row in self.exact for one in row.limits]
            rows = [[row.level, *(getattr(one, name) for name in columns[1:])] for row, one in pairs]
            codes = [row.code for row, _ in pairs]
        elif part == "changes":
            columns = ["level", "part", "verdict", "first", "second", "reason", "page"]
            rows = [[getattr(cell, name) for name in columns] for cell in self.cells]
            codes = [cell.code for cell in self.cells]
        elif part == "text":
            columns = ["level", "part", "text", "page"]
            rows = [[level, name, *found] for (_, level, name), found in self.own_copy.items()]
            codes = [code for code, _, _ in self.own_copy]
        else:
            columns = ["level", "must_id", "must_en", "evidence_id", "evidence_en"]
            columns += ["builds_on", "page", "evidence_page"]
            rows = [[getattr(row, name) for name in columns] for row in self.exact]
            codes = [row.code for row in self.exact]
        return shorten(pd.DataFrame(rows, columns=columns, index=codes), self.framework)

    def _sentences(self, language: str) -> list[str]:
        from spbe_analysis.presentation.page import criteria_words

        told = [criteria_words.criterion(row, self.criteria, self.framework, language) for row in self.exact]
        return [*told, criteria_words.status(self.criteria, language)]

    @taking
    def yardstick(self, language: str) -> list[str]:
        """Whether the yardstick moved, over all indicators, from both sides."""
        from spbe_analysis.presentation.page import criteria_words

        return criteria_words.yardstick(self.changes, language)


def criteria(
    indicators: str | int | Iterable[str | int] | None = None,
    level: int | None = None,
    *,
    pdf: str | Path | None = None,
    regulation: str = CRITERIA_OF,
) -> LevelCriteria:
    """What must be true and shown at each level of an indicator, with the page of the guideline.

    The wording is the project's own summary of Pedoman Menteri PANRB 3/2024;
    the guideline's text decides, and `pdf` shows it from your own copy.

    Parameters
    ----------
    indicators : str, int, or several, optional
        Such as ``"I21"`` or 21; all by default.
    level : int, optional
        One level [1 to 5]; all by default.
    pdf : path, optional
        Your copy of the guideline. One indicator takes seconds, all of them about a minute.
    regulation : str, optional
        Whose criteria.

    Returns
    -------
    LevelCriteria
        ``.to_frame()``: a row a level with wording and pages; ``.to_frame("limits")``:
        thresholds and time limits (``number``, ``unit``); ``.to_frame("changes")``: each cell
        against the earlier wording; ``.to_frame("text")``: the guideline's own text, with `pdf`.

    Raises
    ------
    ParameterError
        If an indicator or a level is not in the regulation.
    RegulationError
        If no criteria of the regulation are held.
    EvidenceError
        If the PDF is not the guideline.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.criteria("I21", 3).to_frame()[["level", "page"]].values.tolist()
    [[3, 87]]
    >>> spbe.criteria("I21").to_frame("limits")[["level", "limit", "number", "unit"]].values.tolist()
    [[4, 'review_age', 2, 'year']]
    """
    framework = load_framework(regulation)
    held, changes = load_criteria(regulation), load_criteria_changes(regulation)
    asked = [indicators] if isinstance(indicators, (str, int)) else indicators
    asked = framework.indicators if asked is None else list(asked)
    codes, faults = [], []
    for given in asked:
        code = framework.find(str(given))
        if code is None or code not in framework.indicators:
            faults.append(Message("criteria.indicator", text=str(given), law=framework.id))
        else:
            codes.append(code)
    if level is not None and not framework.minimum <= level <= framework.maximum:
        ends = {"minimum": framework.minimum, "maximum": framework.maximum}
        faults.append(Message("criteria.level", text=str(level), **ends))
    if faults:
        raise ParameterError(Message("criteria.cannot"), faults, Message("advice.indicator"))
    levels = [level] if level is not None else list(range(framework.minimum, framework.maximum + 1))
    rows = tuple(held[code, n] for code in codes for n in levels)
    text = _own_copy(Path(pdf), rows, held, framework) if pdf is not None else {}
    return LevelCriteria(rows, framework, held, changes, text)


def _own_copy(pdf: Path, rows: tuple[Criterion, ...], held: Criteria, framework: Framework) -> dict:
    """The guideline's text of the rows asked for; the pages of one indicator alone are read where the data know them."""
    from spbe_analysis.evidence.readers.guideline import read_guideline

    codes = list(dict.fromkeys(row.code for row in rows))
    numbers = [framework.indicators.index(code) + 1 for code in codes]
    levels = range(framework.minimum, framework.maximum + 1)
    if len(codes) == 1:
        pages = [page for n in levels for page in (held[codes[0], n].page, held[codes[0], n].evidence_page)]
        found = read_guideline(pdf, range(numbers[0], numbers[0] + 1), levels, (min(pages) - 2, max(pages) + 2))
    else:
        found = read_guideline(pdf, range(1, len(framework.indicators) + 1), levels)
    by_code = dict(zip(codes, numbers, strict=True))
    keys = [(row.code, row.level, part) for row in rows for part in PARTS]
    cells = {key: found[by_code[key[0]], key[1], key[2]] for key in keys}
    return {key: (cell.text, cell.page) for key, cell in cells.items()}
