"""A dock with a heading of our own: the panel's name, a word about it, and a way to put it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

FILL_AFTER_MS: Final = 60  # until a panel that waits is made: the window is painted first


class Dock(QDockWidget):
    """A panel that can be moved by its heading, floated, hidden and restored.

    *panel*: the panel itself, or what makes it: then the dock is empty until a moment after it is first seen, or until `fill`,
    so that the panel costs the start of the program nothing. *heading*: a bar of the panel's own in place of the usual heading.
    """

    def __init__(
        self, name: str, title: str, panel: QWidget | Callable[[], QWidget], parent: QWidget, *, heading: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self._note = ElidedLabel(parent=self)
        self._note.setProperty("role", "muted")
        self._hide = QToolButton()
        self._hide.setAutoRaise(True)
        self._hide.setAccessibleName(f"Hide {title}")
        self._hide.setToolTip(f"Hide {title} (View menu brings it back)")
        self._hide.clicked.connect(self.close)
        self.setTitleBarWidget(self._heading(title) if heading is None else self._with_hide(heading))
        self._make: Callable[[], QWidget] | None = None
        if isinstance(panel, QWidget):
            self.setWidget(panel)
        else:
            self._make = panel
            self._soon = QTimer(self, singleShot=True, interval=FILL_AFTER_MS)
            self._soon.timeout.connect(self.fill)
            self.visibilityChanged.connect(lambda seen: self._soon.start() if seen and self._make is not None else None)

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

    def fill(self) -> QWidget:
        """The panel, made now if it was not yet."""
        make, self._make = self._make, None
        if make is not None:
            self.setWidget(make())
        return self.widget()

    def show_note(self, text: str) -> None:
        """A word behind the title, such as a count."""
        self._note.setText(text)

    def apply_theme(self, theme: Theme) -> None:
        self._hide.setIcon(icon("close", theme, "faint"))
