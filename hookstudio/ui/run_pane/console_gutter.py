"""The column left of the console's text: time of day and level of each message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from hookstudio.ui.run_pane.signs import paint_sign

if TYPE_CHECKING:
    from hookstudio.ui.run_pane.console_view import ConsoleView

SIGNS: Final = {
    "error": "error",
    "assert": "error",
    "failure": "error",
    "warn": "warning",
    "warning": "warning",
    "info": "info",
    "debug": "debug",
    "trace": "debug",
    "note": "ok",
}
SIGN_ROLES: Final = {"error": "error", "warning": "warning", "info": "accent", "debug": "muted", "ok": "ok"}
MARGIN: Final = 12
GAP: Final = 8


class ConsoleGutter(QWidget):
    """Paints beside a ConsoleView what each message is; a wheel turned over it scrolls the view."""

    def __init__(self, view: ConsoleView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._view.font())
        return QSize(round(MARGIN + 10 + GAP + metrics.horizontalAdvance("00:00:00.000 error") + GAP), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        view, theme = self._view, self._view.theme
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("surface"))
        painter.setFont(view.font())
        metrics = QFontMetricsF(view.font())
        time_width = metrics.horizontalAdvance("00:00:00.000 ")
        left = MARGIN + 10 + GAP
        for area, entry, tint in view.visible_blocks():
            if tint:
                painter.fillRect(QRectF(0, area.top(), self.width(), area.height()), theme.colour(tint))
            if entry is None:
                continue
            sign = SIGNS.get(entry.level, "")
            line = QRectF(area.topLeft(), QPointF(self.width(), area.top() + metrics.lineSpacing()))
            if sign:
                colour = theme.colour(SIGN_ROLES[sign])
                paint_sign(painter, sign, QRectF(MARGIN, line.center().y() - 5, 10, 10), colour)
            if entry.time:
                painter.setPen(theme.colour("muted"))
                line.setLeft(left)
                painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, entry.time)
                painter.setPen(theme.colour(SIGN_ROLES.get(sign, "muted")))
                line.setLeft(left + time_width)
                painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, entry.level[:5])
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self._view.viewport(), event)
