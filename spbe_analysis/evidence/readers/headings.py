"""What a column's heading says it holds: an institution, a year, a level, a score, a stage."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from spbe_analysis.regulation import Framework

_WORDS = {
    "institution": {
        "institution",
        "instansi",
        "nama instansi",
        "nama",
        "name",
        "ippd",
        "nama ippd",
        "k/l/d",
        "pemda",
        "nama pemerintah daerah",
        "pemerintah daerah",
        "kementerian",
        "kementerian/lembaga",
        "lembaga",
        "instansi pusat/pemerintah daerah",
        "nama instansi pusat/pemerintah daerah",
        "opd",
    },
    "year": {"year", "tahun", "tahun penilaian", "tahun evaluasi", "tahun indeks"},
    "stage": {"stage", "tahap", "tahapan", "jenis penilaian"},
    "predicate": {"predikat", "predicate", "predikat spbe", "kategori"},
    "index": {
        "index",
        "indeks",
        "indeks spbe",
        "nilai indeks",
        "nilai indeks spbe",
        "nilai spbe",
        "indeks akhir",
        "spbe",
    },
    "code": {
        "code",
        "kode",
        "indikator",
        "indicator",
        "no indikator",
        "nomor indikator",
        "kode indikator",
        "nama indeks",
    },
    "row": {"no", "no.", "nomor", "#", "number"},
    "value": {
        "nilai",
        "level",
        "skor",
        "score",
        "value",
        "tingkat",
        "tingkat kematangan",
        "nilai tingkat kematangan",
        "kematangan",
        "capaian",
        "nilai indikator",
        "nilai kematangan",
        "printed",
    },
    "document": {"document", "source document", "dokumen", "sumber", "source"},
    "url": {"url", "source url", "tautan", "alamat"},
    "scope": {"scope", "kategori instansi"},
    "ignored": {
        "table",
        "tabel",
        "kind",
        "name id",
        "nama indikator",
        "bobot",
        "weight",
        "keterangan",
        "note",
        "catatan",
        "place",
        "kelompok",
        "provinsi",
        "province",
        "service label",
        "nama layanan",
    },
}
_STAGES = {
    "self_assessment": ("penilaian mandiri", "self assessment", "self-assessment", "mandiri"),
    "interim": ("penilaian dokumen", "penilaian interviu", "interim", "sementara", "interviu"),
    "target": ("target",),
    "final": ("hasil evaluasi", "hasil pemantauan", "hasil akhir", "final", "akhir", "hasil"),
}
_STAGE = {re.compile(rf"\b{re.escape(word)}\b"): stage for stage, words in _STAGES.items() for word in words}
_YEAR = re.compile(r"\b(20\d\d)\b", re.ASCII)
_CODE = re.compile(r"^(?:p(?:59|5|8)-)?([dai])\s?0*(\d{1,2})([a-c]?)\b", re.ASCII)
_NAMED = re.compile(r"^(domain|aspek|aspect|indikator|indicator|ind)\.? ?0*(\d{1,2})(?:-(\d)|([a-c]))?\b", re.ASCII)
_BARE = re.compile(r"^0*(\d{1,2})(?:-(\d)|([a-c]))?\.?$", re.ASCII)
_FILLER = {"domain", "nilai", "skor", "spbe", "indeks", "score"}
_NUMBERED = 5  # different bare numbers in a row from which they are headings
_HEADER_WITHIN = 30  # rows of titles before a table begins
STAGES = ("final", "interim", "self_assessment")


@dataclass(frozen=True)
class Heading:
    """A column: what it holds, of which node, and of which stage and year where the heading says so."""

    role: str
    text: str
    node: str = ""
    stage: str = ""
    year: int | None = None


def read_heading(text: str, group: str = "") -> Heading:
    """What a heading says, with the heading of the group of columns it stands under.

    Roles are institution, year, stage, predicate, document, url, scope, node
    (``node`` then holds the code as given), code, row, value, ignored and
    unknown.
    """
    given = " ".join(text.split())
    whole = given.casefold().replace("_", " ").strip(" :*")
    both = f"{group} {whole}".casefold().strip()
    year = _YEAR.search(both)
    stage = next((stage for pattern, stage in _STAGE.items() if pattern.search(both)), "")
    rest = _YEAR.sub(" ", whole)
    for pattern in _STAGE:
        rest = pattern.sub(" ", rest)
    rest = " ".join(rest.split()).strip(" ()-/:")
    about: dict[str, Any] = {"text": given, "stage": stage, "year": int(year[1]) if year else None}
    for role in ("institution", "year", "stage", "predicate", "row", "document", "url", "scope", "ignored"):
        if whole in _WORDS[role]:
            return Heading(role, given)
    if rest in _WORDS["predicate"]:
        return Heading("predicate", **about)
    if whole in _WORDS["index"] or rest in _WORDS["index"] or rest in ("p59-index", "p5-index", "p8-index"):
        return Heading("node", node="index", **about)
    node = code_in(rest)
    if node:
        return Heading("node", node=node, **about)
    if rest in _WORDS["code"]:
        return Heading("code", given)
    if rest in _WORDS["value"] or (not rest and (stage or year)):
        return Heading("value", **about)
    return Heading("unknown", node=f"name:{rest}", **about)


def code_in(text: str) -> str:
    """The code a text begins with (``D1``, ``I07``, ``35a``, ``Indikator 7 ...``), or an empty text."""
    text = " ".join(text.casefold().split())
    found = _CODE.match(text)
    if found:
        return f"{found[1].upper()}{found[2]}{found[3]}"
    found = _NAMED.match(text)
    if found:
        letter = {"domain": "D", "aspek": "A", "aspect": "A"}.get(found[1], "I")
        return f"{found[2]}-{found[3]}" if found[3] else f"{letter}{found[2]}{found[4] or ''}"
    found = _BARE.match(text)
    if found:
        return f"{found[1]}-{found[2]}" if found[2] else f"{found[1]}{found[3] or ''}"
    return "index" if text in _WORDS["index"] else ""


def domain_named(text: str, framework: Framework) -> str:
    """Code of the one domain whose name holds every word of a heading, or an empty text."""
    words = set(text.removeprefix("name:").split()) - _FILLER
    names = {code: set(framework.nodes[code].name_id.casefold().split()) for code in framework.of_kind("domain")}
    fitting = [code for code, name in names.items() if words and words <= name]
    return fitting[0] if len(fitting) == 1 else ""


def known_headings(cells: list[str]) -> int:
    """How many different headings with a meaning here a row of cells holds.

    A few bare numbers are figures, not headings; many different ones are the
    numbers of indicators.
    """
    headings = [read_heading(cell) for cell in cells if cell.strip()]
    known = {(h.role, h.node, h.stage, h.year) for h in headings if h.role not in ("unknown", "ignored")}
    bare = {one for one in known if one[1][:1].isdigit()}
    return len(known) - (len(bare) if len(bare) < _NUMBERED else 0)


@dataclass(frozen=True)
class Header:
    """Where a table's headings stand and what each column holds."""

    line: int
    headings: tuple[Heading, ...]
    first: int

    def columns(self, role: str) -> list[int]:
        """Positions of the columns with a role."""
        return [i for i, heading in enumerate(self.headings) if heading.role == role]


def find_header(rows: list[tuple[int, list[str]]]) -> Header | None:
    """The row of headings among a table's first rows, groups above and below it read with it.

    A row above may name a stage or year over several columns (merged cells
    keep their text in the first one); a row below may divide a value column
    by stage or year. None when no row names at least two columns.
    """
    at, best = -1, 1
    for i, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        known = known_headings(cells)
        if known > best and (at < 0 or known > 2 * best) and not _divides(cells):
            at, best = i, known
    if at < 0:
        return None
    line, cells = rows[at]
    groups = _spread(rows[at - 1][1], len(cells)) if at and _divides(rows[at - 1][1]) else [""] * len(cells)
    first = at + 1
    if first < len(rows) and _divides(rows[first][1]) and known_headings(rows[first][1]) < known_headings(cells) + 2:
        below = rows[first][1]
        cells = [f"{over} {under}".strip() for over, under in zip(_spread(cells, len(below)), below, strict=False)]
        first += 1
    return Header(line, tuple(read_heading(cell, group) for cell, group in zip(cells, groups, strict=False)), first)


def _divides(cells: list[str]) -> bool:
    """Whether a row holds nothing but names of stages and years."""
    told = [read_heading(cell) for cell in cells if cell.strip()]
    return bool(told) and all(h.role == "value" and (h.stage or h.year) for h in told)


def _spread(cells: list[str], width: int) -> list[str]:
    out, last = [], ""
    for i in range(width):
        last = (cells[i].strip() if i < len(cells) else "") or last
        out.append(last)
    return out
