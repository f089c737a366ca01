"""Small painted signs that say what a colour says, without needing a font that has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget


def paint_sign(painter: QPainter, name: str, area: QRectF, colour: QColor) -> None:
    """Draw the sign *name* into the square *area*: ok, error, warning, info, debug, clock, stop or running. Others draw nothing."""
    draw = _SIGNS.get(name)
    if draw is None:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(area.topLeft())
    painter.scale(area.width() / 10, area.height() / 10)
    pen = QPen(colour, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    draw(painter, colour)
    painter.restore()


def _ok(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QRectF(1, 1, 8, 8))


def _error(painter: QPainter, _colour: QColor) -> None:
    painter.drawLine(QPointF(2, 2), QPointF(8, 8))
    painter.drawLine(QPointF(8, 2), QPointF(2, 8))


def _warning(painter: QPainter, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(5, 1.6), QPointF(9, 8.6), QPointF(1, 8.6)]))


def _info(painter: QPainter, _colour: QColor) -> None:
    painter.drawPoint(QPointF(5, 1.6))
    painter.drawLine(QPointF(5, 4.6), QPointF(5, 8.6))


def _debug(painter: QPainter, _colour: QColor) -> None:
    painter.drawEllipse(QRectF(2.4, 2.4, 5.2, 5.2))


def _clock(painter: QPainter, _colour: QColor) -> None:
    painter.drawEllipse(QRectF(0.8, 0.8, 8.4, 8.4))
    painter.drawPolyline(QPolygonF([QPointF(5, 2.8), QPointF(5, 5.2), QPointF(6.8, 6.2)]))


def _stop(painter: QPainter, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(1.5, 1.5, 7, 7), 1.5, 1.5)


def _running(painter: QPainter, _colour: QColor) -> None:
    painter.drawArc(QRectF(1, 1, 8, 8), 90 * 16, -270 * 16)


_SIGNS: Final[dict[str, Callable[[QPainter, QColor], None]]] = {
    "ok": _ok,
    "error": _error,
    "warning": _warning,
    "info": _info,
    "debug": _debug,
    "clock": _clock,
    "stop": _stop,
    "running": _running,
}


class Sign(QWidget):
    """A sign as a widget, 10 px wide and high."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour = "", QColor()
        self.setFixedSize(self.sizeHint())

    def show_sign(self, name: str, colour: QColor) -> None:
        self._name, self._colour = name, colour
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(10, 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_sign(painter, self._name, QRectF(self.rect()), self._colour)
        painter.end()
