"""A thousand generated bad inputs over all verbs: each refused in words, none answered with a wrong figure.

Every call is a good one in which one word, or the file it reads, has been made
bad by a draw of chance with a fixed seed. `main` is called in this process, so
that an exception which leaves it is seen as what it is.
"""

import io
import json
import random
import re
import resource
import string
import time
import zipfile

import pytest
from counts import cases

from spbe_analysis.cli import main
from spbe_analysis.regulation import load_framework

LAW = "permenpanrb-59-2020"
BAND = "Kota Bandar Lampung"
COUNT = len(load_framework(LAW).indicators)
YEARS = [
    "0",
    "-1",
    "1999",
    "2099",
    "9" * 400,
    "2023.0",
    "2023a",
    "",
    "  ",
    "0x7e7",
    "1e3",
    "nan",
    "dua ribu",
    "2023 2024",
]
NAMES = [
    "",
    " ",
    "Kota",
    "Pemerintah",
    "x" * 5000,
    "../../etc/passwd",
    "Kota Antah Berantah",
    "%s%n",
    "'; --",
    "<b>x</b>",
]
NAMES += ["\N{SLIGHTLY SMILING FACE}", "\udcff", "a\x00b", "a\nb", "=1+1", "{0}", "629", "Prov", "Kab. Kab."]
NUMBERS = [
    "",
    "0",
    "0,99",
    "5.1",
    "-1",
    "3.7.7",
    "3,7,7",
    "abc",
    "1e1",
    "nan",
    "inf",
    "3..5",
    "9" * 5000,
    "3." + "7" * 5000,
]
NUMBERS += ["3/4", "0x3", "3.79 3.8", "+", "-", "Rp3", "3,79%%", "\udcff"]
SCORES = [
    "",
    "D1",
    "D1=",
    "D9=3",
    "D0=3",
    "I99=2",
    "I0=3",
    "=3",
    "D1=9",
    "I07=6",
    "I07=0",
    "I07=2.5",
    "X=3",
    "D1=3=4",
    "I7=\udcff",
]
LAWS = ["", "permen", "x" * 5000, "../../x", "a\x00b", "PERMENPANRB", "permenpanrb-59-2020/", "/etc", "\udcff", "nul"]
CHOICES = ["", "Final", "x", "final ", "9", "\udcff"]
ASSUMPTIONS = [
    "",
    "no fall",
    "max-step",
    "max-step=",
    "max-step=-1",
    "max-step=x",
    "max-step=9" + "9" * 50,
    "max-step=0",
]
INDICATORS = ["I99", "0", "48", "-3", "abc", "I", "21a", "x" * 5000, "\udcff"]
PORTS = ["0x1", "-5", "99999", "x", "", "1e9", "9" * 400]

# A verb's good words; what stands in angle brackets is one of the kinds of word above, or a good word of that kind.
CALLS = [
    ("drivers", "<name>", "--from", "<year>", "--to", "<year>", "--assume", "<assumption>", "--prior", "<choice>"),
    ("plan", "<name>", "--year", "<year>", "--stage", "<choice>", "--costs", "<file>"),
    ("plan", "<name>", "--year", "<year>", "--target", "<choice>"),
    ("identify", "--regulation", "<law>", "--index", "<number>", "--score", "<score>", "--rounding", "<choice>"),
    ("index", "<file>", "--regulation", "<law>", "--year", "<year>"),
    ("import", "<file>", "--year", "<year>", "--regulation", "<law>", "--institution", "<empty>"),
    ("check", "<file>", "--year", "<year>", "--regulation", "<law>", "--rounding", "<choice>"),
    (
        "bridge",
        "Kemenko Perekonomian",
        "--from",
        "<year>",
        "--to",
        "<year>",
        "--lineage",
        "<file>",
        "--scale",
        "<choice>",
    ),
    ("bridge", "<name>", "--from", "<year>", "--simulate", "<law>"),
    ("institutions", "--kind", "<kind>", "--province", "<name>"),
    ("compare", "<name>", "<name>", "--from", "<year>", "--to", "<year>", "--save", "<place>"),
    ("compare", "--kind", "<kind>", "--province", "<name>", "--year", "<year>"),
    ("claims", "<name>", "--file", "<file>"),
    ("criteria", "<indicator>", "--level", "<number>"),
    ("report", "<name>", "--from", "<year>", "--to", "<year>", "--out", "<place>"),
    ("reports", "--kind", "<kind>", "--from", "<year>", "--to", "<year>", "--dry-run", "--jobs", "<number>"),
    ("reports", "--province", "<name>", "--notebook", "<law>", "--cell-seconds", "<number>", "--out", "<place>"),
    ("explore", "--port", "<port>"),
    ("prepare", "--data", "<place>"),
    ("learn", "--data", "<place>"),
]
BAD = {
    "name": NAMES,
    "year": YEARS,
    "number": NUMBERS,
    "score": SCORES,
    "law": LAWS,
    "choice": CHOICES,
    "kind": CHOICES,
    "assumption": ASSUMPTIONS,
    "indicator": INDICATORS,
    "port": PORTS,
    "empty": ["", " ", "\t"],
}


def _levels(chance: random.Random) -> list[tuple[int, int]]:
    return [(number, chance.randint(1, 5)) for number in range(1, COUNT + 1)]


def _table(rows, head: str = "indicator,level") -> bytes:
    return "\n".join([head, *(f"{code},{level}" for code, level in rows), ""]).encode()


def bad_table(chance: random.Random) -> bytes:
    """A table of levels that no reader can take for whole."""
    rows: list[tuple[object, object]] = [*_levels(chance)]
    place = chance.randrange(len(rows))
    code, level = rows[place]
    kind = chance.randrange(10)
    if kind == 0:
        del rows[place]
    elif kind == 1:
        rows.insert(chance.randrange(len(rows)), (code, chance.choice([one for one in range(1, 6) if one != level])))
    elif kind == 2:
        rows[place] = (
            code,
            chance.choice(["", "0", "6", "-1", "2.5", "2,5", "x", "3 4", "9" * 5000, "1e0", "nan", "=1+2"]),
        )
    elif kind == 3:
        rows[place] = (chance.choice(["", "0", "48", "I99", "X1", "9" * 5000, "1.5", "\N{SNOWMAN}"]), level)
    elif kind == 4:
        return _table(
            rows, chance.choice(["", "a,b", "level,level", "indicator,indicator", "\x00", '"indicator,level'])
        )
    elif kind == 5:
        whole = _table(rows)
        return whole[: chance.randrange(len(whole) - 8)]
    elif kind == 6:
        return _table(rows).replace(b"\n", b"\x00\n", chance.randint(1, 40))
    elif kind == 7:
        rows[place] = (code, "\N{COMBINING DIAERESIS}" * chance.choice([1, 5000]))
    elif kind == 8:
        return _table(rows).decode().encode(chance.choice(["utf-16-be", "utf-32-le", "cp037"]))
    else:
        rows[place] = (f'"{code}', level)
    return _table(rows)


def rubbish(chance: random.Random) -> tuple[bytes, str]:
    """A file of some kind that holds no figures, and how its name ends."""
    kind = chance.randrange(8)
    if kind == 0:
        return chance.randbytes(chance.choice([0, 1, 10, 5000])), chance.choice(
            ["csv", "pdf", "xlsx", "xls", "ods", "docx", "txt"]
        )
    if kind == 1:
        return b"[" * chance.choice([1, 100_000]), "json"
    if kind == 2:
        return b"<table>" * chance.choice([1, 20_000]), "html"
    if kind == 3:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", b"0" * chance.choice([10, 50_000_000]))
        return packed.getvalue(), chance.choice(["xlsx", "ods", "docx"])
    if kind == 4:
        return b"%PDF-1.7\n" + chance.randbytes(3000) + b"\n%%EOF", "pdf"
    if kind == 5:
        return b"," * chance.choice([1, 400_000]), "csv"
    if kind == 6:
        return json.dumps({"".join(chance.choices(string.printable, k=9)): [None, 1e308, "\x00"]}).encode(), "json"
    return "".join(chance.choices(string.printable, k=2000)).encode(), chance.choice(["csv", "txt", "md", "html"])


class Maker:
    """Draws bad calls; the files they name lie in a folder."""

    def __init__(self, folder, seed: int) -> None:
        self.folder, self.chance, self.count = folder, random.Random(seed), 0

    def file(self, content: bytes, ending: str = "csv") -> str:
        self.count += 1
        path = self.folder / f"{self.count}.{ending}"
        path.write_bytes(content)
        return str(path)

    def good(self, kind: str, verb: str) -> list[str]:
        """The good word of a kind, none where the option is better left out."""
        words = {"name": BAND, "law": LAW, "number": "3", "score": "I07=2", "indicator": "I21"}
        if kind == "year":
            return ["2024"]
        if kind == "file":
            return [self.file(_table(_levels(self.chance)))] if verb in ("index", "import", "check") else []
        if kind == "place":
            return [str(self.folder / "out")]
        return [words[kind]] if kind in words else []

    def bad(self, kind: str) -> str:
        if kind == "file":
            content = self.chance.choice([lambda: (bad_table(self.chance), "csv"), lambda: rubbish(self.chance)])()
            device = self.chance.choice(
                ["/dev/null", "/dev/zero", str(self.folder), str(self.folder / "none.csv"), "x" * 5000]
            )
            return device if self.chance.random() < 0.1 else self.file(*content)
        if kind == "place":
            inside = self.file(b"a file") + "/below"
            return self.chance.choice([inside, "/proc/1/x", "x" * 5000, ""])
        return self.chance.choice(BAD[kind])

    def call(self) -> list[str]:
        """A call with one bad word."""
        verb, *words = self.chance.choice(CALLS)
        kinds = [place for place, word in enumerate(words) if word[:1] == "<"]
        wrong, made, pending = self.chance.choice(kinds), [verb], []
        for place, word in enumerate(words):
            if word[:2] == "--":
                made += pending
                pending = [word]
            elif word[:1] != "<":
                made += [*pending, word]
                pending = []
            else:
                found = [self.bad(word[1:-1])] if place == wrong else self.good(word[1:-1], verb)
                made += [f"{pending[0]}={found[0]}"] if pending and found else found
                pending = []
        return made + pending


@pytest.fixture
def ended(capsys):
    """Calls `main`, with a watch on time and memory; its exit code and both streams."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def run(words: list[str]) -> tuple[int, str, str]:
        begun = time.process_time()
        try:
            code = main(words)
        except SystemExit as stopped:
            code = stopped.code
        except Exception as error:  # what would be a traceback
            code = repr(error)
        took = time.process_time() - begun
        told = capsys.readouterr()
        assert took < 10, (took, words)
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1 << 20, words  # kilobytes
        assert "Traceback" not in told.err and len(told.err) < 30_000, words
        return code, told.out, told.err

    return run


def _shown(words: list[str]) -> list[str]:
    return [word if len(word) < 200 else f"{word[:60]}... ({len(word)})" for word in words]


def test_a_bad_word_or_file_is_refused(ended, tmp_path):
    maker, wrong = Maker(tmp_path, seed=17), []
    for _ in range(cases(700, quick=40)):
        words = maker.call()
        code, out, err = ended(words)
        doubted = words[0] in ("import", "check") and code in (0, 1) and _doubts(*ended([*words, "--json"]))
        nobody = words[0] == "institutions" and code == 1  # a search that found none
        if not doubted and not nobody and (code not in (2, 3) or not (err.strip() or code == 3)):
            wrong.append((_shown(words), code, out[-300:], err[-300:]))
    assert not wrong, "\n".join(map(str, wrong))


def _doubts(code: int, out: str, err: str) -> bool:
    """Whether an answer on a file says that something in it is wrong or missing."""
    told = json.loads(out)
    return bool(told.get("doubtful") or told.get("refused") or told.get("findings"))


def test_a_file_damaged_in_some_bytes_is_refused_or_read_as_it_now_stands(ended, tmp_path):
    """Two whole numbers stand in each line: read by another way, they are what an answer at exit 0 must rest on."""
    maker, weights = Maker(tmp_path, seed=59), load_framework(LAW).weight
    for _ in range(cases(300, quick=12)):
        content = bytearray(_table(_levels(maker.chance)))
        for _ in range(maker.chance.choice([1, 1, 1, 3, 10])):
            content[maker.chance.randrange(16, len(content))] = maker.chance.randrange(256)
        path = maker.file(bytes(content))
        lines = bytes(content).decode("latin-1").split("\n")[1:]
        pairs = [tuple(map(int, found)) for line in lines if len(found := re.findall(r"\d+", line)) == 2]
        levels = dict(pairs)
        code, out, _ = ended(["index", path, "--regulation", LAW, "--json"])
        assert code in (0, 2), path
        if code == 0:
            assert len(pairs) == COUNT and set(levels.values()) <= {1, 2, 3, 4, 5}, lines
            index = sum(weights(f"P59-I{number:02d}") * level for number, level in levels.items())
            assert float(index) == json.loads(out)["index_exact"], lines
        code, out, _ = ended(["import", path, "--institution", BAND, "--year", "2024", "--json"])
        assert code in (0, 2), path
        if code == 0:
            rows = {row["code"]: row["printed"] for row in json.loads(out)["rows"]}
            whole = {f"P59-I{number:02d}": str(level) for number, level in levels.items()}
            assert rows == whole or _doubts(code, out, ""), (rows, whole)
