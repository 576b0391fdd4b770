"""Who is meant: one tolerant look-up from what people type to a body's canonical name."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from spbe_analysis.errors import InstitutionError
from spbe_analysis.evidence.collection.processed import rows_of, version
from spbe_analysis.evidence.values.institution import Institution
from spbe_analysis.message import Message

_GOVERNMENT = ("pemerintah", "pemda", "daerah")
_KIND_WORDS = {
    **dict.fromkeys(("pemprov", "provinsi", "propinsi", "prov"), "provinsi"),
    **dict.fromkeys(("pemkab", "kabupaten", "kab"), "kabupaten"),
    **dict.fromkeys(("pemkot", "kota"), "kota"),
}
_NO = {"kind": "institution.no_kind", "province": "institution.no_province"}
_REPUBLIC = re.compile(r" (?:ri|republik indonesia)$")  # after the name of a ministry or an agency
_SUGGESTIONS, _LIKENESS = 5, 0.6


def load_register() -> list[Institution]:
    """Every body of the register in alphabetical order."""
    return list(_register(version()))


def institutions_of(kind: str | None = None, province: str | None = None) -> list[Institution]:
    """Bodies of one kind, of one province, or both.

    Raises
    ------
    InstitutionError
        If the register knows no such kind or province; those it knows are
        listed.
    """
    register = load_register()
    for word, wanted in (("kind", kind), ("province", province)):
        known = sorted({getattr(body, word) for body in register} - {""})
        if wanted is not None and _plain(wanted) not in {_plain(one) for one in known}:
            raise InstitutionError(Message(_NO[word], text=wanted), advice=Message("advice.known", known=tuple(known)))
    return [
        body
        for body in register
        if (kind is None or _plain(body.kind) == _plain(kind))
        and (province is None or _plain(body.province) == _plain(province))
    ]


def find_institutions(text: str) -> list[Institution]:
    """Bodies that a text may mean, those it names exactly first.

    Case, punctuation, spacing, "dan" and "Pemerintah" do not matter; "Pemprov",
    "Kab.", "Kota" and the like decide the kind. Printed names of any year and
    short names such as Kaltim are understood. After the exact ones come bodies
    whose name holds every word of the text, and all of a kind that it names.
    """
    register = load_register()
    exact = _exact(text, version())
    kind, words = _split(_plain(text))
    wanted, of_kind = set(words.split()), _KIND_WORDS.get(words)
    loose = [
        body
        for body in register
        if body.kind == of_kind
        or (
            wanted
            and kind in (None, body.kind)
            and any(wanted <= set(_plain(name).split()) for name in _all_names(body))
        )
    ]
    return [*exact, *(body for body in loose if body not in exact)]


def resolve_institution(text: str) -> Institution:
    """The one body a text means.

    Raises
    ------
    InstitutionError
        If none fits, with names that come near; or if several fit, all of
        them listed.
    """
    exact = _exact(text, version())
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise InstitutionError(
            Message("institution.several", text=text, count=len(exact)),
            [body.name for body in exact],
            Message("advice.say_which"),
        )
    near = find_institutions(text)[:_SUGGESTIONS] or near_institutions(text)
    raise InstitutionError(
        Message("institution.unknown", text=text),
        [Message("institution.near", text=body.name) for body in near],
        Message("advice.search"),
    )


def look_up() -> Callable[[str], list[Institution]]:
    """A look-up for many names at once: the bodies a text names exactly, none or several included."""
    made = version()
    return lambda text: _exact(text, made)


def near_institutions(text: str) -> list[Institution]:
    """Bodies whose name looks most like the text, for a reader who mistyped; never taken as an answer."""
    names = {_plain(name): body for body in load_register() for name in _all_names(body)}
    names.update({_split(plain)[1]: body for plain, body in names.items() if _split(plain)[1] not in names})
    found = difflib.get_close_matches(_plain(text), list(names), n=2 * _SUGGESTIONS, cutoff=_LIKENESS)
    found += difflib.get_close_matches(_split(_plain(text))[1], list(names), n=2 * _SUGGESTIONS, cutoff=_LIKENESS)
    return list({names[name].name: names[name] for name in found}.values())[:_SUGGESTIONS]


def _exact(text: str, made: tuple) -> list[Institution]:
    plain = _plain(text)
    whole, bare, joined = _index(made)
    if plain in whole:
        return list(whole[plain])
    kind, words = _split(plain)
    found = bare.get(words) or joined.get(_joined(words), ())
    if not found and words.startswith("kementerian "):  # Kementerian PUPR, where PUPR is a short name
        kind, found = "kementerian", joined.get(_joined(words.removeprefix("kementerian ")), ())
    bare_name = _REPUBLIC.sub("", plain)
    if not found and bare_name not in ("", plain):
        written = (whole.get(f"{bare_name} {end}") for end in ("ri", "republik indonesia"))
        return list(next(filter(None, written), ())) or _exact(bare_name, made)
    return [body for body in found if kind in (None, body.kind)]


@lru_cache(maxsize=4)
def _register(made: tuple) -> tuple[Institution, ...]:
    names: dict[str, dict[int, str]] = {}
    aliases: dict[str, list[str]] = {}
    for row in rows_of(made, "names"):
        if row["sort"] == "printed":
            names.setdefault(row["institution"], {})[int(row["year"])] = row["name"]
        else:
            aliases.setdefault(row["institution"], []).append(row["name"])
    return tuple(
        Institution(
            row["institution"],
            row["kind"],
            row["province"],
            names.get(row["institution"], {}),
            row["slug"],
            tuple(aliases.get(row["institution"], ())),
        )
        for row in rows_of(made, "institutions")
    )


@lru_cache(maxsize=4)
def _index(made: tuple) -> tuple[dict[str, tuple[Institution, ...]], ...]:
    """Bodies by whole plain name, by the name without government and kind, and by that name's letters."""
    whole: dict[str, dict[str, Institution]] = {}
    bare: dict[str, dict[str, Institution]] = {}
    for body in _register(made):
        for name in _all_names(body):
            kind, words = _split(_plain(name))
            if kind is None or name not in body.aliases:
                bare.setdefault(words, {})[body.name] = body
            if kind is not None or words == _plain(name):
                whole.setdefault(_plain(name), {})[body.name] = body
    for plain in set(whole) & set(bare):
        whole[plain].update(bare[plain])
    joined: dict[str, dict[str, Institution]] = {}
    for words, found in bare.items():
        joined.setdefault(_joined(words), {}).update(found)
    return tuple({key: tuple(found.values()) for key, found in table.items()} for table in (whole, bare, joined))


def _all_names(body: Institution) -> tuple[str, ...]:
    return tuple(dict.fromkeys((body.name, *body.names.values(), *body.aliases)))


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces: ``Kab. Bogor`` -> ``kab bogor``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = plain.replace("&", " dan ").replace(".", "" if re.search(r"\b\w\.\w", plain) else " ").replace("_", " ")
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def _joined(words: str) -> str:
    """Letters alone, without "dan": ``banjar baru`` and ``banjarbaru`` are one name."""
    return "".join(word for word in words.split() if word != "dan")


def _split(plain: str) -> tuple[str | None, str]:
    """Kind that the leading words decide, or None, and the name without them."""
    words = plain.split()
    while len(words) > 1 and words[0] in _GOVERNMENT:
        words = words[1:]
    if len(words) > 1 and words[0] in _KIND_WORDS:
        kind = _KIND_WORDS[words[0]]
        rest = words[1:]
        # "Pemprov Provinsi X" says the kind twice; "Pemkab Kota X" says two kinds and is left to fail
        return kind, " ".join(rest[1:] if len(rest) > 1 and _KIND_WORDS.get(rest[0]) == kind else rest)
    return None, " ".join(words)
