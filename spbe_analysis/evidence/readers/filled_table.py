"""A table that somebody filled in and handed back: the rows of an XLSX or DOCX under the headings asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.unsafe_text import plain
from spbe_analysis.evidence.readers.workbook import weigh, workbook_grids
from spbe_analysis.evidence.values.limits import MAX_ROWS, MAX_WORKBOOK_BYTES, read_bytes, refuse
from spbe_analysis.message import Message


def read_filled(
    path: str | Path, columns: Mapping[str, Collection[str]], whose: str, optional: Collection[str] = ()
) -> list[dict[str, str]]:
    """Rows of the first table that has every heading, cells as text by the names given.

    Parameters
    ----------
    path : path
        An XLSX or a DOCX.
    columns : mapping of str to collection of str
        Name of a column, and the headings it may stand under.
    whose : str
        A name that must stand somewhere in the file: entries of one body are not another's.
    optional : collection of str
        Columns that may be missing; their cells are then empty.

    Raises
    ------
    EvidenceError
        If the file cannot be read, holds no such table, or does not name `whose` it is.
    """
    path = Path(path)
    tables = list(_word_tables(path) if path.suffix.lower() == ".docx" else _sheets(path))
    if not any(whose in cell for rows in tables for row in rows for cell in row):
        refuse(path.name, [Message("filled.whose", file=path.name, name=whose)], Message("advice.another_file"))
    for rows in tables:
        for at, cells in enumerate(rows):
            heads = [cell.casefold() for cell in cells]
            places = {
                name: next((heads.index(word.casefold()) for word in words if word.casefold() in heads), None)
                for name, words in columns.items()
            }
            if all(place is not None for name, place in places.items() if name not in optional):
                known = {name: place for name, place in places.items() if place is not None}
                below = [row for row in rows[at + 1 :] if any(row)]
                return [
                    {**dict.fromkeys(columns, ""), **{n: row[i] for n, i in known.items() if i < len(row)}}
                    for row in below
                ]
    wanted = ", ".join(next(iter(words)) for name, words in columns.items() if name not in optional)
    fault = Message("filled.none", file=path.name, heads=wanted)
    raise EvidenceError(Message("file.not_read", file=path.name), [fault], Message("advice.another_file"))


def _sheets(path: Path) -> Iterator[list[list[str]]]:
    for grid in workbook_grids(path):
        yield [[plain(str(cell)) for cell in cells] for _, cells in grid.rows]


def _word_tables(path: Path) -> Iterator[list[list[str]]]:
    content = read_bytes(path, MAX_WORKBOOK_BYTES)
    weigh(content, path.name, "word/document.xml")
    try:
        import docx
    except ImportError:
        refuse(path.name, [Message("filled.extra")], Message("advice.word"))
    try:
        document = docx.Document(str(path))
    except (KeyError, ValueError, OSError) as error:
        fault = Message("place.at", where=path.name, fault=str(error))
        refuse(path.name, [fault], Message("advice.another_file"))
    yield [[plain(paragraph.text)] for paragraph in document.paragraphs[:MAX_ROWS]]
    for table in document.tables:
        yield [[plain(cell.text) for cell in row.cells] for row in table.rows[:MAX_ROWS]]
