"""Tables of an HTML page, which many web applications save under the name of a spreadsheet."""

from __future__ import annotations

from html.parser import HTMLParser

from spbe_analysis.evidence.readers.grid import Grid, Row
from spbe_analysis.evidence.readers.unsafe_text import plain
from spbe_analysis.evidence.values.limits import MAX_COLUMNS, MAX_ROWS, refuse
from spbe_analysis.message import Message

_SILENT = {"script", "style", "head", "sup"}  # a raised 1 behind 4,1 is the mark of a note, not a decimal
Span = tuple[tuple[int, int], tuple[int, int]]


def html_grids(text: str, file: str) -> list[Grid]:
    """Every table of a page; cells over several rows or columns are filled, text around tables stands as titles.

    Raises
    ------
    EvidenceError
        If a cell holds what no cell may hold, or a table is larger than anyone keeps.
    """
    page = _Page(file)
    page.feed(text)
    page.close()
    faults: list[str] = []
    for number, (grid, spans) in enumerate(page.tables, start=1):
        grid.name = f"table {number}" if len(page.tables) > 1 else ""
        grid.clean()
        grid.merge(spans)
        faults += grid.too_large()
        grid.rows = [(line, cells) for line, cells in grid.rows if any(cells)]
    refuse(file, faults, Message("advice.correct_file"))
    return [grid for grid, _ in page.tables if grid.rows]


class _Page(HTMLParser):
    """Cells by row and column as a page shows them; a table within a cell is a table of its own."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[tuple[Grid, list[Span]]] = []
        self._file = file
        self._open: list[tuple[Grid, list[Span], set[tuple[int, int]]]] = []
        self._cell: list[list[str] | None] = []
        self._silent = 0
        self._around: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag == "br":
            self.handle_data(" ")
        elif tag == "table":
            titles: list[Row] = [(i, [text]) for i, text in enumerate(self._around, start=1)]
            self._around = []
            grid = Grid(self._file, rows=titles)
            self._open.append((grid, [], set()))
            self._cell.append(None)
            self.tables.append((grid, self._open[-1][1]))
        elif self._open and tag == "tr":
            self._end_cell()
            rows = self._open[-1][0].rows
            rows.append((len(rows) + 1, []))
        elif self._open and tag in ("td", "th"):
            self._begin_cell(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if self._open and tag in ("td", "th", "tr"):
            self._end_cell()
        elif self._open and tag == "table":
            self._end_cell()
            self._open.pop()
            self._cell.pop()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._cell and self._cell[-1] is not None:
            self._cell[-1].append(data)
        elif not self._open and data.strip():
            self._around.append(plain(data)[:500])

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        grid, spans, taken = self._open[-1]
        if not grid.rows:
            grid.rows.append((1, []))
        line, cells = grid.rows[-1]
        while (line, len(cells)) in taken:
            cells.append("")
        down, across = (
            _number(attributes.get(name), most) for name, most in (("rowspan", MAX_ROWS), ("colspan", MAX_COLUMNS))
        )
        column = len(cells)
        if down > 1 or across > 1:
            spans.append(((line - 1, column), (line + down - 2, column + across - 1)))
            if len(taken) + down * across <= MAX_ROWS * 10:
                taken |= {(line + i, column + j) for i in range(1, down) for j in range(across)}
        cells += [""] * across
        self._cell[-1] = []
        self._at = (cells, column)

    def _end_cell(self) -> None:
        if self._cell and self._cell[-1] is not None:
            cells, column = self._at
            cells[column] = "".join(self._cell[-1])
            self._cell[-1] = None


def _number(text: str | None, most: int) -> int:
    return min(max(int(text), 1), most) if text and text.isascii() and text.isdigit() and len(text) < 7 else 1
