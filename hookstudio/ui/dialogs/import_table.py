"""The list of the import dialog: its columns, and the keys that decide what becomes of the chosen hooks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from hookstudio.model.bundle import Choice
from hookstudio.ui.dialogs.import_list import ImportModel
from hookstudio.ui.widgets.row_table import read_by_rows

_ROW: Final = 30
_WIDTHS: Final = ((1, 126), (2, 98), (3, 106))
_KEYS: Final[tuple[tuple[str, Choice | None], ...]] = (("R", Choice.REPLACE), ("B", Choice.RENAME), ("S", Choice.SKIP), ("A", None))


class ImportTable(QTableView):
    """Emits `asked` with a Choice, or with None where new hooks are to be taken in; and `onward` for the next one to decide."""

    asked = Signal(object)
    onward = Signal()

    def __init__(self, model: ImportModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importHooks")
        self.setAccessibleName("Hooks that would come in")
        self.setAccessibleDescription("R replaces, B adds beside, S skips, A adds the chosen hooks; N goes to the next one to decide.")
        self.setModel(model)
        read_by_rows(self, _ROW)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS:
            self.setColumnWidth(column, width)
        for key, choice in _KEYS:
            self._key(key).triggered.connect(lambda _checked=False, choice=choice: self.asked.emit(choice))
        self._key("N").triggered.connect(lambda _checked=False: self.onward.emit())

    def chosen_rows(self) -> list[int]:
        """The selected rows and the current one."""
        rows = {index.row() for index in self.selectionModel().selectedRows()} | {self.currentIndex().row()}
        return sorted(row for row in rows if row >= 0)

    def _key(self, key: str) -> QAction:
        action = QAction(self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.addAction(action)
        return action
