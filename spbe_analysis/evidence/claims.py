"""Sentences about the index that others published, read from a TOML file to be held against the record."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path

from spbe_analysis.errors import EvidenceError, SpbeError
from spbe_analysis.evidence.collection.sources import is_address
from spbe_analysis.evidence.register import resolve_institution
from spbe_analysis.evidence.values.claim import LANGUAGES, Claim
from spbe_analysis.evidence.values.numbers import parse_score
from spbe_analysis.evidence.values.paths import project_root

# What each kind of claim must state beyond what every claim states.
KINDS: dict[str, tuple[str, ...]] = {
    "index_value": ("value",),
    "predicate": ("predicate",),
    "significant_rise": ("from_year",),
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
STAGES = ("final", "interim", "self_assessment")
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
            problems.append(f"{claim.id}: this id is given twice")
        seen.add(claim.id)
    if problems:
        raise EvidenceError(
            f"{path.name} does not hold claims that can be checked", problems, "See docs/adding-a-claim.md."
        )
    return claims


def _tables(path: Path) -> list[dict]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise EvidenceError(f"{path.name} is larger than {MAX_BYTES:,} bytes", advice="Give a file of claims.")
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EvidenceError(f"{path} cannot be read", [error.strerror or str(error)]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvidenceError(f"{path.name} is not TOML in UTF-8", [str(error)]) from error
    tables = content.get("claim")
    if set(content) != {"claim"} or not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        raise EvidenceError(
            f"{path.name} holds no claims",
            [f"expected [[claim]] tables only, found {', '.join(map(repr, content)) or 'nothing'}"],
            "See docs/adding-a-claim.md.",
        )
    if len(tables) > MAX_CLAIMS:
        raise EvidenceError(f"{path.name} holds {len(tables)} claims, at most {MAX_CLAIMS} are taken")
    return tables


def _claim(place: int, table: dict, problems: list[str]) -> Claim | None:
    at = str(table.get("id") or f"claim {place}")
    kind = table.get("kind")
    if kind not in KINDS:
        problems.append(f"{at}: kind {kind!r}, expected one of {', '.join(KINDS)}")
        return None
    own = KINDS[kind]
    wrong = [f"{name} is missing" for name in (*ALWAYS, *own) if name not in table]
    wrong += [
        f"{name} is not part of a claim of kind {kind}" for name in table if name not in (*ALWAYS, *OPTIONAL, *own)
    ]
    wrong += [fault for name, value in table.items() if (fault := _fault(name, value))]
    if not wrong:
        wrong += _meaning(table)
    if wrong:
        problems += [f"{at}: {fault}" for fault in wrong]
        return None
    given = {"known_through": table["year"], **table, "institution": resolve_institution(table["institution"]).name}
    return Claim(**given)


def _fault(name: str, value: object) -> str:
    if name in _NUMBERS:
        sound = type(value) is int and 1 <= value <= 9999
        return "" if sound else f"{name} {value!r}, expected a whole number without quotation marks"
    if name == "quoted":
        return "" if type(value) is bool else f"quoted {value!r}, expected true or false"
    if not isinstance(value, str):
        return f"{name} {value!r}, expected text in quotation marks"
    if len(value) > MAX_WORDS:
        return f"{name} has {len(value)} characters, at most {MAX_WORDS} are taken: quote one sentence"
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for c in value):
        return f"{name} holds control characters"
    empty = name in ("id", "institution", "words", "source", "value", "predicate") and not value.strip()
    return f"{name} is empty" if empty else ""


def _meaning(table: dict) -> list[str]:
    wrong = []
    if not _ID.match(table["id"]):
        wrong.append(f"id {table['id']!r}, expected small letters, digits and hyphens")
    if not _DATE.match(table["date"]):
        wrong.append(f"date {table['date']!r}, expected such as 2025-01-13, 2025-01 or 2025, or '' when not recorded")
    if not is_address(table["url"]):
        wrong.append(f"url {table['url']!r}, expected an address that begins with https:// or ''")
    if table.get("stage", STAGES[0]) not in STAGES:
        wrong.append(f"stage {table['stage']!r}, expected one of {', '.join(STAGES)}")
    if table.get("language", LANGUAGES[0]) not in LANGUAGES:
        wrong.append(f"language {table['language']!r}, expected one of {', '.join(LANGUAGES)}")
    if table.get("among", AMONG[0]) not in AMONG:
        wrong.append(f"among {table['among']!r}, expected one of {', '.join(AMONG)}")
    if table.get("from_year", 0) >= table["year"]:
        wrong.append(f"from_year {table['from_year']} is not before year {table['year']}")
    try:
        resolve_institution(table["institution"])
        if "value" in table:
            parse_score(table["value"], max_decimals=None)
    except SpbeError as error:
        wrong.append(str(error))
    return wrong
