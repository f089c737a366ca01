"""What was typed, ordered and opened is there again: after a restart, after a crash, beside another window, after an outside edit."""

from __future__ import annotations

import os
import tomllib
import uuid
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.e2e.conftest import PASSES, OpenWindow
from tests.e2e.driver import wait_until
from tests.e2e.window_process import WindowProcess
from tests.leaks import command_of, descendants

OFFSCREEN = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}


def code_file(workspace: Path, name: str) -> Path:
    return workspace / "hooks" / "pre-login" / name / "hook.js"


def order_on_disk(workspace: Path) -> list[str]:
    return list(tomllib.loads((workspace / "hookstudio.toml").read_text(encoding="utf-8"))["order"]["pre-login"])


def test_order_and_tabs_come_back_after_a_restart(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    studio.open("pre-login", "third")
    tree = studio.tree
    tree.setFocus()
    QTest.keyClick(tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    wait_until(lambda: studio.order["pre-login"] == ["first", "third", "second"], "the move by Alt+Up")
    assert order_on_disk(workspace) == ["first", "third", "second"]
    studio.window.close()

    again = open_window(workspace)
    assert again.order["pre-login"] == ["first", "third", "second"]
    wait_until(lambda: again.has("editorTabs") and len(again.tabs) == 2, "the tabs")
    assert [name for name in ("first", "third") if any(name in tab for tab in again.tabs)] == ["first", "third"]
    assert again.result is None, "nothing runs by itself"


def test_closing_never_asks_and_keeps_what_was_typed(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    saved = studio.text
    studio.find("codeEditor").setText("function handle() { /* half a thought */ }")
    studio.window.close()
    assert not studio.window.isVisible()
    assert code_file(workspace, "first").read_text(encoding="utf-8") == saved

    again = open_window(workspace)
    wait_until(lambda: again.has("codeEditor") and "half a thought" in again.text, "the draft")
    assert any("first" in notice for notice in again.notices), again.notices


def test_what_was_typed_before_a_crash_is_offered_again(workspace: Path) -> None:
    saved = code_file(workspace, "first").read_text(encoding="utf-8")
    with WindowProcess(workspace, OFFSCREEN) as window:
        window.ask("open", type="pre-login", name="first")
        window.ask("type", text="// typed just before the power cut ")
        drafts = workspace / ".hookstudio" / "drafts"  # whole ones only: a temporary file on its way into it is not yet a draft
        window.wait_for(lambda _state: any(b"power cut" in file.read_bytes() for file in drafts.glob("*.json")), "the draft")
        workers = descendants(window.pid)
        window.kill()
    wait_until(lambda: not any(command_of(worker) not in ("?", "") for worker in workers), "the end of the waiting worker")
    assert code_file(workspace, "first").read_text(encoding="utf-8") == saved
    with WindowProcess(workspace, OFFSCREEN) as window:
        state = window.wait_for(lambda state: state["text"] and "power cut" in state["text"], "the draft after the crash")
        assert any("first" in notice for notice in state["notices"]), state["notices"]


def test_two_windows_on_one_workspace_see_each_others_changes(open_window: OpenWindow, workspace: Path) -> None:
    one, other = open_window(workspace), open_window(workspace)
    one.tree.setFocus()
    QTest.mouseClick(one.tree.viewport(), Qt.MouseButton.LeftButton, pos=one.point_at("pre-login", "first"))
    QTest.keyClick(one.tree, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    wait_until(lambda: one.order["pre-login"] == ["second", "first", "third"], "the move")
    wait_until(lambda: other.order["pre-login"] == ["second", "first", "third"], "the move in the other window")
    QTest.mouseClick(other.tree.viewport(), Qt.MouseButton.LeftButton, pos=other.point_at("pre-login", "third"))
    QTest.keyClick(other.tree, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    wait_until(lambda: one.order["pre-login"] == ["second", "third", "first"], "the second move in the first window")
    assert order_on_disk(workspace) == ["second", "third", "first"]


def test_two_windows_never_overwrite_each_others_code(open_window: OpenWindow, workspace: Path) -> None:
    one, other = open_window(workspace), open_window(workspace)
    one.open("pre-login", "second")
    other.open("pre-login", "second")
    other.find("codeEditor").setText("// by the other\n")
    one.find("codeEditor").setText("// by the one\n")
    one.window.actions_by_id["hook.save"].trigger()
    wait_until(lambda: code_file(workspace, "second").read_text(encoding="utf-8") == "// by the one\n", "the first save")
    other.window.actions_by_id["hook.save"].trigger()
    wait_until(lambda: any("outside" in notice for notice in other.notices), "the question")
    assert code_file(workspace, "second").read_text(encoding="utf-8") == "// by the one\n"
    assert other.text == "// by the other\n"


def test_an_outside_edit_is_read_where_nothing_was_typed(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    code_file(workspace, "second").write_text("// from another program\n", encoding="utf-8")
    wait_until(lambda: studio.text == "// from another program\n", "reading the file again")


@pytest.mark.parametrize(("answer", "chosen"), [("Keep mine", "// mine\n"), ("Take theirs", "// theirs\n")])
def test_an_outside_edit_while_typing_is_the_users_choice(open_window: OpenWindow, workspace: Path, answer: str, chosen: str) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "second")
    studio.find("codeEditor").setText("// mine\n")
    code_file(workspace, "second").write_text("// theirs\n", encoding="utf-8")
    wait_until(lambda: any("outside" in notice for notice in studio.notices), "the question")
    assert studio.text == "// mine\n", "what was typed stays until the user has chosen"
    assert code_file(workspace, "second").read_text(encoding="utf-8") == "// theirs\n"
    studio.choose(answer)
    assert studio.text == chosen
    studio.window.actions_by_id["hook.save"].trigger()
    wait_until(lambda: code_file(workspace, "second").read_text(encoding="utf-8") == chosen, "saving the choice")


def test_a_hook_that_a_merge_adds_or_removes_appears_and_goes(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    merged = workspace / "hooks" / "pre-login" / "merged"
    merged.mkdir()
    (merged / "hook.js").write_text(PASSES, encoding="utf-8")
    (merged / "hook.toml").write_text(f'id = "{uuid.uuid4()}"\nname = "merged"\n', encoding="utf-8")
    studio.window.activateWindow()
    wait_until(lambda: studio.order["pre-login"][-1] == "merged", "the hook that came by a merge")
    assert order_on_disk(workspace)[:3] == ["first", "second", "third"]
