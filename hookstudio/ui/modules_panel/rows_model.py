"""The rows of one list of the panel, and what they tell views and assistive technology."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hookstudio.ui.modules_panel.row_look import RowLook

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()


class Role(IntEnum):
    LOOK = Qt.ItemDataRole.UserRole + 1
    KEY = Qt.ItemDataRole.UserRole + 2


class RowsModel(QAbstractListModel):
    """A lens over values: `show` replaces them and tells views no more than what changed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[RowLook, ...] = ()

    @property
    def rows(self) -> tuple[RowLook, ...]:
        return self._rows

    def show(self, rows: Sequence[RowLook]) -> None:
        """Show *rows*. As far as the beginning has the same keys, rows are altered in place, and the selection stays."""
        before, now = self._rows, tuple(rows)
        same = next((n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a.key != b.key), min(len(before), len(now)))
        if same == 0 and before:
            self.beginResetModel()
            self._rows = now
            self.endResetModel()
            return
        if len(before) > same:
            self.beginRemoveRows(NOWHERE, same, len(before) - 1)
            self._rows = before[:same]
            self.endRemoveRows()
        if len(now) > same:
            self.beginInsertRows(NOWHERE, same, len(now) - 1)
            self._rows = before[:same] + now[same:]
            self.endInsertRows()
        self._rows = now
        for number in range(same):
            if before[number] != now[number]:
                self.dataChanged.emit(self.index(number), self.index(number))

    def row_of(self, key: str) -> int:
        """The number of the row with that key, -1 if there is none."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        look = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return look.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return look.spoken
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return look.tip
            case Role.LOOK:
                return look
            case Role.KEY:
                return look.key
        return None
