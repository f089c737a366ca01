"""The modules panel in the real window: the real npm, a registry on loopback, and hooks that run with what was added."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from hookstudio.storage.folders import app_folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.session import Session
from hookstudio.ui.modules_panel.row_look import Act
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, wait_until
from tests.npm.stand_in import StandIn
from tests.npm.stand_in import registry as registry

GREETS = (
    "const greet = require('greet')\nfunction handle(data, callback) {\n  data.user.greeting = greet('Ada')\n  callback(null, data)\n}\n"
)
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def greeting(tmp_path: Path, registry: StandIn) -> Path:
    """A workspace with a hook that requires `greet`, which the registry has in two versions, and settings that name that registry."""
    registry.publish("greet", "1.0.0", files={"index.js": "module.exports = (name) => 'Hello ' + name\n"}, description="Says hello")
    registry.publish("greet", "1.1.0", files={"index.js": "module.exports = (name) => 'Good day ' + name\n"}, description="Says hello")
    Settings(app_folders().settings_file).set("modules.registry", registry.address)
    session = Session.create(tmp_path / "workspace", "Shop", app_folders())
    session.create_hook("greets", "pre-login", code=GREETS)
    return session.root


@pytest.fixture
def studio(open_window: OpenWindow, greeting: Path) -> Iterator[StudioDriver]:
    studio = open_window(greeting)
    wait_until(lambda: studio.has("moduleSearchField"), "the panel being made")
    yield studio


def names(rows: Any) -> list[str]:
    return [str(rows.model().index(row, 0).data()) for row in range(rows.model().rowCount())]


def search(studio: StudioDriver, text: str) -> None:
    """Search as a user does: the shortcut, the name, and a look at what comes."""
    studio.take_keyboard()
    keyboard = QApplication.focusWidget()
    assert keyboard is not None
    QTest.keyClick(keyboard, Qt.Key.Key_M, CTRL | SHIFT)
    field = studio.find("moduleSearchField")
    wait_until(field.hasFocus, "the search field having the keyboard")
    QTest.keyClicks(field, text)
    wait_until(lambda: text.partition("@")[0] in names(studio.find("moduleResults")), f"{text} being found")


def test_a_module_is_found_added_run_updated_removed_and_brought_back(studio: StudioDriver) -> None:
    panel, installed = studio.window.modules.panel, studio.find("installedModules")
    wait_until(lambda: names(installed) == ["greet"], "what the code requires being listed")
    assert installed.rows.rows[0].act is Act.ADD
    search(studio, "greet@1.0.0")
    QTest.keyClick(studio.find("moduleSearchField"), Qt.Key.Key_Return)
    wait_until(lambda: [row.version for row in installed.rows.rows] == ["1.0.0"], "greet 1.0.0 being added")
    wait_until(lambda: panel.operations.current is None, "the end of the installation")
    assert "Done in" in studio.find("moduleConsole").toPlainText()
    assert "greet" in studio.find("moduleConsole").toPlainText()
    studio.run()
    assert studio.result["user"]["greeting"] == "Hello Ada"
    wait_until(lambda: installed.rows.rows[0].then == "1.1.0", "the update being seen")
    installed.press("greet")
    wait_until(lambda: [row.version for row in installed.rows.rows] == ["1.1.0"], "the update")
    studio.run()
    assert studio.result["user"]["greeting"] == "Good day Ada"
    installed.removal_asked.emit("greet")
    wait_until(lambda: installed.rows.rows[0].act is Act.ADD, "the removal")
    wait_until(lambda: panel.operations.current is None, "the end of the removal")
    studio.window.actions_by_id["workspace.undo"].trigger()
    wait_until(lambda: [row.version for row in installed.rows.rows] == ["1.1.0"], "the undo")
    studio.run()
    assert studio.result["user"]["greeting"] == "Good day Ada"


def test_a_run_that_lacks_a_module_offers_it(studio: StudioDriver) -> None:
    studio.run()
    area = studio.find("noticeArea")
    wait_until(lambda: "“greet” is not added to “greets”." in area.messages(), "the offer")
    wait_until(lambda: any(button.isVisible() for button in area.findChildren(QPushButton) if button.text() == "Add greet"), "its button")
    studio.choose("Add greet")
    installed = studio.find("installedModules")
    wait_until(lambda: [row.version for row in installed.rows.rows] == ["1.1.0"], "greet being added")
    wait_until(lambda: studio.window.modules.panel.operations.current is None, "the end of the installation")
    assert "“greet” is not added to “greets”." not in area.messages()
    studio.run()
    assert studio.result["user"]["greeting"] == "Good day Ada"


def test_a_registry_that_fails_is_told_and_the_hook_stays(studio: StudioDriver, registry: StandIn, greeting: Path) -> None:
    registry.fault("status", "*.tgz", status=404)
    installed = studio.find("installedModules")
    wait_until(lambda: names(installed) == ["greet"], "what the code requires being listed")
    installed.press("greet")
    panel = studio.window.modules.panel
    wait_until(lambda: "Failed after" in studio.find("moduleConsole").toPlainText(), "the failure")
    wait_until(lambda: bool(studio.notices), "the notice")
    assert panel.operations.current is None
    assert not list(greeting.rglob("package.json"))
    assert installed.rows.rows[0].act is Act.ADD


def test_cancelling_and_closing_leave_the_hook_as_it_was(studio: StudioDriver, registry: StandIn, greeting: Path) -> None:
    registry.fault("silent", "*.tgz")
    panel, installed = studio.window.modules.panel, studio.find("installedModules")
    wait_until(lambda: names(installed) == ["greet"], "what the code requires being listed")
    installed.press("greet")
    wait_until(registry.reached.is_set, "the download")
    studio.click("moduleCancel")
    wait_until(lambda: panel.operations.current is None, "the end of it")
    assert "Cancelled after" in studio.find("moduleConsole").toPlainText()
    assert not list(greeting.rglob("package.json"))
    registry.reached.clear()
    installed.press("greet")
    wait_until(registry.reached.is_set, "the download")
    studio.window.close()
    assert not list(greeting.rglob("package.json"))


def test_floating_imports_are_pinned_in_the_editor_as_one_step(open_window: OpenWindow, greeting: Path) -> None:
    code = "import greet from 'npm:greet@^1'\nexport async function handle(data) {\n  return greet(data)\n}\n"
    session = Session.open(greeting, app_folders())
    hook = session.create_hook("floats", "pre-login", code=code)
    studio = open_window(greeting)
    studio.window.documents.open(hook.id)
    wait_until(lambda: studio.has("moduleSearchField"), "the panel being made")
    installed, panel = studio.find("installedModules"), studio.window.modules.panel
    wait_until(lambda: panel.listing.subject is not None and panel.listing.subject.hook.id == hook.id, "the hook being shown")
    wait_until(lambda: names(installed) == ["greet"], "what the code imports being listed")
    installed.press("greet")
    wait_until(lambda: [row.version for row in installed.rows.rows] == ["1.1.0"], "greet being added")
    wait_until(lambda: panel.operations.current is None, "the end of the installation")
    wait_until(panel.installed.pin.isVisible, "the note about what floats")
    panel.installed.pin.button.click()
    wait_until(lambda: "'npm:greet@1.1.0'" in studio.text, "the exact version in the code")
    assert studio.text == code.replace("^1", "1.1.0")
    wait_until(lambda: not panel.installed.pin.isVisible(), "the note going away")
    studio.window.documents.current().editor.undo()
    assert studio.text == code


def test_what_the_lock_file_names_is_restored_and_a_slip_is_asked_about(studio: StudioDriver, registry: StandIn) -> None:
    panel, installed = studio.window.modules.panel, studio.find("installedModules")
    registry.publish("lodash", "4.17.21")
    wait_until(lambda: names(installed) == ["greet"], "what the code requires being listed")
    installed.press("greet")
    wait_until(lambda: [row.version for row in installed.rows.rows] == ["1.1.0"], "greet being added")
    wait_until(lambda: panel.operations.current is None, "the end of the installation")
    for copy in (app_folders().data / "modules" / "copies").iterdir():
        shutil.rmtree(copy)
    panel.refresh()
    wait_until(panel.installed.restore.isVisible, "the word that something is missing")
    panel.installed.restore.button.click()
    wait_until(lambda: panel.operations.current is None and not panel.installed.restore.isVisible(), "the modules being back")
    studio.run()
    assert studio.result["user"]["greeting"] == "Good day Ada"
    panel.work.add("lodahs")
    wait_until(panel.question.isVisible, "the question")
    studio.choose("Install lodash")
    wait_until(lambda: names(installed) == ["greet", "lodash"], "lodash being added")
    wait_until(lambda: panel.operations.current is None, "the end of the installation")


def test_an_install_script_runs_only_when_it_was_allowed(studio: StudioDriver, registry: StandIn, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    script = f"node -e \"require('fs').writeFileSync('{mark.as_posix()}', 'x')\""
    registry.publish("scripted", "1.0.0", scripts={"postinstall": script})
    panel = studio.window.modules.panel
    panel.work.add("scripted")
    wait_until(panel.question.isVisible, "the question")
    assert panel.question.shown.toPlainText() == f"postinstall: {script}"
    assert not mark.exists()
    studio.choose("Run it")
    wait_until(mark.exists, "the script having run")
    wait_until(lambda: panel.operations.current is None, "its end")
    panel.work.ask_scripts(panel._subject, again=True)
    panel.work.remove("scripted")
    wait_until(lambda: "scripted" not in names(studio.find("installedModules")), "the removal")
    assert not panel.question.isVisible()


def test_the_panel_says_whose_modules_it_shows(studio: StudioDriver) -> None:
    dock = studio.window.modules.dock
    wait_until(lambda: dock._note.text() == "of greets", "the hook's name")
    context = studio.window.context_dock
    assert dock.geometry().bottom() < context.geometry().top()
    assert dock.height() >= 0.55 * (dock.height() + context.height())
    studio.window.settings.set("modules.offline", True)
    wait_until(studio.window.modules.panel.offline.isVisible, "the word that it is offline")
    studio.window.modules.panel.offline.button.click()
    assert studio.window.settings.get("modules.offline") is False
    wait_until(lambda: not studio.window.modules.panel.offline.isVisible(), "that word going away")
