"""Tables spoilt at random: whatever is stored stands in the source's cell for that body, stage and node."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from spbe_analysis.errors import SpbeError
from spbe_analysis.evidence.readers.any_file import read_file
from spbe_analysis.evidence.readers.imported import About
from spbe_analysis.regulation import load_framework
from tests.counts import cases
from tests.evidence.made_tables import WRITERS, as_xlsx

LAW = load_framework("permenpanrb-59-2020")
BODIES = [
    f"Pemerintah {name}" for name in ("Kota Samarinda", "Kab. Batang", "Kota Bontang", "Provinsi Bali", "Kab. Blora")
]
# What a heading says of the figures below it: stage and node; None where it says no figure of the body.
WIDE = {
    ("final", "D1"): ["D1", "Domain 1", "Kebijakan", "Indeks Domain 1", "Kebijakan Internal SPBE"],
    ("final", "D2"): ["D2", "domain_2", "Tata Kelola", "Nilai Tata Kelola SPBE", "Hasil Evaluasi D2"],
    ("final", "D3"): ["D3", "Domain 3", "MANAJEMEN SPBE"],
    ("final", "D4"): ["D4", "Layanan", "Domain Layanan SPBE"],
    ("final", "INDEX"): ["Indeks", "Indeks SPBE", "nilai_spbe", "Indeks SPBE 2023"],
    ("self_assessment", "INDEX"): ["Indeks Mandiri", "Indeks SPBE (Penilaian Mandiri)"],
    ("self_assessment", "D1"): ["D1 Mandiri", "Kebijakan (Mandiri)"],
}
LONG = {
    ("final", ""): ["Nilai", "Nilai Akhir", "Tingkat Kematangan", "Hasil Evaluasi", "level"],
    ("self_assessment", ""): ["Mandiri", "Penilaian Mandiri", "nilai_mandiri"],
}
NOTHING = [
    *("Target", "Bobot", "Rata-rata Nasional", "Peringkat", "Keterangan", "Kenaikan Indeks", "Nilai Tertimbang"),
    *("Selisih 2022-2023", "Target D1", "Indeks Tahun Lalu", "qwerty", ""),
]
NAMES = ["Instansi", "Nama Instansi", "Kabupaten/Kota", "nama_pemda", "K/L/D", "INSTANSI PUSAT / PEMERINTAH DAERAH"]


class Spoilt:
    """A table, and what may be stored of it: values by body, stage and node."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.long = self.rng.random() < 0.5
        self.columns: list[tuple[str, object, list[str]]] = []  # heading, what it says, cells
        self.rows = LAW.indicators if self.long else BODIES
        headings = LONG if self.long else WIDE
        if self.long:
            numbers = [LAW.nodes[code].number for code in LAW.indicators]
            names = [LAW.nodes[code].name_id for code in LAW.indicators]
            which = self.rng.randrange(3)
            self.columns += [("No", "key", numbers)] if which != 1 else []
            self.columns += (
                [("Indikator", "key", names if which else ["x"] * 47)] if which or self.rng.random() < 0.5 else []
            )
        else:
            self.columns.append((self.rng.choice(NAMES), "key", list(BODIES)))
            self.columns += [("No", "row", [str(i) for i in range(1, len(BODIES) + 1)])] * (self.rng.random() < 0.5)
        chosen = self.rng.sample(list(headings), self.rng.randint(1, len(headings)))
        self.columns += [(self.rng.choice(headings[key]), key, self.figures()) for key in chosen]
        self.columns += [(self.rng.choice(NOTHING), None, self.figures()) for _ in range(self.rng.randrange(3))]

    def figures(self) -> list[str]:
        if self.long:
            return [str(self.rng.randint(1, 5)) for _ in self.rows]
        return [f"{self.rng.randint(1, 4)},{self.rng.randint(0, 99):02d}" for _ in self.rows]

    def spoil(self) -> None:
        rng, given = self.rng, [i for i, column in enumerate(self.columns) if isinstance(column[1], tuple)]
        for what in rng.sample(["double", "rename", "blank", "swap", "none"], 2):
            i = rng.choice(given)
            heading, key, cells = self.columns[i]
            if key is None:
                continue
            if what == "double":
                same = rng.choice([heading, rng.choice((LONG if self.long else WIDE)[key])])
                self.columns.append((same, key, self.figures()))
            elif what == "rename":
                self.columns[i] = (rng.choice(NOTHING), None, cells)
            elif what == "swap":
                other = rng.choice(list(LONG if self.long else WIDE))
                self.columns[i] = (rng.choice((LONG if self.long else WIDE)[other]), other, cells)
            elif what == "blank":
                cells[rng.randrange(len(cells))] = ""
        rng.shuffle(self.columns)

    def allowed(self) -> dict[tuple[str, str, str], set[str]]:
        """Values by body, stage and node; none where two columns say the same."""
        said = defaultdict(list)
        for _, key, cells in self.columns:
            if isinstance(key, tuple):
                said[key].append(cells)
        found: dict[tuple[str, str, str], set[str]] = {}
        for (stage, node), columns in said.items():
            for i, row in enumerate(self.rows):
                body, code = (BODIES[0], LAW.short(row)) if self.long else (row, node)
                found[body, stage, code] = {columns[0][i]} if len(columns) == 1 else set()
        return found


def stored(path, about):
    try:
        read = read_file(path, about)
    except SpbeError:
        return None
    return {
        (card.institution, card.stage, LAW.short(code)): text
        for card in read.scorecards
        for code, text in card.cells.items()
        if text
    }


@pytest.mark.parametrize("seed", range(cases(400, 40)))
def test_no_figure_is_stored_that_is_not_in_its_cell(tmp_path, seed):
    table = Spoilt(seed)
    table.spoil()
    rng, long = table.rng, table.long
    rows = [[heading for heading, _, _ in table.columns]]
    rows += [list(cells) for cells in zip(*(cells for _, _, cells in table.columns), strict=True)]
    allowed = table.allowed()
    about = About(BODIES[0] if long else "", 2023)
    merge = rng.choice(["", "", "head", "figure", "name"])
    width, height = len(table.columns), len(rows)
    figures = [i for i, column in enumerate(table.columns) if isinstance(column[1], tuple)]
    if merge and width > 1 and figures:
        at = rng.choice(figures)
        line = rng.randrange(1, height - 1)
        if merge == "head":
            right = min(at, width - 2)
            merged = [(0, right), (0, right + 1)]
            heading, key, _ = table.columns[right]  # one heading over two columns, both say what it says
            table.columns[right + 1] = (heading, key, table.columns[right + 1][2])
            allowed = table.allowed()
        else:
            column = at if merge == "figure" else next(i for i, one in enumerate(table.columns) if one[1] == "key")
            merged = [(line, column), (line + 1, column)]
            for row in (line, line + 1):
                for key in allowed:
                    second = row == line + 1 or merge == "figure"
                    of_row = key[2] == LAW.short(LAW.indicators[row - 1]) if long else key[0] == BODIES[row - 1]
                    if (
                        second
                        and of_row
                        and (merge == "name" or table.columns[at][1] == (key[1], "" if long else key[2]))
                    ):
                        allowed[key] = allowed[key] if merge == "name" and long else set()
        for row, column in merged[1:]:
            rows[row][column] = ""
        names = [f"{chr(65 + column)}{row + 1}" for row, column in merged]
        path = as_xlsx(rows, tmp_path / "a.xlsx", [":".join(names)])
    else:
        writer = rng.choice(list(WRITERS))
        if writer == "records.json" and len(set(rows[0])) < width:
            writer = "semicolons.csv"
        path = WRITERS[writer](rows, tmp_path / writer)
    found = stored(path, about)
    wrong = {key: text for key, text in (found or {}).items() if text not in allowed.get(key, set())}
    assert wrong == {}, (rows[:3], merge)


def test_most_of_the_spoilt_tables_are_read_at_all(tmp_path):
    """The test above would pass if nothing were ever read."""
    read = 0
    for seed in range(20):
        table = Spoilt(seed)
        rows = [[heading for heading, _, _ in table.columns]]
        rows += [list(cells) for cells in zip(*(cells for _, _, cells in table.columns), strict=True)]
        path = WRITERS["semicolons.csv"](rows, tmp_path / f"{seed}.csv")
        found = stored(path, About(BODIES[0] if table.long else "", 2023))
        read += found == {key: next(iter(value)) for key, value in table.allowed().items() if value}
    assert read >= 16
