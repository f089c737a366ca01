"""What a list shows when it is empty: a sign, what is so, and what to do next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme, load_theme

_ICON_SIZE: Final = QSize(32, 32)
_AROUND: Final = 24
_WIDEST: Final = 520  # longer lines are hard to read


class EmptyState(QWidget):
    """A centred icon, title and explanation, with any number of buttons below."""

    def __init__(self, title: str, text: str = "", icon_name: str = "hook", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._theme = icon_name, load_theme("light")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._sign, self._title, self._text = QLabel(), QLabel(title), QLabel(text)
        self._title.setProperty("role", "heading")
        self._text.setProperty("role", "muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(_AROUND, _AROUND, _AROUND, _AROUND)
        self._column.setSpacing(8)
        self._column.addStretch(2)
        for label in (self._sign, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(label is not self._sign)
            label.setTextFormat(Qt.TextFormat.PlainText)
            self._column.addWidget(label)
        self._column.addStretch(3)
        self.set_text(title, text)
        self.apply_theme(self._theme)

    def set_text(self, title: str, text: str = "") -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def set_sign(self, icon_name: str) -> None:
        """Another icon."""
        self._icon_name = icon_name
        self.apply_theme(self._theme)

    def add_button(self, text: str, clicked: Callable[[], object], *, primary: bool = False) -> QPushButton:
        """One more button below the text; the returned button may be altered."""
        button = QPushButton(text)
        button.setProperty("primary", primary)
        button.clicked.connect(lambda: clicked())
        if self._column.count() == 5:
            self._column.insertSpacing(4, 4)
        self._column.insertWidget(self._column.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter)
        return button

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self.isVisible():
            self._draw_sign()

    def resizeEvent(self, event: QResizeEvent) -> None:
        beside = max(_AROUND, (event.size().width() - _WIDEST) // 2)
        self._column.setContentsMargins(beside, _AROUND, beside, _AROUND)
        super().resizeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        self._draw_sign()
        super().showEvent(event)

    def _draw_sign(self) -> None:
        self._sign.setPixmap(icon(self._icon_name, self._theme, "faint").pixmap(_ICON_SIZE, self.devicePixelRatioF()))
