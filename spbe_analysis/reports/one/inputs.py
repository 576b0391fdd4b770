"""Everything a report is made from, as hashes: two equal sets of inputs give the same bytes."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from spbe_analysis.evidence.edition import citation_path, data_hash, hash_of

PACKAGE = Path(__file__).parents[2]
_PAGES = (
    "ipykernel",
    "jinja2",
    "matplotlib",
    "mistune",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pygments",
    "scipy",
    "seaborn",
)
_OUTSIDE = {
    "__pycache__",
    "cli",
    "explore",
    "site",
    "release",
    "outside",
    "shipped",
}  # folders that no report is made from


def inputs_of(notebook: Path, values: Mapping[str, object]) -> dict[str, object]:
    """Hashes of notebook, package, data rows, ``CITATION.cff`` and parameters, versions, and one hash over all of them.

    The data are the published rows of the institution, or everything prepared
    and every recorded claim where the notebook is about no single one. Of
    other institutions a report on one depends only on what it shows of them.
    """
    inputs = {
        "notebook": hash_file(notebook),
        "package": package_hash(),
        "data": data_hash(values.get("institution")),
        "nation": nation_hash(values),
        "citation": hash_file(citation_path()),
        "parameters": hash_of([json.dumps(dict(values), sort_keys=True, ensure_ascii=False)]),
    }
    return {
        "inputs": inputs,
        "versions": versions(),
        "input_hash": hash_of([json.dumps([inputs, versions()], sort_keys=True)]),
    }


@cache
def versions() -> dict[str, str]:
    """Versions of Python and of every package a page depends on."""
    return {"python": platform.python_version(), **{name: version(name) for name in ("spbe-analysis", *_PAGES)}}


def installed(names: Iterable[str] = ()) -> dict[str, str]:
    """Versions of Python and of the packages named, '' where one is missing; by default of all that this one needs.

    What is needed is found in the packages' own lists, from one to the next, options left out.
    """
    found = {"python": platform.python_version()}
    waiting = [name for name in names if name != "python"] or ["spbe-analysis"]
    follow = not names
    while waiting:
        name = waiting.pop()
        try:
            about = distribution(name)
        except PackageNotFoundError:  # needed on another system only, if nobody named it
            found |= {} if follow else {name: ""}
            continue
        found[name] = about.version
        if follow:
            needed = [
                re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in about.requires or () if "extra ==" not in line
            ]
            waiting += {one.lower().replace("_", "-") for one in needed} - found.keys() - {*waiting}
    return found


@cache
def package_hash() -> str:
    """One hash over every source file of the package that a report can depend on, templates included."""
    paths = [path.relative_to(PACKAGE) for path in sorted(PACKAGE.rglob("*")) if path.is_file()]
    return hash_of(f"{path.as_posix()} {hash_file(PACKAGE / path)}" for path in paths if not _OUTSIDE & set(path.parts))


@cache
def site_hash() -> str:
    """One hash over the site's own code, templates and words, which no report is made from."""
    files = [
        path for part in ("reports/site", "presentation/messages/outside") for path in (PACKAGE / part).rglob("*.*")
    ]
    return hash_of(
        f"{path.name} {hash_file(path)}" for path in sorted(files) if path.is_file() and path.suffix != ".pyc"
    )


def nation_hash(values: Mapping[str, object], digest=None) -> str:
    """A fingerprint of what a report on one institution shows of the others; '' where it shows nothing.

    `digest` answers for an institution and two years; by default it is
    reckoned from the joined nation.
    """
    named = [values.get(name) for name in ("institution", "from_year", "to_year")]
    if None in named:
        return ""
    if digest is None:
        from spbe_analysis.reports.one.nation import standing_digest as digest
    return digest(*named)


def hash_file(path: Path) -> str:
    """sha256 of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
