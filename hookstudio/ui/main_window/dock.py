"""A dock with a heading of our own: the panel's name, a word about it, and a way to put it away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme


class Dock(QDockWidget):
    """A panel that can be moved by its heading, floated, hidden and restored.

    *heading*: a bar of the panel's own that takes the place of the usual heading.
    """

    def __init__(self, name: str, title: str, panel: QWidget, parent: QWidget, *, heading: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._note = QLabel(self)
        self._note.setProperty("role", "muted")
        self._hide = QToolButton()
        self._hide.setAutoRaise(True)
        self._hide.setAccessibleName(f"Hide {title}")
        self._hide.setToolTip(f"Hide {title} (View menu brings it back)")
        self._hide.clicked.connect(self.close)
        self.setTitleBarWidget(self._heading(title) if heading is None else self._with_hide(heading))
        self.setWidget(panel)

    def _heading(self, title: str) -> QWidget:
        heading = QWidget()
        caption = QLabel(title)
        caption.setProperty("role", "strong")
        row = QHBoxLayout(heading)
        row.setContentsMargins(12, 8, 8, 4)
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self._note, 1)
        row.addWidget(self._hide)
        return heading

    def _with_hide(self, bar: QWidget) -> QWidget:
        layout = bar.layout()
        assert layout is not None
        layout.addWidget(self._hide)
        self._note.hide()
        return bar

    def show_note(self, text: str) -> None:
        """A word behind the title, such as a count."""
        self._note.setText(text)

    def apply_theme(self, theme: Theme) -> None:
        self._hide.setIcon(icon("close", theme, "faint"))
