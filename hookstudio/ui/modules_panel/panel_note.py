"""A line of the panel that says how things are, with at most one thing to do about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.restyle import set_style_property


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
        row = QHBoxLayout(self)
        row.setContentsMargins(*((0, 0, 0, 0) if slim else (10, 5, 8, 5)))
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
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
        self.text.setText(text)
        self.text.setToolTip(tip)
        self.setAccessibleName(text)
        self.button.setText(label)
        self.button.setVisible(bool(label))
        self.setVisible(bool(text))

    def _press(self) -> None:
        if self._act is not None:
            self._act()
