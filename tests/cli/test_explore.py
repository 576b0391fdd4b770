"""``spbe explore``: what it starts, and what it refuses."""

from __future__ import annotations

import importlib
import json
import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from spbe_analysis.cli import main
from spbe_analysis.errors import ParameterError, ReportError
from spbe_analysis.evidence.values.limits import MAX_PDF_BYTES
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.explore import server as explore_server
from spbe_analysis.explore.server import NOTEBOOK, prepare_server


@pytest.fixture(autouse=True)
def _own_jupyter(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.delenv("JUPYTER_TOKEN", raising=False)


def test_the_command_opens_the_notebook_on_this_computer_only_and_keeps_the_token_off_it():
    server = prepare_server(project_root(), port=0, browser=False)
    line = " ".join(server.command)
    assert f"--LabApp.default_url=/doc/tree/{NOTEBOOK}" in line and "--ServerApp.ip=127.0.0.1" in line
    assert "--ServerApp.open_browser=False" in line and f"--ServerApp.port={server.port}" in line
    assert "--ServerApp.allow_root=False" in line and "--LabApp.custom_css=True" in line
    token = server.environment["JUPYTER_TOKEN"]
    assert len(token) >= 32 and token not in line and server.url.endswith(f"?token={token}")


def test_jupyterlab_takes_the_style_that_hides_the_bars_of_hidden_code_before_the_readers_own():
    name = next(part for part in prepare_server(project_root(), port=0).command if "jpserver_extensions" in part)
    module = importlib.import_module(name.partition("=")[2].removesuffix("=True"))
    assert module._jupyter_server_extension_points() == [{"module": module.__name__}]
    app = SimpleNamespace(static_custom_path=["/the/readers/own"], tornado_settings={"theirs": 1})
    module._link_jupyter_server_extension(app)
    assert app.tornado_settings["theirs"] == 1 and app.tornado_settings["websocket_max_message_size"] > MAX_PDF_BYTES
    ours, theirs = app.static_custom_path
    assert ".jp-InputPlaceholder" in (Path(ours) / "custom.css").read_text() and theirs == "/the/readers/own"


def test_a_taken_port_is_refused_and_a_free_one_found():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ParameterError, match="is taken"):
            prepare_server(project_root(), port=taken.getsockname()[1])
    assert prepare_server(project_root()).port >= explore_server.FIRST_PORT


def test_everything_missing_is_named_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(explore_server, "find_spec", lambda name: None)
    with pytest.raises(ReportError) as refused:
        prepare_server(tmp_path)
    assert len(refused.value.problems) == 3
    assert any("spbe-analysis[explore]" in problem for problem in refused.value.problems)


def test_the_verb_says_where_and_becomes_jupyterlab(monkeypatch, capsys):
    became = []
    monkeypatch.setattr(os, "execve", lambda *call: became.append(call))
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    assert main(["explore", "--no-browser", "--port", "0", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["notebook"] == NOTEBOOK and str(said["port"]) in said["url"]
    program, command, environment = became[0]
    assert command[0] == program and command[1:3] == ["-m", "jupyterlab"] and "JUPYTER_TOKEN" in environment
    assert main(["explore", "--no-browser", "--port", "0", "--language", "id"]) == 0
    assert "Mulai" in capsys.readouterr().out


def test_the_notebook_is_trusted_for_its_button_without_touching_it(monkeypatch):
    import nbformat
    from nbformat.sign import NotebookNotary

    path = project_root() / NOTEBOOK
    before = path.read_bytes()
    explore_server.trust(project_root())
    assert NotebookNotary().check_signature(nbformat.read(path, as_version=4)) and path.read_bytes() == before
