"""The page of the changes: a row that sums them up, the list, or a sentence why there is no list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from hookstudio.model.changes import Change, Operation
from hookstudio.ui.run_pane.changes_view import ChangesView
from hookstudio.ui.run_pane.empty_note import EmptyNote
from hookstudio.ui.run_pane.tool_row import ToolRow
from hookstudio.ui.theme import Theme

WORDS = {Operation.ADD: "added", Operation.REPLACE: "changed", Operation.REMOVE: "removed"}


class ChangesPage(QWidget):
    path_requested = Signal(str)

    def __init__(self, theme: Theme, view: ChangesView | None = None, parent: QWidget | None = None) -> None:
        """*view*: one that was made before, which this page takes over."""
        super().__init__(parent)
        self.view = view or ChangesView(theme)
        self.note = EmptyNote("changes")
        self.summary = QLabel()
        self.summary.setProperty("role", "small")
        self.tools = ToolRow(theme)
        self.tools.add_widget(self.summary)
        self.tools.add_stretch()
        self._secrets = self.tools.add_button("eye", "Show secrets", self.view.reveal_secrets)
        self.tools.add_button("copy", "Copy as JSON Patch", self.view.copy_patch)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.view, 1)
        self.view.show()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.note)
        self._stack.addWidget(inside)
        self.view.path_requested.connect(self.path_requested)

    def apply_theme(self, theme: Theme) -> None:
        self.view.apply_theme(theme)
        self.note.apply_theme(theme)
        self.tools.apply_theme(theme)

    def show_note(self, title: str, text: str = "") -> None:
        """There is nothing to list: say why."""
        self.view.show_changes(())
        self.note.set_text(title, text)
        self._stack.setCurrentIndex(0)

    def show_changes(self, changes: Sequence[Change]) -> None:
        if not changes:
            self.show_note("Nothing changed", "The hook handed back the context as it got it.")
            return
        counts = Counter(change.op for change in changes)
        self.summary.setText(" · ".join(f"{counts[op]:,} {WORDS[op]}" for op in WORDS if counts[op]))
        self.view.show_changes(changes)
        self._secrets.setEnabled(self.view.has_masked())
        self._stack.setCurrentIndex(1)
