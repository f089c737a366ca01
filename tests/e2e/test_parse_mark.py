"""Code that the hook's Node can't parse is marked while it is typed, before anything runs."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from hookstudio.runner.runtimes import find_runtimes
from hookstudio.runner.syntax import find_parse_problem
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, wait_until

OLDER = tuple(runtime.major for runtime in find_runtimes() if runtime.major in (12, 20))
NEW_IN_24 = "function handle(data, callback) {\n  using nothing = null;\n  callback(null, data);\n}\n"
BROKEN = "function handle(data, callback) {\n  const = 5;\n}\n"
WHOLE = "function handle(data, callback) {\n  const five = 5;\n}\n"


def editor_of(studio: StudioDriver) -> Any:
    editor = studio.find("codeEditor")
    assert isinstance(editor, QWidget)
    return editor


def at_rest(studio: StudioDriver) -> None:
    wait_until(lambda: not studio.window.parse_watch.busy, "the answer of Node")


def test_a_mistake_is_marked_and_goes_when_it_is_mended(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    editor = editor_of(studio)
    editor.setText(BROKEN)
    wait_until(lambda: editor.unparsed.line == 2, "the mark")
    assert editor.unparsed.message == "Node 24 can't parse this: Unexpected token '='"
    assert editor.failure_line == 0
    editor.setText(WHOLE)
    wait_until(lambda: editor.unparsed.line == 0, "the mark being taken away")


@pytest.mark.parametrize("major", OLDER)
def test_another_node_is_asked_again(open_window: OpenWindow, workspace: Path, major: int) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    editor = editor_of(studio)
    editor.setText(NEW_IN_24)
    at_rest(studio)
    assert editor.unparsed.line == 0
    studio.window.hook_actions.set_default_node(major)
    wait_until(lambda: editor.unparsed.line == 2, "the mark")
    assert editor.unparsed.message.startswith(f"Node {major} can't parse this: ")
    studio.window.hook_actions.set_default_node(None)
    wait_until(lambda: editor.unparsed.line == 0, "the mark being taken away")


def test_one_process_at_a_time_and_the_last_text_counts(open_window: OpenWindow, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    editor = editor_of(studio)
    at_rest(studio)
    asked: list[str] = []
    at_once: list[int] = []
    running = 0
    go_on = threading.Event()
    real: Callable[..., object] = find_parse_problem

    def slow(runtime: object, code: str, dialect: object) -> object:
        nonlocal running
        running += 1
        asked.append(code)
        at_once.append(running)
        go_on.wait(20)
        found = real(runtime, code, dialect)
        running -= 1
        return found

    monkeypatch.setattr("hookstudio.studio.parse_check.find_parse_problem", slow)
    editor.setText(BROKEN)
    wait_until(lambda: asked, "the question")
    for text in (f"// 1\n{BROKEN}", f"// 2\n{BROKEN}", WHOLE):
        editor.setText(text)
        settled = time.monotonic() + 0.4
        wait_until(lambda until=settled: time.monotonic() > until, "a pause in typing")  # type: ignore[misc]
    go_on.set()
    at_rest(studio)
    assert asked == [BROKEN, WHOLE]
    assert at_once == [1, 1]
    assert editor.unparsed.line == 0
