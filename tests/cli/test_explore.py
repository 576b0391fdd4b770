"""``spbe explore``: what it starts, and what it refuses."""

from __future__ import annotations

import importlib
import json
import os
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

from spbe_analysis.errors import ParameterError, ReportError
from spbe_analysis.evidence.values.limits import MAX_PDF_BYTES
from spbe_analysis.evidence.values.paths import project_root
from spbe_analysis.explore import server as explore_server
from spbe_analysis.explore.server import NOTEBOOK, prepare_server
from spbe_analysis.explore.session import open_exploration


@pytest.fixture(autouse=True)
def _own_jupyter(monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.delenv("JUPYTER_TOKEN", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)


def test_the_command_opens_the_notebook_on_this_computer_only_and_keeps_the_token_off_it():
    server = prepare_server(project_root(), port=0, browser=False)
    line = " ".join(server.command)
    assert f"--LabApp.default_url=/doc/tree/{NOTEBOOK}" in line and "--ServerApp.ip=127.0.0.1" in line
    assert "--ServerApp.open_browser=False" in line and f"--ServerApp.port={server.port}" in line
    assert "--ServerApp.allow_root=False" in line and "--LabApp.custom_css=True" in line
    token = server.environment["JUPYTER_TOKEN"]
    assert len(token) >= 32 and token not in line and server.url.endswith(f"?token={token}")


def test_a_saved_state_stands_in_the_address_behind_the_token(tmp_path):
    saved = open_exploration("Kaltim", 2023, 2024).saved()
    server = prepare_server(project_root(), port=0, browser=False, state=saved.json())
    assert server.url.endswith(f"{server.environment['JUPYTER_TOKEN']}#state={saved.text()}")
    assert f"--LabApp.default_url=/doc/tree/{NOTEBOOK}#state={saved.text()}" in server.command


def test_jupyterlab_is_given_the_plug_in_that_makes_a_page_of_the_notebook():
    [given] = [part for part in prepare_server(project_root(), port=0).command if "extra_labextensions_path" in part]
    [about] = Path(given.partition("=")[2]).glob("*/package.json")
    built = json.loads(about.read_text())["jupyterlab"]["_build"]
    script = (about.parent / built["load"]).read_text()
    assert f'"{about.parent.name}"' in script and f'"{NOTEBOOK}"' in script


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


def test_the_superuser_is_refused_in_our_own_words(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    with pytest.raises(ReportError, match="--allow-root"):
        prepare_server(project_root(), port=0)
    assert prepare_server(project_root(), port=0, as_root=True)


@pytest.mark.few(0)
def test_the_address_that_is_said_answers_whatever_the_readers_settings_are(tmp_path):
    """A base address of a hub, a certificate and another port in the reader's own configuration change nothing."""
    settings = {"base_url": "/hub/", "port": 9999, "ip": "0.0.0.0", "certfile": "/no/such.pem"}
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "jupyter_server_config.json").write_text(json.dumps({"ServerApp": settings}))
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path / "config"), "HOME": str(tmp_path)}
    command = [
        sys.executable,
        "-m",
        "spbe_analysis",
        "explore",
        "--no-browser",
        "--port",
        "0",
        "--json",
        "--allow-root",
    ]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        said = ""
        while not said.endswith("}\n"):
            said += (line := process.stdout.readline())
            assert line, said
        with urllib.request.urlopen(json.loads(said)["url"], timeout=60) as page:
            assert page.status == 200
    finally:
        process.terminate()
        process.wait(60)
    with pytest.raises(OSError):
        urllib.request.urlopen(json.loads(said)["url"], timeout=5)


def test_the_notebook_is_trusted_for_its_button_without_touching_it(monkeypatch):
    import nbformat
    from nbformat.sign import NotebookNotary

    path = project_root() / NOTEBOOK
    before = path.read_bytes()
    explore_server.trust(project_root())
    assert NotebookNotary().check_signature(nbformat.read(path, as_version=4)) and path.read_bytes() == before
