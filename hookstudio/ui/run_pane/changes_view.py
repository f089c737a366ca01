"""The list of changes: a row for each path, tinted by what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from hookstudio.model.changes import Change
from hookstudio.ui.fonts import code_font
from hookstudio.ui.run_pane.changes_model import AFTER, BEFORE, PATH, SIGN, ChangesModel, as_patch
from hookstudio.ui.run_pane.row_tint import RowTint
from hookstudio.ui.theme import Theme

ROW: Final = 22
SIGN_WIDTH: Final = 36
SHARES: Final = {PATH: 0.42, BEFORE: 0.28, AFTER: 0.30}


class ChangesView(QTableView):
    """A click on dots shows the secret; a double click asks for the path in the result."""

    path_requested = Signal(str)  # JSON Pointer

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("changesView")
        self.setAccessibleName("Changes")
        self.setProperty("dense", True)
        self._rows = ChangesModel(theme, self)
        self.setModel(self._rows)
        self.setItemDelegate(RowTint(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(16)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setMinimumSectionSize(ROW)
        self.clicked.connect(self._reveal_clicked)
        self.doubleClicked.connect(lambda index: self._ask(index.row()))
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._rows.theme = theme
        self.setFont(code_font())
        self.verticalHeader().setDefaultSectionSize(max(ROW, self.fontMetrics().height() + 4))
        self.viewport().update()

    def show_changes(self, changes: Sequence[Change]) -> None:
        self._rows.show_changes(changes)
        self.scrollToTop()

    def changes(self) -> Sequence[Change]:
        return self._rows.changes

    def reveal_secrets(self) -> None:
        self._rows.reveal_all()

    def has_masked(self) -> bool:
        return any(self._rows.is_masked(row) for row in range(self._rows.rowCount()))

    def copy_patch(self) -> None:
        """All changes as a JSON Patch, secrets included: without them it could not be applied."""
        QGuiApplication.clipboard().setText(as_patch(self._rows.changes))

    def copy_selected(self) -> None:
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        columns = (SIGN, PATH, BEFORE, AFTER)
        lines = ("\t".join(str(self._rows.index(row, column).data()) for column in columns).rstrip() for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - SIGN_WIDTH
        self.setColumnWidth(SIGN, SIGN_WIDTH)
        for column, share in SHARES.items():
            self.setColumnWidth(column, max(40, round(room * share)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        elif row >= 0 and event.key() == Qt.Key.Key_Space:
            self._rows.reveal(row)
        elif row >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._ask(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.indexAt(event.pos()).row()
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if row >= 0:
            menu.addAction("Show in the resulting context", lambda: self._ask(row))
            menu.addAction("Copy rows", self.copy_selected)
        menu.addAction("Copy as JSON Patch", self.copy_patch)
        menu.addAction("Show secrets", self.reveal_secrets).setEnabled(self.has_masked())
        menu.popup(event.globalPos())

    def _ask(self, row: int) -> None:
        if row >= 0:
            self.path_requested.emit(self._rows.changes[row].path)

    def _reveal_clicked(self, index: QModelIndex) -> None:
        if index.column() in (BEFORE, AFTER) and self._rows.is_masked(index.row()):
            self._rows.reveal(index.row())
