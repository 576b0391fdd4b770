"""The page on the criteria of levels: whether their wording moved, from both sides."""

from __future__ import annotations

from spbe_analysis.presentation.page import criteria_words, document
from spbe_analysis.presentation.page.document import Block
from spbe_analysis.presentation.page.tables import frame_of, number_ranges
from spbe_analysis.presentation.text.wording import DASH, say, whole
from spbe_analysis.regulation.criteria_changes import JUDGED, VERDICTS


def _changes(found, language: str) -> Block:
    """Cells by verdict, with the indicators they belong to."""
    cells: dict = {say("criteria.head_verdict", language): lambda verdict: say(f"criteria.verdict_{verdict}", language)}
    for part in JUDGED:
        of_part = [cell for cell in found.cells if cell.part == part]
        cells[say(f"criteria.part_{part}", language)] = lambda verdict, of_part=of_part: whole(
            sum(cell.verdict == verdict for cell in of_part), language
        )
    cells[say("criteria.head_indicators", language)] = lambda verdict: _indicators(found, verdict) or DASH
    caption = say("criteria.changes_caption", language, number=found.criteria.meta["number"])
    return document.table(frame_of(cells, VERDICTS), caption, criteria_words.status(found.criteria, language))


def _indicators(found, verdict: str) -> str:
    return number_ranges({cell.code for cell in found.cells if cell.verdict == verdict}, found.framework)


TEXTS = {
    "yardstick": lambda found, language: document.paragraphs(*criteria_words.yardstick(found.changes, language)),
}
TABLES = {"changes": _changes}
