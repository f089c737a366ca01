"""The journey as rows: a hook each, with how it ended, its time and its changes below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hookstudio.model.changes import Operation
from hookstudio.model.hook import Hook
from hookstudio.model.journey import Step
from hookstudio.model.outcome import format_duration
from hookstudio.ui.run_pane.changes_model import SIGNS, SPOKEN, TINTS
from hookstudio.ui.run_pane.endings import describe
from hookstudio.ui.run_pane.json_text import compact
from hookstudio.ui.run_pane.printed_text import one_line
from hookstudio.ui.run_pane.secrets import DOTS, is_secret_at

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
VALUE_LIMIT: Final = 120


class Stage(StrEnum):
    """How far a hook of the chain is."""

    WAITING = "waiting"
    RUNNING = "running…"
    ENDED = "ended"
    LEFT_OUT = "not run"


@dataclass(frozen=True, slots=True)
class HookRow:
    """What the row of a hook shows: its sign and colour, words for an ending that is not ok, time, number of changes."""

    hook: Hook
    stage: Stage = Stage.WAITING
    step: Step | None = None

    @property
    def sign(self) -> str:
        if self.step is not None:
            return describe(self.step.outcome).sign
        return "running" if self.stage is Stage.RUNNING else ""

    @property
    def role(self) -> str:
        if self.step is not None:
            return describe(self.step.outcome).role
        return "accent" if self.stage is Stage.RUNNING else "muted"

    @property
    def status(self) -> str:
        """'ok', 'failed', 'waiting'."""
        return self.step.outcome.status.value if self.step is not None else self.stage.value

    @property
    def time(self) -> str:
        return format_duration(self.step.outcome.duration_ms) if self.step is not None else ""

    @property
    def count(self) -> str:
        if self.step is None or not self.step.outcome.ok:
            return ""
        number = len(self.step.changes)
        return f"{number:,} change{'' if number == 1 else 's'}" if number else "no changes"

    @property
    def below(self) -> int:
        """How many rows are below: one for each change, or one that says why the hook did not succeed."""
        if self.step is None:
            return 0
        return len(self.step.changes) if self.step.outcome.ok else int(self.step.outcome.error is not None)

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.hook.name, self.status, self.time, self.count) if part)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What a row below a hook shows: a change, its secrets as dots, or the error."""

    sign: str
    tint: str
    path: str
    value: str
    spoken: str


class ChainStepsModel(QAbstractItemModel):
    """Two levels: hooks, and below each its changes, made into words when they are looked at."""

    RowRole: Final = Qt.ItemDataRole.UserRole  # HookRow or ChangeRow

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[HookRow] = []

    def show_rows(self, rows: Sequence[HookRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def set_row(self, number: int, row: HookRow) -> None:
        """Replace one hook's row; its changes appear with its step."""
        index = self.index(number, 0)
        if row.below and not self.rows[number].below:
            self.beginInsertRows(index, 0, row.below - 1)
            self.rows[number] = row
            self.endInsertRows()
        else:
            self.rows[number] = row
        self.dataChanged.emit(index, index)

    def place(self, index: Index) -> tuple[int, int | None] | None:
        """The number of a hook, and that of one of its changes; None for no row."""
        if not index.isValid():
            return None
        above = int(index.internalId())
        return (index.row(), None) if above == 0 else (above - 1, index.row())

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if column != 0 or not 0 <= row < self.rowCount(parent):
            return QModelIndex()
        return self.createIndex(row, 0, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NOWHERE) -> Any:
        above = int(index.internalId()) if index.isValid() else 0
        return self.createIndex(above - 1, 0, 0) if above else QModelIndex()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        if not parent.isValid():
            return len(self.rows)
        return self.rows[parent.row()].below if int(parent.internalId()) == 0 else 0

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if (place := self.place(index)) is None or place[0] >= len(self.rows):
            return None
        number, change = place
        row = self.rows[number]
        shown: HookRow | ChangeRow = row if change is None else row_below(row, change)
        if role == self.RowRole:
            return shown
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shown.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"\u200b{shown.spoken.replace('<', '‹')}"
        return None


def row_below(row: HookRow, number: int) -> ChangeRow:
    """The words of one change of a hook that ran, or of its error."""
    assert row.step is not None
    if not row.step.outcome.ok:
        error = row.step.outcome.error
        words = one_line(f"{error.name}: {error.message}" if error.message else error.name, 400) if error is not None else ""
        return ChangeRow("!", "error-soft", words, "", words)
    change = row.step.changes[number]
    path = one_line(change.path, 400) or "(the whole context)"
    shown = change.before if change.op is Operation.REMOVE else change.value
    value = DOTS if is_secret_at(change.path, shown) else compact(shown, masked=True, limit=VALUE_LIMIT)
    return ChangeRow(SIGNS[change.op], TINTS[change.op], path, value, f"{SPOKEN[change.op]} {path} {value}".strip())
