"""Node runtimes in the window: installed, cancelled, removed, missing, and the word about classic hooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QPushButton

from hookstudio.storage.folders import app_folders
from hookstudio.studio import node_runtimes
from hookstudio.studio.session import Session
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, wait_until
from tests.node_registry import RUNS_HOOKS, Registry, archive, configure_npm, package_of

MAJOR, VERSION = 14, "14.21.3"


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    """A machine without any Node but the bundled one, and a registry that has a Node 14 for it."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("PATH", "NVM_DIR", "FNM_DIR", "VOLTA_HOME", "ASDF_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, "")
    with Registry(archive(version=VERSION), VERSION).running() as registry:
        configure_npm(monkeypatch, tmp_path, registry.host)
        package = package_of(registry.data, VERSION)
        monkeypatch.setattr(node_runtimes, "node_packages", lambda: (package,))
        yield registry


def parts(studio: StudioDriver) -> tuple[str, Any, Any]:
    """What the row of the Node says, its progress and its button."""
    row = studio.find(f"node{MAJOR}")
    words = " ".join(label.text() for label in row.findChildren(QLabel))
    return words, row.findChild(QProgressBar), row.findChild(QPushButton)


def press(studio: StudioDriver, label: str) -> None:
    _, _, button = parts(studio)
    assert button.isVisible() and button.text().startswith(label), f"{button.text()} is not {label}"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def open_settings(studio: StudioDriver) -> None:
    studio.window.actions_by_id["app.settings"].trigger()
    wait_until(lambda: studio.has("settingsPage") and studio.has(f"node{MAJOR}"), "the settings")


def said(studio: StudioDriver, text: str) -> Callable[[], bool]:
    return lambda: text in parts(studio)[0]


def test_the_settings_install_and_remove_a_node(open_window: OpenWindow, workspace: Path, registry: Registry) -> None:
    if not RUNS_HOOKS:
        return
    studio = open_window(workspace)
    open_settings(studio)
    assert "comes with Hook Studio" in " ".join(label.text() for label in studio.find("node24").findChildren(QLabel))
    assert f"{VERSION} can be installed" in parts(studio)[0]
    registry.manner = "stalled"
    press(studio, "Install")
    wait_until(lambda: registry.stalled.is_set() and parts(studio)[1].isVisible() and parts(studio)[1].maximum() > 0, "progress")
    assert 0 < parts(studio)[1].value() < parts(studio)[1].maximum() == len(registry.data)
    assert any("Installing Node 14" in text for text in studio.notices)
    press(studio, "Cancel")
    wait_until(lambda: parts(studio)[2].text().startswith("Install"), "the end of the installation")
    assert studio.notices == []
    registry.manner = "well"
    press(studio, "Install")
    wait_until(said(studio, f"{VERSION}, installed by Hook Studio"), "the installation")
    assert not parts(studio)[1].isVisible()
    press(studio, "Remove")
    wait_until(said(studio, "can be installed"), "the removal")


def test_a_failure_is_told_where_it_was_asked_for_and_in_the_window(open_window: OpenWindow, workspace: Path, registry: Registry) -> None:
    studio = open_window(workspace)
    open_settings(studio)
    registry.manner = "missing"
    press(studio, "Install")
    wait_until(said(studio, "does not have this package"), "the failure")
    assert parts(studio)[2].text().startswith("Install")
    assert any("does not have this package" in text for text in studio.notices)


@pytest.mark.usefixtures("registry")
def test_the_settings_choose_the_workspace_s_node_and_install_it(open_window: OpenWindow, workspace: Path) -> None:
    if not RUNS_HOOKS:
        return
    studio = open_window(workspace)
    open_settings(studio)
    combo = studio.find("workspaceNode")
    assert isinstance(combo, QComboBox) and combo.currentData() is None
    wait_until(lambda: combo.findData(MAJOR) >= 0, "the choices")
    assert "to be installed" in combo.itemText(combo.findData(MAJOR))
    combo.setFocus()
    QTest.keyClicks(combo, f"Node {MAJOR}")
    wait_until(lambda: Session.open(workspace, app_folders()).workspace.node == MAJOR, "the choice")
    wait_until(said(studio, "installed by Hook Studio"), "the installation")
    assert combo.currentText() == f"Node {MAJOR}"


def test_a_missing_node_is_offered_where_it_is_missed(open_window: OpenWindow, workspace: Path, registry: Registry) -> None:
    if not RUNS_HOOKS:
        return
    Session.open(workspace, app_folders()).set_default_node(MAJOR)
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    studio.run()
    wait_until(lambda: any("Node 14 is not on this machine" in text for text in studio.notices), "the notice")
    wait_until(lambda: studio.window.protection.machine.runtimes, "the look at the machine")
    studio.choose("Install Node 14 (1 MB)")
    wait_until(lambda: any(f"Node {VERSION} is installed" in text for text in studio.notices), "the installation")
    assert len(registry.asked) > 1


@pytest.mark.usefixtures("registry")
def test_a_classic_hook_on_a_newer_node_is_told_once_and_can_go_over(open_window: OpenWindow, workspace: Path) -> None:
    if not RUNS_HOOKS:
        return
    studio = open_window(workspace)
    wait_until(lambda: studio.window.nodes.choices(), "the Nodes of this machine")
    studio.open("pre-login", "first")
    studio.run()
    wait_until(lambda: any("promised classic hooks Node 12 and 14" in text for text in studio.notices), "the word")
    studio.choose("Install Node 14 (1 MB) and use it for this workspace")
    wait_until(lambda: Session.open(workspace, app_folders()).workspace.node == MAJOR, "the change of the workspace")
    assert (app_folders().data / "node" / VERSION).is_dir()
    Session.open(workspace, app_folders()).set_default_node(None)
    studio.window.close()
    again = open_window(workspace)
    again.open("pre-login", "second")
    again.run()
    wait_until(lambda: again.result is not None, "the result")
    assert not any("promised" in text for text in again.notices)


@pytest.mark.usefixtures("registry")
def test_the_properties_offer_nodes_that_have_to_be_installed(open_window: OpenWindow, workspace: Path) -> None:
    if not RUNS_HOOKS:
        return
    studio = open_window(workspace)
    wait_until(lambda: studio.window.protection.machine.runtimes, "the look at the machine")
    studio.open("pre-login", "first")
    studio.window.actions_by_id["hook.properties"].trigger()
    wait_until(lambda: studio.has("propertiesDialog"), "the dialog")
    node = studio.find("propertiesDialog").node
    node.setCurrentIndex(node.findData(MAJOR))
    assert "to be installed" in node.currentText()
    studio.choose("Save")
    wait_until(lambda: (app_folders().data / "node" / VERSION).is_dir(), "the installation")
    (hook,) = [hook for hook in Session.open(workspace, app_folders()).workspace if hook.name == "first"]
    assert hook.node == MAJOR


def test_closing_the_window_gives_up_an_installation(open_window: OpenWindow, workspace: Path, registry: Registry) -> None:
    registry.manner = "stalled"
    studio = open_window(workspace)
    studio.window.nodes.installs.install(MAJOR)
    wait_until(registry.stalled.is_set, "the download")
    studio.window.close()
    assert [path.name for path in (app_folders().data / "node").iterdir()] == [".lock"]
