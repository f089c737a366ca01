"""A bundle named when the program is started, as a double click does: the real program on a real screen."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hookstudio.storage.folders import app_folders
from hookstudio.storage.recent import RecentWorkspaces
from hookstudio.studio import bundles
from hookstudio.studio.session import Session
from tests.e2e.conftest import PASSES
from tests.e2e.screen import Screen

pytestmark = pytest.mark.xvfb

PATIENCE_S = 30.0


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    session = Session.create(tmp_path / "other", "Other", app_folders())
    session.create_hook("fresh", "pre-login", code=PASSES)
    bundles.export(session, tmp_path / "acme.hookbundle")
    return tmp_path / "acme.hookbundle"


@contextmanager
def started(screen: Screen, *words: str | Path) -> Iterator[None]:
    """`hookstudio WORDS` on *screen*, ended by its own process id."""
    process = subprocess.Popen([sys.executable, "-m", "hookstudio", *map(str, words)], env=screen.environment, stdin=subprocess.DEVNULL)
    try:
        yield
        assert process.poll() is None, f"it ended with status {process.returncode}"
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def wait_for_window(screen: Screen, title: str) -> None:
    """Fails the test if no window of that title is to be seen in time."""
    search = ["xdotool", "search", "--onlyvisible", "--name", title]
    deadline = time.monotonic() + PATIENCE_S
    while not subprocess.run(search, env=screen.environment, capture_output=True, timeout=PATIENCE_S).stdout.strip():
        assert time.monotonic() < deadline, f"no window is called {title}"


def test_it_is_shown_over_the_workspace_that_was_open_last(workspace: Path, bundle: Path) -> None:
    RecentWorkspaces(app_folders()).add(workspace)
    with Screen() as screen, started(screen, bundle):
        wait_for_window(screen, "^Shop – Hook Studio$")
        wait_for_window(screen, "^Import “acme.hookbundle”$")
    assert not (workspace / "hooks" / "pre-login" / "fresh").exists()


def test_without_any_workspace_the_window_waits_for_one(bundle: Path) -> None:
    with Screen() as screen, started(screen, bundle):
        wait_for_window(screen, "^Hook Studio$")
