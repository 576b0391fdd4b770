"""One door for files that people have: a result report, a national table or a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from spbe_analysis.evidence.readers.imported import About, Imported
from spbe_analysis.evidence.values.limits import MAX_PDF_BYTES, MAX_TEXT_BYTES, MAX_WORKBOOK_BYTES, read_bytes

_PDF = b"%PDF-"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS; XLS
_NOTHING_SAID = About()


def read_file(path: str | Path, about: About = _NOTHING_SAID) -> Imported:
    """Read a result report, a national table or a spreadsheet; what it is shows in its first bytes.

    Parameters
    ----------
    path : str or Path
        PDF; XLSX, XLS or ODS; or text: CSV, semicolons, tabs, Markdown, an
        HTML table, JSON, or lines as pasted.
    about : About
        Institution, year, stage and regulation where the file does not say.

    Returns
    -------
    Imported
        Cards as printed. Nothing is written anywhere.

    Raises
    ------
    EvidenceError
        If the file is not what it must be. It names the file, the place, what
        was expected, what was found and what to do, for every fault at once.
    """
    path = Path(path)
    start = read_bytes(path, max(MAX_PDF_BYTES, MAX_TEXT_BYTES, MAX_WORKBOOK_BYTES))[:8]
    if start.startswith(_PDF):
        from spbe_analysis.evidence.readers.pdf_report import read_report

        return read_report(path, about)
    if start.startswith(_WORKBOOKS):
        from spbe_analysis.evidence.readers.workbook import workbook_grids

        grids = workbook_grids(path)
    else:
        from spbe_analysis.evidence.readers.bare_levels import bare_levels
        from spbe_analysis.evidence.readers.text_file import text_grids

        content = read_bytes(path, MAX_TEXT_BYTES)
        grids = bare_levels(content, path.name, about) or text_grids(content, path.name)
    from spbe_analysis.evidence.readers.cards import cards_of

    return cards_of(grids, path.name, about)
