"""Words that give a language away: none of them is a word of the other language, or a name."""

from __future__ import annotations

import re

ENGLISH = frozenset(
    ["the", "of", "and", "which", "from", "is", "are", "was", "were", "by", "for", "with", "that", "this", "to", "not", "it", "than", "same", "only", "also", "used", "printed", "given", "one", "two", "first", "those", "their", "whose", "where", "what", "how", "when", "has", "have", "had", "each", "every", "between", "among", "other"]
)
INDONESIAN = frozenset(
    ["yang", "dan", "dari", "untuk", "dengan", "di", "ke", "pada", "tidak", "ini", "itu", "adalah", "dalam", "oleh", "atau", "sebagai", "bahwa", "karena", "sudah", "belum", "lebih", "bila", "setiap", "hanya", "juga", "dipakai", "tercetak", "antara", "lain", "sama", "akan", "dapat", "kedua", "bukan", "tetapi", "serta", "menurut"]
)
_ADDRESS = re.compile(r"https?://\S+|\b[\w.-]+\.(?:md|toml|csv|json|py|ipynb|html)\b|\b\w+=\S+|--\w+")


def foreign_words(text: str, language: str) -> list[str]:
    """Tell-tale words of the other language in a text of this one; addresses and names of files do not count."""
    words = re.findall(r"[a-z]+", _ADDRESS.sub(" ", text).lower())
    return [word for word in words if word in {"id": ENGLISH, "en": INDONESIAN}[language]]
