"""What another order of the hooks changes, shown before it is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from hookstudio.model.changes import Change, changes
from hookstudio.model.journey import Journey
from hookstudio.ui.run_pane.changes_view import ChangesView
from hookstudio.ui.run_pane.empty_note import EmptyNote
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel


def differences(before: Journey, after: Journey) -> tuple[Change, ...]:
    """How the final contexts of two orders differ; nothing where one of them has none."""
    return changes(before.result, after.result) if before.ok and after.ok else ()


class OrderPanel(QWidget):
    """“New order: 2 differences”, the list of them, and the two ways on."""

    keep_requested = Signal()
    undo_requested = Signal()
    path_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = ElidedLabel()
        self.heading.setProperty("role", "strong")
        self.keep = QPushButton("Keep it")
        self.keep.setAccessibleName("Keep the new order")
        self.keep.setToolTip("Keep the new order")
        self.keep.setObjectName("keepOrderButton")
        self.keep.setProperty("primary", True)
        self.keep.clicked.connect(self.keep_requested)
        self.undo = QPushButton("Undo the move")
        self.undo.setObjectName("undoOrderButton")
        self.undo.setToolTip("Put the hooks back into the order that the chain ran in")
        self.undo.clicked.connect(self.undo_requested)
        row = QHBoxLayout()
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        row.addWidget(self.heading, 1)
        row.addWidget(self.undo)
        row.addWidget(self.keep)
        self.view = ChangesView(theme)
        self.view.setObjectName("chainDifferences")
        self.view.setAccessibleName("What the new order changes in the final context")
        self.view.path_requested.connect(self.path_requested)
        self.note = EmptyNote("changes")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.note)
        self._stack.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addLayout(self._stack, 1)

    def apply_theme(self, theme: Theme) -> None:
        self.view.apply_theme(theme)
        self.note.apply_theme(theme)

    def show_comparison(self, before: Journey, after: Journey, found: tuple[Change, ...]) -> None:
        """Show how *after*, with the new order, differs from *before*."""
        self.view.show_changes(found)
        self._stack.setCurrentWidget(self.view if found else self.note)
        if found:
            self.heading.setText(f"New order: {len(found):,} difference{'' if len(found) == 1 else 's'}")
            return
        if after.failing is not None:
            self.heading.setText("New order: the chain fails")
            error = after.failing.outcome.error
            self.note.set_text(f"It ends at “{after.failing.hook.name}”", error.message if error else after.failing.outcome.headline)
        elif before.failing is not None:
            self.heading.setText("New order: the chain succeeds")
            self.note.set_text("Every hook succeeds now", f"In the order before it ended at “{before.failing.hook.name}”.")
        else:
            self.heading.setText("New order: no difference")
            self.note.set_text("The same result", "On this test context the final context is the same in both orders.")
