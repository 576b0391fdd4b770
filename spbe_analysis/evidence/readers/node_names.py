"""Nodes by the names that people write: official names matched whole, domains by the words they begin with."""

from __future__ import annotations

import re
from functools import cache

from spbe_analysis.regulation import Framework, load_framework
from spbe_analysis.regulation.loader import regulation_ids

_LEADING = ("tingkat kematangan ", "pelaksanaan ")  # words that sheets and result reports leave out
_FILLER = {"domain", "nilai", "skor", "spbe", "indeks", "score"}
_LETTERS = {"domain": "D", "aspek": "A", "aspect": "A", "indikator": "I", "indicator": "I"}
_KIND = re.compile(r"^(domain|aspek|aspect|indikator|indicator)\s+(?:\d{1,2}\s+)?", re.ASCII)


def words_of(text: str) -> str:
    """Letters and digits of a text in lower case with single spaces: ``Kabupaten/Kota`` as ``kabupaten kota``."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def node_named(text: str, framework: Framework) -> str:
    """Code of the node whose official name a text is, or an empty text.

    Case, spacing and punctuation do not matter; the leading words "Tingkat
    Kematangan" and the kind of node may be there or not.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> framework = load_framework("permenpanrb-59-2020")
    >>> node_named("TINGKAT KEMATANGAN LAYANAN DATA TERBUKA", framework), node_named("Domain Kebijakan SPBE", framework)
    ('P59-I43', 'P59-D1')
    """
    words = words_of(text)
    names = _names(framework.id)
    if words in names:
        return names[words]
    kind = _KIND.match(words)
    if not kind:
        return ""
    rest = words[kind.end() :]
    if kind[1] == "domain":
        return domain_named(rest, framework)
    found = names.get(rest, "")
    return found if found and framework.nodes[found].kind[:3] == kind[1][:3] else ""


def domain_named(text: str, framework: Framework) -> str:
    """Code of the one domain whose name begins with a text's first word and holds all its others.

    Examples
    --------
    >>> from spbe_analysis.regulation import load_framework
    >>> domain_named("Nilai Tata Kelola", load_framework("permenpanrb-59-2020"))
    'P59-D2'
    """
    words = [word for word in words_of(text).split() if word not in _FILLER]
    names = {code: words_of(framework.nodes[code].name_id).split() for code in framework.of_kind("domain")}
    fitting = [code for code, name in names.items() if words and words[0] == name[0] and set(words) <= set(name)]
    return fitting[0] if len(fitting) == 1 else ""


def named_anywhere(text: str) -> bool:
    """Whether a text names a node of any regulation by its official name."""
    return any(node_named(text, framework) for framework in frameworks())


def domain_anywhere(text: str) -> bool:
    """Whether a text names a domain of any regulation."""
    return any(domain_named(text, framework) for framework in frameworks())


def part_told(text: str) -> str:
    """The one domain, aspect or indicator that a title speaks of, by code or as ``name:`` and its words.

    Examples
    --------
    >>> part_told("Nilai Domain Layanan SPBE Tahun 2024"), part_told("Hasil per domain"), part_told("Aspek 3")
    ('name:domain layanan spbe', '', 'A3')
    """
    words = words_of(text).split()
    kinds = [i for i, word in enumerate(words) if word in _LETTERS]
    if len(kinds) != 1:
        return ""
    kind, *rest = words[kinds[0] :]
    if rest and rest[0].isdigit() and len(rest[0]) < 3:
        return f"{_LETTERS[kind]}{rest[0]}"
    longest = (" ".join([kind, *rest[:count]]) for count in range(len(rest), 0, -1))
    return next((f"name:{name}" for name in longest if named_anywhere(name)), "")


@cache
def frameworks() -> tuple[Framework, ...]:
    """Every regulation there is."""
    return tuple(map(load_framework, regulation_ids()))


@cache
def _names(framework_id: str) -> dict[str, str]:
    framework = load_framework(framework_id)
    whole: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    for code, node in framework.nodes.items():
        for name in map(words_of, (node.name_id, node.name_en)):
            whole.setdefault(name, set()).add(code)
            for leading in _LEADING[: 1 if node.kind == "indicator" else 2]:
                if name.startswith(leading):
                    short.setdefault(name.removeprefix(leading), set()).add(code)
    names = {name: codes for name, codes in whole.items() if len(codes) == 1}
    names |= {name: codes for name, codes in short.items() if len(codes) == 1 and name not in whole}
    return {name: next(iter(codes)) for name, codes in names.items()}
