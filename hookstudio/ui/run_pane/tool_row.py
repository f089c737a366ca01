"""The slim row above a page: fields and words at the left, small commands with icons at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme


class ToolRow(QWidget):
    """Its buttons carry their words as tool tip and accessible name."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._buttons: list[tuple[QToolButton, str]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 8, 4)
        self._row.setSpacing(4)

    def add_widget(self, widget: QWidget, stretch: int = 0) -> None:
        self._row.addWidget(widget, stretch)

    def add_stretch(self) -> None:
        self._row.addStretch(1)

    def add_button(self, name: str, text: str, slot: Callable[[], object]) -> QToolButton:
        """A button with the icon *name*, called *text*, that calls *slot*."""
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setIcon(icon(name, self._theme))
        button.clicked.connect(lambda _checked=False: slot())
        self._buttons.append((button, name))
        self._row.addWidget(button)
        return button

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for button, name in self._buttons:
            button.setIcon(icon(name, theme))
