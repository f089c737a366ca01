"""What a view of the run pane shows in place of nothing: what is the case, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from hookstudio.ui.widgets.empty_state import EmptyState


class EmptyNote(EmptyState):
    """An empty state whose words may come from a hook: they are never read as rich text."""

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__("", "", icon_name, parent)
        for label in self.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)

    def words(self) -> str:
        """Title and sentence, as shown."""
        return f"{self.accessibleName()} {self.accessibleDescription()}".strip()
