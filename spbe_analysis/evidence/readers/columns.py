"""Which columns of a table hold its figures, which name their nodes and bodies, and which are not read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from spbe_analysis.evidence.readers.grid import Grid, Row, at, shown
from spbe_analysis.evidence.readers.header import Header
from spbe_analysis.evidence.readers.headings import code_in
from spbe_analysis.evidence.readers.node_names import domain_anywhere, named_anywhere, words_of
from spbe_analysis.message import Message

_LOOKED_AT = 200  # rows by which it is seen what a column holds
_HALF_A_CENT = Decimal("0.006")  # of a product printed with two decimals
_WEIGHTS = {"bobot", "weight"}


@dataclass
class Columns:
    """Columns by what they are used for.

    Attributes
    ----------
    shape : str
        ``nodes``: a column a node; ``rows``: a row names its node; ``index``:
        every row is an index; empty where it is no table of levels or scores.
    figures, names, labels, numbers : list of int
        Columns of figures, of bodies, of nodes by name or code, of numbers of
        nodes; of the labels the lowest kind of node first.
    clashes : list of str
        Columns that say the same, so that nothing tells which counts.
    """

    shape: str = ""
    figures: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)


def choose_columns(grid: Grid, header: Header, rows: list[Row], stage: str, node: str = "") -> Columns:
    """The use of every column of a table.

    Parameters
    ----------
    stage : str
        Stage of the figures where no heading and no row says one.
    node : str
        The node of the whole table, where its sheet is named after one.
    """
    columns = Columns()
    _name_columns(header, rows, columns)
    filled = {i for _, cells in rows for i, cell in enumerate(cells) if cell != ""}
    headings = header.headings
    nodes = [i for i in range(len(headings)) if i in filled and _is_node(header, i)]
    values = [i for i in header.columns("value") if i in filled and i not in nodes]
    if not values and columns.labels and all(headings[i].node == "index" for i in nodes):
        values, nodes = nodes, []  # "Nilai SPBE 2024" beside names of indicators
    labelled = [
        bool(node or row_label(grid, header, columns, line, cells) or row_number(columns, cells))
        for line, cells in rows
        if any(at(cells, i) != "" for i in values)
    ]
    if values and len(nodes) < 2 and labelled and 2 * sum(labelled) >= len(labelled):
        columns.shape, columns.figures = "rows", values
    elif nodes or (values and headings[values[0]].node == "index"):
        columns.shape, columns.figures = "nodes", nodes or values
    elif values and columns.names and _lists_indices(header, rows, values):
        columns.shape, columns.figures = "index", values
    if columns.shape != "rows":
        columns.labels, columns.numbers = [], []
    _drop_products(header, rows, columns)
    _settle_stages(grid, header, columns, stage)
    return columns


def row_label(grid: Grid, header: Header, columns: Columns, line: int, cells: list) -> list[str]:
    """Nodes that a row's labels name, as `Laws.code` takes them: one of them, unless its labels disagree."""
    found: list[str] = []
    for column in columns.labels:
        letter = header.headings[column].letter
        text = shown(at(cells, column)).strip()
        if not text or (letter in ("D", "A") and (line, column) in grid.filled):
            continue
        if found and letter in ("D", "A"):
            break
        code = code_in(text)
        if code and code[0].isdigit() and letter in ("D", "A"):
            code = letter + code
        name = text.partition(" ")[2] if text.partition(" ")[0].strip(".)").isdigit() else text
        if code:
            found.append(code)
        elif named_anywhere(name):
            found.append(f"name:{words_of(name)}")
        elif letter == "D" and domain_anywhere(name):
            found.append(f"name:domain {words_of(name)}")
    return list(dict.fromkeys(found))


def row_number(columns: Columns, cells: list) -> str:
    """The number of a node that a row carries, or an empty text."""
    texts = (code_in(shown(at(cells, column)).strip()) for column in columns.numbers)
    return next((text for text in texts if text), "")


def unread_columns(header: Header, columns: Columns, rows: list[Row]) -> list[str]:
    """Headings of the columns that hold something and are not read."""
    known = {*columns.figures, *columns.names, *columns.labels, *columns.numbers}
    known |= set(header.columns("year", "stage", "predicate", "document", "url", "row"))
    filled = {i for _, cells in rows for i, cell in enumerate(cells) if cell != ""}
    return [
        header.headings[i].text if i < len(header.headings) and header.headings[i].text else f"#{i + 1}"
        for i in sorted(filled - known)
    ]


def _name_columns(header: Header, rows: list[Row], columns: Columns) -> None:
    """Share the columns of names out: to bodies, or to nodes where most of their cells are names of nodes."""
    columns.labels = header.columns("code")
    columns.names = header.columns("institution")
    for column in header.columns("name"):
        (columns.labels if _names_nodes(rows, column) else columns.names).append(column)
    if not columns.labels:
        others = [i for i in header.columns("unknown", "ignored") if not _is_node(header, i)]
        columns.labels = [i for i in others if _names_nodes(rows, i)]
    columns.names = columns.names or header.columns("province")
    if not columns.names or columns.labels:
        columns.numbers = header.columns("row")
    columns.labels.sort(key=lambda i: "IAD".find(header.headings[i].letter or "I"))


def _names_nodes(rows: list[Row], column: int) -> bool:
    """Whether most cells of a column name nodes, by name or by a code with its letter."""
    texts = [text for text in (shown(at(cells, column)) for _, cells in rows[:_LOOKED_AT]) if text]
    named = sum(named_anywhere(text) or code_in(text)[:1] in {"D", "A", "I", "i"} for text in texts)
    return 2 * named > len(texts)


def _is_node(header: Header, column: int) -> bool:
    heading = header.headings[column]
    if heading.role == "node":
        return True
    name = heading.node.removeprefix("name:")
    return heading.role in ("unknown", "value") and bool(name) and (named_anywhere(name) or domain_anywhere(name))


def _lists_indices(header: Header, rows: list[Row], values: list[int]) -> bool:
    """Whether columns of values beside names can only be indices: with predicates, stages or years, and decimals."""
    told = header.columns("predicate", "stage") or all(header.headings[i].year for i in values)
    texts = [shown(at(cells, i)) for _, cells in rows for i in values]
    return bool(told) and any("," in text or "." in text for text in texts)


def _drop_products(header: Header, rows: list[Row], columns: Columns) -> None:
    """Leave out values that are, in every row, another value times the weight beside it."""
    weights = [i for i in header.columns("apart") if set(words_of(header.headings[i].text).split()) & _WEIGHTS]
    for weight in weights:
        for product in list(columns.figures):
            others = [i for i in columns.figures if i != product]
            if any(_is_product(rows, product, other, weight) for other in others):
                columns.figures.remove(product)


def _is_product(rows: list[Row], product: int, level: int, weight: int) -> bool:
    seen = moved = 0
    for _, cells in rows:
        three = [_number(shown(at(cells, i))) for i in (product, level, weight)]
        if three[0] is None or three[1] is None or three[2] is None:
            continue
        whole = three[1] * three[2]
        if not any(abs(three[0] - whole / part) <= _HALF_A_CENT for part in (1, 100)):
            return False
        seen, moved = seen + 1, moved + (three[0] != three[1])
    return seen > 0 and moved > 0


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ".").strip("% "))
    except InvalidOperation:
        return None


def _settle_stages(grid: Grid, header: Header, columns: Columns, stage: str) -> None:
    """Of columns of one node, year and stage keep the one that counts; where nothing says which, that is a clash.

    An assessor's figure is the final one where no final one stands beside it.
    Steps on the way to the final result that stand side by side are not read.
    """
    groups: dict[tuple, list[int]] = defaultdict(list)
    for column in columns.figures:
        heading = header.headings[column]
        own = heading.stage or ("" if header.columns("stage") else stage)
        groups[_same_node(heading.node), heading.year, own].append(column)
    for (_, _, own), group in groups.items():
        steps = {header.headings[column].step for column in group}
        kept = group
        if own == "final" and "" in steps and len(steps) > 1:
            kept = [column for column in group if header.headings[column].step == ""]
        elif own == "interim" and len(steps) == len(group) > 1:
            kept = []
        columns.figures = [column for column in columns.figures if column not in group or column in kept]
        if len(kept) > 1:
            texts = ", ".join(f"{header.headings[i].text!r}" for i in kept)
            columns.clashes.append(Message("table.clash", where=grid.where(header.line), text=texts))


def _same_node(node: str) -> str:
    """One spelling for nodes that headings name in several ways."""
    name = node.removeprefix("name:")
    if name == node:
        return f"{node[:1]}{node[1:].lstrip('0')}" if node[:1] in "DAI" else node
    return name
