"""Everything beside the reports: guide, panel files, pages of provinces and the site, left alone where nothing has changed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from importlib.util import find_spec
from pathlib import Path

from spbe_analysis.evidence.edition import citation_path, data_hash, hash_of
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.reports.one.inputs import hash_file, package_hash, site_hash, versions
from spbe_analysis.reports.one.run import RECORD, report_folders

INDEX, STAMP = "index.html", ".site.json"


def build_whole(
    root: str | Path,
    from_year: int | None = None,
    to_year: int | None = None,
    failed: Collection[str] = (),
    only: Collection[str] | None = None,
) -> Path:
    """Write guide, panel files, provinces and site; nothing where all was made from the same and stands as it was written.

    Parameters
    ----------
    root : str or Path
        Folder of the reports.
    from_year, to_year, failed
        As for `spbe_analysis.reports.site.site.build_site`.
    only : collection of str, optional
        Provinces whose pages are looked after; all by default.

    Returns
    -------
    Path
        The first language's page.
    """
    root = Path(root)
    made_from = hash_of([*_inputs(), str((from_year, to_year, sorted(failed), sorted(only or ()))), *_reports(root)])
    if _kept(root) != {"made_from": made_from, "files": _files(root)}:
        from spbe_analysis.reports.site.data import build_data
        from spbe_analysis.reports.site.guide import build_guide
        from spbe_analysis.reports.site.provinces import build_provinces
        from spbe_analysis.reports.site.site import build_site

        build_guide(root)
        build_data(root)
        build_provinces(root, only)
        build_site(root, from_year=from_year, to_year=to_year, failed=failed)
        text = json.dumps({"made_from": made_from, "files": _files(root)})
        (root / STAMP).write_text(text + "\n", encoding="utf-8")
    return root / INDEX


def _inputs() -> Iterator[str]:
    yield from (package_hash(), site_hash(), data_hash(), hash_file(citation_path()), str(versions()))
    yield str(find_spec("arro3") is not None)  # writes the Parquet files
    docs = project_root() / "docs"
    for path in (*sorted(docs.glob("*.md")), *sorted((docs / "images").glob("guide-*.svg"))):
        yield f"{path.name} {hash_file(path)}"


def _reports(root: Path) -> Iterator[str]:
    """Every report by the hash of its record, and whether the reference of functions lies there."""
    for folder in report_folders(root):
        yield f"{folder.relative_to(root)} {hash_file(folder / RECORD)}"
    yield str((root / "api").is_dir())


def _files(root: Path) -> dict[str, list[int]]:
    """Size and time of every file that is written here."""
    own = [
        *root.glob("index*.html"),
        *(path for name in ("guide", "data", "provinces") for path in (root / name).rglob("*")),
    ]
    stats = {path.relative_to(root).as_posix(): path.stat() for path in sorted(own) if path.is_file()}
    return {name: [about.st_size, about.st_mtime_ns] for name, about in stats.items()}


def _kept(root: Path) -> object:
    try:
        return json.loads((root / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
