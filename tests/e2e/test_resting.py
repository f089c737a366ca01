"""Waiting workers hold memory only while somebody may run a hook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hookstudio.ui.main_window import resting
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, wait_until
from tests.runner.hooks import workers


def waiting(open_window: OpenWindow, workspace: Path) -> tuple[StudioDriver, Any]:
    """A window with a hook open and a worker that waits for it."""
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    wait_until(workers, "a worker that waits")
    return studio, studio.window


def test_a_hidden_window_keeps_no_worker_and_a_shown_one_has_one_again(open_window: OpenWindow, workspace: Path) -> None:
    _, window = waiting(open_window, workspace)
    window.hide()
    wait_until(lambda: not workers(), "the end of the workers")
    window.show()
    wait_until(workers, "a worker that waits")


def test_a_minimised_window_keeps_no_worker(open_window: OpenWindow, workspace: Path) -> None:
    studio, window = waiting(open_window, workspace)
    window.showMinimized()
    wait_until(lambda: not workers(), "the end of the workers")
    window.showNormal()
    wait_until(workers, "a worker that waits")
    studio.run()
    assert "hello from first" in studio.console


def test_a_window_that_is_left_alone_keeps_no_worker_until_a_key_is_pressed(
    open_window: OpenWindow, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resting, "IDLE_MS", 700)
    studio, _ = waiting(open_window, workspace)
    studio.take_keyboard()
    wait_until(lambda: not workers(), "the end of the workers")
    monkeypatch.setattr(resting, "IDLE_MS", 60_000)
    studio.type("x")
    wait_until(workers, "a worker that waits")


def test_a_run_that_goes_on_in_a_hidden_window_is_left_to_end(open_window: OpenWindow, workspace: Path) -> None:
    studio, window = waiting(open_window, workspace)
    studio.find("codeEditor").setText("function handle(data, callback) { setTimeout(callback, 300, null, data); }\n")
    ended: list[object] = []
    window.run_control.ended.connect(lambda _hook_id, outcome: ended.append(outcome.ok))
    studio.click("runButton")
    window.hide()
    wait_until(lambda: ended, "the end of the run")
    assert ended == [True]
    wait_until(lambda: not workers(), "the end of the workers")
