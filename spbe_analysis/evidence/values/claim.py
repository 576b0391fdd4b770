"""A sentence about the index that others published, in terms that can be checked."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class Claim:
    """One sentence about one institution's index, with what it says in terms that can be checked.

    ``words`` are the source's own when ``quoted``, else ours for what it says;
    they are in ``language``, and ``words_id`` and ``words_en`` say the same in
    another language, as ``source_id`` and ``source_en`` do for the source.
    ``date`` is the day (or month, or year) it was published, '' when not
    recorded; ``known_through`` the last index year that could be known then,
    the claim's own ``year`` unless stated.
    """

    id: str
    kind: str
    institution: str
    year: int
    words: str
    source: str
    url: str
    date: str
    known_through: int
    stage: str = "final"
    quoted: bool = True
    note: str = ""
    value: str = ""
    predicate: str = ""
    from_year: int | None = None
    place: int | None = None
    among: str = ""
    language: str = LANGUAGES[0]
    words_id: str = ""
    words_en: str = ""
    source_id: str = ""
    source_en: str = ""

    def in_language(self, language: str) -> str:
        """What the words say in a language; the words themselves where no translation is recorded."""
        given = {"id": self.words_id, "en": self.words_en}[language]
        return self.words if language == self.language or not given else given

    def source_in(self, language: str) -> str:
        """The source's name in a language; as it is recorded where it has only one."""
        return {"id": self.source_id, "en": self.source_en}[language] or self.source
