"""F6: the keyboard goes from panel to panel, also out of those that need the Tab key for themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QApplication, QWidget

Stop = tuple[QWidget, Callable[[], object]]  # a panel, and what gives the keyboard to it


def step_panel(stops: Sequence[Stop], step: int) -> None:
    """Give the keyboard to the next (*step* 1) or previous (-1) panel that is shown and takes it, beginning again at the end."""
    at = QApplication.focusWidget()
    shown = [stop for stop in stops if stop[0].isVisible()]
    here = next((number for number, (panel, _) in enumerate(shown) if at is not None and _holds(panel, at)), -1 if step > 0 else 0)
    for distance in range(1, len(shown) + 1):
        panel, take_keyboard = shown[(here + step * distance) % len(shown)]
        if panel.isWindow():
            panel.activateWindow()
        take_keyboard()
        now = QApplication.focusWidget()
        if now is not None and now is not at and _holds(panel, now):
            return


def _holds(panel: QWidget, widget: QWidget) -> bool:
    return panel is widget or panel.isAncestorOf(widget)
