"""What a plan does as rows: a request each, or a change of the workspace each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from hookstudio.model.sync import Decision, LocalChange, Request, Side, SyncPlan
from hookstudio.ui.icons import icon
from hookstudio.ui.sync_window.words import FIELDS
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip

Work = Literal["pull", "push", "resume", "restore", "back"]
HERE: Final[tuple[Work, ...]] = ("pull", "back")
"""What changes this workspace only."""
AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
LEFT_OUT: Final = "left out"
_PULLED: Final = ("What is done here", "Hook", "Fields", "Why")
_SENT: Final = ("Request", "Hook", "Path", "Why")
_LOOKS: Final[Mapping[str, tuple[str, str, str]]] = {
    "POST": ("POST", "plus", "ok"),
    "PATCH": ("PATCH", "edit", "accent"),
    "DELETE": ("DELETE", "trash", "error"),
    "create": ("Add", "plus", "ok"),
    "change": ("Change", "edit", "accent"),
    "delete": ("Move to the trash", "trash", "error"),
    "reorder": ("Reorder", "changes", "accent"),
    "settle": ("Settle", "check", "accent"),
}
_WHY: Final[Mapping[str, str]] = {
    "create": "The tenant has it, this workspace does not",
    "change": "It was changed on the tenant",
    "delete": "It was deleted on the tenant",
    "reorder": "The order was changed on the tenant",
}
_WHY_BACK: Final[Mapping[str, str]] = {
    "create": "The pull deleted it",
    "change": "The pull changed it",
    "delete": "It came with the pull",
    "reorder": "The pull changed the order",
}
_DECIDED: Final = "As you decided below"
_SETTLED: Final[Mapping[Side, str]] = {"local": "as it is here", "remote": "as it is there", "merge": "merged"}


@dataclass(frozen=True, slots=True)
class PlanRow:
    """`kind` is a method, what is done here, or `settle` for a conflict; `where` the path, or the fields."""

    kind: str
    hook: str
    where: str
    why: str
    sends: str = ""

    @property
    def what(self) -> str:
        """What is done, in a word or two."""
        return _LOOKS[self.kind][0]


def rows_of(plan: SyncPlan, work: Work) -> tuple[PlanRow, ...]:
    """What is sent, or changed here, and below it the conflicts that are settled by it."""
    settled = tuple(_settled_row(decision) for decision in plan.decisions)
    if work not in HERE:
        return (*(_request_row(request) for request in plan.requests), *settled)
    decided = {decision.key for decision in plan.decisions if any(side != "local" for _, side in decision.sides)}
    whys = _WHY_BACK if work == "back" else _WHY
    rest = "What the pull changed" if work == "back" else "The whole hook"
    changed = (_change_row(change, rest, _DECIDED if change.key in decided else whys[change.kind]) for change in plan.local_changes)
    moved = (PlanRow("reorder", kind, "Order", whys["reorder"]) for kind in plan.reordered)
    return (*changed, *moved, *settled)


def to_confirm(rows: Sequence[PlanRow]) -> frozenset[PlanRow]:
    """The deletions on the tenant, and the conflicts that are settled by them: nothing of that is done before it is confirmed."""
    deleted = {row.hook for row in rows if row.kind == "DELETE"}
    return frozenset(row for row in rows if row.kind in ("DELETE", "settle") and row.hook in deleted)


def _request_row(request: Request) -> PlanRow:
    if request.packages:
        sends = ", ".join(f"{name}@{version}" for name, version in request.packages)
    else:
        sends = ", ".join(FIELDS.get(name, name).lower() for name in request.body)
    return PlanRow(request.method, request.key, request.path, f"{request.why[:1].upper()}{request.why[1:]}", sends)


def _change_row(change: LocalChange, rest: str, why: str) -> PlanRow:
    fields = ", ".join(FIELDS.get(name, name) for name in change.fields)
    return PlanRow(change.kind, change.key, fields or (rest if change.kind == "change" else "The whole hook"), why)


def _settled_row(decision: Decision) -> PlanRow:
    fields = ", ".join(FIELDS.get(name, name) for name, _ in decision.sides)
    sides = ", ".join(f"{FIELDS.get(name, name).lower()} {_SETTLED[side]}" for name, side in decision.sides)
    return PlanRow("settle", decision.key, fields, f"You decided: {sides}")


class PlanModel(QAbstractTableModel):
    """The rows of one plan. Deletions on the tenant are left out until `deletes`."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[PlanRow, ...] = ()
        self._to_confirm: frozenset[PlanRow] = frozenset()
        self._headers = _SENT
        self._icons: dict[str, QIcon] = {}
        self.deletes = False

    @property
    def rows(self) -> tuple[PlanRow, ...]:
        return self._rows

    def show_plan(self, plan: SyncPlan, work: Work) -> None:
        self.beginResetModel()
        self._rows, self._headers, self.deletes = rows_of(plan, work), _PULLED if work in HERE else _SENT, False
        self._to_confirm = to_confirm(self._rows)
        self.endResetModel()

    def set_deletes(self, deletes: bool) -> None:
        """Whether deletions on the tenant are confirmed."""
        if deletes != self.deletes:
            self.deletes = deletes
            self._redraw()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._icons.clear()
        self._redraw()

    def _redraw(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._headers) - 1))

    # -- Qt ---------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._headers)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self._headers[section] if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self._rows[index.row()], index.column()
        word, sign, colour = _LOOKS[row.kind]
        left_out = row in self._to_confirm and not self.deletes
        what = f"{word}, {LEFT_OUT}" if left_out else word
        if role == Qt.ItemDataRole.DisplayRole:
            return (what, row.hook, row.where, row.why)[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{what}: {row.hook}, {row.where}. {row.why}"
        if role == Qt.ItemDataRole.ToolTipRole:
            sends = f"\nSends: {row.sends}" if row.sends else ""
            return plain_tip(f"{what} {row.where}\n{row.hook}\n{row.why}{sends}")
        if role == Qt.ItemDataRole.ForegroundRole and (left_out or column != 1):
            return self._theme.colour(colour if column == 0 and not left_out else "muted")
        if role == Qt.ItemDataRole.DecorationRole and column == 0:
            return self._icon(sign, "muted" if left_out else colour)
        return None

    def _icon(self, name: str, role: str) -> QIcon:
        key = f"{name}/{role}"
        if key not in self._icons:
            self._icons[key] = icon(name, self._theme, role)
        return self._icons[key]
