"""A workspace with known hooks, windows on it that are closed at the end, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow

from hookstudio.storage import secrets
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.ui.theme import Themes
from tests.e2e.driver import StudioDriver
from tests.e2e.screen import Screen
from tests.e2e.window_process import WindowProcess
from tests.storage.keychains import HeldKeychain

GREETS = "function handle(data, callback) {\n  console.log('hello from first');\n  data.user.greeted = true;\n  callback(null, data);\n}\n"
PASSES = "function handle(data, callback) {\n  callback(null, data);\n}\n"

OpenWindow = Callable[..., StudioDriver]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Three hooks in pre-login and one in post-login, in a workspace made here and so trusted."""
    session = Session.create(tmp_path / "workspace", "Shop", app_folders())
    for name, code in (("first", GREETS), ("second", PASSES), ("third", PASSES)):
        session.create_hook(name, "pre-login", code=code)
    session.create_hook("after", "post-login", code=PASSES)
    return session.root


@pytest.fixture
def screen() -> Iterator[Screen]:
    """A real X server, with its mouse and keyboard."""
    with Screen() as screen:
        yield screen


@pytest.fixture
def window(screen: Screen, workspace: Path) -> Iterator[WindowProcess]:
    """The program's window on that screen."""
    with WindowProcess(workspace, screen.environment) as window:
        screen.focus_window("Hook Studio")
        yield window


@pytest.fixture
def keychain(monkeypatch: pytest.MonkeyPatch) -> HeldKeychain:
    """The system's keychain, and no secret in the environment."""
    held = HeldKeychain()
    monkeypatch.setattr(secrets, "system_keychain", lambda: held)
    for variable in (secrets.SECRET_VARIABLE, secrets.TOKEN_VARIABLE, secrets.URL_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    return held


@pytest.fixture
def open_window(qapp: QApplication) -> Iterator[OpenWindow]:
    """Opens the program's window on a folder, or on the start page, as often as wanted."""
    from hookstudio.ui.open import open_studio

    windows: list[QMainWindow] = []

    def open_on(folder: Path | None = None) -> StudioDriver:
        window = open_studio(folder)
        windows.append(window)
        return StudioDriver(window)

    yield open_on
    for window in windows:
        window.close()
        window.deleteLater()
    qapp.setProperty("themes", None)  # before what it names goes
    for themes in qapp.findChildren(Themes):
        themes.setParent(None)
    qapp.setStyleSheet("")
    qapp.setProperty("theme", None)
    qapp.setPalette(qapp.style().standardPalette())
    qapp.processEvents()
