"""How the run ended, at the right of the bar: sign, words, then seed and time of day."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from hookstudio.ui.run_pane.signs import Sign
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel


class EndingLabel(QWidget):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runEnding")
        self._theme = theme
        self._name, self._role = "", "muted"
        self._sign = Sign()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setProperty("role", "small")
        self._meta = ElidedLabel()
        self._meta.setProperty("role", "small")
        self._meta.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._words.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._sign)
        row.addWidget(self._words)
        row.addSpacing(6)
        row.addWidget(self._meta)
        self.show_ending("", "muted", "", "")

    def show_ending(self, sign: str, role: str, words: str, meta: str) -> None:
        """Show *words* after *sign* in the colour of *role*, and *meta* muted."""
        self._name, self._role = sign, role
        self._words.setText(words)
        self._meta.setText(meta)
        self._sign.setVisible(bool(sign))
        self.setAccessibleName(f"{words} {meta}".strip())
        self.apply_theme(self._theme)

    def set_words(self, words: str) -> None:
        self._words.setText(words)

    def text(self) -> str:
        """The words and what stands behind them."""
        return f"{self._words.text()}  {self._meta.text()}".strip()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        colour = theme.colour(self._role)
        self._sign.show_sign(self._name, colour)
        _colour_text(self._words, colour)


def _colour_text(label: QLabel, colour: QColor) -> None:
    label.setStyleSheet(f"color: {colour.name()}")
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, colour)
    label.setPalette(palette)
