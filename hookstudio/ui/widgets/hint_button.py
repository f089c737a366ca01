"""A push button that shows its shortcut on a small key cap beside its text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from hookstudio.ui.fonts import small_font
from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme, load_theme

_GAP: Final = 8
_PADDING: Final = 5


def _key_font(base: QFont) -> QFont:
    font = small_font(base)
    font.setWeight(QFont.Weight.Normal)
    return font


class HintButton(QPushButton):
    """*keys* is such as 'Ctrl+N'. The key cap is a picture only: whoever owns the command binds the shortcut.

    The icon appears with the first `apply_theme`.
    """

    def __init__(self, text: str, keys: str, icon_name: str = "", *, primary: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._icon_name, self._primary, self._theme = icon_name, primary, load_theme("light")
        self._keys = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
        self.setProperty("hint", True)
        self.setProperty("primary", primary)
        self.setToolTip(f"{text} ({self._keys})")

    def sizeHint(self) -> QSize:
        plain = super().sizeHint()
        return QSize(plain.width() + _GAP + self._cap_width(), plain.height())

    def minimumSizeHint(self) -> QSize:
        return super().sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.width() < self.sizeHint().width():
            return
        theme = self._theme
        text = "on-accent" if self._primary else "muted"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_key_font(self.font()))
        painter.setPen(theme.colour(text if self.isEnabled() else "faint"))
        height = QFontMetrics(painter.font()).height() + 1
        cap = QRectF(self.width() - 9 - self._cap_width(), (self.height() - height) / 2, self._cap_width(), height)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._keys)
        edge = theme.colour(text if self._primary and self.isEnabled() else "line")
        edge.setAlphaF(0.55 if self._primary else 1.0)
        painter.setPen(QPen(edge, 1))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _cap_width(self) -> int:
        return QFontMetrics(_key_font(self.font())).horizontalAdvance(self._keys) + 2 * _PADDING

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._icon_name:
            self.setIcon(icon(self._icon_name, theme, "on-accent" if self._primary else "text"))
        self.update()
