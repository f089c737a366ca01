"""What protects the user, as the window shows it: the layers, the network's switch, the question where there are none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from hookstudio.model.node import BUNDLED_MAJOR
from hookstudio.runner import sandbox
from hookstudio.runner.proofs import PROOFS, Verdict
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, wait_until


def _button(studio: StudioDriver, name: str) -> QToolButton:
    button = studio.window.findChild(QToolButton, name)
    assert isinstance(button, QToolButton)
    return button


def _copy_from_outside(workspace: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(workspace, tmp_path / "outside", ignore=shutil.ignore_patterns(".hookstudio")))


def test_the_layers_are_named_once_they_have_proved_themselves(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    wait_until(lambda: "process" in _button(studio, "sandboxButton").text(), "the layers")
    shown = _button(studio, "sandboxButton").text().removeprefix("Sandbox: ").split(", ")
    runtime = next(node for node in studio.window.runner.nodes.found() if node.major == BUNDLED_MAJOR)
    assert tuple(shown) == sandbox.protection(runtime).names


def test_the_network_is_switched_for_the_workspace(open_window: OpenWindow, workspace: Path, tmp_path: Path) -> None:
    studio = open_window(workspace)
    button = _button(studio, "networkButton")
    assert (button.text(), button.isVisible()) == ("Network on", True)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.text() == "Network off"
    assert not Session.open(workspace, app_folders()).network
    outside = open_window(_copy_from_outside(workspace, tmp_path))
    assert _button(outside, "networkButton").text() == "Network off"


def test_nothing_runs_unasked_where_nothing_protects(
    open_window: OpenWindow, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_prove", lambda _runtime, *, network: Verdict(process=True, wall_problem=f"none {network}"))
    PROOFS.forget()
    outside = _copy_from_outside(workspace, tmp_path)
    try:
        studio = open_window(outside)
        studio.open("pre-login", "first")
        studio.window.run_control.run()
        wait_until(lambda: any("Nothing but a time limit" in text for text in studio.notices), "the question")
        assert not studio.window.run_control.running
        studio.choose("Run anyway")
        wait_until(lambda: "hello from first" in studio.console, "the console")
        assert Session.open(outside, app_folders()).runs_unprotected
    finally:
        PROOFS.keep_in(None)
        PROOFS.forget()
