"""The papermill engine ``spbe``: each notebook in a fork of a warm worker, same outputs as a kernel of its own.

``papermill --engine spbe in.ipynb out.ipynb`` or ``engine_name="spbe"``. The
first run of a process warms a worker; each further one forks it. Inside a
worker's child (the report factory) the cells run right there.

What differs from a kernel: IPython start-up files are not read, `input()` is
refused, a cell that calls `exit()` fails, widgets get no front end, and
`random` and NumPy's global generator start from the same state each time.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from click import ClickException
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from spbe_analysis.errors import ParameterError
from spbe_analysis.reports.factory.frames import CELL_SECONDS, RUN_SECONDS, Event, Job
from spbe_analysis.reports.factory.pool import ForkPool
from spbe_analysis.reports.factory.shell import CellRun, NotebookShell, language_info
from spbe_analysis.reports.factory.warm import imports_in
from spbe_analysis.reports.one.parameters import check_injected

LANGUAGE = "python"
_PLAIN = {  # what an output keeps of its message
    "display_data": ("metadata", "data"),
    "execute_result": ("metadata", "data", "execution_count"),
    "stream": ("name", "text"),
    "error": ("ename", "evalue", "traceback"),
}
_here: Callable[[int], None] | None = None
_pool = None


class RefusedParameters(ParameterError, ClickException):
    """Parameters that papermill was given and the notebook does not take; its command line tells them without a traceback."""

    exit_code = 2


class WarmEngine(Engine):
    """Runs a notebook's cells in a process of its own that starts warm."""

    @classmethod
    def execute_notebook(cls, nb, kernel_name, output_path=None, **kwargs):
        """Check the parameters that papermill put into the notebook, then run it.

        Raises
        ------
        RefusedParameters
            Before anything runs or is written.
        """
        path = kwargs.get("input_path")
        try:
            check_injected(nb, *([Path(path).name] if isinstance(path, str) else []))
        except ParameterError as error:
            raise RefusedParameters(error.summary, error.problems, error.advice) from None
        return super().execute_notebook(nb, kernel_name, output_path=output_path, **kwargs)

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man,
        kernel_name,
        log_output=False,
        stdout_file=None,
        stderr_file=None,
        start_timeout=60,
        execution_timeout=None,
        **kwargs,
    ):
        """Run every code cell in order until one fails, as papermill's own engine does.

        Parameters
        ----------
        nb_man : NotebookExecutionManager
            The notebook; its cells are changed in place.
        execution_timeout : float, optional
            Limit of each cell [s].
        run_timeout : float, optional
            Limit of the whole run [s].

        Raises
        ------
        CellTimeoutError
            If a cell or the run takes too long; its processes are ended.
        DeadKernelError
            If the process ends before the cells do.
        ValueError
            If the notebook is not in Python.
        """
        language = nb_man.nb.metadata.get("kernelspec", {}).get("language", LANGUAGE)
        if language != LANGUAGE:
            raise ValueError(f"the engine runs {LANGUAGE}, not {language}")
        run_timeout = kwargs.pop("run_timeout", None) or RUN_SECONDS
        safe = remove_args(["input_path", "timeout", "startup_timeout"], **kwargs)
        settings = merge_kwargs(
            safe,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            stdout_file=stdout_file,
            stderr_file=stderr_file,
        )
        client = _WarmClient(nb_man, **settings)
        client.limits = execution_timeout or kwargs.get("timeout") or CELL_SECONDS, run_timeout
        return client.execute()


class _WarmClient(PapermillNotebookClient):
    """papermill's client, to which messages come from a warm child instead of a kernel."""

    limits: tuple[float, float] = (CELL_SECONDS, RUN_SECONDS)

    def execute(self, **_):
        self.reset_execution_trackers()
        with _runs_here(_here) if _here is not None else self._runs_elsewhere() as self._run:
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = language_info()
        self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell, cell_index):
        if not self._is_run(cell):
            return
        run = self._run(cell_index, cell)
        cell.outputs = []
        cell.execution_count = run.count
        self.clear_before_next_output = False
        for message in run.messages:
            self.process_message(message, cell, cell_index)
        if run.ended:
            raise DeadKernelError(f"cell {cell_index} ended its own process with exit()")
        if run.error and not self._may_fail(cell):
            raise CellExecutionError.from_cell_and_msg(cell, run.error)

    def output(self, outs, msg, display_id, cell_index):
        """As nbclient does, without validating each output: the shell made it, and the whole is validated when written."""
        if display_id or self.clear_before_next_output or msg["msg_type"] not in _PLAIN:
            return super().output(outs, msg, display_id, cell_index)
        outs.append(
            nbformat.from_dict(
                {"output_type": msg["msg_type"], **{key: msg["content"][key] for key in _PLAIN[msg["msg_type"]]}}
            )
        )
        return outs[-1]

    def _is_run(self, cell) -> bool:
        skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
        return cell.cell_type == "code" and bool(cell.source.strip()) and not skipped

    def _may_fail(self, cell) -> bool:
        allowed = self.allow_errors or "raises-exception" in cell.metadata.get("tags", [])
        return allowed and not self.force_raise_errors

    @contextmanager
    def _runs_elsewhere(self) -> Iterator[Callable[[int, object], CellRun]]:
        cells = [(cell.source, self._may_fail(cell)) if self._is_run(cell) else None for cell in self.nb.cells]
        work = {"cells": cells, "cwd": os.getcwd(), "environment": _environment(), "seed": "notebook"}
        modules = imports_in((source for source, _ in filter(None, cells)), Path.cwd())
        events = _shared_pool().run([Job("notebook", "cells", work, *self.limits, modules)])

        def next_run(place: int, cell) -> CellRun:
            for event in events:
                if event.kind == "frame" and event.value[0] == place:
                    return event.value[1]
                if event.kind == "failed":
                    self._refuse(event, cell)
            raise DeadKernelError(f"cell {place} did not run")

        try:
            yield next_run
        finally:
            for _ in events:  # the child's own end
                pass

    def _refuse(self, event: Event, cell) -> None:
        failure = event.value
        if failure.overdue:
            raise CellTimeoutError.error_from_timeout_and_cell(failure.reason, self.limits[0], cell)
        raise DeadKernelError(failure.reason + (f"\n{failure.detail}" if failure.detail else ""))


@contextmanager
def cells_here(tell: Callable[[int], None]) -> Iterator[None]:
    """Within the block the engine runs cells in this very process; `tell` hears the number of each as it begins."""
    global _here
    _here = tell
    try:
        yield
    finally:
        _here = None


@contextmanager
def _runs_here(tell: Callable[[int], None]) -> Iterator[Callable[[int, object], CellRun]]:
    with NotebookShell() as shell:

        def run(place: int, cell) -> CellRun:
            tell(place)
            return shell.run(cell.source)

        yield run


def _shared_pool():
    global _pool
    if _pool is None:
        _pool = ForkPool(1, {"path": sys.path})
        atexit.register(_pool.close)
    return _pool


def _environment() -> dict[str, str]:
    """The caller's environment, as a kernel started here would have it, but for what keeps runs alike."""
    from spbe_analysis.reports.factory.warm import THREAD_VARIABLES

    kept = {"PYTHONHASHSEED", *THREAD_VARIABLES}
    return {name: value for name, value in os.environ.items() if name not in kept}
