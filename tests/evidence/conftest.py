"""A copy of the collection that a test may damage."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from spbe_analysis.evidence.collection.store import data_folder


class Collection:
    """data/raw and corrections.csv in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(data_folder() / "raw", folder / "raw")
        shutil.copy(data_folder() / "corrections.csv", folder)

    def seal_all(self) -> None:
        """List the hashes of sidecars and corrections, as the project's own collection does."""
        files = [self.folder / "corrections.csv", *sorted((self.folder / "raw").rglob("*.meta.toml"))]
        lines = [
            f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(self.folder).as_posix()}\n"
            for file in files
        ]
        (self.folder / "SHA256SUMS").write_text("".join(lines))

    def path(self, name: str) -> Path:
        return self.folder / "raw" / name

    def edit(self, name: str, old: str, new: str, seal: bool = True) -> None:
        """Replace the one place that reads `old`; sealed means that the sidecar vouches for it again."""
        text = self.path(name).read_text(encoding="utf-8")
        assert text.count(old) == 1, (name, old, text.count(old))
        self.path(name).write_text(text.replace(old, new), encoding="utf-8")
        if seal:
            self.seal(name)

    def seal(self, name: str) -> None:
        content = self.path(name).read_bytes()
        rows = content.count(b"\n") - 1
        side = self.path(name + ".meta.toml")
        text = re.sub(r'(?m)^sha256 = ".*"$', f'sha256 = "{hashlib.sha256(content).hexdigest()}"', side.read_text())
        side.write_text(re.sub(r"(?m)^rows = \d+$", f"rows = {rows}", text))

    def processed(self) -> dict[str, bytes]:
        return {
            path.name: path.read_bytes() for path in (self.folder / "processed").glob("*.*") if path.name != ".lock"
        }


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection(tmp_path / "data")
