"""One door for files that people have: a result report, a national table or a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from spbe_analysis.errors import EvidenceError
from spbe_analysis.evidence.readers.imported import About, Imported
from spbe_analysis.evidence.values.limits import MAX_PDF_BYTES, MAX_TEXT_BYTES, MAX_WORKBOOK_BYTES, read_bytes
from spbe_analysis.message import Message

_PDF, _ZIP, _OLD_EXCEL = b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_NOTHING_SAID = About()


def read_file(path: str | Path, about: About = _NOTHING_SAID) -> Imported:
    """Read a result report, a national table or a spreadsheet; what it is shows in its first bytes.

    Parameters
    ----------
    path : str or Path
        PDF, XLSX, or text: CSV, semicolons, tabs, bars, or lines as pasted.
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
    if start.startswith(_OLD_EXCEL):
        raise EvidenceError(
            Message("workbook.old", file=path.name), [Message("file.kinds")], Message("advice.open_and_save")
        )
    if start.startswith(_ZIP):
        from spbe_analysis.evidence.readers.workbook import read_sheets

        sheets = read_sheets(path)
    else:
        from spbe_analysis.evidence.readers.sheet import text_sheet

        sheets = [text_sheet(read_bytes(path, MAX_TEXT_BYTES), path.name)]
    from spbe_analysis.evidence.readers.spreadsheet import read_sheets_as_cards

    return read_sheets_as_cards(sheets, path.name, about)
