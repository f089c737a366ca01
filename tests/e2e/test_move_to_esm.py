"""A classic hook becomes an ES module in the window: seen first, compared, accepted by a click, and taken back."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QListWidget, QPushButton

from hookstudio.model.hook import Dialect
from hookstudio.studio.session import Session
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, wait_until

ACROSS = """'use strict'
const { createHash } = require('crypto') // from Node

function handle(data, callback) {
  data.hash = createHash('sha1').update(JSON.stringify(data)).digest('hex')
  data.at = Math.random()
  callback(null, data)
}
"""
MOVED = """import { createHash } from 'node:crypto' // from Node

export function handle(data, callback) {
  data.hash = createHash('sha1').update(JSON.stringify(data)).digest('hex')
  data.at = Math.random()
  callback(null, data)
}
"""
OTHERWISE = "function who() { return this ? 'global' : 'none' }\nfunction handle(data, callback) {\n  callback(null, { who: who() })\n}\n"
REFUSED = "var old = 017\nfunction handle(data, callback) {\n  callback(null, data)\n}\n"
ASKS = """const net = require('net')
function handle(data, callback) {
  const socket = net.connect(PORT, '127.0.0.1')
  socket.on('connect', () => { socket.destroy(); callback(null, { got: 1 }) })
  socket.on('error', () => callback(null, { got: 0 }))
}
"""
FOR_EVER = "function handle(data, callback) {\n  for (;;) {}\n}\n"


def dialog_on(studio: StudioDriver, code: str) -> Any:
    studio.open("pre-login", "first")
    studio.find("codeEditor").setText(code)
    studio.window.actions_by_id["hook.move_to_esm"].trigger()
    wait_until(lambda: studio.has("moveToEsmDialog"), "the dialog")
    return studio.window.findChildren(QDialog, "moveToEsmDialog")[0]


def press(button: QPushButton) -> None:
    assert button.isEnabled() and button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def hook_of(studio: StudioDriver) -> Any:
    return studio.window.session.workspace.find_by_key("pre-login/first")


def notes_of(dialog: Any) -> list[str]:
    notes: QListWidget = dialog.notes
    return [notes.item(row).text() for row in range(notes.count())]


def test_a_hook_is_moved_by_a_click_and_taken_back_by_another(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    before = Session.open(workspace, studio.window.folders).read_code(hook_of(studio).id).text
    dialog = dialog_on(studio, ACROSS)
    assert not dialog.accept_button.isEnabled()
    wait_until(dialog.accept_button.isEnabled, "the end of the comparison")
    assert dialog.panes.left.toPlainText().startswith("'use strict'\n") and "export function handle" in dialog.panes.right.toPlainText()
    assert dialog.headline.text() == "Both versions agree on all 12 contexts."
    assert dialog.limits.text() == "Both versions ran without the network."
    assert notes_of(dialog) == ["Nothing that would be otherwise was found in the code."]
    assert [case.varies for case in dialog.table.model.cases] == [("/at",)] * 12
    assert studio.window.session.read_code(hook_of(studio).id).text == before and hook_of(studio).dialect is Dialect.CLASSIC

    press(dialog.accept_button)
    wait_until(lambda: not studio.has("moveToEsmDialog"), "the dialog going away")
    assert studio.text == MOVED and hook_of(studio).dialect is Dialect.ESM
    assert studio.window.session.read_code(hook_of(studio).id).text == MOVED
    assert studio.notices[-1] == "“first” is an ES module now."
    assert hook_of(studio).id not in studio.window.documents.unsaved
    studio.run()
    assert studio.result["hash"]

    studio.choose("Undo")
    assert studio.text == ACROSS and hook_of(studio).dialect is Dialect.CLASSIC
    assert not any("changed outside" in text for text in studio.notices)
    studio.window.hook_actions.redo()
    assert studio.text == MOVED


def test_a_difference_is_shown_and_cancel_changes_nothing(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    dialog = dialog_on(studio, OTHERWISE)
    wait_until(dialog.accept_button.isEnabled, "the end of the comparison")
    assert dialog.headline.text() == "The two versions differ on 12 of 12 contexts."
    assert notes_of(dialog) == ["Line 1: “this” is undefined in “who” in an ES module."]
    assert dialog.table.words.text() == "The results differ in 1 place." and dialog.table.changes.isVisible()
    rows = dialog.table.model
    assert [rows.index(0, column).data() for column in range(1, 4)] == ["Succeeded", "Succeeded", "Differs"]
    dialog.notes.setCurrentRow(0)
    assert dialog.panes.left.textCursor().selectedText().startswith("function who()")
    press(dialog.again_button)
    wait_until(lambda: dialog.accept_button.isEnabled() and rows.rowCount() == 12, "the second comparison")
    dialog.reject()
    assert hook_of(studio).dialect is Dialect.CLASSIC and studio.text == OTHERWISE
    assert studio.window.session.undo_text is None


def test_what_is_refused_can_only_be_read(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    dialog = dialog_on(studio, REFUSED)
    wait_until(lambda: dialog.notes_title.text() == "This hook can't become an ES module as it is.", "the answer")
    assert notes_of(dialog) == ["Line 1: The number 017 begins with 0, which is not allowed in ES modules."]
    assert not any(part.isVisible() for part in (dialog.accept_button, dialog.again_button, dialog.table))
    assert dialog.refusal.isVisible() and dialog.cancel_button.text() == "Close", "no dead end, and nothing left to give up"
    assert dialog.panes.right.textCursor().selectedText() == "var old = 017", "the first note is shown in the code at once"
    press(dialog.cancel_button)


def test_the_network_is_only_used_when_that_is_asked_for(open_window: OpenWindow, workspace: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        asks = ASKS.replace("PORT", str(server.getsockname()[1]))
        studio = open_window(workspace)
        dialog = dialog_on(studio, asks)
        wait_until(dialog.accept_button.isEnabled, "the end of the comparison")
        server.settimeout(0)
        protected = "namespace" in dialog.table.model.cases[0].here.sandbox
        if protected:
            assert {case.here.result["got"] for case in dialog.table.model.cases} == {0}
            with pytest.raises(BlockingIOError):
                server.accept()
        dialog.network.click()
        assert not dialog.accept_button.isEnabled()
        wait_until(dialog.accept_button.isEnabled, "the second comparison")
        assert {case.there.result["got"] for case in dialog.table.model.cases} == {1} and not dialog.limits.isVisible()
        dialog.reject()


def test_a_comparison_can_be_stopped_or_left(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    dialog = dialog_on(studio, FOR_EVER)
    wait_until(dialog.stop_button.isVisible, "the comparison")
    assert not dialog.accept_button.isEnabled()
    press(dialog.stop_button)
    wait_until(lambda: dialog.headline.text() == "The comparison was cancelled.", "the end")
    assert dialog.accept_button.isEnabled()
    press(dialog.again_button)
    wait_until(dialog.stop_button.isVisible, "the comparison")
    dialog.reject()
    assert hook_of(studio).dialect is Dialect.CLASSIC


def test_a_hook_that_is_an_es_module_needs_no_move(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    studio.find("codeEditor").setText(MOVED)
    studio.window.actions_by_id["hook.move_to_esm"].trigger()
    assert studio.notices[-1] == "“first” is an ES module already." and not studio.has("moveToEsmDialog")
