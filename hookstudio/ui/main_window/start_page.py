"""The page of a window without a workspace: the ways to get one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hookstudio.ui.icons import SPACED_ICON, icon
from hookstudio.ui.theme import Theme

_WAYS = (
    ("workspace.sample", "sample", "Open the sample", "A few hooks that run as they are: look around, change them, press Run."),
    ("workspace.new", "new-folder", "New workspace", "An empty folder for hooks of your own."),
    ("workspace.open", "folder", "Open a folder", "A workspace that is already on this machine."),
)


class StartPage(QWidget):
    """Three ways to begin, and the workspaces used last."""

    recent_requested = Signal(object)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        title = QLabel("Hook Studio")
        title.setProperty("role", "title")
        subtitle = QLabel("Write, order, run and understand PlusAuth hooks on your desk, offline.")
        subtitle.setProperty("role", "muted")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._buttons: list[tuple[QPushButton, str]] = []
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(subtitle)
        column.addSpacing(24)
        for command, sign, label, explanation in _WAYS:
            button = QPushButton(label)
            button.setIconSize(SPACED_ICON)
            button.setObjectName(f"start.{command}")
            button.setProperty("primary", command == "workspace.sample")
            button.setMinimumWidth(180)
            button.setAccessibleDescription(explanation)
            button.clicked.connect(actions[command].trigger)
            self._buttons.append((button, sign))
            note = QLabel(explanation)
            note.setProperty("role", "muted")
            note.setWordWrap(True)
            row = QHBoxLayout()
            row.setSpacing(16)
            row.addWidget(button)
            row.addWidget(note, 1)
            column.addLayout(row)
        self.setFocusProxy(self._buttons[0][0])
        column.addSpacing(24)
        column.addLayout(self._recent)
        column.addStretch(3)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        holder = QWidget()
        holder.setLayout(column)
        holder.setMinimumWidth(420)
        outer.addWidget(holder)
        outer.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def show_recent(self, recent: Sequence[Path]) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        if not recent:
            return
        caption = QLabel("Recent")
        caption.setProperty("role", "strong")
        self._recent.addWidget(caption)
        for root in recent[:6]:
            button = QPushButton(f"{root.name}   {root.parent}")
            button.setProperty("flat", True)
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.clicked.connect(lambda _checked=False, chosen=root: self.recent_requested.emit(chosen))
            self._recent.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def apply_theme(self, theme: Theme) -> None:
        for button, sign in self._buttons:
            button.setIcon(icon(sign, theme, "on-accent" if button.property("primary") else "muted"))
