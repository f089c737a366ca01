"""A line of the panel that says how things are, with at most one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip
from hookstudio.ui.widgets.restyle import set_style_property

SHORT: Final = 48  # characters of a text that has room beside a button


class PanelNote(QFrame):
    """Hidden while it has nothing to say. A *slim* one has no frame: it is a line among others."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None, *, slim: bool = False) -> None:
        super().__init__(parent)
        self._slim = slim
        self.setObjectName(name)
        self._theme, self._level = theme, "info"
        self._act: Callable[[], object] | None = None
        self._sign = QLabel()
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(1)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton()
        self.button.clicked.connect(self._press)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(*((0, 0, 0, 0) if slim else (10, 5, 8, 5)))
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.addWidget(self._sign, 0, 0)
        self._grid.addWidget(self.text, 0, 1)
        self._grid.addWidget(self.button, 0, 2)
        self._grid.setColumnStretch(1, 1)
        self.button.setProperty("link", slim)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._slim:
            self.text.setProperty("role", "small")
        role = "accent" if self._level == "info" else self._level
        self._sign.setPixmap(icon(self._level, theme, role).pixmap(QSize(16, 16), self.devicePixelRatioF()))

    def say(self, level: str, text: str, label: str = "", act: Callable[[], object] | None = None, *, tip: str = "") -> None:
        """Show *text*; *level* is info, ok, warning or error. With *label*, a button that calls *act*. '' says nothing more."""
        self._level, self._act = level, act
        if not self._slim:
            set_style_property(self, "notice", level)
        self.apply_theme(self._theme)
        below = not self._slim and len(text) > SHORT
        self._grid.addWidget(self._sign, 0, 0, Qt.AlignmentFlag.AlignTop if below else Qt.AlignmentFlag(0))
        self._grid.addWidget(self.button, *((1, 1, Qt.AlignmentFlag.AlignLeft) if below else (0, 2)))
        self.text.setText(text)
        self.text.setToolTip(plain_tip(tip) if tip else "")
        self.setAccessibleName(text)
        self.button.setText(label)
        self.button.setVisible(bool(label))
        self.setVisible(bool(text))

    def _press(self) -> None:
        if self._act is not None:
            self._act()
