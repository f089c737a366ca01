"""Files are dragged from another program and dropped on the window, with a real mouse on a real X server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hookstudio.storage.folders import app_folders
from hookstudio.studio import bundles
from hookstudio.studio.session import Session
from tests.e2e.conftest import PASSES
from tests.e2e.drag_source import SIZE
from tests.e2e.screen import Screen
from tests.e2e.window_process import ROOT, WindowProcess

pytestmark = pytest.mark.xvfb
CORNER = (1440, 890)  # of the screen, where the window does not reach


class Held:
    """Files that the mouse holds over the window; the program that they are from has to live until they are read."""

    def __init__(self, screen: Screen, process: subprocess.Popen[str], at: tuple[int, int]) -> None:
        self._screen, self._process, self.at = screen, process, at

    def said(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def move(self, x: int, y: int) -> None:
        self._screen.glide(*self.at, x, y)
        self.at = (x, y)

    def jump(self, x: int, y: int) -> None:
        """Be there without having been anywhere between, as a quick hand is."""
        self._screen.act("mousemove", x - 1, y)
        self._screen.act("mousemove", x, y)
        self.at = (x, y)

    def drop(self) -> str:
        """Let go; what the other program learns of it."""
        self._screen.release()
        return self.said()


@contextmanager
def held(screen: Screen, target: tuple[int, int], *files: Path, at_once: bool = False) -> Iterator[Held]:
    command = [sys.executable, "-m", "tests.e2e.drag_source", *map(str, CORNER), *map(str, files)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=screen.environment, encoding="utf-8", **pipes) as process:  # type: ignore[call-overload]
        hand = Held(screen, process, (CORNER[0] + SIZE // 2, CORNER[1] + SIZE // 2))
        assert hand.said() == "ready"
        screen.hold(*hand.at)
        assert hand.said() == "held"
        hand.jump(*target) if at_once else hand.move(*target)
        yield hand


def middle(window: WindowProcess, name: str) -> tuple[int, int]:
    x, y, width, height = window.ask("place", of=name)
    return x + width // 2, y + height // 2


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    session = Session.create(tmp_path / "other", "Other", app_folders())
    session.create_hook("fresh", "post-login", code=PASSES)
    bundles.export(session, tmp_path / "acme.hookbundle")
    return tmp_path / "acme.hookbundle"


@pytest.mark.parametrize("target", ["codeEditor", "hookTree", "consoleView", "contextEditor", "hookFilter"])
def test_a_bundle_is_taken_wherever_it_is_dropped(screen: Screen, window: WindowProcess, bundle: Path, target: str) -> None:
    with held(screen, middle(window, target), bundle) as files:
        window.wait_for(
            lambda state: state["drop"] == "Drop to import “acme.hookbundle”. You see everything before anything is written.", "the sign"
        )
        before = window.state()["text"]
        assert files.drop() == "copy"
        state = window.wait_for(lambda state: state["import"] == ["post-login/fresh"], "the dialog")
    assert state["drop"] is None and state["text"] == before


def test_a_field_of_text_that_the_mouse_meets_first_takes_no_file_for_words(screen: Screen, window: WindowProcess, bundle: Path) -> None:
    with held(screen, middle(window, "hookFilter"), bundle, at_once=True) as files:
        window.wait_for(lambda state: state["drop"], "the sign")
        assert files.drop() == "copy"
        window.wait_for(lambda state: state["import"] == ["post-login/fresh"], "the dialog")


def test_what_does_not_fit_is_refused_while_it_is_held(screen: Screen, window: WindowProcess, bundle: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("no hook", encoding="utf-8")
    with held(screen, middle(window, "hookTree"), bundle, letter) as files:
        window.wait_for(lambda state: "“letter.txt” is none of these" in (state["drop"] or ""), "the sign")
        files.move(*middle(window, "codeEditor"))
        window.wait_for(lambda state: state["drop"], "the sign elsewhere")
        assert files.drop() == "refused"
    state = window.wait_for(lambda state: state["drop"] is None, "the sign going")
    assert state["import"] is None and "letter" not in state["text"]


def test_the_sign_goes_when_the_files_leave_the_window(screen: Screen, window: WindowProcess, bundle: Path) -> None:
    with held(screen, middle(window, "consoleView"), bundle) as files:
        window.wait_for(lambda state: state["drop"], "the sign")
        files.move(CORNER[0] + SIZE // 2, CORNER[1] - 100)
        window.wait_for(lambda state: state["drop"] is None, "the sign going")
        files.drop()
        assert window.state()["import"] is None


def test_some_code_files_and_a_folder_of_them(screen: Screen, window: WindowProcess, tmp_path: Path) -> None:
    folder = tmp_path / "plain" / "post-login"
    folder.mkdir(parents=True)
    for place in (folder, tmp_path):
        for name in ("one.mjs", "two.mjs"):
            (place / name).write_text(f"// {name}\nexport async function handle(data) {{ return data }}\n", encoding="utf-8")
    with held(screen, middle(window, "codeEditor"), tmp_path / "one.mjs", tmp_path / "two.mjs") as files:
        window.wait_for(lambda state: (state["drop"] or "").startswith("Drop to import 2 code files"), "the sign")
        assert files.drop() == "copy"
        window.wait_for(lambda state: state["import"] == [], "the question for the type")
    screen.press("Escape")
    window.wait_for(lambda state: state["import"] is None, "the dialog going")
    with held(screen, middle(window, "codeEditor"), folder.parent) as files:
        assert files.drop() == "copy"
        window.wait_for(lambda state: state["import"] == ["post-login/one", "post-login/two"], "the folder's hooks")
