"""The one way data flow, held by the syntax trees."""

import ast
import graphlib
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from spbe_analysis.evidence.collection.prepare import ensure_prepared

PACKAGE = Path(__file__).parents[1] / "spbe_analysis"
# Lowest first. A room may import what stands above its own line; rooms on one line never import each other.
ROOMS = (
    ("message",),
    ("errors",),
    ("regulation",),
    ("evidence.values",),
    ("evidence.collection",),
    ("evidence",),
    ("evidence.readers",),
    ("analysis",),
    ("analysis.feasible",),
    ("analysis.two_years", "analysis.bridge", "analysis.consistency", "analysis.plans"),
    ("analysis.drivers",),
    ("analysis.panel", "analysis.learning"),
    ("analysis.claims",),
    ("presentation.text",),
    ("presentation.drawing",),
    ("presentation.page",),
    (
        "presentation.drivers",
        "presentation.identification",
        "presentation.quality",
        "presentation.national",
        "presentation.claims",
        "presentation.plans",
        "presentation.outcomes",
        "presentation.bridge",
        "presentation.learning",
        "presentation.comparison",
    ),
    ("studies",),
    ("explore",),
    ("reports.one",),
    ("reports.site", "reports.factory", "reports.release"),
    ("cli",),
    ("__main__",),
)
LINE = {room: place for place, line in enumerate(ROOMS) for room in line}
# Besides: what a room must not know although it stands above.
BARRED = {
    "analysis": ("evidence.collection", "evidence", "evidence.readers"),  # plain types only, nothing that reads files
    "presentation": ("evidence", "evidence.values", "evidence.collection", "evidence.readers"),
}
INNER = {"__init__"}  # the package itself only names what the front door offers


def _modules():
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "data" not in path.parts]


def _name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def _room(name: str) -> str:
    """The longest room that holds a module; a module at the top is a room of its own."""
    rooms = [room for room in LINE if name == room or name.startswith(f"{room}.")]
    return max(rooms, key=len, default=name)


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _imports(path: Path):
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or ""
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def _crossings():
    """Every import from one room of the package into another, with the two modules and the rooms."""
    names = {_name(path) for path in _modules()}
    for path in _modules():
        if _name(path) in INNER:
            continue
        for node, full in _imports(path):
            name = full.removeprefix("spbe_analysis.")
            if full.startswith("spbe_analysis.") and name in names and _room(name) != _room(_name(path)):
                yield path, node, _room(_name(path)), name, _room(name)


def test_every_module_lies_in_a_room():
    assert {_room(_name(path)) for path in _modules()} - LINE.keys() <= {*INNER, "presentation", "reports"}


def test_imports_follow_the_table():
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} imports {name}"
        for path, node, room, name, other in _crossings()
        if other not in LINE or LINE[other] >= LINE[room]
    ]
    assert wrong == []


def test_rooms_do_not_know_what_they_are_barred_from():
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} imports {name}"
        for path, node, room, name, other in _crossings()
        if other in BARRED.get(room.split(".")[0], ())
    ]
    assert wrong == []


def test_no_modules_import_each_other_in_a_circle():
    """Imports inside functions count: they hide a circle, they do not open it."""
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in _modules()}
    names = {name.removesuffix(".__init__"): path for name, path in names.items()}
    graph = {
        name: {
            other
            for _, other in _imports(path)
            if other in names and other != name and not name.startswith(f"{other}.")
        }
        for name, path in names.items()
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" imports ".join(error.args[1]))


def test_analysis_opens_no_file_and_draws_nothing():
    wrong = []
    for path in _modules():
        if not _name(path).startswith("analysis"):
            continue
        for node in _nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print"}:
                wrong.append(f"{path.name}:{node.lineno} calls {node.func.id}")
        wrong += [
            f"{path.name} imports {name}"
            for _, name in _imports(path)
            if name.split(".")[0] in {"matplotlib", "seaborn", "pathlib"}
        ]
    assert wrong == []


def test_no_built_in_round():
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in _modules()
        for node in _nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round"
    ]
    assert wrong == []


def test_no_room_of_odds_and_ends():
    names = {path.stem for path in _modules()} | {path.name for path in PACKAGE.rglob("*") if path.is_dir()}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}


def test_modules_hold_one_idea():
    long = {
        str(path.relative_to(PACKAGE)): count
        for path in _modules()
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}


def test_importing_the_package_loads_nothing_heavy():
    code = "import sys, spbe_analysis, spbe_analysis.cli; print(sorted({'matplotlib','pandas','numpy','scipy'} & set(sys.modules)))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_help_loads_nothing_heavy():
    code = (
        "import sys\nfrom spbe_analysis.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'matplotlib','pandas','numpy','scipy','papermill'} & set(sys.modules)), file=sys.stderr)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stderr.strip() == "[]" and "drivers" in out.stdout


def test_answers_of_the_command_line_need_no_pandas():
    ensure_prepared()  # building the collection anew, as after a change of its code, may use what it likes
    kaltim = "Kalimantan Timur"
    calls = [
        ["drivers", kaltim, "--from", "2023", "--to", "2024", "--json"],
        ["identify", "--regulation", "permenpanrb-59-2020", "--index", "3,79", "--score", "D4=4,32", "--json"],
        ["plan", kaltim, "--year", "2024", "--json"],
        ["institutions", "kaltim", "--json"],
    ]
    code = (
        f"import sys\nfrom spbe_analysis.cli import main\nfor call in {calls!r}: assert main(call) == 0, call\n"
        "print(sorted({'matplotlib','pandas','scipy','papermill'} & set(sys.modules)), file=sys.stderr)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stderr.strip() == "[]"
