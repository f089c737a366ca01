"""A window on a real X server: a real mouse drags a hook, a real keyboard types, runs and stops."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.screen import Screen
from tests.e2e.window_process import WindowProcess

pytestmark = pytest.mark.xvfb


def middle(place: list[int]) -> tuple[int, int]:
    x, y, width, height = place
    return x + width // 2, y + height // 2


def order_on_disk(workspace: Path) -> list[str]:
    manifest: dict[str, Any] = tomllib.loads((workspace / "hookstudio.toml").read_text(encoding="utf-8"))
    return list(manifest["order"]["pre-login"])


def open_by_hand(screen: Screen, window: WindowProcess, name: str) -> None:
    screen.click(*middle(window.ask("place", of="hookTree", type_name="pre-login", name=name)))
    window.wait_for(lambda state: any(name in tab for tab in state["tabs"]), f"opening {name}")


def replace_code(screen: Screen, window: WindowProcess, code: str) -> None:
    """Select all in the editor and type *code* in its place."""
    screen.click(*middle(window.ask("place", of="codeEditor")))
    window.wait_for(lambda state: state["typing"], "the editor having the keyboard")
    screen.press("ctrl+a")
    screen.type(code)


def test_a_real_mouse_drags_a_hook_to_another_place(screen: Screen, window: WindowProcess, workspace: Path) -> None:
    assert order_on_disk(workspace) == ["first", "second", "third"]
    x, y, width, height = window.ask("place", of="hookTree", type_name="pre-login", name="first")
    source = (x + width // 3, y + height // 2)
    _, target_y, _, target_height = window.ask("place", of="hookTree", type_name="pre-login", name="third")
    target = (source[0], target_y + target_height - 3)
    screen.hold(*source)
    screen.glide(*source, *target)
    window.wait_for(lambda state: state["dragging"], "the drag")
    screen.glide(target[0] - 4, target[1] - 1, *target)
    screen.release()
    window.wait_for(lambda state: state["order"]["pre-login"] == ["second", "third", "first"], "the new order in the list")
    assert order_on_disk(workspace) == ["second", "third", "first"]


def test_a_real_keyboard_types_runs_and_sees_console_and_result(screen: Screen, window: WindowProcess, workspace: Path) -> None:
    open_by_hand(screen, window, "second")
    replace_code(screen, window, "function handle(data, callback) { console.log('typed by hand'); callback(null, { typed: 6 * 7 }); }")
    screen.press("ctrl+Return")
    state = window.wait_for(lambda state: state["result"] is not None, "the result")
    assert state["result"] == {"typed": 42}
    assert "typed by hand" in state["console"]
    screen.press("ctrl+s")
    file = workspace / "hooks" / "pre-login" / "second" / "hook.js"
    deadline = time.monotonic() + 10
    while "typed by hand" not in file.read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, "Ctrl+S did not save"
        time.sleep(0.02)


def test_a_real_keyboard_stops_an_endless_loop(screen: Screen, window: WindowProcess) -> None:
    open_by_hand(screen, window, "third")
    replace_code(screen, window, "function handle() { console.log('turning'); for (;;) {} }")
    screen.press("ctrl+Return")
    window.wait_for(lambda state: state["running"] and "turning" in state["console"], "the loop")
    began = time.monotonic()
    screen.press("ctrl+period")
    state = window.wait_for(lambda state: not state["running"], "the stop")
    assert time.monotonic() - began < 5, "a stop is at once, long before the time limit"
    assert state["result"] is None
