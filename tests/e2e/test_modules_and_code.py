"""Modules and code together: what is typed is fetched or offered, what a run or a chain lacks is offered, updates change the code."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from hookstudio.model.hook import Hook
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.ui.modules_panel.row_look import Act
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, wait_until
from tests.e2e.test_modules_panel import greeting as greeting
from tests.e2e.test_modules_panel import names
from tests.npm.stand_in import StandIn
from tests.npm.stand_in import registry as registry

PLAIN = "export async function handle(data) {\n  return data\n}\n"
IMPORTS = (
    "import greet from 'npm:greet@1.0.0'\nexport async function handle(data) {\n  data.user.greeting = greet('Ada')\n  return data\n}\n"
)


def open_on(open_window: OpenWindow, root: Path, hook: Hook) -> StudioDriver:
    """A window with that hook in front and its panel made."""
    studio = open_window(root)
    studio.window.documents.open(hook.id)
    wait_until(lambda: studio.has("moduleSearchField"), "the panel being made")
    listing = studio.window.modules.panel.listing
    wait_until(lambda: listing.known and listing.subject.hook.id == hook.id, "the hook's modules being read")
    return studio


def esm_hook(root: Path, code: str = PLAIN, name: str = "imports") -> Hook:
    return Session.open(root, app_folders()).create_hook(name, "pre-login", code=code)


def write(studio: StudioDriver, code: str) -> None:
    """Put *code* into the editor and save it."""
    studio.window.documents.current().editor.setText(code)
    studio.window.actions_by_id["hook.save"].trigger()


def versions(studio: StudioDriver) -> list[str]:
    return [row.version for row in studio.find("installedModules").rows.rows]


def idle(studio: StudioDriver) -> bool:
    return studio.window.modules.panel.operations.current is None


def offered(studio: StudioDriver, label: str) -> bool:
    return any(button.isVisible() and button.text() == label for button in studio.window.findChildren(QPushButton))


def test_a_module_that_is_typed_as_an_import_is_fetched_on_saving_and_runs(open_window: OpenWindow, greeting: Path) -> None:
    studio = open_on(open_window, greeting, esm_hook(greeting))
    studio.window.modules.dock.hide()
    studio.take_keyboard()
    write(studio, IMPORTS)
    wait_until(lambda: studio.has("moduleConsole"), "the console being shown")
    assert studio.typing_area.hasFocus()
    wait_until(lambda: versions(studio) == ["1.0.0"] and idle(studio), "greet being fetched")
    assert "Adding greet@1.0.0 to imports" in studio.find("moduleConsole").toPlainText()
    studio.run()
    assert studio.result["user"]["greeting"] == "Hello Ada"
    write(studio, IMPORTS.replace("1.0.0", "1.1.0"))
    wait_until(lambda: "1.1.0" in versions(studio) and idle(studio), "the other version being fetched")
    studio.run()
    assert studio.result["user"]["greeting"] == "Good day Ada"


def test_fetching_can_be_cancelled_and_is_not_tried_again_by_itself(open_window: OpenWindow, greeting: Path, registry: StandIn) -> None:
    studio = open_on(open_window, greeting, esm_hook(greeting))
    registry.fault("silent", "*.tgz", times=1)
    write(studio, IMPORTS)
    wait_until(registry.reached.is_set, "the download")
    studio.click("moduleCancel")
    wait_until(lambda: idle(studio), "the end of it")
    write(studio, IMPORTS + "\n")
    wait_until(lambda: names(studio.find("installedModules")) == ["greet"], "greet being offered")
    assert idle(studio)
    assert studio.find("installedModules").rows.rows[0].act is Act.ADD
    assert not list(greeting.rglob("package.json"))


def test_where_the_workspace_is_not_trusted_an_import_is_offered(open_window: OpenWindow, greeting: Path, tmp_path: Path) -> None:
    hook = esm_hook(greeting)
    root = tmp_path / "received"
    shutil.copytree(greeting, root)
    studio = open_on(open_window, root, hook)
    assert not studio.window.session.trusted
    write(studio, IMPORTS)
    wait_until(lambda: offered(studio, "Add greet@1.0.0"), "the offer")
    assert idle(studio)
    studio.choose("Add greet@1.0.0")
    wait_until(lambda: versions(studio) == ["1.0.0"] and idle(studio), "greet being added")


def test_a_name_that_looks_like_a_slip_is_not_fetched(open_window: OpenWindow, greeting: Path, registry: StandIn) -> None:
    studio = open_on(open_window, greeting, esm_hook(greeting))
    registry.publish("lodahs", "1.0.0")
    write(studio, "import _ from 'npm:lodahs@1.0.0'\n" + PLAIN)
    wait_until(lambda: offered(studio, "Add lodahs@1.0.0"), "the offer")
    assert "/lodahs" not in registry.paths()
    studio.choose("Add lodahs@1.0.0")
    wait_until(studio.window.modules.panel.question.isVisible, "the question")


def test_an_import_without_a_version_is_fetched_warned_about_and_pinned(open_window: OpenWindow, greeting: Path) -> None:
    studio = open_on(open_window, greeting, esm_hook(greeting))
    write(studio, IMPORTS.replace("greet@1.0.0", "greet"))
    panel = studio.window.modules.panel
    wait_until(lambda: versions(studio) == ["1.1.0"] and idle(studio), "greet being fetched")
    wait_until(panel.installed.pin.isVisible, "the warning")
    assert "PlusAuth advises" in panel.installed.pin.text.text()
    panel.installed.pin.button.click()
    wait_until(lambda: "'npm:greet@1.1.0'" in studio.text, "the exact version in the code")


def test_an_update_changes_the_version_in_the_code_and_undo_brings_both_back(open_window: OpenWindow, greeting: Path) -> None:
    studio = open_on(open_window, greeting, esm_hook(greeting))
    write(studio, IMPORTS)
    wait_until(lambda: versions(studio) == ["1.0.0"] and idle(studio), "greet being fetched")
    installed = studio.find("installedModules")
    wait_until(lambda: installed.rows.rows[0].act is Act.UPDATE, "the update being seen")
    installed.press("greet")
    wait_until(lambda: versions(studio) == ["1.1.0"] and idle(studio), "the update")
    assert "'npm:greet@1.1.0'" in studio.text
    studio.run()
    assert studio.result["user"]["greeting"] == "Good day Ada"
    studio.choose("Undo")
    wait_until(lambda: versions(studio) == ["1.0.0"], "the undo")
    assert studio.text == IMPORTS
    studio.run()
    assert studio.result["user"]["greeting"] == "Hello Ada"


def test_a_chain_that_lacks_a_module_offers_it(open_window: OpenWindow, greeting: Path) -> None:
    session = Session.open(greeting, app_folders())
    first = session.create_hook("first", "pre-login", code="function handle(data, callback) { callback(null, data) }", position=0)
    studio = open_on(open_window, greeting, first)
    studio.window.actions_by_id["hook.run_chain"].trigger()
    wait_until(lambda: offered(studio, "Add greet"), "the offer")
    assert "“greet” is not added to “greets”." in studio.notices
    studio.choose("Add greet")
    wait_until(lambda: studio.window.documents.current().hook.name == "greets", "the hook being opened")
    wait_until(lambda: versions(studio) == ["1.1.0"] and idle(studio), "greet being added")
    studio.window.actions_by_id["hook.run_chain"].trigger()
    wait_until(lambda: studio.result is not None and studio.result["user"].get("greeting") == "Good day Ada", "the chain")


def test_a_run_whose_modules_are_not_on_this_computer_offers_to_install_them(open_window: OpenWindow, greeting: Path) -> None:
    studio = open_on(open_window, greeting, next(iter(Session.open(greeting, app_folders()).workspace)))
    studio.find("installedModules").press("greet")
    wait_until(lambda: versions(studio) == ["1.1.0"] and idle(studio), "greet being added")
    for copy in (app_folders().data / "modules" / "copies").iterdir():
        shutil.rmtree(copy)
    studio.run()
    wait_until(lambda: offered(studio, "Install them"), "the offer")
    studio.choose("Install them")
    wait_until(lambda: "Done in" in studio.window.modules.panel.console.title.text() and idle(studio), "the modules being back")
    studio.run()
    assert studio.result["user"]["greeting"] == "Good day Ada"


def test_another_hook_is_at_work_with_the_same_module_meanwhile(open_window: OpenWindow, greeting: Path, registry: StandIn) -> None:
    hooks = [next(iter(Session.open(greeting, app_folders()).workspace)), esm_hook(greeting, IMPORTS)]
    studio = open_on(open_window, greeting, hooks[0])
    registry.fault("silent", "*.tgz", times=1)
    installed, panel = studio.find("installedModules"), studio.window.modules.panel
    installed.press("greet")
    wait_until(registry.reached.is_set, "the download")
    studio.window.documents.open(hooks[1].id)
    wait_until(lambda: panel.listing.subject.hook.id == hooks[1].id and names(installed) == ["greet"], "the other hook")
    assert installed.rows.rows[0].act is Act.ADD
    installed.press("greet")
    wait_until(lambda: installed.rows.rows[0].act is Act.CANCEL, "its turn being waited for")
    studio.click("moduleCancel")
    wait_until(lambda: versions(studio) == ["1.0.0"] and idle(studio), "the module of the other hook")
    session: Any = studio.window.session
    assert session.module_set(hooks[0].id).lock is None


def test_what_is_typed_at_once_after_the_start_is_not_lost(open_window: OpenWindow, greeting: Path) -> None:
    studio = open_window(greeting)
    studio.window.actions_by_id["module.add"].trigger()
    wait_until(studio.window.modules.field.hasFocus, "the field having the keyboard")
    assert not studio.has("moduleResults")
    for letter in (Qt.Key.Key_G, Qt.Key.Key_R, Qt.Key.Key_E, Qt.Key.Key_E):
        studio.press(letter)
        QApplication.processEvents()
    wait_until(lambda: studio.has("moduleSearchField"), "the panel being made")
    studio.press(Qt.Key.Key_T)
    assert studio.find("moduleSearchField").text() == "greet"
    wait_until(lambda: names(studio.find("moduleResults")) == ["greet"], "greet being found")


def test_undo_and_redo_go_on_while_the_panel_shows_them(open_window: OpenWindow, greeting: Path) -> None:
    studio = open_on(open_window, greeting, next(iter(Session.open(greeting, app_folders()).workspace)))
    studio.find("installedModules").press("greet")
    wait_until(lambda: versions(studio) == ["1.1.0"] and idle(studio), "greet being added")
    studio.window.modules.panel.work.remove("greet")
    wait_until(lambda: versions(studio) == [""] and idle(studio), "the removal")
    for step, shown in (("undo", "1.1.0"), ("redo", ""), ("undo", "1.1.0"), ("undo", ""), ("redo", "1.1.0")):
        action = studio.window.actions_by_id[f"workspace.{step}"]
        wait_until(action.isEnabled, f"{step} being possible")
        action.trigger()
        wait_until(lambda shown=shown: versions(studio) == [shown], step)  # type: ignore[misc]


def test_another_window_on_the_workspace_follows(open_window: OpenWindow, greeting: Path) -> None:
    hook = next(iter(Session.open(greeting, app_folders()).workspace))
    first, second = open_on(open_window, greeting, hook), open_on(open_window, greeting, hook)
    first.find("installedModules").press("greet")
    wait_until(lambda: versions(second) == ["1.1.0"], "the other window seeing it")
    wait_until(lambda: second.find("installedModules").rows.rows[0].act is Act.CURRENT, "the registry being asked there, too")
    assert first.window.modules.panel.operations.current is None
