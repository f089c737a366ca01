"""The theme changes while something is open: every dialog goes along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from hookstudio.ui.dialogs.compare import CompareDialog
from hookstudio.ui.theme import load_theme
from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import StudioDriver, wait_until

WHO = "function who() { return this ? 'global' : 'none' }\nfunction handle(data, callback) {\n  callback(null, { who: who() })\n}\n"


def colours(widget: QWidget) -> set[str]:
    """Those of a picture of *widget*, every third point of it."""
    image: QImage = widget.grab().toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def switch(studio: StudioDriver, name: str) -> None:
    studio.window.settings.set("appearance.theme", name)
    wait_until(lambda: studio.window.themes.current.name == name, name)


def test_the_move_to_es_modules_goes_along(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    switch(studio, "light")
    studio.open("pre-login", "first")
    studio.find("codeEditor").setText(WHO)
    studio.window.actions_by_id["hook.move_to_esm"].trigger()
    wait_until(lambda: studio.has("moveToEsmDialog"), "the dialog")
    dialog: Any = studio.find("moveToEsmDialog")
    wait_until(dialog.accept_button.isEnabled, "the end of the comparison")
    light, dark = (load_theme(name).colour("warning-soft").name() for name in ("light", "dark"))
    for part in (dialog.panes, dialog.table):
        assert light in colours(part)
    switch(studio, "dark")
    for part in (dialog.panes, dialog.table):
        assert dark in colours(part) and light not in colours(part)
    assert load_theme("light").colour("warning").name() not in colours(dialog)
    dialog.reject()


def test_a_comparison_goes_along(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    switch(studio, "dark")
    dialog = CompareDialog("x", "a\nb", "a\nc", studio.window.themes.current, studio.window)
    dialog.open()

    def tinted(theme: str) -> bool:
        tint = dialog.left.document().findBlockByNumber(1).blockFormat().background().color()
        return tint == load_theme(theme).colour("warning-soft")

    wait_until(lambda: tinted("dark"), "what differs")
    switch(studio, "light")
    assert tinted("light")
    dialog.reject()


def test_what_has_nothing_to_follow_with_stays_in_order(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    switch(studio, "light")
    studio.window.ask_new_hook()
    wait_until(lambda: studio.has("newHookDialog"), "the dialog")
    dialog = studio.find("newHookDialog")
    switch(studio, "dark")
    assert load_theme("dark").colour("background").name() in colours(dialog)
    assert load_theme("light").colour("background").name() not in colours(dialog)
    dialog.reject()
