"""A list of sentences that wrap, each with a sign."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme

_SIGN: Final = 14
_BESIDE: Final = 40  # what a row has beside its words: the sign and the gaps around it
_AROUND: Final = 8
_LEVEL: Final = Qt.ItemDataRole.UserRole + 1


class NoteList(QListWidget):
    """Rows are as high as their sentences need."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._most = theme, 0
        self.setWordWrap(True)
        self.setProperty("dense", True)
        self.setIconSize(QSize(_SIGN, _SIGN))
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)

    def add(self, text: str, level: str) -> QListWidgetItem:
        """One more row; *level* is “ok”, “warning” or “error”, by which its sign and colour are called."""
        item = QListWidgetItem(icon(level, self._theme, level), text)
        item.setData(_LEVEL, level)
        self.addItem(item)
        self._fit(item)
        return item

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for row in range(self.count()):
            level = self.item(row).data(_LEVEL)
            self.item(row).setIcon(icon(level, theme, level))

    def show_up_to(self, lines: int) -> None:
        """Be as high as what is in it needs, at most *lines* single lines; further ones can be scrolled to."""
        self._most = lines
        heights = sum(self.item(row).sizeHint().height() for row in range(self.count()))
        self.setFixedHeight(min(heights, lines * (self.fontMetrics().lineSpacing() + _AROUND)) + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for row in range(self.count()):
            self._fit(self.item(row))
        if self._most:
            self.show_up_to(self._most)

    def _fit(self, item: QListWidgetItem) -> None:
        room = QRect(0, 0, max(60, self.viewport().width() - _BESIDE), 10_000)
        words = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), item.text())
        item.setSizeHint(QSize(0, words.height() + _AROUND))
