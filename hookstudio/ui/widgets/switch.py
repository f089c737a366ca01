"""An on-off switch: as a control of its own, and as a drawing for the rows of a list."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from hookstudio.ui.theme import Theme, load_theme

SWITCH_SIZE: Final = QSize(24, 14)


def paint_switch(painter: QPainter, rect: QRectF, on: bool, theme: Theme, *, hovered: bool = False) -> None:
    """Draw a switch that fills *rect*, best SWITCH_SIZE. Off differs from on by place and by outline, not by colour alone."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    radius = rect.height() / 2
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.mixed("accent", "text", 0.12) if hovered else theme.colour("accent"))
        painter.drawRoundedRect(rect, radius, radius)
        knob, x = theme.colour("on-accent"), rect.right() - radius
    else:
        painter.setPen(QPen(theme.colour("muted" if hovered else "faint"), 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius - 0.5, radius - 0.5)
        knob, x = theme.colour("muted" if hovered else "faint"), rect.left() + radius
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(knob)
    painter.drawEllipse(QPointF(x, rect.center().y()), radius - 2.5, radius - 2.5)
    painter.restore()


class Switch(QAbstractButton):
    """A checkable control that looks like a switch: click, Space or Enter turns it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """*name* is what assistive technology calls it."""
        super().__init__(parent)
        self._theme = load_theme("light")
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return SWITCH_SIZE + QSize(8, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._theme
        area = QRectF(0, 0, SWITCH_SIZE.width(), SWITCH_SIZE.height())
        area.moveCenter(QRectF(self.rect()).center())
        if not self.isEnabled():
            painter.setOpacity(0.5)
        paint_switch(painter, area, self.isChecked(), theme, hovered=self.underMouse())
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = area.adjusted(-3, -3, 3, 3)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
