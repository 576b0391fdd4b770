"""A card under 8/2026 with values between levels, as people keep one: made up, so that nothing fits the real card alone."""

from __future__ import annotations

import json
import random
from fractions import Fraction

import pytest

from spbe_analysis.cli import main
from spbe_analysis.regulation import load_framework
from spbe_analysis.regulation.rounding import fixed

LAW = load_framework("permenpanrb-8-2026")
VALUES = [f"{value}" for value in (1.0, 1.2, 1.3, 1.5, 1.7, 2.0, 2.5, 3.3, 4.0)]


def _card(seed: int) -> list[tuple[str, str, str]]:
    """Code, name and printed value of the index, the aspects and the indicators."""
    drawn = random.Random(seed)
    levels = {leaf: drawn.choice(VALUES) for leaf in LAW.indicators}

    def score(code: str) -> str:
        whole = sum(LAW.units[leaf] * Fraction(levels[leaf]) for leaf in LAW.leaves(code))
        return fixed(whole / LAW.units[code])

    codes = [LAW.root, *LAW.children(LAW.root)]
    printed = {**{code: score(code) for code in codes}, **levels}
    return [(LAW.short(code), LAW.nodes[code].name("id"), value) for code, value in printed.items()]


def _comma(text: str) -> str:
    return text.replace(".", ",")


def _workbook(card, path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Kode", "Uraian", "Nilai"])
    for code, name, value in card:
        book.active.append([code, name, float(value)])
    book.save(path)


LAYOUTS = {
    "codes.csv": lambda card: "code,value\n" + "".join(f"{code},{value}\n" for code, _, value in card),
    "kode.csv": lambda card: "Kode;Nilai\n" + "".join(f"{code};{_comma(value)}\n" for code, _, value in card),
    "wide.csv": lambda card: (
        f"Nama Instansi,Tahun,{','.join(code for code, *_ in card)}\n"
        f"Pemerintah Kota Bogor,2026,{','.join(value for *_, value in card)}\n"
    ),
    "slide.csv": lambda card: (
        "No;Indikator;Nilai\n"
        + "".join(f"{place};{name};{_comma(value)}\n" for place, (_, name, value) in enumerate(card[8:], 1))
    ),
    "pasted.txt": lambda card: "".join(
        f"{place}. {name} {_comma(value)}\n" for place, (_, name, value) in enumerate(card[8:], 1)
    ),
    "bare.txt": lambda card: "\n".join(_comma(value) for *_, value in card[8:]),
    "bare_points.txt": lambda card: " ".join(value for *_, value in card[8:]) + "\n",
    "numbered.txt": lambda card: "".join(
        f"{place}\t{_comma(value)}\n" for place, (*_, value) in enumerate(card[8:], 1)
    ),
    "card.json": lambda card: json.dumps(
        {"institution": "Pemerintah Kota Bogor", "year": 2026, "values": {code: value for code, _, value in card}}
    ),
    "rows.json": lambda card: json.dumps([{"kode": code, "nilai": _comma(value)} for code, _, value in card]),
    "card.xlsx": _workbook,
}


@pytest.mark.parametrize("seed", [7, 8])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_layout_is_read_and_found_possible(name, seed, tmp_path, capsys):
    card, path = _card(seed), tmp_path / name
    content = LAYOUTS[name](card) if not name.endswith("xlsx") else _workbook(card, path)
    if content:
        path.write_text(content, encoding="utf-8")
    assert main(["check", str(path), "--institution", "Kota Bogor", "--year", "2026", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    whole = name not in ("slide.csv", "pasted.txt", "bare.txt", "bare_points.txt", "numbered.txt")
    assert answer["rows"] == (28 if whole else 20) and answer["refused"] == []


def test_an_impossible_aspect_is_found_in_it(tmp_path, capsys):
    wrong = [(code, name, "4.91" if code == "A3" else value) for code, name, value in _card(7)]
    (tmp_path / "a.csv").write_text(LAYOUTS["codes.csv"](wrong), encoding="utf-8")
    assert main(["check", str(tmp_path / "a.csv"), "--institution", "Kota Bogor", "--year", "2026"]) == 1
    assert "P8-A3" in capsys.readouterr().out


def test_percentages_are_still_no_levels(tmp_path, capsys):
    lines = "".join(f"{code},{float(value) * 20:g}\n" for code, _, value in _card(7)[8:])
    (tmp_path / "a.csv").write_text("code,value\n" + lines, encoding="utf-8")
    assert main(["check", str(tmp_path / "a.csv"), "--institution", "Kota Bogor", "--year", "2026"]) == 2
    assert "no maturity levels" in capsys.readouterr().err
