"""Everything of one edition in one folder: processed data, reports, fingerprints, and what changed since another."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path
from typing import NamedTuple

from spbe_analysis.errors import ReportError
from spbe_analysis.evidence.collection.processed import rows_of, version
from spbe_analysis.evidence.differences import Difference, differences
from spbe_analysis.evidence.edition import Edition, citation_facts, citation_path, edition
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.message import Message
from spbe_analysis.reports.one.inputs import hash_file
from spbe_analysis.reports.one.publish import staged
from spbe_analysis.reports.one.run import RECORD, is_whole
from spbe_analysis.reports.release.crate import METADATA, crate

CHANGES, SUMS = "changes.csv", "SHA256SUMS"
_ABOUT = ("LICENSE", "LICENSE-DATA", "CHANGELOG.md", "data/README.md")


class Release(NamedTuple):
    """A written release: its folder, edition, reports in it, and what differs from the one before (None: not asked)."""

    folder: Path
    edition: Edition
    reports: int
    changes: list[Difference] | None


def release(out: Path, reports: Path, since: Path | None = None) -> Release:
    """Write a release; the folder is replaced in one step, and the same inputs give the same bytes.

    Parameters
    ----------
    out : Path
        The release's own folder: ``data/processed``, ``reports``, ``CITATION.cff``,
        licences, ``ro-crate-metadata.json`` and ``SHA256SUMS`` over all of them;
        ``changes.csv`` where another release is named.
    reports : Path
        Folder of the published reports. All of them must be whole.
    since : Path, optional
        The release before, for `differences`.

    Raises
    ------
    ReportError
        If no report is there, one is not whole, or `out` holds something else than a release.
    EvidenceError
        If `since` is no release.
    """
    out, reports = Path(out).resolve(), Path(reports).resolve()
    made = version()
    known = sorted(path.parent for path in reports.glob("*/*/run.json") if not path.parent.name.startswith("."))
    faults = [Message("release.not_whole", folder=str(folder)) for folder in known if not is_whole(folder)]
    if not known:
        faults.append(Message("release.no_reports", folder=str(reports)))
    if out.is_dir() and any(out.iterdir()) and not (out / METADATA).is_file():
        faults.append(Message("release.occupied", folder=str(out)))
    if out == reports or out in reports.parents or reports in out.parents:
        faults.append(Message("release.inside", folder=str(out)))
    if faults:
        raise ReportError(Message("release.not_made"), faults, Message("advice.release"))
    changes = None if since is None else differences(since, Path(made[0]))
    used = {(row["document"], row["url"]): None for row in rows_of(made, "published")}
    known_edition = edition(None, used)
    with staged(out) as folder:
        processed = folder / "data" / "processed"
        processed.mkdir(parents=True)
        for path in sorted(Path(made[0]).iterdir()):
            if path.suffix in (".csv", ".json"):
                shutil.copyfile(path, processed / path.name)
        shutil.copytree(reports, folder / "reports", ignore=lambda _, names: [n for n in names if n.startswith(".")])
        root = project_root()
        for name in _ABOUT:
            if (root / name).is_file():
                shutil.copyfile(root / name, folder / name)
        shutil.copyfile(citation_path(), folder / "CITATION.cff")
        if changes is not None:
            (folder / CHANGES).write_text(changes_text(changes), encoding="utf-8")
        described = [_described(path.relative_to(reports), path) for path in known]
        (folder / METADATA).write_text(crate(folder, citation_facts(), known_edition, described), encoding="utf-8")
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        sums = [f"{hash_file(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
        (folder / SUMS).write_text("".join(sums), encoding="utf-8")
    return Release(out, known_edition, len(known), changes)


def changes_text(changes: Iterable[Difference]) -> str:
    """Differences as CSV, one row each."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, [field.name for field in fields(Difference)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(change) for change in changes)
    return buffer.getvalue()


def _described(place: Path, folder: Path) -> dict:
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return {name: record[name] for name in ("title", "finding", "language")} | {"folder": f"reports/{place.as_posix()}"}
