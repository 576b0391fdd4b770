"""What surrounds the code keeps its promises: two commands, one list of dependencies, clean notebooks, true words."""

import ast
import dataclasses
import doctest
import functools
import importlib
import inspect
import os
import pkgutil
import re
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

import spbe_analysis.analysis
import spbe_analysis.regulation
from spbe_analysis import __version__
from spbe_analysis.analysis.drivers.drivers import drivers
from spbe_analysis.evidence.published import scorecard_for
from spbe_analysis.presentation.drivers.sentences import finding
from spbe_analysis.regulation import load_framework

PROJECT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))


def test_environment_yml_equals_pyproject():
    listed = yaml.safe_load((PROJECT / "environment.yml").read_text())["dependencies"]
    plain = [item for item in listed if isinstance(item, str)]
    (through_pip,) = [item["pip"] for item in listed if isinstance(item, dict)]
    assert plain == [f"python{PYPROJECT['requires-python']}", *PYPROJECT["dependencies"], "pip"]
    assert through_pip == [f"-e .[{','.join(sorted(PYPROJECT['optional-dependencies']))}]"]


def test_lock_holds_every_dependency():
    locked = {
        re.split(r"[=\s;]", line)[0]
        for line in (PROJECT / "requirements.lock").read_text().splitlines()
        if line[:1].isalpha()
    }
    wanted = [
        *PYPROJECT["dependencies"],
        *(item for group in PYPROJECT["optional-dependencies"].values() for item in group),
    ]
    assert {re.split(r"[<>=!~\[ ]", item)[0] for item in wanted} <= locked


def test_versions_agree():
    citation = yaml.safe_load((PROJECT / "CITATION.cff").read_text())
    assert citation["version"] == __version__ and f"## {__version__}" in (PROJECT / "CHANGELOG.md").read_text()


@pytest.mark.parametrize(
    "target",
    ["setup", "report", "all-reports", "test", "test-every", "test-full", "release", "lint", "images", "lock", "clean"],
)
def test_make_targets_exist(target):
    out = subprocess.run(["make", "-n", target], cwd=PROJECT, capture_output=True, text=True)
    assert out.returncode == 0, out.stderr


def test_the_readmes_commands_are_targets_and_verbs():
    from spbe_analysis.cli import VERBS

    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", README)) <= targets
    assert set(re.findall(r"\bspbe ([a-z]+)", README)) - {"commands"} <= set(VERBS)


def _steps(target: str) -> list[str]:
    return subprocess.run(["make", "-n", target], cwd=PROJECT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )


def test_ci_runs_the_readmes_test_command():
    """Every folder of tests, some with the full counts: `make test-full` is the command of `make test`, in the README too."""
    lines = (PROJECT / ".ci" / "run").read_text().splitlines()
    made = [line for line in lines if line.startswith("make ")]
    assert [line.split()[1] for line in made] == ["lint", "test-full", "test-every", "report"]
    folders = {path.name for path in (PROJECT / "tests").iterdir() if any(path.glob("test_*.py"))}
    assert set(re.findall(r"tests/(\w+)(?=[ \"])", " ".join(made))) == folders and "tests/test_*.py" in made[2]
    assert "set -euo pipefail" in lines and os.access(PROJECT / ".ci" / "run", os.X_OK)
    assert _steps("test-full") == _steps("test-every") == _steps("test") and {"make test", "make test-full"} <= set(
        re.findall(r"\bmake [a-z-]+", README)
    )


@pytest.mark.parametrize(("target", "said"), [("test", ""), ("test-every", "every"), ("test-full", "full")])
def test_only_the_full_run_asks_for_full_counts(target, said, tmp_path):
    python, stamp = tmp_path / "python", tmp_path / "stamp"
    python.write_text('#!/bin/sh\necho "${SPBE_FULL:+full}${SPBE_EVERY:+every}"\n')
    python.chmod(0o755)
    stamp.touch()
    command = ["make", "-s", target, f"BIN={tmp_path}", f"STAMP={stamp}"]
    environment = {name: value for name, value in os.environ.items() if name not in ("SPBE_FULL", "SPBE_EVERY")}
    out = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, env=environment).stdout
    assert out.strip() == said


def test_lint_checks_style_format_and_types():
    assert [step for step in _steps("lint") if "bin/" in step][-3:] == [
        ".venv/bin/ruff check .",
        ".venv/bin/ruff format --check .",
        ".venv/bin/mypy",
    ]


def test_setup_does_not_install_again_when_nothing_changed(tmp_path):
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((PROJECT / name).read_bytes())
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".made-from-lock").touch()
    plan = subprocess.run(["make", "-n", "setup"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "pip install" not in plan
    os.utime(tmp_path / "requirements.lock", (2**31, 2**31))
    plan = subprocess.run(["make", "-n", "setup"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "pip install" in plan


def test_the_readmes_pictures_and_links_exist():
    for alt, path in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", README):
        assert len(alt) > 20 and (PROJECT / path).is_file()
    for path in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#:]+)\)", README):
        assert (PROJECT / path).exists(), path


def test_the_readme_lists_every_notebook():
    assert re.findall(r"^\| `(\d\da?_\w+)` \|", README, re.MULTILINE) == [path.stem for path in NOTEBOOKS]


@pytest.mark.parametrize("institution", ["Kota Bandar Lampung", "Provinsi Kalimantan Timur"])
def test_the_readmes_findings_are_what_comes_out(institution):
    before, after = (scorecard_for(institution, year) for year in (2023, 2024))
    assert finding(drivers(load_framework(after.regulation), before, after), "en") in README


ROOMS_WITH_EXAMPLES = (spbe_analysis.regulation, spbe_analysis.analysis)
MODULES = [
    name for room in ROOMS_WITH_EXAMPLES for _, name, _ in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
]


def _room(module: str) -> str:
    """A room of `analysis`, or whatever stands directly in the package."""
    _, *rest = module.split(".")
    return ".".join(rest[:2]) if rest[:1] == ["analysis"] and len(rest) > 2 else ".".join(rest[:1])


@functools.cache
def _used_elsewhere() -> set[tuple[str, str]]:
    """(module, name) of everything that another room or a notebook takes from a module."""
    sources = [(path, path.read_text(encoding="utf-8")) for path in (PROJECT / "spbe_analysis").rglob("*.py")]
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        sources.append((path, "\n".join(cell.source for cell in cells if cell.cell_type == "code")))
    found = set()
    for path, text in sources:
        here = ".".join(path.relative_to(PROJECT).with_suffix("").parts)
        modules, tree = {}, ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("spbe_analysis"):
                taken = [(node.module, alias.name) for alias in node.names]
                modules |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in modules:
                taken = [(modules[node.value.id], node.attr)]
            else:
                continue
            found |= {(module, name) for module, name in taken if "." not in here or _room(module) != _room(here)}
    return found


def _only_holds(thing: object) -> bool:
    """Whether a class only names fields (a Protocol, or a record without methods); a function makes its examples."""
    if not isinstance(thing, type):
        return False
    methods = [x for name, x in vars(thing).items() if inspect.isfunction(x) and not name.startswith("_")]
    record = dataclasses.is_dataclass(thing) or issubclass(thing, tuple)
    return getattr(thing, "_is_protocol", False) or (record and not methods)


@pytest.mark.few(30)
@pytest.mark.parametrize("name", MODULES)
def test_examples_run_and_none_is_missing(name):
    """What another room uses has an example, and so has each module; a step inside a room may do without."""
    module = importlib.import_module(name)
    own = {
        key: thing
        for key, thing in vars(module).items()
        if not key.startswith("_") and getattr(thing, "__module__", "") == name and callable(thing)
    }
    owed = {key: thing for key, thing in own.items() if not _only_holds(thing)}
    without = [key for key, thing in owed.items() if ">>>" not in (inspect.getdoc(thing) or "")]
    assert [key for key in without if (name, key) in _used_elsewhere()] == []
    assert not owed or len(without) < len(owed), f"{name} has no example"
    found = doctest.testmod(
        module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL
    )
    assert found.failed == 0 and found.attempted >= len(owed) - len(without)


def test_the_rule_on_examples_binds_many_names():
    assert len(_used_elsewhere() & {(name, key) for name in MODULES for key in dir(importlib.import_module(name))}) > 80


def test_nothing_names_the_machine_it_was_made_on():
    tracked = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    for name in tracked.stdout.splitlines():
        path = PROJECT / name
        if (
            path.suffix in {".py", ".md", ".toml", ".ipynb", ".yml", ".cff", ".j2", ""}
            and path.is_file()
            and name != "tests/test_project.py"
        ):
            assert "/work/" not in path.read_text(encoding="utf-8", errors="ignore"), name


def test_every_schedule_runs_the_same_command():
    places = [".github/workflows/reports.yml", "deploy/spbe-reports.service", "deploy/crontab"]
    assert all("all-reports" in (PROJECT / place).read_text(encoding="utf-8") for place in places)
    workflow = (PROJECT / places[0]).read_text(encoding="utf-8")
    assert "bash .ci/run" in workflow and "deploy-pages" in workflow
