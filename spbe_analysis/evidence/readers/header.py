"""Where a table's headings stand, over as many rows as they take, and what the titles above it say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from spbe_analysis.evidence.readers.grid import Cell, Grid, Row, at, shown
from spbe_analysis.evidence.readers.headings import Heading, has_meaning, read_heading, stage_of, year_in
from spbe_analysis.evidence.readers.node_names import part_told

_NUMBERED = 10  # different bare numbers in a row from which they may be headings: no regulation has fewer indicators
_RUNS = 4  # stages or years side by side, each with all its numbers
_HEADER_WITHIN = 60  # rows of titles before a table begins
_TALLEST = 4  # rows that one header takes
_GROUP_WORDS = 4  # a longer text that stands alone in a row is a title
_TITLE_YEAR = re.compile(
    r"\b(?:tahun|year|spbe)(?:\s+(?:penilaian|evaluasi|indeks))?\s*[:=]?\s*"
    r"(20\d\d(?:\s*(?:[,&/-]|dan|and|s\.?d\.?|sampai|hingga|ke|to|dengan)\s*(?:tahun\s+)?20\d\d)*)\b",
    re.I | re.ASCII,
)
_EACH_YEAR = re.compile(r"20\d\d", re.ASCII)
_FIGURE = re.compile(r"^\d[.,]\d|^\d$", re.ASCII)
_APART = re.compile(
    r"^(?:(?:tabel|table|lampiran)\s+\S+\s+)?(?:(?:nilai|skor|daftar|rekap\w*)\s+)*"
    r"(?:target|rata\W*rata|rerata|mean|average|proyeksi|projected)\b(?!.*\b(?:realisasi|capaian|hasil)\b)",
    re.I | re.ASCII,
)
_NOTE = re.compile(r"^(?:\*|(?:sumber|source|catatan|keterangan|ket|note)\b)", re.I)
_LAW = re.compile(r"\b(?:nomor|no\.?|number)\s*\d+\s*(?:tahun|year)\s*20\d\d", re.I | re.ASCII)


@dataclass(frozen=True)
class Header:
    """Where a table's headings stand (lines ``line`` and the row after them) and what each column holds."""

    line: int
    headings: tuple[Heading, ...]
    first: int
    top: int = 0

    def columns(self, *roles: str) -> list[int]:
        """Positions of the columns with one of the roles."""
        return [i for i, heading in enumerate(self.headings) if heading.role in roles]


@dataclass(frozen=True)
class Titles:
    """What stands above a table of its figures as a whole: whose, which years, which stage, of which node.

    ``apart`` is a title by which they are no scores of institutions, such as
    ``Target 2025`` or ``Rata-rata per provinsi``.
    """

    institution: str = ""
    years: frozenset[int] = field(default_factory=frozenset)
    stage: str = ""
    node: str = ""
    apart: str = ""

    @property
    def year(self) -> int | None:
        """The only year the titles name."""
        return next(iter(self.years)) if len(self.years) == 1 else None

    def over(self, before: Titles) -> Titles:
        """These titles, and what they leave open as titles before them say it."""
        years = self.years if self.year else before.years
        kept = {name: getattr(self, name) or getattr(before, name) for name in ("institution", "stage", "node")}
        return Titles(years=years, apart=self.apart or ("" if self.years else before.apart), **kept)


def known_headings(cells: Sequence[Cell]) -> int:
    """How many different headings with a meaning here a row of cells holds.

    Bare numbers are figures, not headings, unless they count up as the
    numbers of indicators do.
    """
    headings = [read_heading(shown(cell)) for cell in cells if shown(cell).strip()]
    known = {(h.role, h.node, h.stage, h.step, h.year) for h in headings if has_meaning(h)}
    bare = {one for one in known if one[1][:1].isdigit()}
    numbers = [int(h.node.partition("-")[0].rstrip("abc")) for h in headings if h.node[:1].isdigit()]
    counting = sum(after - before in (0, 1) for before, after in pairwise(numbers))
    return len(known) - (0 if len(bare) >= _NUMBERED and counting >= len(numbers) - _RUNS else len(bare))


def find_header(rows: list[Row], grid: Grid | None = None) -> Header | None:
    """The row of headings among a table's first rows, groups above and below it read with it.

    A row above may name a stage, a year or a kind of node over several
    columns; a row below may divide a column. None when no row names at least
    two columns.
    """
    place, best = -1, 1
    for i, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        known = 0 if is_label(cells) else known_headings(cells)
        if (
            known > best
            and (place < 0 or known > 2 * best)
            and not _divides(map(shown, cells))
            and not (place >= 0 and numbers_columns(cells))
        ):
            place, best = i, known
    if place < 0:
        return None
    top, last = place, place
    while top and last - top < _TALLEST and _groups(rows[top - 1][1]):
        top -= 1
    while last + 1 < len(rows) and last - top < _TALLEST and _goes_on(rows[last][1], rows[last + 1][1]):
        last += 1
    width = max(len(cells) for _, cells in rows[top : last + 1])
    levels = [
        _spread(rows[i][1], width, rows[i + 1 : last + 1], grid is not None and rows[i][0] in grid.spread)
        for i in range(top, last + 1)
    ]
    headings = []
    for column in range(width):
        parts = [level[column] for level in reversed(levels) if level[column]]
        headings.append(read_heading(*dict.fromkeys(parts)) if parts else Heading("unknown", ""))
    return Header(rows[place][0], tuple(headings), last + 1, top)


def titles_of(rows: list[Row]) -> Titles:
    """What the rows above a header say: ``TAHUN 2021``, ``Instansi : ...``, ``Penilaian Mandiri``."""
    institutions, years, stages, nodes, apart = set(), set(), set(), set(), ""
    for _, cells in rows:
        texts = list(dict.fromkeys(text for text in (shown(cell).strip() for cell in cells) if text))
        if texts and _NOTE.match(texts[0]):
            continue
        line = _LAW.sub(" ", " ".join(texts))
        label, _, rest = ":".join([texts[0], *texts[1:]] if texts else []).partition(":")
        role = read_heading(label.strip()).role
        rest = rest.strip(" :")
        if role == "institution" and rest and read_heading(rest).role != "institution":
            institutions.add(rest)
        if role == "year" and year_in(rest):
            years.add(year_in(rest))
        years |= {int(year) for told in _TITLE_YEAR.finditer(line) for year in _EACH_YEAR.findall(told[1])}
        stages |= {stage_of(line)[0]} & {"self_assessment"}
        if re.search(r"\bhasil (evaluasi|pemantauan)\b", line, re.I):
            stages.add("final")
        nodes |= {part_told(line)} - {""}
        apart = apart or set_apart(" ".join(texts))
    stage = stages.pop() if len(stages) == 1 else ""
    institution = institutions.pop() if len(institutions) == 1 else ""
    node = nodes.pop() if len(nodes) == 1 else ""
    return Titles(institution, frozenset(year for year in years if year), stage, node, apart)


def set_apart(title: str) -> str:
    """A title as it is where it says that a table holds targets or means; else an empty text.

    Examples
    --------
    >>> set_apart("Tabel 3. Rata-rata indeks per provinsi"), set_apart("Target dan realisasi 2024")
    ('Tabel 3. Rata-rata indeks per provinsi', '')
    """
    return title if _APART.match(title) else ""


def begins_table(cells: Sequence[Cell]) -> bool:
    """Whether a row amid others can only be the headings of a table: no figures, who or what, and what of them.

    Examples
    --------
    >>> begins_table(["No", "Kota", "Indeks"]), begins_table(["1", "Kota Bogor", "Baik"])
    (True, False)
    """
    texts = [text for text in (shown(cell).strip() for cell in cells) if text]
    told = [read_heading(text) for text in texts]
    roles = {heading.role for heading in told}
    return (
        known_headings(cells) > 1
        and not any(_FIGURE.match(text) for text in texts)
        and bool(roles & {"institution", "name", "province", "code"})
        and any(heading.role in ("node", "value") or heading.year for heading in told)
    )


def same_row(cells: Sequence[Cell], head: Sequence[Cell]) -> bool:
    """Whether a row says again what a row of headings says, broken words aside.

    Examples
    --------
    >>> same_row(["No", "Kota", "Indeks"], ["No", "Kota", "Inde ks"]), same_row(["No", "Kota"], ["No", "Kabupaten"])
    (True, False)
    """
    both = [(shown(cell), shown(over)) for cell, over in zip(cells, head, strict=False)]
    told = [(text, over) for text, over in both if text]
    other = [(text, over) for text, over in told if text.casefold() != over.casefold()]
    if len(told) < 2 or 3 * len(other) > len(told):
        return False
    return not any(_says(text) and _says(over) and _says(text) != _says(over) for text, over in other)


def _says(text: str) -> tuple | None:
    found = read_heading(text)
    return (found.role, found.node, found.kind, found.stage, found.year) if has_meaning(found) else None


def _divides(texts: Iterable[str]) -> bool:
    """Whether there are texts, and nothing but names of stages and years."""
    told = [read_heading(text) for text in texts if text.strip()]
    return bool(told) and all(h.role == "value" and (h.stage or h.year) for h in told)


def _groups(cells: list[Cell]) -> bool:
    """Whether the row above a header names groups of columns, and is no title or line of labels."""
    texts = [text for text in (shown(cell).strip() for cell in cells) if text]
    different = list(dict.fromkeys(texts))
    if not different or any(":" in text or (text.isdigit() and len(text) < 3) for text in different):
        return False
    if len(different) == 1 and (shown(cells[0]).strip() or len(different[0].split()) > _GROUP_WORDS):
        return False
    told = [read_heading(text) for text in different]
    return not is_label(cells) and any(h.stage or h.year or h.role == "apart" or has_meaning(h) for h in told)


def is_label(cells: list[Cell]) -> bool:
    """Whether a row is a label and what it says, such as ``Tahun | 2021`` or ``Instansi | Kota X``."""
    texts = [text for text in (shown(cell).strip() for cell in cells) if text]
    if len(texts) != 2:
        return False
    label, said = map(read_heading, texts)
    return (label.role == "year" and said.year is not None) or (label.role == "institution" and not has_meaning(said))


def _goes_on(head: list[Cell], cells: list[Cell]) -> bool:
    """Whether the row below a row of headings divides them further and holds no figures yet."""
    texts = {i: shown(cell).strip() for i, cell in enumerate(cells) if shown(cell).strip()}
    own = {i: text for i, text in texts.items() if text != shown(at(head, i)).strip()}
    told = [read_heading(text) for text in own.values()]
    whose = ("institution", "name", "province", "row", "code")
    if not told or any(
        read_heading(shown(at(head, i))).role in whose and not _over_several(head, i, texts) for i in own
    ):
        return False
    if _divides(own.values()):
        return True
    return not any(text[0].isdigit() for text in own.values()) and any(
        has_meaning(h) or h.role == "apart" for h in told
    )


def _over_several(head: list[Cell], column: int, below: Mapping[int, str]) -> bool:
    """Whether a heading such as ``Domain`` names a kind of node over several columns, and no column of labels."""
    text, beside = shown(head[column]), shown(at(head, column + 1))
    before = shown(head[column - 1]) if column else ""
    spread = text in (beside, before) or (not beside and column + 1 in below)
    return bool(read_heading(text).letter) and spread


def numbers_columns(cells: list[Cell]) -> bool:
    """Whether a row does nothing but number the columns: ``1 2 3`` or ``(1) (2) (3)``."""
    texts = [shown(cell).strip().strip("()") for cell in cells]
    return len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _spread(cells: list[Cell], width: int, below: list[Row], merged: bool) -> list[str]:
    """Headings of a row for every column: one that stands over several is said once, at the first of them."""
    out, last = [], ""
    for i in range(width):
        text = shown(at(cells, i)).strip()
        last = text or last
        divided = any(shown(at(row, i)).strip() for _, row in below)
        own = text or (last if divided and not merged else "")
        out.append(own)
    return out
