"""A few words beside the pointer while something is dragged."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget


class CursorNote(QLabel):
    """A label that floats above *parent* and never takes a mouse event."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("cursorNote", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_at(self, point: QPoint, text: str) -> None:
        """Show *text* below and right of *point* (in the parent's coordinates), kept inside the parent."""
        parent = self.parentWidget()
        if parent is None:
            return
        area = parent.rect().adjusted(8, 8, -8, -8)
        self.setText(text)
        self.ensurePolished()
        width = min(area.width(), self.fontMetrics().horizontalAdvance(text) + 24)
        self.resize(width, self.heightForWidth(width))
        x = max(area.left(), min(point.x() + 12, area.right() - self.width()))
        below = point.y() + 18
        y = below if below + self.height() <= area.bottom() else point.y() - 8 - self.height()
        self.move(x, y)
        self.raise_()
        self.show()
