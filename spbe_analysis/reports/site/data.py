"""The panel's files beside the site, made again only where code or data have changed."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path

from spbe_analysis.reports.one.inputs import data_hash, hash_file, package_hash
from spbe_analysis.reports.one.publish import staged

DATA = "data"  # folder of the panel's files, beside the reports
_PACKAGE = "datapackage.json"


def build_data(root: str | Path) -> Path:
    """Write every panel of `spbe.panel` as files below a folder of reports, all in one step.

    Nothing is done where what stands there is whole and made from the same
    code and data: joining the nation takes seconds.
    """
    folder = Path(root) / DATA
    made_from = hashlib.sha256(f"{package_hash()} {data_hash()} {find_spec('arro3') is not None}".encode()).hexdigest()
    if not _stands(folder, made_from):
        from spbe_analysis.studies.panel import panel
        from spbe_analysis.studies.panel_files import published_pairs, save_panels

        with staged(folder) as place:
            save_panels(place, [panel(*pair) for pair in published_pairs()], made_from)
    return folder


def data_files(root: Path) -> list[Path]:
    """The panels' files that stand below a folder of reports, those of the latest years first, then codebook and package."""
    order = {".xlsx": 0, ".csv": 1, ".parquet": 2}
    panels = sorted((root / DATA).glob("panel-*"), key=lambda path: order.get(path.suffix, 3))
    panels.sort(key=lambda path: path.stem, reverse=True)
    return [*panels, *(path for name in ("codebook.csv", _PACKAGE) if (path := root / DATA / name).is_file())]


def _stands(folder: Path, made_from: str) -> bool:
    try:
        package = json.loads((folder / _PACKAGE).read_text(encoding="utf-8"))
        digests = {one["path"]: one["hash"].removeprefix("sha256:") for one in package["resources"]} | package["beside"]
        return package["made_from"] == made_from and all(
            hash_file(folder / name) == digest for name, digest in digests.items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
