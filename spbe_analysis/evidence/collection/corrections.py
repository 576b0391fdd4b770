"""Known faults in the sources: the raw cell stays, the value used and the reason are recorded here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from spbe_analysis.evidence.collection.sources import Row, Table
from spbe_analysis.message import Message

COLUMNS = ("file", "row", "column", "expected", "used", "reason_id", "reason_en")


def apply_corrections(
    tables: dict[str, Table], corrections: Table, unread: frozenset[str] = frozenset()
) -> tuple[dict[str, Table], list[Message]]:
    """Tables with every correction made, and the corrections that do not fit.

    A correction names a file, a row by its own cells (``table=9; no=16``), a
    column and the cell expected there. If the source has been repaired, the
    expected cell is no longer there and the correction is reported.

    Parameters
    ----------
    tables : dict of Table
        Raw tables by name; not changed.
    corrections : Table
        Rows with the columns of `COLUMNS`.
    unread : frozenset of str
        Files whose own faults are reported elsewhere; their corrections wait.
    """
    tables, faults, seen = dict(tables), [], set()
    for entry in corrections.rows:
        where = Message("place.file_line", file=corrections.name, line=entry.line)
        key = (entry["file"], entry["row"], entry["column"])
        if key in seen:
            faults.append(
                Message("correction.twice", where=where, file=entry["file"], row=entry["row"], column=entry["column"])
            )
        elif entry["used"] == entry["expected"] or not (entry["reason_id"] and entry["reason_en"]):
            faults.append(Message("correction.reason", where=where))
        elif entry["file"] in unread:
            continue
        elif entry["file"] not in tables:
            faults.append(Message("correction.no_file", where=where, file=entry["file"]))
        else:
            reason = {"id": entry["reason_id"], "en": entry["reason_en"]}
            change = partial(Row.corrected_to, column=entry["column"], used=entry["used"], reason=reason)
            tables[entry["file"]], fault = _change(tables[entry["file"]], entry, entry["expected"], change)
            faults += [Message("place.at", where=where, fault=fault)] if fault else []
        seen.add(key)
    return tables, faults


def acknowledge(table: Table, as_printed: Iterable[dict]) -> tuple[Table, list[Message]]:
    """A table in which the odd cells its sidecar lists are accepted as printed."""
    faults = []
    for entry in as_printed:
        change = partial(Row.accepting, column=entry["column"], reason=entry["reason"])
        table, fault = _change(table, entry, entry["cell"], change)
        faults += [Message("correction.kept", name=table.name, fault=fault)] if fault else []
    return table, faults


def _change(table: Table, entry: Row | dict, expected: str, change: Callable[[Row], Row]) -> tuple[Table, str]:
    key, column = entry["row"], entry["column"]
    wanted = dict(part.strip().split("=", 1) for part in key.split(";") if "=" in part)
    unknown = [name for name in (*wanted, column) if name not in table.columns]
    if unknown or not wanted:
        return table, Message("correction.no_column", file=table.name, names=", ".join(map(repr, unknown)) or repr(key))
    found = [row for row in table.rows if all(row[name] == cell for name, cell in wanted.items())]
    if len(found) != 1:
        return table, Message("correction.rows", count=len(found), file=table.name, key=key)
    if found[0][column] != expected:
        return table, Message(
            "correction.other", wanted=expected, where=table.where(found[0], column), found=found[0][column]
        )
    rows: tuple[Row, ...] = tuple(change(row) if row is found[0] else row for row in table.rows)
    return replace(table, rows=rows), ""
