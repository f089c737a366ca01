"""How two versions of a hook compare: one row for each context as it comes in, and below it what differs in the chosen one."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView, QVBoxLayout, QWidget

from hookstudio.model.outcome import Outcome
from hookstudio.studio.agreement import Case
from hookstudio.ui.icons import icon
from hookstudio.ui.run_pane.changes_view import ChangesView
from hookstudio.ui.run_pane.printed_text import one_line
from hookstudio.ui.run_pane.row_tint import RowTint
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip
from hookstudio.ui.widgets.row_table import read_by_rows

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
CONTEXT, HERE, THERE, AGREEMENT = range(4)
_ROW: Final = 26
_LIMIT: Final = 120
_TOLD: Final = 600
_CHANGES: Final = 5  # rows that are seen at once
_NARROW: Final = {HERE: 104, THERE: 104, AGREEMENT: 104}


class CasesModel(QAbstractTableModel):
    """The cases in the order in which they were run."""

    def __init__(self, titles: tuple[str, str], theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = ("Context", *titles, "Agreement")
        self.theme = theme
        self.cases: list[Case] = []

    def clear(self) -> None:
        self.beginResetModel()
        self.cases = []
        self.endResetModel()

    def add(self, case: Case) -> None:
        row = len(self.cases)
        self.beginInsertRows(NOWHERE, row, row)
        self.cases.append(case)
        self.endInsertRows()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.cases)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headings)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        case, column = self.cases[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(case, column)
        if role == Qt.ItemDataRole.DecorationRole and column == AGREEMENT:
            return self._sign(case)
        if role == Qt.ItemDataRole.BackgroundRole and case.differs:
            return self.theme.colour("warning-soft")
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(explained(case))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings[column]}: {self._text(case, column)}"
        return None

    def _text(self, case: Case, column: int) -> str:
        if column == CONTEXT:
            return one_line(case.name, _LIMIT)
        if column == AGREEMENT:
            return "Differs" if case.differs else "Agrees" if case.here.ok else "Fail alike"
        return ending(case.here if column == HERE else case.there)

    def _sign(self, case: Case) -> QIcon:
        if case.differs:
            return icon("warning", self.theme, "warning")
        return icon("ok", self.theme, "ok") if case.here.ok else icon("info", self.theme, "muted")


class AgreementTable(QWidget):
    """`titles` name the two versions."""

    def __init__(self, titles: tuple[str, str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CasesModel(titles, theme, self)
        self.view = QTableView()
        self.view.setObjectName("agreementTable")
        self.view.setAccessibleName("How both versions compare, by context")
        self.view.setModel(self.model)
        self.view.setItemDelegate(RowTint(self.view))
        read_by_rows(self.view, _ROW)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setProperty("dense", True)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(CONTEXT, QHeaderView.ResizeMode.Stretch)
        for column, width in _NARROW.items():
            header.resizeSection(column, width)
        self.words = QLabel()
        self.words.setObjectName("agreementWords")
        self.words.setProperty("role", "muted")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.changes = ChangesView(theme)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(8)
        column_layout.addWidget(self.view, 1)
        column_layout.addWidget(self.words)
        column_layout.addWidget(self.changes)
        self.view.selectionModel().currentRowChanged.connect(self._show_current)
        self.clear()

    def clear(self) -> None:
        self.model.clear()
        self.words.hide()
        self.changes.hide()

    def add(self, case: Case) -> None:
        """One more row; the first that differs is shown."""
        first = case.differs and not any(known.differs for known in self.model.cases)
        self.model.add(case)
        if first:
            self.view.selectRow(len(self.model.cases) - 1)

    def apply_theme(self, theme: Theme) -> None:
        self.model.theme = theme
        self.changes.apply_theme(theme)
        self.view.viewport().update()

    def _show_current(self, current: QModelIndex) -> None:
        case = self.model.cases[current.row()] if current.isValid() else None
        self.words.setVisible(case is not None)
        self.changes.setVisible(case is not None and bool(case.changes))
        if case is not None:
            self.words.setText(explained(case))
            self.changes.show_changes(case.changes)
            height = self.changes.verticalHeader().defaultSectionSize()
            self.changes.setFixedHeight(height * min(len(case.changes), _CHANGES) + 2)


def ending(outcome: Outcome) -> str:
    """How a run ended, in a word or two: “Succeeded”, “TypeError”."""
    if outcome.error is not None and outcome.error.name:
        return one_line(outcome.error.name, _LIMIT)
    return outcome.headline.partition(" in ")[0].partition(" after ")[0]


def explained(case: Case) -> str:
    """What a case shows, in sentences."""
    told = case.difference or ("Both did the same." if case.here.ok else f"Both ended alike: {_said(case.here)}.")
    if case.varies:
        told += (
            f" Not counted, because it varies from run to run by itself: {', '.join(path or 'the whole result' for path in case.varies)}."
        )
    return one_line(told, _TOLD)


def _said(outcome: Outcome) -> str:
    if outcome.error is None:
        return outcome.headline
    return f"{outcome.error.name}: {outcome.error.message}".partition("\n")[0]
