"""The line under the run pane's bar."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from hookstudio.ui.theme import Theme


class Hairline(QWidget):
    """A line; while a run goes on its left part tells how much of the time limit is used."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._share: float | None = None
        self.setFixedHeight(2)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_progress(self, share: float | None) -> None:
        self._share = share
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(0, 1, self.width(), 1, self._theme.colour("line"))
        if self._share is not None:
            painter.fillRect(0, 0, max(24, int(self.width() * self._share)), 2, self._theme.colour("accent"))
        painter.end()
