"""Chains in a real window on real Node: the journey, who set what, failures, stop, and another order before it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from hookstudio.model.hook import Dialect
from hookstudio.model.journey import Journey
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.studio.test_context import generate
from hookstudio.ui.run_pane.run_pane import Page
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, row_of, wait_until

ONE = "function handle(data, callback) {\n  console.log('one speaks');\n  data.user.winner = 'one';\n  callback(null, data);\n}\n"
TWO = (
    "export async function handle(data) {\n  console.log('two speaks');\n"
    "  data.user.winner = 'two';\n  data.user.two = true;\n  return data;\n}\n"
)
FAILS = "function handle(data, callback) {\n  const place = data.nothing.here;\n  callback(null, place);\n}\n"
ENDLESS = "function handle() {\n  console.log('begun');\n  for (;;) {}\n}\n"
PASSES = "function handle(data, callback) {\n  callback(null, data);\n}\n"


@pytest.fixture
def chain_folder(tmp_path: Path) -> Path:
    """one, two and a disabled hook between them in pre-login; a hook in post-login."""
    session = Session.create(tmp_path / "chains", "Chains", app_folders())
    for name, code in (("one", ONE), ("off", FAILS), ("two", TWO)):
        session.create_hook(name, "pre-login", code=code)
    session.set_enabled(session.workspace.find_by_key("pre-login/off").id, False)
    session.create_hook("after", "post-login", code=PASSES)
    return session.root


class ChainDriver(StudioDriver):
    """What a user does with chains."""

    def run_chain(self) -> Journey:
        self.click("runChainButton")
        return self.ended()

    def ended(self) -> Journey:
        wait_until(lambda: not self.window.chain_control.running and self.page.journey() is not None, "the end of the chain")
        journey = self.page.journey()
        assert isinstance(journey, Journey)
        return journey

    @property
    def page(self) -> Any:
        return self.window.run_pane.chain

    @property
    def console(self) -> str:
        """What the console shows, also while another page is looked at."""
        return str(self._part("consoleView").toPlainText())

    @property
    def rows(self) -> list[str]:
        """The hooks' rows, in words."""
        model = self.page.steps.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def below(self, number: int) -> list[str]:
        model = self.page.steps.model()
        parent = model.index(number, 0)
        return [str(model.index(row, 0, parent).data()) for row in range(model.rowCount(parent))]

    def click_row(self, index: QModelIndex) -> None:
        steps = self.page.steps
        steps.expand(index.parent())
        steps.scrollTo(index)
        QTest.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=steps.visualRect(index).center())

    def id_of(self, key: str) -> str:
        return str(self.window.session.workspace.find_by_key(key).id)

    def move(self, name: str, key: Qt.Key) -> None:
        """Move a hook with Alt and an arrow key, as on the list."""
        self.open("pre-login", name)
        self.tree.setFocus()
        QTest.keyClick(self.tree, key, Qt.KeyboardModifier.AltModifier)


@pytest.fixture
def driver(open_window: OpenWindow, chain_folder: Path) -> ChainDriver:
    driver = ChainDriver(open_window(chain_folder).window)
    driver.open("pre-login", "one")
    return driver


def test_the_journey_and_who_set_what(driver: ChainDriver) -> None:
    journey = driver.run_chain()
    assert journey.ok
    assert driver.window.run_pane._tabs.currentIndex() == Page.CHAIN
    assert driver.has("chainView")
    assert [row.split(", ")[:2] + row.split(", ")[3:] for row in driver.rows] == [["one", "ok", "1 change"], ["two", "ok", "2 changes"]]
    assert driver.below(1) == ['changed /user/winner "two"', "added /user/two true"]
    assert driver.console.count("one (1 of 2)") == driver.console.count("two (2 of 2)") == 1
    assert driver.console.index("one (1 of 2)") < driver.console.index("one speaks") < driver.console.index("two (2 of 2)")
    assert driver.result["user"]["winner"] == "two"
    assert driver.changes == ['+ /user/winner  "two"', "+ /user/two  true"]
    steps = driver.page.steps
    driver.click_row(steps.model().index(0, 0, steps.model().index(0, 0)))
    words = driver.find("chainHistory").text()
    assert words == "/user/winner: set by one, changed by two"
    view = driver.find("chainContext")
    current = view.currentIndex()
    assert current.siblingAtColumn(0).data() == "winner" and current.siblingAtColumn(2).data() == "changed by two"


def test_the_context_is_that_of_a_single_run_of_the_first_hook(driver: ChainDriver) -> None:
    driver.open("pre-login", "two")
    panel = driver.window.context_panel
    shown = panel.value()
    seed = panel.seed()
    assert seed is not None
    assert shown == generate("pre-login", Dialect.ESM, seed)
    journey = driver.run_chain()
    assert journey.seed == seed
    assert journey.input == generate("pre-login", Dialect.CLASSIC, seed)
    assert "classic context" in driver.page.summary.text()


def test_what_was_edited_is_what_runs(driver: ChainDriver) -> None:
    driver.find("codeEditor").setText(ONE.replace("'one';", "'typed';"))
    driver.find("contextEditor").setText('{"user": {"mine": 1}}')
    journey = driver.run_chain()
    assert journey.input == {"user": {"mine": 1}} and journey.seed is None
    assert journey.steps[0].outcome.result == {"user": {"mine": 1, "winner": "typed"}}
    assert "your own context" in driver.page.summary.text()
    driver.find("contextEditor").setText("{")
    driver.click("runChainButton")
    wait_until(lambda: driver.notices, "a notice about the JSON")
    assert not driver.window.chain_control.running


def test_a_failure_is_marked_and_a_click_opens_the_hook(driver: ChainDriver) -> None:
    driver.window.hook_actions.set_enabled(driver.id_of("pre-login/off"), True)
    journey = driver.run_chain()
    assert not journey.ok and journey.failing is not None and journey.failing.hook.slug == "off"
    assert [row.split(", ")[1] for row in driver.rows] == ["ok", "failed", "not run"]
    assert driver.below(1)[0].startswith("TypeError: Cannot read prop")
    assert driver.id_of("pre-login/off") in driver.window.hook_list._model.failed
    steps = driver.page.steps
    assert steps.isExpanded(steps.model().index(1, 0)), "why it failed is in view"
    driver.click_row(steps.model().index(1, 0))
    wait_until(lambda: any("off" in tab for tab in driver.tabs), "the hook being opened")
    assert driver.text == FAILS
    driver.run_chain()
    assert driver.find("codeEditor").failure_line == 2
    driver.window.hook_actions.set_enabled(driver.id_of("pre-login/off"), False)
    assert driver.run_chain().ok
    driver.window.hook_actions.set_enabled(driver.id_of("pre-login/off"), True)
    driver.find("codeEditor").setText(PASSES)
    assert driver.run_chain().ok
    assert driver.find("codeEditor").failure_line == 0
    assert not driver.window.hook_list._model.failed


def test_a_place_in_the_console_leads_into_the_hook_that_failed(driver: ChainDriver) -> None:
    driver.window.hook_actions.set_enabled(driver.id_of("pre-login/off"), True)
    driver.run_chain()
    driver.window.run_pane.location_requested.emit(2, 9)
    wait_until(lambda: any("off" in tab for tab in driver.tabs), "the hook being opened")
    assert driver.text == FAILS and driver.find("codeEditor").caret()[0] == 2


def test_stop_ends_the_chain(driver: ChainDriver) -> None:
    driver.open("pre-login", "two")
    driver.find("codeEditor").setText(ENDLESS)
    driver.click("runChainButton")
    wait_until(lambda: "begun" in driver.console, "the second hook running")
    assert not driver.find("runButton").isEnabled() and not driver.find("runChainButton").isEnabled()
    assert [row.split(", ")[1] for row in driver.rows] == ["ok", "running…"]
    driver.window.run_control.run()
    assert "A hook is running. Stop it first." in driver.notices
    driver.click("stopButton")
    journey = driver.ended()
    assert journey.status.value == "stopped"
    assert "chain stopped" in driver.window.run_pane.ending_text()
    assert driver.find("runButton").isEnabled()


def test_the_new_order_is_compared_before_it_is_kept(driver: ChainDriver) -> None:
    first = driver.run_chain()
    driver.move("two", Qt.Key.Key_Up)
    driver.move("two", Qt.Key.Key_Up)
    assert driver.order["pre-login"] == ["two", "one", "off"]
    wait_until(lambda: any("Order of pre-login changed" in text for text in driver.notices), "the notice")
    driver.choose("Compare")
    wait_until(lambda: driver.page.comparing, "the comparison")
    assert not driver.notices
    assert driver.page.order.heading.text() == "New order: 1 difference"
    found = driver.page.order.view.changes()
    assert [(change.path, change.before, change.value) for change in found] == [("/user/winner", "two", "one")]
    assert [row.split(", ")[0] for row in driver.rows] == ["two", "one"]
    driver.click("undoOrderButton")
    assert driver.order["pre-login"] == ["one", "off", "two"]
    assert not driver.page.comparing and driver.page.journey() is first
    assert driver.result["user"]["winner"] == "two"


def test_a_kept_order_is_the_one_to_compare_with(driver: ChainDriver) -> None:
    driver.run_chain()
    driver.move("one", Qt.Key.Key_Down)
    assert not driver.notices, "past a disabled hook nothing changes"
    driver.move("one", Qt.Key.Key_Down)
    driver.choose("Compare")
    wait_until(lambda: driver.page.comparing, "the comparison")
    driver.click("keepOrderButton")
    assert not driver.page.comparing
    journey = driver.page.journey()
    assert isinstance(journey, Journey) and [hook.slug for hook in journey.planned] == ["two", "one"]
    driver.move("one", Qt.Key.Key_Up)
    driver.move("one", Qt.Key.Key_Up)
    assert len(driver.notices) == 1
    driver.choose("Undo the move")
    assert driver.order["pre-login"] == ["off", "two", "one"]
    assert not driver.notices


def test_an_order_in_which_the_chain_fails(driver: ChainDriver) -> None:
    driver.open("pre-login", "two")
    driver.find("codeEditor").setText(
        "function handle(data) {\n  if (!data.user.winner) throw new Error('nobody won');\n  return data;\n}\n"
    )
    driver.run_chain()
    driver.move("two", Qt.Key.Key_Up)
    driver.move("two", Qt.Key.Key_Up)
    driver.choose("Compare")
    wait_until(lambda: driver.page.comparing, "the comparison")
    assert driver.page.order.heading.text() == "New order: the chain fails"
    assert "nobody won" in driver.page.order.note.words()
    driver.click("undoOrderButton")
    assert driver.order["pre-login"] == ["one", "off", "two"]
    assert not driver.window.hook_list._model.failed, "in this order it does not fail"


def test_other_changes_of_the_list_ask_nothing(driver: ChainDriver) -> None:
    driver.run_chain()
    driver.window.hook_actions.rename(driver.id_of("pre-login/one"), "first")
    driver.window.hook_actions.set_enabled(driver.id_of("pre-login/two"), False)
    driver.window.hook_actions.move(driver.id_of("pre-login/two"), 0)
    assert not driver.notices


def test_the_menu_runs_the_chain_of_its_type(driver: ChainDriver) -> None:
    def chosen(index: QModelIndex) -> None:
        driver.tree.scrollTo(index)
        driver.window.hook_list._open_menu(index, driver.tree.mapToGlobal(driver.tree.visualRect(index).center()))
        menu = driver.window.hook_list.findChild(QMenu, "hookMenu")
        menu.findChild(QAction, "hookMenu.chain").trigger()
        menu.close()

    hook = row_of(driver.tree, "post-login", "after")
    chosen(hook.parent())
    assert [step.hook.slug for step in driver.ended().steps] == ["after"]
    assert driver.page.journey().type == "post-login"
    chosen(row_of(driver.tree, "pre-login", "one"))
    wait_until(lambda: driver.page.journey() is not None and driver.page.journey().type == "pre-login", "the other chain")
    driver.ended()


def test_a_type_with_no_enabled_hook_says_so(driver: ChainDriver) -> None:
    driver.window.hook_actions.set_enabled(driver.id_of("post-login/after"), False)
    driver.open("post-login", "after")
    journey = driver.run_chain()
    assert journey.ok and journey.steps == ()
    assert driver.page.note.words().startswith("No hook of post-login is enabled")


def test_the_shortcut_and_another_workspace(driver: ChainDriver, workspace: Path) -> None:
    driver.take_keyboard()
    driver.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert driver.ended().ok
    assert driver.text == ONE, "the keys typed nothing"
    driver.find("codeEditor").setText(ENDLESS)
    driver.click("runChainButton")
    wait_until(lambda: "begun" in driver.console, "the hook running")
    driver.window.workspaces.open(workspace)
    wait_until(lambda: driver.window.session is not None and driver.window.session.root == workspace, "the other workspace")
    wait_until(lambda: not driver.window.chain_control.running, "the end of the chain")
    assert driver.page.journey() is None and driver.page.note.words().startswith("No chain yet")
    assert driver.console == ""
