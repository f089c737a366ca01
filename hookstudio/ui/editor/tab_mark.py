"""The small button at the right of a tab: a dot for unsaved text, a cross to close."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from hookstudio.ui.theme import Theme


class TabMark(QAbstractButton):
    """A dot while there is unsaved text, a cross under the mouse or on the current tab, nothing on quiet tabs."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._unsaved = self._current = self._hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip("Close")
        self.setFixedSize(self.sizeHint())

    @property
    def unsaved(self) -> bool:
        return self._unsaved

    def set_unsaved(self, unsaved: bool) -> None:
        self._unsaved = unsaved
        self.setToolTip("Close. Has unsaved text" if unsaved else "Close")
        self.update()

    def set_current(self, current: bool) -> None:
        self._current = current
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(18, 18)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, self.height() / 2)
        if self._hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("line"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        if self._unsaved and not self._hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            painter.drawEllipse(centre, 4.5, 4.5)
        elif self._hovered or self._current:
            painter.setPen(QPen(self._theme.colour("text" if self._hovered else "muted"), 1.4, c=Qt.PenCapStyle.RoundCap))
            for slope in (1, -1):
                painter.drawLine(centre + QPointF(-3.2, -3.2 * slope), centre + QPointF(3.2, 3.2 * slope))
