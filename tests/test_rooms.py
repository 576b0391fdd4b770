"""The one way data flow, held by the syntax trees."""

import ast
import graphlib
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "spbe_analysis"
MAY_IMPORT = {
    "errors": set(),
    "regulation": {"errors"},
    "evidence": {"errors", "regulation"},
    "analysis": {"errors", "regulation", "evidence"},
    "presentation": {"errors", "regulation"},
    "reports": {"errors", "regulation", "evidence", "analysis", "presentation"},
    "cli": {"errors", "regulation", "evidence", "analysis", "presentation", "reports"},
}
# What analysis may know of evidence: plain types, nothing that reads files.
PLAIN_EVIDENCE = {"scorecard", "numbers", "step_costs", "printed"}


def _modules():
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "data" not in path.parts]


def _room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or ""
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def test_imports_follow_the_table():
    wrong = []
    for path in _modules():
        room = _room(path)
        if room == "__init__":
            continue
        for node, name in _imports(path):
            parts = name.split(".")
            if parts[0] != "spbe_analysis" or len(parts) < 2 or parts[1].startswith("__"):
                continue
            if parts[1] != room and parts[1] not in MAY_IMPORT[room]:
                wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno} imports {name}")
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


def test_analysis_knows_only_plain_types_of_evidence():
    wrong = []
    for path in _modules():
        if _room(path) != "analysis":
            continue
        for node, name in _imports(path):
            parts = name.split(".")
            if (
                parts[:2] == ["spbe_analysis", "evidence"]
                and len(parts) > 2
                and parts[2] not in {*PLAIN_EVIDENCE, "Evidence", "PrintedValue", "check_levels"}
            ):
                wrong.append(f"{path.relative_to(PACKAGE)}:{node.lineno} imports {name}")
    assert wrong == []


def test_analysis_opens_no_file_and_draws_nothing():
    wrong = []
    for path in _modules():
        if _room(path) != "analysis":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
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
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
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
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
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
