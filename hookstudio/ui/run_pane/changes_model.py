"""What the hook changed as rows for Qt: sign, path, before, after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hookstudio.model.changes import Change, Operation
from hookstudio.model.json_value import JsonValue
from hookstudio.ui.run_pane.json_text import compact
from hookstudio.ui.run_pane.printed_text import one_line
from hookstudio.ui.run_pane.secrets import DOTS, holds_secret, is_secret_at
from hookstudio.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
SIGN, PATH, BEFORE, AFTER = range(4)
HEADINGS: Final = ("Operation", "Path", "Before", "After")
SIGNS: Final = {Operation.ADD: "+", Operation.REPLACE: "~", Operation.REMOVE: "-"}
TINTS: Final = {Operation.ADD: "ok-soft", Operation.REPLACE: "warning-soft", Operation.REMOVE: "error-soft"}
SPOKEN: Final = {Operation.ADD: "added", Operation.REPLACE: "changed", Operation.REMOVE: "removed"}
TIP_LIMIT: Final = 2_000


class ChangesModel(QAbstractTableModel):
    """Secrets are dots until `reveal` names their row."""

    ChangeRole: Final = Qt.ItemDataRole.UserRole

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.changes: Sequence[Change] = ()
        self._revealed: set[int] = set()

    def show_changes(self, changes: Sequence[Change]) -> None:
        self.beginResetModel()
        self.changes = changes
        self._revealed.clear()
        self.endResetModel()

    def is_masked(self, row: int) -> bool:
        """Whether the row shows dots."""
        change = self.changes[row]
        return row not in self._revealed and (holds_secret(change.path, change.before) or holds_secret(change.path, change.value))

    def reveal(self, row: int) -> None:
        self._revealed.add(row)
        self.dataChanged.emit(self.index(row, 0), self.index(row, AFTER))

    def reveal_all(self) -> None:
        if self.changes:
            self._revealed.update(range(len(self.changes)))
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.changes) - 1, AFTER))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.changes)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return HEADINGS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        change = self.changes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(index.row(), index.column())
        if role == Qt.ItemDataRole.BackgroundRole:
            return self.theme.colour(TINTS[change.op])
        if role == Qt.ItemDataRole.ForegroundRole:
            return self.theme.colour("text")
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == SIGN:
            return SPOKEN[change.op]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index.row(), index.column())
        if role == self.ChangeRole:
            return change
        return None

    def _text(self, row: int, column: int, limit: int = 300) -> str:
        change = self.changes[row]
        if column == SIGN:
            return SIGNS[change.op]
        if column == PATH:
            return one_line(change.path, 1_000) or "(the whole context)"
        if column == BEFORE:
            return "" if change.op is Operation.ADD else self._value(row, change.before, limit)
        return "" if change.op is Operation.REMOVE else self._value(row, change.value, limit)

    def _value(self, row: int, value: JsonValue, limit: int) -> str:
        hidden = row not in self._revealed
        return DOTS if hidden and is_secret_at(self.changes[row].path, value) else compact(value, masked=hidden, limit=limit)

    def _tip(self, row: int, column: int) -> str:
        """Plain text in a tool tip has to look like none that Qt takes for rich text."""
        if column == SIGN:
            return SPOKEN[self.changes[row].op].capitalize()
        text = self._text(row, column, TIP_LIMIT)
        hint = "\nClick to show the secret" if column in (BEFORE, AFTER) and text and self.is_masked(row) else ""
        return f"\u200b{text.replace('<', '‹')}{hint}" if text else ""


def as_patch(changes: Sequence[Change]) -> str:
    """The changes as a JSON Patch (RFC 6902), indented."""
    return json.dumps([change.to_document() for change in changes], ensure_ascii=False, indent=2)
