"""A short word on a rounded ground: a type, a dialect, a badge."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from hookstudio.ui.widgets.restyle import set_style_property


class Chip(QLabel):
    """`tone` is '', 'accent', 'ok', 'warning' or 'error'; the text says the same in words."""

    def __init__(self, text: str = "", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("chip", True)
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_tone(self, tone: str) -> None:
        set_style_property(self, "tone", tone)
