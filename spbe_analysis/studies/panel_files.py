"""The whole panel as files for others to go on with: XLSX, CSV, Parquet, a codebook and a data package."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from spbe_analysis import __version__
from spbe_analysis.analysis.direction import DIRECTIONS
from spbe_analysis.evidence.collection.store import write_files
from spbe_analysis.evidence.register import load_register
from spbe_analysis.message import Message
from spbe_analysis.regulation import Framework, framework_for_year
from spbe_analysis.studies.falls import national_years

PACKAGE, CODEBOOK = "datapackage.json", "codebook.csv"
VERDICTS = ("identified", "bounded", "not identified", "not reproducible")
_MEASURES = {"before": "panel.measure_before", "after": "panel.measure_after", "change": "panel.measure_change"}
_SHEETS = ("panel.sheet_data", "panel.sheet_codebook", "panel.sheet_sources", "panel.sheet_cite")
_TOLD = ("panel.title", "panel.cite", "panel.publisher", "panel.licence", "panel.not_cause")
_KEY = ["institution", "from_year", "to_year"]
_CODEBOOK_HEAD = ["column", "type", "unit", "values", "meaning_id", "meaning_en"]
_SOURCES_HEAD = ["year", "document", "url", "values"]


@dataclass(frozen=True)
class Column:
    """A column of the panel: what it means in both languages, its type and unit, and its values where they are few."""

    name: str
    type: str
    unit: str
    values: tuple[str, ...]
    meaning: dict[str, str]

    @property
    def row(self) -> list[str]:
        """Its line of the codebook."""
        return [self.name, self.type, self.unit, " | ".join(self.values), self.meaning["id"], self.meaning["en"]]


@dataclass(frozen=True)
class SavedPanel:
    """What was written: the files, how many institutions each pair of years has, and what was left out and why."""

    files: list[Path]
    institutions: dict[tuple[int, int], int]
    left_out: list[Message]


def published_pairs() -> list[tuple[int, int]]:
    """Neighbouring years that national reports print every institution for, under one regulation.

    Examples
    --------
    >>> published_pairs()
    [(2023, 2024)]
    """
    return [
        pair for pair in pairwise(national_years()) if framework_for_year(pair[0]).id == framework_for_year(pair[1]).id
    ]


def save_panels(folder: str | Path, nations: Iterable[Any], made_from: str | None = None) -> SavedPanel:
    """Write panels to a folder: ``panel-2023-2024.xlsx``, ``.csv`` and ``.parquet`` for each pair of years.

    Beside them stand ``codebook.csv`` (every column with its meaning in
    Indonesian and English, unit and values) and ``datapackage.json``, a
    Frictionless data package. The same data give the same bytes. Parquet is
    left out, and said to be, where the extra ``parquet`` is not installed.

    Parameters
    ----------
    folder : path
        Made where it is not there; other files in it stay.
    nations : iterable of Nation
        From `spbe.panel`, one a pair of years; `published_pairs` names all that can be.
    made_from : str, optional
        A fingerprint of code and data to keep in the package, by which a
        later run sees that nothing has changed.

    Returns
    -------
    SavedPanel
        The files in the order of their names.

    Examples
    --------
    >>> import spbe_analysis as spbe
    >>> spbe.panel(2023, 2024).save("panel")  # doctest: +SKIP
    [PosixPath('panel/codebook.csv'), PosixPath('panel/datapackage.json'), ...]
    """
    from spbe_analysis.presentation.text.wording import say

    folder, nations = Path(folder), list(nations)
    parquet = find_spec("arro3") is not None
    left_out = [] if parquet else [Message("panel.no_parquet")]
    contents: dict[str, bytes] = {}
    for nation in nations:
        name = "panel-{}-{}".format(*nation.years)
        made = columns(nation.exact.framework)
        table = _table(nation, made)
        contents[f"{name}.csv"] = _csv([column.name for column in made], table)
        title = say("panel.title", "id", before=nation.years[0], after=nation.years[1])
        contents[f"{name}.xlsx"] = _workbook(made, table, nation.cards, _told(nation), title)
        if parquet:
            contents[f"{name}.parquet"] = _parquet(made, table)
    books = {column.name: column for nation in nations for column in columns(nation.exact.framework)}
    contents[CODEBOOK] = _csv(_CODEBOOK_HEAD, [column.row for column in books.values()])
    contents[PACKAGE] = _package(nations, contents, made_from)
    _write_all(folder, contents)
    counts = {nation.years: len(nation.to_frame("all", exact=True)) for nation in nations}
    return SavedPanel([folder / name for name in sorted(contents)], counts, left_out)


def _write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Every file is whole on the disk before the first is put in its place, so that none stands without the others."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in contents:
        if (folder / name).is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(folder / name))
    write_files(folder, contents)


def save_comparison(folder: str | Path, found: Any) -> list[Path]:
    """Write a comparison to a folder: ``comparison-2023-2024.csv`` and ``.xlsx``, its rows and last their mean.

    The workbook also holds the codebook, the sources, what the comparison
    says, and how to cite it. The same data give the same bytes.

    Parameters
    ----------
    folder : path
        Made where it is not there; other files in it stay.
    found : Comparison
        From `spbe.compare`.
    """
    from spbe_analysis.presentation.text.wording import LANGUAGES, say

    frame = found.to_frame(exact=True).rename_axis("institution").reset_index()
    known = {column.name: column for column in (*columns(found.framework), *_own_columns(found.framework))}
    made = [known[name] for name in frame]
    table = [[None if value == "" else value for value in row] for row in frame.values.tolist()]
    told = [
        line
        for language in LANGUAGES
        for line in (
            found.cite(language=language),
            *found.sentences(language),
            *(say(key, language) for key in ("panel.licence", "panel.not_cause")),
        )
    ]
    folder, name = Path(folder), "-".join(["comparison", *map(str, found.years)])
    book = _workbook(made, table, found.cards, told, found.sentences("id")[0])
    contents = {f"{name}.csv": _csv(list(frame), table), f"{name}.xlsx": book}
    _write_all(folder, contents)
    return [folder / file for file in contents]


def columns(framework: Framework) -> list[Column]:
    """Every column of a panel under a regulation, in order.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> [column.name for column in columns(load_framework("permenpanrb-59-2020"))][:6]
    ['institution', 'kind', 'province', 'from_year', 'to_year', 'index_before']
    """
    scale = f"{framework.minimum}\N{EN DASH}{framework.maximum}"
    kinds = tuple(sorted({body.kind for body in load_register()}))
    predicates = tuple(predicate.name_id for predicate in framework.predicates)

    when = {one: _both(key) for one, key in (("before", "panel.before"), ("after", "panel.after"))}
    parts = _parts(framework)
    return [
        _column("institution", "panel.institution", "string"),
        _column("kind", "panel.kind", "string", values=kinds),
        _column("province", "panel.province", "string"),
        _column("from_year", "panel.from_year", "integer"),
        _column("to_year", "panel.to_year", "integer"),
        *(_column(f"index_{one}", "panel.index", "number", scale, when=when[one]) for one in when),
        _column("change", "panel.change", "number", "index points"),
        *(_column(f"predicate_{one}", "panel.predicate", "string", values=predicates, when=when[one]) for one in when),
        *(
            _column(f"{short}_{one}", "panel.score", "number", scale, name=name, when=when[one])
            for one in when
            for short, name in parts
        ),
        *(
            made
            for short, name in parts
            for made in (
                _column(f"{short}_low", "panel.low", "number", "index points", name=name),
                _column(f"{short}_high", "panel.high", "number", "index points", name=name),
                _column(f"{short}_direction", "panel.direction", "string", values=DIRECTIONS, name=name),
                _column(f"{short}_verdict", "panel.verdict", "string", values=VERDICTS, name=name),
            )
        ),
        *(
            _column(f"rank_{scope}_{measure}", key, "integer", "rank", of=_both(of))
            for scope, key in (("nation", "panel.rank_nation"), ("kind", "panel.rank_kind"))
            for measure, of in _MEASURES.items()
        ),
    ]


def _own_columns(framework: Framework) -> list[Column]:
    """Columns that a comparison has and a panel has not."""
    return [
        _column("difference", "compare.difference", "number", "index points"),
        *(
            _column(f"{short}_change", "compare.domain_change", "number", "score points", name=name)
            for short, name in _parts(framework)
        ),
        *(
            _column(f"rank_{measure}", "compare.rank", "integer", "rank", of=_both(of))
            for measure, of in _MEASURES.items()
        ),
    ]


def _parts(framework: Framework) -> list[tuple[str, dict[str, str]]]:
    """Short code and name in both languages of what stands below the index."""
    tops = [(framework.short(code), framework.nodes[code]) for code in framework.children(framework.root)]
    return [(short, {"id": node.name_id, "en": node.name_en}) for short, node in tops]


def _column(header: str, key: str, kind: str, unit: str = "", values: Sequence[str] = (), **about: dict) -> Column:
    from spbe_analysis.presentation.text.wording import LANGUAGES, say

    told = {
        language: say(key, language, **{place: texts[language] for place, texts in about.items()})
        for language in LANGUAGES
    }
    return Column(header, kind, unit, tuple(values), told)


def _both(key: str) -> dict[str, str]:
    """A message in both languages."""
    from spbe_analysis.presentation.text.wording import LANGUAGES, say

    return {language: say(key, language) for language in LANGUAGES}


def _table(nation: Any, made: Sequence[Column]) -> list[list]:
    """Rows of exact numbers, texts and None, in the order of names."""
    frame = nation.to_frame("all", exact=True).rename_axis("institution").reset_index()
    frame = frame.assign(from_year=nation.years[0], to_year=nation.years[1])
    return [[None if value == "" else value for value in row] for row in frame[[c.name for c in made]].values.tolist()]


def _csv(head: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """UTF-8 with a mark by which spreadsheets know it, commas between cells, a decimal point."""
    from spbe_analysis.presentation.page.csv_files import csv_text

    return csv_text(head, rows).encode("utf-8-sig")


def _told(nation: Any) -> list[str]:
    """How to cite a panel, and what it does not say."""
    from spbe_analysis.presentation.text.wording import LANGUAGES, say

    before, after = nation.years
    about = {"before": before, "after": after, "version": __version__}
    return [say(key, language, **about) for language in LANGUAGES for key in _TOLD]


def _workbook(
    made: Sequence[Column],
    table: Sequence[Sequence],
    cards: Mapping[int, Mapping[str, Any]],
    told: Iterable[str],
    title: str,
) -> bytes:
    """A table, its codebook, the documents that its figures were read in, and what is told of it, a sheet each."""
    from spbe_analysis.presentation.page.workbook import Sheet, workbook

    data, book, sources, cite = (" ".join(dict.fromkeys(_both(sheet).values())) for sheet in _SHEETS)
    sheets = [
        Sheet(data, [column.name for column in made], table),
        Sheet(book, _CODEBOOK_HEAD, [column.row for column in made]),
        Sheet(sources, _SOURCES_HEAD, _sources(cards)),
        Sheet(cite, [" / ".join(_both("panel.sheet_cite").values())], [[line] for line in told]),
    ]
    return workbook(sheets, title)


def _sources(of_years: Mapping[int, Mapping[str, Any]]) -> list[list]:
    """A row a year and document with the number of values read there."""
    counts = Counter(
        (year, printed.document, printed.url)
        for year, cards in of_years.items()
        for card in cards.values()
        for printed in card.values.values()
    )
    return [[*key, count] for key, count in sorted(counts.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0]))]


def _parquet(made: Sequence[Column], table: Sequence[Sequence]) -> bytes:
    """The table with types: texts, whole numbers and numbers, each of which may lack."""
    from io import BytesIO

    from arro3.core import Array, DataType, Table
    from arro3.io import write_parquet

    types = {"string": DataType.utf8(), "integer": DataType.int32(), "number": DataType.float64()}
    arrays = []
    for place, column in enumerate(made):
        cells = [row[place] for row in table]
        if column.type == "number":
            cells = [None if cell is None else float(cell) for cell in cells]
        arrays.append(Array(cells, type=types[column.type]))
    stream = BytesIO()
    write_parquet(Table.from_arrays(arrays, names=[column.name for column in made]), stream, compression="snappy")
    return stream.getvalue()


def _package(nations: Sequence[Any], contents: dict[str, bytes], made_from: str | None) -> bytes:
    """``datapackage.json``: what each file holds, where its figures come from, and under which licence."""
    from spbe_analysis.presentation.text.wording import say

    resources = []
    for nation in nations:
        before, after = nation.years
        fields = [_field(column) for column in columns(nation.exact.framework)]
        title = say("panel.title", "en", before=before, after=after)
        schema = {"fields": fields, "primaryKey": _KEY, "missingValues": [""]}
        resources.append(_resource(f"panel-{before}-{after}.csv", title, schema, contents))
    book = {"fields": [{"name": name, "type": "string"} for name in _CODEBOOK_HEAD], "primaryKey": "column"}
    resources.append(_resource(CODEBOOK, say("panel.sheet_codebook", "en"), book, contents))
    found = [row for nation in nations for row in _sources(nation.cards)]
    documents = dict.fromkeys((document, url) for _, document, url, _ in found)
    package: dict[str, object] = {
        "profile": "tabular-data-package",
        "name": "spbe-panel",
        "title": say("panel.package", "en"),
        "description": say("panel.not_cause", "en"),
        "version": __version__,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 International",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "sources": [{"title": document} | ({"path": url} if url else {}) for document, url in documents],
        "resources": resources,
    }
    others = {name: hashlib.sha256(made).hexdigest() for name, made in contents.items() if not name.endswith(".csv")}
    package["beside"] = others
    if made_from:
        package["made_from"] = made_from
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _resource(name: str, title: str, schema: dict, contents: dict[str, bytes]) -> dict:
    return {
        "profile": "tabular-data-resource",
        "name": name.removesuffix(".csv"),
        "title": title,
        "path": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(contents[name]),
        "hash": f"sha256:{hashlib.sha256(contents[name]).hexdigest()}",
        "schema": schema,
    }


def _field(column: Column) -> dict:
    bounds: dict[str, object] = {"required": True} if column.name in (*_KEY, "kind") else {}
    bounds |= {"enum": list(column.values)} if column.values else {}
    unit = f" [{column.unit}]" if column.unit else ""
    field: dict[str, object] = {"name": column.name, "type": column.type, "title": column.meaning["id"] + unit}
    field["description"] = column.meaning["en"] + unit
    return field | ({"constraints": bounds} if bounds else {})
