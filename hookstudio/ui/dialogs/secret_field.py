"""A field for a secret: dots, until somebody wants to see what they type."""

from __future__ import annotations

from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme


class SecretField(QLineEdit):
    """What is typed is masked; the eye at its end shows it for as long as the field is seen."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.show_action = QAction("Show what is typed", self)
        self.show_action.setCheckable(True)
        self.show_action.toggled.connect(self._show_text)
        self.addAction(self.show_action, QLineEdit.ActionPosition.TrailingPosition)
        self.hide_text()
        self.apply_theme(theme)

    def hide_text(self) -> None:
        """Mask it again."""
        self.show_action.setChecked(False)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.show_action.setIcon(icon("eye", theme, "accent" if self.show_action.isChecked() else "muted"))

    def hideEvent(self, event: QHideEvent) -> None:
        self.hide_text()
        super().hideEvent(event)

    def _show_text(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.show_action.setText("Hide what is typed" if shown else "Show what is typed")
        self.apply_theme(self._theme)
