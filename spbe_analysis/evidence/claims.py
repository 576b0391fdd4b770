"""Sentences about the index that others published, read from a TOML file to be held against the record."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from spbe_analysis.errors import EvidenceError, SpbeError
from spbe_analysis.evidence.collection.sources import BARRED, is_address
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.evidence.values.claim import LANGUAGES, Claim
from spbe_analysis.evidence.values.limits import read_bytes
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.evidence.values.schema import STAGES
from spbe_analysis.message import Message

# What each kind of claim must state beyond what every claim states.
KINDS: dict[str, tuple[str, ...]] = {
    "index_value": ("value",),
    "predicate": ("predicate",),
    "only_predicate": ("predicate", "among"),
    "significant_rise": ("from_year",),
    "percent_rise": ("from_year",),
    "one_of_the_best": (),
    "place": ("place", "among"),
    "highest_ever": (),
    "rising_years": ("from_year",),
    "new_instrument": ("from_year",),
    "stricter_assessment": ("from_year",),
    "reason": (),
    "public_service": (),
}
AMONG = ("kind", "province", "nation")
ALWAYS = ("id", "kind", "institution", "year", "words", "source", "url", "date")
OPTIONAL = ("known_through", "stage", "quoted", "note", "language", "words_id", "words_en", "source_id", "source_en")
MAX_BYTES, MAX_CLAIMS, MAX_WORDS = 500_000, 500, 300
_NUMBERS = ("year", "known_through", "from_year", "place")
_DATE = re.compile(r"^(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?$", re.ASCII)
_ID = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$", re.ASCII)


def load_claims(path: str | Path | None = None) -> list[Claim]:
    """The claims of a TOML file in its order, or every fault in it.

    Parameters
    ----------
    path : str or Path, optional
        The project's own ``data/claims.toml`` by default. The form is told in
        ``docs/adding-a-claim.md``.

    Returns
    -------
    list of Claim
        Institutions by canonical name.

    Raises
    ------
    EvidenceError
        If the file cannot be read, or a claim lacks what its kind must state,
        states what no claim of its kind has, or holds a value that cannot be
        used. All faults are listed with the claim they are in.
    """
    path = Path(path) if path else project_root() / "data" / "claims.toml"
    tables = _tables(path)
    problems: list[str] = []
    claims = [claim for place, table in enumerate(tables, 1) if (claim := _claim(place, table, problems))]
    seen: set[str] = set()
    for claim in claims:
        if claim.id in seen:
            problems.append(Message("claims.twice", at=claim.id))
        seen.add(claim.id)
    if problems:
        raise EvidenceError(Message("claims.refused", file=path.name), problems, Message("claims.see"))
    return claims


def _tables(path: Path) -> list[dict]:
    try:
        content = tomllib.loads(read_bytes(path, MAX_BYTES, Message("claims.give")).decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvidenceError(Message("claims.not_toml", file=path.name), [str(error)]) from error
    tables = content.get("claim")
    if set(content) != {"claim"} or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise EvidenceError(
            Message("claims.none", file=path.name),
            [Message("claims.tables_only", found=", ".join(map(repr, content)) or "-")],
            Message("claims.see"),
        )
    if len(tables) > MAX_CLAIMS:
        raise EvidenceError(Message("claims.many", file=path.name, found=len(tables), limit=MAX_CLAIMS))
    return tables


def _claim(place: int, table: dict, problems: list[str]) -> Claim | None:
    at = str(table.get("id") or "") or Message("claims.number", place=place)
    kind = table.get("kind")
    if kind not in KINDS:
        problems.append(Message("place.at", where=at, fault=_one_of("kind", kind, KINDS)))
        return None
    own = KINDS[kind]
    wrong: list[str] = [Message("claims.missing", name=name) for name in (*ALWAYS, *own) if name not in table]
    wrong += [
        Message("claims.foreign", name=name, kind=kind) for name in table if name not in (*ALWAYS, *OPTIONAL, *own)
    ]
    wrong += [fault for name, value in table.items() if (fault := _fault(name, value))]
    if not wrong:
        wrong += _meaning(table)
    if wrong:
        problems += [Message("place.at", where=at, fault=fault) for fault in wrong]
        return None
    given = {"known_through": table["year"], **table, "institution": resolve_institution(table["institution"]).name}
    return Claim(**given)


def _fault(name: str, value: object) -> str:
    if name in _NUMBERS:
        sound = type(value) is int and 1 <= value <= 9999
        return "" if sound else Message("claims.number_wanted", name=name, value=repr(value))
    if name == "quoted":
        return "" if type(value) is bool else Message("claims.truth_wanted", name=name, value=repr(value))
    if not isinstance(value, str):
        return Message("claims.text_wanted", name=name, value=repr(value))
    if len(value) > MAX_WORDS:
        return Message("claims.long", name=name, found=len(value), limit=MAX_WORDS)
    if any(unicodedata.category(c) in BARRED for c in value):
        return Message("claims.control", name=name)
    empty = name in ("id", "institution", "words", "source", "value", "predicate") and not value.strip()
    return Message("claims.empty", name=name) if empty else ""


def _meaning(table: dict) -> list[str]:
    wrong: list[str] = []
    if not _ID.match(table["id"]):
        wrong.append(Message("claims.id", text=table["id"]))
    if not _DATE.match(table["date"]):
        wrong.append(Message("claims.date", text=table["date"]))
    if not is_address(table["url"]):
        wrong.append(Message("claims.url", text=table["url"]))
    for name, known in (("stage", STAGES), ("language", LANGUAGES), ("among", AMONG)):
        if table.get(name, known[0]) not in known:
            wrong.append(_one_of(name, table[name], known))
    if table.get("from_year", 0) >= table["year"]:
        wrong.append(Message("claims.years", before=table["from_year"], after=table["year"]))
    try:
        resolve_institution(table["institution"])
        if "value" in table:
            parse_score(table["value"], max_decimals=None)
    except SpbeError as error:
        wrong.append(
            Message("place.at", where=error.summary, fault=tuple(error.problems)) if error.problems else error.summary
        )
    return wrong


def _one_of(name: str, value: object, known: Iterable[str]) -> Message:
    return Message("claims.one_of", name=name, value=repr(value), known=tuple(known))
