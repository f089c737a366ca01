"""The keyboard reaches every panel of the real window, and what the F1 page says of the code."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tests.e2e.conftest import OpenWindow
from tests.e2e.driver import wait_until

SHIFT = Qt.KeyboardModifier.ShiftModifier


def press_f6(to: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press F6 where the keyboard is, and wait until it is in the panel called *to*."""
    QTest.keyClick(keyboard(), Qt.Key.Key_F6, modifier)
    wait_until(lambda: panel_of(keyboard()) == to, f"F6 reaching {to}")


def keyboard() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget


def panel_of(widget: QWidget | None) -> str:
    while widget is not None and widget.objectName() not in ("hookDock", "editorTabs", "runDock", "modulesDock", "contextDock"):
        widget = widget.parentWidget()
    return widget.objectName() if widget is not None else ""


def test_f6_goes_round_all_panels_that_are_shown(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    studio.take_keyboard()
    text = studio.text
    for panel in ("runDock", "modulesDock", "contextDock", "hookDock", "editorTabs"):
        press_f6(panel)
    for panel in ("hookDock", "contextDock", "modulesDock"):
        press_f6(panel, SHIFT)
    studio.find("runDock").hide()
    studio.take_keyboard()
    press_f6("modulesDock")
    assert studio.text == text


def test_carets_of_the_menu_type_at_several_places(open_window: OpenWindow, workspace: Path) -> None:
    studio = open_window(workspace)
    studio.open("pre-login", "first")
    studio.take_keyboard()
    studio.find("codeEditor").setText("one one one\n")
    for _ in range(2):
        studio.window.actions_by_id["editor.next_occurrence"].trigger()
    studio.type("x")
    assert studio.text == "x x one\n"
