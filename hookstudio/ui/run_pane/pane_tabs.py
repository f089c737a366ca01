"""The tabs of the run pane, and how the run ended, in the bar above its pages."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QTabBar, QWidget

from hookstudio.ui.fonts import small_font
from hookstudio.ui.theme import Theme

PAD: Final = 10
GAP: Final = 8
HEIGHT: Final = 26


class PaneTabs(QTabBar):
    """Pills, the current one on a raised ground; a tab may carry a count in a badge."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runPaneTabs")
        self.setAccessibleName("Run")
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setMouseTracking(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self._theme = theme
        self._badges: dict[int, str] = {}
        self._hovered = -1
        self._ringed = False

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_badge(self, tab: int, text: str, spoken: str = "") -> None:
        """Show *text* beside the name of *tab*, '' for no badge; *spoken* is what a screen reader says."""
        self._badges[tab] = text
        self.setAccessibleTabName(tab, f"{self.tabText(tab)}, {spoken}" if spoken else self.tabText(tab))
        self.setTabText(tab, self.tabText(tab))
        self.updateGeometry()
        self.update()

    def badge(self, tab: int) -> str:
        return self._badges.get(tab, "")

    def tabSizeHint(self, index: int) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.tabText(index)) + 2 * PAD + 2
        if self.badge(index):
            width += GAP + self._badge_width(index)
        return QSize(width, HEIGHT + 8)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self.tabAt(event.position().toPoint())
        self.update()
        super().mouseMoveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring is for those who came by the keyboard."""
        self._ringed = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._ringed = True
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for tab in range(self.count()):
            self._paint_tab(painter, tab)
        painter.end()

    def _paint_tab(self, painter: QPainter, tab: int) -> None:
        theme, current = self._theme, tab == self.currentIndex()
        pill = QRectF(self.tabRect(tab)).adjusted(1, 4, -1, -4)
        if current:
            painter.setPen(theme.colour("accent") if self._ringed and self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("raised"))
            painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        hovered = tab == self._hovered and self.underMouse()
        painter.setPen(theme.colour("text" if current or hovered else "muted"))
        painter.setFont(self.font())
        painter.drawText(pill.adjusted(PAD, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.tabText(tab))
        if self.badge(tab):
            width = self._badge_width(tab)
            badge = QRectF(pill.right() - PAD - width, pill.center().y() - 8, width, 16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent-soft"))
            painter.drawRoundedRect(badge, 8, 8)
            painter.setPen(theme.colour("accent"))
            painter.setFont(small_font(self.font()))
            painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self.badge(tab))

    def _badge_width(self, tab: int) -> int:
        text = QFontMetrics(small_font(self.font())).horizontalAdvance(self.badge(tab))
        return max(20, text + 12)
