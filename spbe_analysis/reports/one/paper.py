"""Files for paper and slides, added to a report that was published without them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from spbe_analysis.reports.one.run import NOTEBOOK, RECORD, write_record


def add_paper(folder: Path) -> bool:
    """Write ``report.pdf``, ``summary.pdf`` and the slides beside a published report; False where they are there already.

    Nothing is computed again: the pages are set from the notebook as it ran,
    and the folder is replaced in one step with a record that holds them.

    Parameters
    ----------
    folder : Path
        Of a published report.

    Raises
    ------
    ReportError
        If the extra `pdf` is not installed or the page has no figure.
    """
    import nbformat

    from spbe_analysis.reports.one.html import in_one_language
    from spbe_analysis.reports.one.pdf import REPORT, paper_files
    from spbe_analysis.reports.one.publish import staged

    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    if REPORT in record["outputs"]:
        return False
    with staged(folder) as place:
        shutil.copytree(folder, place, dirs_exist_ok=True)
        language = record["language"]
        notebook = in_one_language(nbformat.read(place / NOTEBOOK, nbformat.NO_CONVERT), language)
        files = paper_files(notebook, language)
        for name, content in files.items():
            (place / name).write_bytes(content)
        write_record(place, record, [*record["outputs"], *files])
    return True
