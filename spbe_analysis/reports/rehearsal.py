"""One report gone through before a worker is forked, so that every later one finds all that can be kept.

What a report reads and compiles once (tables, regulations, fonts, templates,
solver tables) is kept by caches that depend on their inputs alone. What it
could leave behind besides is put back: the shell's names and counter, settings
of matplotlib, warnings, the environment, the working directory. A sample of
every run is made again in a cold kernel to hold this to its word.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from spbe_analysis.errors import SpbeError


def rehearse(runs: list[tuple[str, Mapping[str, object]]]) -> None:
    """Make the reports of `runs` (notebook, parameters) for nobody; one that fails will fail again and tell then."""
    from spbe_analysis.presentation import layers
    from spbe_analysis.reports import jobs

    layers.keep()
    with tempfile.TemporaryDirectory(prefix="spbe-rehearsal-") as folder, _put_back():
        for place, (notebook, parameters) in enumerate(runs):
            work = {"notebook": notebook, "parameters": parameters, "out": str(Path(folder) / str(place))}
            try:
                jobs.report(work, lambda *_: None)
            except SpbeError:
                continue
            finally:
                _forget()
    layers.make_ready()


def _forget() -> None:
    """Give the shell back as new: no names, first cell next, no figure open."""
    from IPython import get_ipython
    from matplotlib import pyplot

    pyplot.close("all")
    shell = get_ipython()
    shell.reset(new_session=True)
    shell.exit_now = False


@contextmanager
def _put_back() -> Iterator[None]:
    import matplotlib

    environment, place = dict(os.environ), os.getcwd()
    with matplotlib.rc_context(), warnings.catch_warnings():
        yield
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(place)
