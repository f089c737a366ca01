"""What was changed is taken back and done again by keys and by notices, at once, and aside where it takes longer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from hookstudio.model.bundle import Choice
from hookstudio.model.errors import StudioError
from hookstudio.studio import bundles
from hookstudio.studio.exchange import Exchange
from tests.e2e.conftest import PASSES, OpenWindow
from tests.e2e.driver import StudioDriver, wait_until

CTRL_ALT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


def texts(studio: StudioDriver) -> tuple[str, str]:
    """What the menu says of undo and redo; '' where it can't be used."""
    actions = [studio.window.actions_by_id[name] for name in ("workspace.undo", "workspace.redo")]
    return tuple(action.text() if action.isEnabled() else "" for action in actions)  # type: ignore[return-value]


def bring_in(studio: StudioDriver, tmp_path: Path, *names: str) -> None:
    """Import code files into the workspace of the window."""
    files = [tmp_path / f"{name}.js" for name in names]
    for file in files:
        file.write_text(f"// {file.name}\n{PASSES}", encoding="utf-8")
    session = studio.window.session
    bundles.apply(session, bundles.preview_files(session, files, "post-login"), {})


def test_the_menu_says_what_undo_would_do_from_the_first_change_on(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    hook = studio.window.session.workspace.find_by_key("pre-login/first")
    assert texts(studio) == ("", "")
    studio.window.hook_actions.rename(hook.id, "A & B")
    assert texts(studio) == ("Undo: Rename “first”", "")
    studio.window.hook_actions.set_enabled(hook.id, False)
    assert texts(studio) == ("Undo: Disable “A && B”", ""), "no letter of a name becomes a shortcut"
    studio.take_keyboard()
    studio.press(Qt.Key.Key_Z, CTRL_ALT)
    assert texts(studio) == ("Undo: Rename “first”", "Redo: Disable “A && B”")
    studio.press(Qt.Key.Key_Z, CTRL_ALT | Qt.KeyboardModifier.ShiftModifier)
    assert texts(studio) == ("Undo: Disable “A && B”", "")


def by_keys(studio: StudioDriver) -> None:
    studio.take_keyboard()
    studio.press(Qt.Key.Key_Z, CTRL_ALT)


def by_notice(studio: StudioDriver) -> None:
    studio.choose("Undo")


@pytest.mark.parametrize("ask", [by_keys, by_notice])
def test_many_hooks_are_taken_back_aside_while_the_window_goes_on(
    open_window: OpenWindow, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[StudioDriver], None]
) -> None:
    studio = open_window(workspace)
    bring_in(studio, tmp_path, "one", "two")
    # Any notice with Undo: it asks for the same as the keys.
    studio.window.hook_actions.undo()
    wait_until(lambda: any(text.startswith("Undone: Import 2 hooks") for text in studio.notices), "the undo")
    studio.window.hook_actions.redo()
    wait_until(lambda: any(text.startswith("Done again: Import 2 hooks") for text in studio.notices), "the redo")
    take_back, go_on, threads = Exchange.take_back, threading.Event(), list[threading.Thread]()

    def slowly(*values: Any) -> Any:
        threads.append(threading.current_thread())
        go_on.wait(20)
        return take_back(*values)

    monkeypatch.setattr(Exchange, "take_back", slowly)
    ask(studio)
    wait_until(lambda: any(text.startswith("Taking back: Import 2 hooks") for text in studio.notices), "the word that it takes a while")
    assert texts(studio) == ("", ""), "one after the other"
    studio.window.hook_actions.undo()
    assert len(threads) == 1 and threads[0] is not threading.main_thread()
    hook = studio.window.session.workspace.find_by_key("post-login/after")
    studio.window.hook_actions.rename(hook.id, "other")
    assert any("Try again in a moment." in text for text in studio.notices), "nothing waits for it on the window's thread"
    assert studio.order["post-login"] == ["after", "one", "two"]
    go_on.set()
    wait_until(lambda: studio.order["post-login"] == ["after"], "the hooks going")
    wait_until(lambda: any(text.startswith("Undone: Import 2 hooks") for text in studio.notices), "the word")
    assert not any("Taking back" in text for text in studio.notices)
    assert texts(studio)[1].startswith("Redo: Import 2 hooks")


def test_what_can_not_be_taken_back_is_told_twice_and_what_was_before_comes_into_reach(
    open_window: OpenWindow, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = open_window(workspace)
    hook = studio.window.session.workspace.find_by_key("pre-login/first")
    studio.window.hook_actions.rename(hook.id, "other")
    bring_in(studio, tmp_path, "one")

    def refuse(*_values: object) -> None:
        raise StudioError("The disk is full.", hint="Make room.")

    monkeypatch.setattr(Exchange, "take_back", refuse)
    studio.window.hook_actions.undo()
    wait_until(lambda: any("The disk is full. Make room." in text for text in studio.notices), "the reason")
    assert texts(studio)[0].startswith("Undo: Import 1 hook")
    studio.window.hook_actions.undo()
    wait_until(
        lambda: any("left out from now on; the one before it is “Rename “first””" in text for text in studio.notices), "what is next"
    )
    assert texts(studio) == ("Undo: Rename “first”", "")


def test_an_open_hook_shows_what_came_back_without_a_word_of_others(open_window: OpenWindow, workspace: Path, tmp_path: Path) -> None:
    studio = open_window(workspace)
    session = studio.window.session
    (tmp_path / "after.js").write_text("// mine\n" + PASSES, encoding="utf-8")
    studio.open("post-login", "after")
    shown = bundles.preview_files(session, [tmp_path / "after.js"], "post-login")
    bundles.apply(session, shown, {"post-login/after": Choice.REPLACE})
    wait_until(lambda: studio.order["post-login"] == ["after"], "the other one")
    studio.window.hook_actions.undo()
    wait_until(lambda: any(text.startswith("Undone") for text in studio.notices), "the undo")
    studio.open("post-login", "after")
    assert studio.text == PASSES
    assert not any("changed outside" in text for text in studio.notices)
