"""What a clumsy user and a busy file system do to a window."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from hookstudio.model.changes import changes
from hookstudio.ui.run_pane.run_pane import Page
from tests.e2e.conftest import PASSES, OpenWindow
from tests.e2e.driver import row_of, wait_until


def test_text_of_a_hook_that_goes_outside_stays_and_can_be_a_hook_again(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    studio.take_keyboard()
    studio.type("// typed ")
    shutil.rmtree(workspace / "hooks" / "pre-login" / "second")
    wait_until(lambda: any("second" in text and "stays here" in text for text in studio.notices), "a word about the text")
    assert "second" not in studio.order["pre-login"]
    assert studio.text.startswith("// typed ")
    studio.choose("Make it a hook again")
    wait_until(lambda: studio.has("newHookDialog"), "the dialog")
    name = studio.find("newHookName")
    assert isinstance(name, QLineEdit)
    assert name.text() == "second"
    studio.choose("Save hook")
    wait_until(lambda: studio.order["pre-login"][-1] == "second", "the hook in the list")
    wait_until(lambda: studio.text.startswith("// typed "), "its tab")
    assert [tab for tab in studio.tabs if "second" in tab] == ["second"]
    (file,) = workspace.glob("hooks/pre-login/second*/hook.js")
    assert file.read_text(encoding="utf-8").startswith("// typed ")


def test_an_editor_that_saves_by_removing_and_writing_does_not_close_the_tab(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    file = workspace / "hooks" / "pre-login" / "second" / "hook.js"
    file.rename(file.with_name("hook.js~"))
    wait_until(lambda: "second" not in studio.order["pre-login"], "the hook going")
    assert any("second" in tab for tab in studio.tabs)
    file.write_text("// another\n" + PASSES, encoding="utf-8")
    wait_until(lambda: "second" in studio.order["pre-login"], "the hook coming back")
    wait_until(lambda: studio.text.startswith("// another"), "its new text")
    wait_until(lambda: not any("stays here" in text for text in studio.notices), "the notice going with its cause")


def test_a_value_edited_in_place_outside_is_seen(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    file = workspace / "hooks" / "pre-login" / "third" / "hook.toml"
    wait_until(lambda: str(file) in studio.window.watch.watched(), "watching")
    with file.open("r+", encoding="utf-8") as same:
        text = same.read().replace('"third"', '"other"')
        same.seek(0)
        same.write(text)
    wait_until(lambda: "other" in studio.order["pre-login"], "the new name")


def test_panels_go_back_to_their_places(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    QApplication.processEvents()
    window = studio.window
    usual = window.hook_dock.geometry()
    window.hook_dock.setFloating(True)
    window.hook_dock.move(300, 300)
    window.context_dock.close()
    window.actions_by_id["view.reset_layout"].trigger()
    wait_until(lambda: window.hook_dock.geometry().topLeft() == usual.topLeft(), "the list at its place")
    assert not window.hook_dock.isFloating()
    assert window.context_dock.isVisible()


def test_run_in_the_list_runs_what_is_chosen_there(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    studio.take_keyboard()
    studio.tree.setFocus()
    studio.tree.setCurrentIndex(row_of(studio.tree, "pre-login", "first"))
    studio.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: "hello from first" in studio.console, "the run of the chosen hook")


def test_return_presses_the_button_of_the_start_page(open_window: OpenWindow) -> None:
    studio = open_window()
    button = studio.window.findChild(QPushButton, "start.workspace.new")
    studio.window.activateWindow()
    wait_until(studio.window.isActiveWindow, "the window being active")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    wait_until(lambda: studio.has("newWorkspaceDialog"), "the dialog")


def test_the_window_can_be_small(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    hint = studio.window.minimumSizeHint()
    assert hint.width() <= 900
    assert hint.height() <= 600


def test_a_draft_that_comes_back_is_marked_as_unsaved(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    studio.take_keyboard()
    studio.type("// draft ")
    studio.window.close()
    again = open_window(workspace)
    wait_until(lambda: again.has("codeEditor") and again.text.startswith("// draft "), "the draft")
    hook_id = again.window.tabs.current_hook_id()
    assert again.window.tabs.is_unsaved(hook_id)
    assert hook_id in again.window.documents.unsaved


def test_a_page_that_is_made_after_a_change_of_theme_has_its_ground(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    window = studio.window
    studio.open("pre-login", "first")
    dark = not window.themes.current.dark
    window.settings.set("appearance.theme", "dark" if dark else "light")
    window.run_pane.changes.show_changes(changes({}, {"user": 1}))
    window.run_pane.show_page(Page.CHANGES)
    row = window.run_pane.changes.tools
    wait_until(row.isVisible, "the row above the changes")
    place = row.mapTo(window, row.rect().center())
    assert window.grab().toImage().pixelColor(place) == window.themes.current.colour("surface")


def test_tabs_that_close_together_are_one_change(open_window: OpenWindow, workspace: Path) -> None:
    """One after the other would make each of them the current one for a moment, with all that hangs on that."""
    studio = open_window(workspace)
    for name in ("first", "second", "third"):
        studio.open("pre-login", name)
    current: list[str] = []
    studio.window.documents.current_changed.connect(current.append)
    studio.window.documents.set_session(None)
    assert (current, studio.window.tabs.count()) == ([""], 0)
