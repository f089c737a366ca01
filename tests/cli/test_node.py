"""`hookstudio node`: the commands, their documents, Ctrl-C, and once a real Node from the real registry."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hookstudio.model.node import MAJORS
from hookstudio.runner.runtimes import bundled
from hookstudio.storage.folders import app_folders
from hookstudio.studio import node_runtimes
from tests.cli.program import Inside, call, start
from tests.node_registry import RUNS_HOOKS, VERSION, Registry, archive, configure_npm, package_of

SAMPLE = Path(__file__).resolve().parents[2] / "tests" / "corpus" / "hostile" / "ok-callback.js"


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    with Registry(archive()).running() as registry:
        configure_npm(monkeypatch, tmp_path, registry.host)
        yield registry


def test_the_list_has_a_row_for_every_major(hookstudio: Inside) -> None:
    rows = hookstudio("node", "list", "--json").document["node"]
    assert {row["major"] for row in rows} >= set(MAJORS)
    for row in rows:
        assert list(row) == ["major", "version", "path", "source", "installed", "available", "size", "why"]
        assert row["version"] is None or row["version"].startswith(f"{row['major']}.")
    own = next(row for row in rows if row["major"] == 24)
    assert (own["version"], own["path"], own["source"], own["installed"]) == (bundled().version, str(bundled().path), "bundled", False)
    text = hookstudio("node", "list").out
    assert f"24  {bundled().version}" in text and "comes with Hook Studio" in text


def test_install_and_remove(hookstudio: Inside, registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not RUNS_HOOKS:
        return
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    package = package_of(registry.data)
    monkeypatch.setattr(node_runtimes, "node_packages", lambda: (package,))
    installed = hookstudio("node", "install", "12")
    assert (installed.status, installed.out.split(" in ")[0]) == (0, f"Installed Node {VERSION}")
    again = hookstudio("node", "install", f"v{VERSION}", "--json")
    (row,) = again.document["node"]
    assert (again.err, row["source"], row["version"], row["installed"]) == ("", "installed", VERSION, True)
    assert f"{VERSION}    installed by Hook Studio" in hookstudio("doctor").out
    removed = hookstudio("node", "remove", "12")
    assert removed.status == 0 and "can't run until" in removed.err
    assert hookstudio("node", "remove", "12").status == 2


def test_a_registry_that_is_not_there_is_status_3(hookstudio: Inside, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configure_npm(monkeypatch, tmp_path, "127.0.0.1:9")
    answer = hookstudio("node", "install", "26", "--json")
    assert answer.status == 3
    assert "registry can't be reached" in answer.document["error"]["message"]


def test_ctrl_c_leaves_nothing(registry: Registry) -> None:
    if sys.platform == "win32":
        return
    registry.manner = "silent"
    process = start("node", "install", "26")
    assert registry.stalled.wait(20)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"") and b"Interrupted" in err
    folder = app_folders().data / "node"
    assert [path.name for path in folder.iterdir()] == [".lock"]


@pytest.mark.full
def test_a_real_node_12_from_the_real_registry_runs_a_hook() -> None:
    installed = call("node", "install", "12")
    assert installed.status == 0, installed.err
    (row,) = [row for row in call("node", "list", "--json").document["node"] if row["major"] == 12]
    said = subprocess.run([row["path"], "--version"], capture_output=True, text=True, check=True, env=dict(os.environ)).stdout
    assert said.strip() == f"v{row['version']}"
    answer = call("run", SAMPLE, "--node", "12", "--seed", "7", "--json").document
    assert (answer["status"], answer["node"].partition(".")[0]) == ("ok", "12")
