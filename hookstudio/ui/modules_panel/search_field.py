"""The field of the search."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

LONGEST_TEXT: Final = 240


class SearchField(QLineEdit):
    """Says at its right end where is searched, or that it is. Can be typed in before there is a panel, which then adopts it."""

    entered = Signal()  # the keyboard is here

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("Search npm")
        self.setAccessibleName("Search npm for modules")
        self.setToolTip(
            "Type a name, such as axios or axios@1.6. Enter adds the chosen row, Ctrl+Enter shows its versions, Escape clears the field."
        )
        self.setMaxLength(LONGEST_TEXT)
        self._where = QLabel("npm", self)
        self._where.setProperty("role", "muted")
        self._where.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def adopt(self) -> None:
        """From now on somebody searches for what is typed; scripts know the field by this name."""
        self.setObjectName("moduleSearchField")

    def show_waiting(self, waiting: bool) -> None:
        self._where.setText("searching…" if waiting else "npm")
        self._place()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        size = self._where.sizeHint()
        self._where.resize(size)
        self._where.move(self.width() - size.width() - 9, (self.height() - size.height()) // 2)
        self.setTextMargins(0, 0, size.width() + 6, 0)
