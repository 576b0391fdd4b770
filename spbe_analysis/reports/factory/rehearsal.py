"""Reports made one after another in one process, as the worker does before it is forked and a child does for two languages.

What a report reads and compiles once (tables, regulations, fonts, templates,
solver tables) is kept by caches that depend on their inputs alone. What it
could leave behind besides is put back: the shell's names and counter, settings
of matplotlib, warnings, the environment, the working directory. A sample of
every run is made again in a cold kernel to hold this to its word.
"""

from __future__ import annotations

import os
import signal
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from spbe_analysis.errors import SpbeError
from spbe_analysis.reports.factory import jobs
from spbe_analysis.reports.factory.frames import Job
from spbe_analysis.reports.factory.warm import settle


def prewarm(job: Job) -> None:
    """Go through a report that went well in a child, so that later children find all it had to read and draw."""
    if job.kind == "report":
        warm_up(job.work["notebook"], job.work["parameters"], job.run_seconds)
        settle()


def warm_up(notebook: str, parameters: Mapping[str, object], seconds: float) -> None:
    """Make one report for nobody. One that fails or takes longer than `seconds` is given up."""
    with tempfile.TemporaryDirectory(prefix="spbe-rehearsal-") as folder, left_as_found(), _limit(seconds):
        # Typst draws PNG with threads of its own, which no child forked from here would have.
        work = {"notebook": notebook, "parameters": parameters, "out": str(Path(folder) / "report"), "pictures": False}
        try:
            jobs.report(work, lambda *_: None)
        except (SpbeError, TimeoutError):
            pass


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    def over(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def left_as_found() -> Iterator[None]:
    """Put back what a report leaves behind: the shell's names and counter, open figures, settings, the environment."""
    import matplotlib

    import spbe_analysis

    environment, place, language = dict(os.environ), os.getcwd(), spbe_analysis.language
    with matplotlib.rc_context(), warnings.catch_warnings():
        try:
            yield
        finally:
            _forget()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(place)
    spbe_analysis.language = language


def _forget() -> None:
    """Give the shell back as new: no names, first cell next, no figure open."""
    from IPython import get_ipython
    from matplotlib import pyplot

    pyplot.close("all")
    shell = get_ipython()
    shell.reset(new_session=True)
    shell.exit_now = False
