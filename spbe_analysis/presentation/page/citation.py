"""How an answer or a report is cited: ready text, BibTeX and RIS, with the documents that its figures were read in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from spbe_analysis.errors import ParameterError
from spbe_analysis.message import Message
from spbe_analysis.presentation.page.document import anchor, secure
from spbe_analysis.presentation.text.source_names import document_name
from spbe_analysis.presentation.text.wording import check_language, date, say

FORMS = ("text", "bibtex", "ris")
_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\N{EN DASH}": "--"}
_TEX |= {mark: f"\\{mark}" for mark in "&%$#_{}"}
_LANGUAGE_NAMES = {"id": "indonesian", "en": "english"}


@dataclass(frozen=True)
class Citation:
    """The title of a page and the edition of program and data that it was made from.

    Attributes
    ----------
    title, language : str
        Of the page.
    edition : mapping
        ``version``, ``day`` (ISO), ``address``, ``doi``, ``fingerprint`` and
        ``documents`` (each ``publisher``, ``title``, ``url``, ``read``); what is
        not known is '' and left out.

    Examples
    --------
    >>> about = {"version": "0.1.0", "day": "2026-11-29", "fingerprint": "ab12"}
    >>> print(Citation("Kota Contoh", "en", about).text)
    The spbe-analysis contributors (2026). “Kota Contoh”. Report on data as of 29 November 2026 (data fingerprint ab12), made with spbe-analysis 0.1.0.
    """

    title: str
    language: str
    edition: Mapping

    def told(self, form: str) -> str:
        """The citation in one of `FORMS`; BibTeX and RIS hold the documents too.

        Raises
        ------
        ParameterError
            If the form is none of them.
        """
        if form not in FORMS:
            advice = Message("advice.citation", forms=", ".join(map(repr, FORMS)))
            raise ParameterError(Message("citation.form", form=repr(form)), advice=advice)
        return {"text": self.whole_text, "bibtex": self.bibtex, "ris": self.ris}[form]()

    @property
    def text(self) -> str:
        """The citation as one line of a list of references."""
        return " ".join(filter(None, [self._head, self._note, self._where]))

    @property
    def documents(self) -> list[str]:
        """The documents to cite besides, one line each, with the copy that was read named as such."""
        return [self._document(about) for about in self.edition.get("documents", ())]

    @property
    def addresses(self) -> list[str]:
        """Web addresses that the citation and its documents name."""
        return secure([self._place, *(about["url"] for about in self.edition.get("documents", ()))])

    @property
    def has_address(self) -> bool:
        """Whether the page is published at a lasting address."""
        return bool(self._where)

    def whole_text(self) -> str:
        """The citation, and below it the documents to cite besides."""
        below = [self._say("cite.documents"), *(f"- {line}" for line in self.documents)] if self.documents else []
        return "\n".join([self.text, *below])

    def bibtex(self) -> str:
        """Entries for BibTeX and BibLaTeX, the page's own first."""
        year, month, _ = self._day
        own = {
            "author": f"{{{_tex(self._author)}}}",
            "title": f"{{{_tex(self.title)}}}",
            "year": year,
            "month": str(int(month)),
            "version": self.edition.get("version", ""),
            "note": _tex(self._note),
            "doi": self.edition.get("doi", ""),
            "url": self.edition.get("address", ""),
            "langid": _LANGUAGE_NAMES[self.language],
        }
        entries = [_entry("misc", self._key, own)]
        for place, about in enumerate(self.edition.get("documents", ()), 1):
            name = document_name(about["title"], self.language)
            fields = {
                "author": f"{{{_tex(about['publisher'])}}}" if about["publisher"] else "",
                "title": f"{{{_tex(name)}}}",
                "url": about["url"] if _is_address(about["url"]) else "",
                "urldate": about["read"],
                "note": _tex(self._say("cite.copy_note")),
            }
            entries.append(_entry("misc", f"{self._key}-{place}", fields))
        return "\n".join(entries)

    def ris(self) -> str:
        """Records for reference managers, the page's own first."""
        year, month, day = self._day
        own = [
            ("TY", "RPRT"),
            ("AU", self._author),
            ("TI", self.title),
            ("PY", year),
            ("DA", f"{year}/{month}/{day}"),
            ("ET", self.edition.get("version", "")),
            ("DO", self.edition.get("doi", "")),
            ("UR", self.edition.get("address", "")),
            ("LA", self.language),
            ("N1", self._note),
        ]
        records = [_record(own)]
        for about in self.edition.get("documents", ()):
            told = [
                ("TY", "RPRT" if about["publisher"] else "ELEC"),
                ("AU", about["publisher"]),
                ("TI", document_name(about["title"], self.language)),
                ("UR", about["url"] if _is_address(about["url"]) else ""),
                ("Y2", about["read"].replace("-", "/")),
                ("N1", self._say("cite.copy_note")),
            ]
            records.append(_record(told))
        return "\n".join(records)

    @property
    def _day(self) -> tuple[str, str, str]:
        year, month, day = self.edition["day"].split("-")
        return year, month, day

    @property
    def _key(self) -> str:
        return f"spbe-{anchor(self.title)}-{self.edition['day'].replace('-', '')}"

    @property
    def _author(self) -> str:
        return self._say("cite.author")

    @property
    def _head(self) -> str:
        return self._say("cite.entry", author=self._author, year=self._day[0], title=self.title)

    @property
    def _note(self) -> str:
        about, day = self.edition, date(self.edition["day"], self.language)
        key = "cite.made" if about.get("fingerprint") else "cite.made_own"
        return self._say(key, day=day, hash=about.get("fingerprint", ""), version=about["version"])

    @property
    def _place(self) -> str:
        doi = self.edition.get("doi")
        return f"https://doi.org/{doi}" if doi else self.edition.get("address", "")

    @property
    def _where(self) -> str:
        return self._say("cite.where", address=self._place) if self._place else ""

    def _document(self, about: Mapping) -> str:
        name = document_name(about["title"], self.language)
        named = f"{about['publisher']}. {name}." if about["publisher"] else f"{name}."
        if not _is_address(about["url"]):
            return named
        return f"{named} " + self._say("cite.copy", day=date(about["read"], self.language), address=about["url"])

    def _say(self, key: str, **values: object) -> str:
        return say(key, check_language(self.language), **values)


def _is_address(url: str) -> bool:
    return url.startswith("https://") and not re.search(r"\s", url)


def _tex(text: str) -> str:
    return "".join(_TEX.get(mark, mark) for mark in text)


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"]) + "\n"


def _record(fields: list[tuple[str, str]]) -> str:
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\n".join([*lines, "ER  - "]) + "\n"
