"""Every option of every verb with values of every sort: a sentence and exit 2, or an answer; never a traceback."""

from __future__ import annotations

import argparse
import importlib

import pytest

from spbe_analysis.cli import VERBS, declare, main

LAW = ["--regulation", "permenpanrb-59-2020"]
YEARS = ["--from", "2023", "--to", "2024"]
ODD = ["", " ", "-1", "x", "5", "2023.0", "9" * 6000, "x" * 6000, "\x07", "a\nb", "=1+1", "{0}", "%s", "/", "\udcff"]
BASE = {
    "prepare": [], "institutions": ["Kota Bogor"], "index": ["levels.csv"], "drivers": ["Kaltim", *YEARS],
    "identify": [*LAW, "--index", "3,79"], "check": ["scores.csv"], "plan": ["Kota Bandar Lampung", "--year", "2024"],
    "learn": [], "criteria": ["I21"], "law": [], "bridge": ["Kemenko Perekonomian", "--from", "2019", "--to", "2021"],
    "import": ["scores.csv"], "panel": [], "compare": ["Kaltim", "Kalsel", *YEARS], "report": ["Kaltim", *YEARS],
    "reports": ["--kind", "provinsi", *YEARS], "release": [], "explore": ["--no-browser"], "claims": [],
}  # fmt: skip


class Begun(Exception):
    """Nothing was refused: the verb would now do its work."""


@pytest.fixture
def calm(monkeypatch, tmp_path):
    """A folder of its own, and no verb that goes to work on what it was not refused."""
    importlib.import_module(
        "spbe_analysis.evidence.readers.save"
    )  # has `prepare` for good: before another stands there
    (tmp_path / "levels.csv").write_text("indicator,level\n" + "".join(f"{number},3\n" for number in range(1, 48)))
    (tmp_path / "scores.csv").write_text("Nama Instansi,Tahun,Indeks\nPemerintah Kota Bogor,2023,2.91\n")
    monkeypatch.chdir(tmp_path)

    def begun(*_, **__):
        raise Begun

    for place in (
        "evidence.collection.prepare.prepare",
        "studies.learn.learn",
        "reports.release.release.release",
        "reports.one.run.execute",
        "reports.factory.factory.make",
        "explore.server.serve",
    ):
        module, name = place.rsplit(".", 1)
        monkeypatch.setattr(importlib.import_module(f"spbe_analysis.{module}"), name, begun)


def _options(verb: str) -> list[argparse.Action]:
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    declare(parser, verb)
    return [
        action for action in parser._actions if action.nargs != 0 and action.dest != "data"
    ]  # the data are other tests'


@pytest.mark.few(1)
@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_answered_or_refused(verb, calm, capsys):
    faults = []
    for action in _options(verb):
        for odd in ODD:
            name = action.option_strings[-1] if action.option_strings else ""
            call = [verb, *BASE[verb], f"{name}={odd}"] if name else [verb, odd, *BASE[verb][1:]]
            try:
                code = main([*call, "--json"])
            except Begun:
                code = 0
            except SystemExit as stopped:
                code = stopped.code
            except Exception as error:
                code = repr(error)
            told = capsys.readouterr()
            if code not in (0, 1, 2, 3) or "Traceback" in told.err or (code == 2 and not told.err.strip()):
                faults.append(f"{name or action.dest} {odd[:9]!r}: {code} {told.err}"[:300])
    assert not faults, "\n".join(faults)
