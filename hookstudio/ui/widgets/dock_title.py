"""The title of a dock as in the rest of the window: a heading, a note beside it, two quiet buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Themes


class DockTitle(QWidget):
    """Give it to `QDockWidget.setTitleBarWidget`. It can be dragged and double-clicked as the usual title can."""

    def __init__(self, themes: Themes, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._themes = themes
        heading = QLabel(dock.windowTitle())
        heading.setProperty("role", "heading")
        dock.windowTitleChanged.connect(heading.setText)
        self._note = QLabel()
        self._note.setProperty("role", "small")
        self._float = self._button("Undock or dock this panel", lambda: dock.setFloating(not dock.isFloating()))
        self._close = self._button("Hide this panel", dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 6, 4)
        row.setSpacing(8)
        row.addWidget(heading)
        row.addWidget(self._note)
        row.addStretch()
        row.addWidget(self._float)
        row.addWidget(self._close)
        themes.changed.connect(self._tint)
        self._tint()

    def set_note(self, text: str) -> None:
        """The quiet words beside the heading: a count, 'of add-claims'."""
        self._note.setText(text)

    def _button(self, name: str, clicked: object) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("small", True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setIconSize(QSize(12, 12))
        button.clicked.connect(clicked)
        return button

    def _tint(self) -> None:
        self._float.setIcon(icon("float", self._themes.current, "faint"))
        self._close.setIcon(icon("close", self._themes.current, "faint"))
