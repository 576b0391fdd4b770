"""A real spreadsheet program that reads files as a reader in Indonesia has it: decimal comma, dots between thousands."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

OFFICE = shutil.which("soffice")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>id-ID</value></prop></item>
</oor:items>
"""
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def opened(path: Path, folder: Path) -> dict[str, list[list[tuple[str, str]]]]:
    """Sheets by name: rows of cells, each its type (``float``, ``string`` or '') and what is shown of it."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", "fods", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    text = (folder / f"{path.stem}.fods").read_text(encoding="utf-8")
    assert "table:formula" not in text
    return {
        table.get(f"{_TABLE}name"): [_cells(row) for row in table.iter(f"{_TABLE}table-row")]
        for table in ElementTree.fromstring(text).iter(f"{_TABLE}table")
    }


def _cells(row) -> list[tuple[str, str]]:
    cells: list[tuple[str, str]] = []
    for cell in row.iter(f"{_TABLE}table-cell"):
        count = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
        cells += [(cell.get(f"{_OFFICE}value-type", ""), "".join(cell.itertext()).strip())] * min(count, 60)
    return cells
