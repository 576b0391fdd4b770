"""One report: a notebook through papermill, checked, converted, and put in place in one step."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spbe_analysis.errors import ReportError
from spbe_analysis.message import Message
from spbe_analysis.presentation.text.wording import LANGUAGES
from spbe_analysis.reports.one.book import book_of
from spbe_analysis.reports.one.inputs import hash_file, inputs_of
from spbe_analysis.reports.one.parameters import check_parameters, with_parameters
from spbe_analysis.reports.one.publish import staged
from spbe_analysis.reports.one.published_notebook import NOTEBOOK, as_published, read_published
from spbe_analysis.reports.one.verify import clean, verify

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAGE, RECORD = "report.html", "run.json"
MAX_SOCKET_PATH = 90  # characters; systems allow about 104, and numbers are appended
_QUIET = ("--IPKernelApp.log_level=50",)  # being stopped at the end is no error; what a cell says is kept elsewhere
CELL_SECONDS = 300  # no cell of ours takes a tenth of this; a hanging one ends


@dataclass(frozen=True)
class Made:
    """A published report: its folder, title, one-sentence finding, and what the notebook said on standard error."""

    folder: Path
    title: str
    finding: str
    remarks: str = ""

    @property
    def page(self) -> Path:
        """The file to open."""
        return self.folder / PAGE


def run_notebook(
    notebook: str | Path,
    parameters: Mapping[str, object],
    out: str | Path,
    engine: str | None = None,
    paper: bool = False,
    pictures: bool = True,
    place: str = "",
) -> Made:
    """Run a notebook and publish its report.

    Parameters
    ----------
    notebook : str or Path
        A notebook with a ``parameters`` cell and a closing block.
    parameters : mapping
        By name; see `parameters.check_parameters`.
    out : str or Path
        Folder of this report and nothing else. It is replaced in one step, and
        only when everything has been verified: ``report.html``,
        ``report.ipynb``, ``figures/*.svg`` and ``*.png``, ``citation.bib`` and ``.ris``, the notebook's downloads,
        its tables as XLSX, the page for a meeting of an institution's own report, and
        ``run.json`` with the inputs and the sha256 of every other file.
    engine : str, optional
        Name of a papermill engine; papermill's own by default.
    paper : bool
        Whether to write the files meant for paper and slides as well, see
        `spbe_analysis.reports.one.pdf`.
    pictures : bool
        Whether figures are written as PNG besides SVG.
    place : str
        The folder below that of all reports, where the report is one of a site:
        opened there, its page leads to the site and to the page for a meeting.

    Raises
    ------
    ParameterError
        If a parameter is unknown, ill-typed or means nothing. Nothing has run.
    ReportError
        If a cell fails or the result does not hold what it must. What stood in
        `out` before stands there still.
    """
    notebook, out = Path(notebook).resolve(), Path(out)
    values = check_parameters(notebook, parameters)
    inputs = inputs_of(notebook, values)
    with staged(out) as folder:
        executed = execute(notebook, values, engine)
        remarks = _standard_error(executed)
        about = verify(clean(executed), values)
        record = {
            "notebook": notebook.stem,
            "parameters": values,
            "language": about["language"],
            "title": about["title"],
            "finding": about["finding"],
            **inputs,
        }
        write_report(executed, about["language"], folder, record, paper, pictures, place)
    return Made(out, about["title"], about["finding"], remarks)


def execute(notebook: Path, values: Mapping[str, object], engine: str | None = None) -> NotebookNode:
    """The notebook after its run with checked parameters; nothing is written anywhere.

    Raises
    ------
    ReportError
        Naming the cell that failed and how.
    """
    import papermill
    from papermill.exceptions import PapermillException, PapermillExecutionError

    try:
        with _kernel_settings() as settings:
            return papermill.execute_notebook(
                with_parameters(notebook, values),
                None,
                engine_name=engine,
                progress_bar=False,
                cwd=str(notebook.parent),
                execution_timeout=CELL_SECONDS,
                config=settings,
            )
    except PapermillExecutionError as error:
        raise ReportError(
            Message("report.stopped", notebook=notebook.name, cell=error.cell_index),
            [f"{error.ename}: {error.evalue}", Message("report.cell_begins", text=error.source.splitlines()[0])],
            Message("report.kept"),
        ) from error
    except (PapermillException, TimeoutError, RuntimeError) as error:
        raise ReportError(
            Message("report.not_ended", notebook=notebook.name), [f"{type(error).__name__}: {error}"]
        ) from error


def write_report(
    executed: NotebookNode,
    language: str,
    folder: Path,
    record: Mapping[str, object],
    paper: bool = False,
    pictures: bool = True,
    place: str = "",
) -> None:
    """Write every file of a report into `folder`, its record last."""
    import nbformat

    from spbe_analysis.reports.one.html import citation_files, figure_files, to_html
    from spbe_analysis.reports.one.page_content import citation, in_one_language, roles
    from spbe_analysis.reports.one.pdf import png_files
    from spbe_analysis.reports.one.sheet import meeting_files

    book, meeting = book_of(executed, language), meeting_files(record, language, PAGE)
    kept = nbformat.writes(as_published(executed, language), version=nbformat.NO_CONVERT)
    files = {PAGE: to_html(executed, language, book, place, meeting), NOTEBOOK: kept + "\n"}
    files |= citation_files(citation(executed, language)) | meeting
    drawn = figure_files(executed)
    files |= {f"figures/{name}.svg": svg for name, svg in drawn.items()}
    if pictures:
        files |= {f"figures/{name}.png": png for name, png in png_files(drawn).items()}
    files |= {about["name"]: about["content"] for about in roles(executed, "file")} | book
    if paper:
        from spbe_analysis.reports.one.pdf import paper_files

        files |= paper_files(in_one_language(executed, language), language)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    write_record(folder, record, files)


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
    from spbe_analysis.reports.one.page_content import in_one_language
    from spbe_analysis.reports.one.pdf import REPORT, paper_files

    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    if REPORT in record["outputs"]:
        return False
    with staged(folder) as place:
        shutil.copytree(folder, place, dirs_exist_ok=True)
        language = record["language"]
        notebook = in_one_language(read_published(place), language)
        files = paper_files(notebook, language)
        for name, content in files.items():
            (place / name).write_bytes(content)
        write_record(place, record, [*record["outputs"], *files])
    return True


def write_record(folder: Path, record: Mapping[str, object], files: Iterable[str]) -> None:
    """Write ``run.json`` with the hash of every file it answers for, last, so that a folder with it is whole."""
    outputs = {name: hash_file(folder / name) for name in files}
    text = json.dumps({**record, "outputs": outputs}, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Whether a published folder has its record and every file is as the record says."""
    try:
        outputs = json.loads((folder / RECORD).read_text(encoding="utf-8"))["outputs"]
        return all(hash_file(folder / name) == digest for name, digest in outputs.items())
    except (OSError, ValueError, KeyError):
        return False


def report_folders(root: Path) -> Iterator[Path]:
    """Every folder below `root` that holds a record; none whose name begins with a dot is looked into."""
    for place, folders, files in os.walk(root):
        folders[:] = [] if RECORD in files else sorted(name for name in folders if not name.startswith("."))
        if RECORD in files:
            yield Path(place)


def suffix(language: str) -> str:
    """What the folder's name of a report in another language than the first ends with."""
    return f"-{language}" if language in LANGUAGES[1:] else ""


@contextmanager
def _kernel_settings():
    """Talk to the kernel through files that only this user and this run use, not over a port open to the machine."""
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="spbe-") as folder:
        base = os.path.join(folder, "kernel")
        fits = os.name == "posix" and len(base) < MAX_SOCKET_PATH
        own = f"--ipython-dir={folder}"  # nobody's start-up files and profile
        settings = Config({"NotebookClient": {"extra_arguments": [*_QUIET, own]}})
        if fits:
            settings.KernelManager.update(transport="ipc", ip=base)
        yield settings


def _standard_error(executed: NotebookNode) -> str:
    return "".join(
        output.text
        for cell in executed.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stderr"
    )
