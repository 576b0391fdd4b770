"""JSON as data portals and programs write it: records, columns, or rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.grid import Cell, Grid
from spbe_analysis.evidence.values.limits import refuse
from spbe_analysis.message import Message

_DEEPEST = 4  # objects around the records
_DIGITS = 20  # of a number; a longer one is shown, not counted with


def json_grids(text: str, file: str) -> list[Grid]:
    """Every list of records, object of columns or list of rows in a JSON file.

    Single values beside a table stand above it as titles.

    Raises
    ------
    EvidenceError
        If it is no JSON, names a field twice, or holds no table.
    """
    twice: list[str] = []

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        twice.extend(key for key, count in Counter(key for key, _ in found).items() if count > 1)
        return dict(found)

    try:
        whole = _loaded(text, pairs)
    except (ValueError, RecursionError, ArithmeticError) as error:
        line = getattr(error, "lineno", 1)
        fault = Message("json.broken", where=Message("place.file_line", file=file, line=line))
        raise EvidenceError(Message("file.not_read", file=file), [fault], Message("advice.correct_file")) from error
    faults: list[str] = [Message("json.twice", file=file, text=key) for key in dict.fromkeys(twice)]
    tables = _tables(whole, "", [], _DEEPEST)
    grids = [Grid(file, name, list(enumerate(map(list, rows), start=1))) for name, rows in tables]
    for grid in grids:
        grid.clean()
        faults += grid.too_large()
    refuse(file, faults, Message("advice.correct_file"))
    return grids


def _loaded(text: str, pairs: Callable) -> Any:
    """What a text says as one value, or as a record on every line."""
    how: dict[str, Any] = {"object_pairs_hook": pairs, "parse_float": Decimal, "parse_int": Decimal}
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(line.strip().startswith("{") and line.strip().endswith("}") for line in lines):
        return [json.loads(line, parse_constant=str, **how) for line in lines]
    return json.loads(text, parse_constant=str, **how)


def _tables(value: Any, name: str, titles: list[list[Any]], deepest: int) -> Iterator[tuple[str, list[list[Any]]]]:
    """Name and rows of every table in a value, with titles above."""
    if isinstance(value, list):
        if value and all(isinstance(one, dict) for one in value):
            flat = [_flat(one) for one in value]
            keys = list(dict.fromkeys(key for one in flat for key in one))
            yield name, [*titles, keys, *([one.get(key, "") for key in keys] for one in flat)]
        elif value and all(isinstance(one, list) for one in value):
            yield name, [*titles, *([_cell(one) for one in row] for row in value)]
    elif isinstance(value, dict) and deepest:
        columns = {
            key: one
            for key, one in value.items()
            if isinstance(one, list) and one and not isinstance(one[0], (dict, list))
        }
        inside = {key: one for key, one in value.items() if isinstance(one, (dict, list)) and key not in columns}
        single = [[key, _cell(one)] for key, one in value.items() if not isinstance(one, (dict, list))]
        if list(value) and set(value) <= {"schema", "index", "columns", "data"} and "columns" in columns:  # pandas
            rows = [value["columns"], *value.get("data", [])]
            yield name, [*titles, *([_cell(one) for one in row] for row in rows)]
        elif len(columns) > 1 and len({len(one) for one in columns.values()}) == 1:
            rows = [[_cell(one) for one in row] for row in zip(*columns.values(), strict=True)]
            yield name, [*titles, *single, list(columns), *rows]
        elif not inside and len(single) > 1:
            yield from _tables([value], name, titles, deepest)
        else:
            for key, one in inside.items():
                yield from _tables(one, key, titles + single, deepest - 1)


def _flat(record: dict[str, Any]) -> dict[str, Cell]:
    """A record with the fields of records inside it under both names."""
    flat: dict[str, Cell] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            flat |= {f"{key} {inner}": _cell(one) for inner, one in value.items()}
        else:
            flat[key] = _cell(value)
    return flat


def _cell(value: Any) -> Cell:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, Decimal) and (
        not value.is_finite() or abs(value.adjusted()) > _DIGITS or len(value.as_tuple().digits) > _DIGITS
    ):
        return str(value)[:80]
    if isinstance(value, (str, Decimal)):
        return value
    return json.dumps(value, default=str, ensure_ascii=False)[:80]
