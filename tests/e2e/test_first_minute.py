"""The first minute: from the start page to a hook that was made, edited, saved and run, and what the run shows."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton

from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import wait_until

CTRL = Qt.KeyboardModifier.ControlModifier


def test_the_start_page_opens_the_sample_and_nothing_runs_by_itself(open_window: OpenWindow) -> None:
    studio = open_window()
    assert studio.has("startPage")
    studio.choose("Open the sample")
    wait_until(lambda: studio.has("hookTree") and sum(map(len, studio.order.values())) >= 3, "the sample's hooks in the list")
    assert not studio.has("startPage")
    kind, names = next(iter(studio.order.items()))
    studio.open(kind, names[0])
    assert "handle" in studio.text
    assert studio.result is None
    assert studio.console.strip() == ""
    studio.run()
    wait_until(lambda: studio.result is not None, "the result of the sample's first hook")
    assert studio.result is not None
    assert "user" in studio.result


def test_a_hook_is_made_edited_saved_and_run(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.click("newHookButton")
    wait_until(lambda: studio.has("newHookDialog"), "the dialog")
    name, kind = studio.find("newHookName"), studio.find("newHookType")
    assert isinstance(name, QLineEdit)
    assert isinstance(kind, QComboBox)
    save = next(button for button in studio.find("newHookDialog").findChildren(QPushButton) if button.text() == "Save hook")
    assert not save.isEnabled(), "a hook needs a name and a type"
    QTest.keyClicks(name, "Greet the user")
    kind.setCurrentIndex(kind.findText("pre-login"))
    QTest.mouseClick(save, Qt.MouseButton.LeftButton)
    wait_until(lambda: "Greet the user" in studio.order["pre-login"], "the new hook in the list")
    wait_until(lambda: any("Greet the user" in tab for tab in studio.tabs), "its tab")
    file = workspace / "hooks" / "pre-login" / "greet-the-user" / "hook.js"
    assert file.read_text(encoding="utf-8") == studio.text

    studio.take_keyboard()
    QTest.keyClick(studio.typing_area, Qt.Key.Key_A, CTRL)
    studio.type(
        "function handle(data, callback) { console.warn('careful'); data.greeting = 'hi'; delete data.context; callback(null, data); }"
    )
    QTest.keyClick(studio.typing_area, Qt.Key.Key_S, CTRL)
    wait_until(lambda: "careful" in file.read_text(encoding="utf-8"), "saving")
    studio.run()
    wait_until(lambda: studio.result is not None, "the result")
    assert studio.result["greeting"] == "hi"
    assert "context" not in studio.result
    assert "careful" in studio.console
    changes = studio.changes
    assert any(row.startswith("+") and "/greeting" in row for row in changes), changes
    assert any(not row.startswith("+") and "/context" in row for row in changes), changes


def test_what_was_not_saved_runs_as_it_is_typed(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    saved = (workspace / "hooks" / "pre-login" / "first" / "hook.js").read_text(encoding="utf-8")
    studio.find("codeEditor").setText("function handle() { return { typed: true }; }")
    studio.run()
    wait_until(lambda: studio.result == {"typed": True}, "the result of what was typed")
    assert (workspace / "hooks" / "pre-login" / "first" / "hook.js").read_text(encoding="utf-8") == saved


def test_a_failure_is_told_where_it_happened(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    studio.find("codeEditor").setText("function handle(data, callback) {\n  const user = undefined;\n  callback(null, user.name);\n}\n")
    studio.run()
    wait_until(lambda: "TypeError" in studio.console, "the failure in the console")
    assert studio.result is None


def test_stop_ends_an_endless_loop_at_once(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    studio.find("codeEditor").setText("function handle() { console.log('turning'); for (;;) {} }")
    studio.click("runButton")
    wait_until(lambda: "turning" in studio.console, "the loop")
    began = time.monotonic()
    studio.click("stopButton")
    wait_until(lambda: studio.find("runButton").isEnabled(), "the stop")
    assert time.monotonic() - began < 5, "a stop is at once, long before the time limit"


def test_an_edited_context_is_what_the_hook_gets(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    studio.find("contextEditor").setText('{"user": {"email": "ada@example.com"}}')
    studio.run()
    wait_until(lambda: studio.result == {"user": {"email": "ada@example.com"}}, "the context coming back")


def test_a_seed_brings_the_same_context_back(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    wait_until(lambda: studio.find("seedField").text() and studio.find("contextEditor").text(), "the first context")
    seed, context = studio.find("seedField").text(), studio.find("contextEditor").text()
    studio.click("newContextButton")
    wait_until(lambda: studio.find("contextEditor").text() != context, "another context")
    field = studio.find("seedField")
    field.setText(seed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    wait_until(lambda: studio.find("contextEditor").text() == context, "the first context again")
