"""How large a dialog may be: what it would like, on the screen that there is."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_FRAME: Final = QSize(32, 64)  # for the title bar and the frame, which are the window manager's


def resize_within(dialog: QWidget, width: int, height: int) -> None:
    """Give *dialog* that size, or less where its screen is smaller: at 200 % scaling many are."""
    dialog.resize(QSize(width, height).boundedTo(room_for(dialog)))


def room_for(dialog: QWidget) -> QSize:
    """The size that *dialog* can have at most and still be seen as a whole."""
    return dialog.screen().availableGeometry().size() - _FRAME
