"""The hooks of a comparison as a tree: a row for each state that there is, and below it the hooks that have it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from hookstudio.model.sync import Comparison, HookStatus, SyncState
from hookstudio.ui.fonts import semibold_font
from hookstudio.ui.icons import icon
from hookstudio.ui.sync_window.decisions import Decisions
from hookstudio.ui.sync_window.words import FIELDS, LOOKS, about, counted, name_of
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
HOOK, TYPE, STATE = range(3)
HEADERS: Final = ("Hook", "Type", "State")
_GROUP: Final = 0  # the internal id of a group's row; that of a hook is its group's row and one


@dataclass(slots=True)
class Group:
    state: SyncState
    hooks: list[HookStatus] = field(default_factory=list)


class HooksModel(QAbstractItemModel):
    """Shows what fits the filter; what is equal only if `show_equal`."""

    def __init__(self, decisions: Decisions, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decisions, self._theme = decisions, theme
        self._comparison = Comparison(())
        self._filter = ""
        self._show_equal = self._signs_first = False
        self._groups: list[Group] = []
        self._icons: dict[tuple[str, str], QIcon] = {}

    def show_comparison(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._arrange()

    def narrow(self, text: str, *, show_equal: bool) -> None:
        """Show the hooks whose name, key, state or changed fields have *text* in them, those in sync only if asked for."""
        wanted = text.strip().casefold()
        if (wanted, show_equal) != (self._filter, self._show_equal):
            self._filter, self._show_equal = wanted, show_equal
            self._arrange()

    def put_signs_first(self, first: bool) -> None:
        """Have the sign of its state stand before a hook's name, and not in the column of the states."""
        if first != self._signs_first:
            self._signs_first = first
            self.layoutChanged.emit()

    @property
    def shown(self) -> list[HookStatus]:
        """The hooks that are shown, from top to bottom."""
        return [hook for group in self._groups for hook in group.hooks]

    def hook_at(self, index: AnyIndex) -> HookStatus | None:
        """The hook of a row, None for that of a group."""
        if not index.isValid() or index.internalId() == _GROUP:
            return None
        return self._groups[index.internalId() - 1].hooks[index.row()]

    def hooks_at(self, index: AnyIndex) -> list[HookStatus]:
        """The hook of a row, or all of a group."""
        hook = self.hook_at(index)
        if hook is not None:
            return [hook]
        return list(self._groups[index.row()].hooks) if index.isValid() else []

    def index_of(self, token: str) -> QModelIndex:
        """The row of the hook with that token; invalid if it is not shown."""
        for number, group in enumerate(self._groups):
            for row, hook in enumerate(group.hooks):
                if hook.token == token:
                    return self.createIndex(row, HOOK, number + 1)
        return NOWHERE

    def state_at(self, row: int) -> SyncState:
        """The state of a group."""
        return self._groups[row].state

    def tell_decided(self) -> None:
        """Something was decided: what the rows say of it is drawn anew."""
        for number, group in enumerate(self._groups):
            if group.state is SyncState.CONFLICT:
                self.dataChanged.emit(self.createIndex(0, 0, number + 1), self.createIndex(len(group.hooks) - 1, STATE, number + 1))

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._icons.clear()
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        groups = {state: Group(state) for state in LOOKS}
        for hook in self._comparison:
            if (hook.state is not SyncState.EQUAL or self._show_equal) and self._fits(hook):
                groups[hook.state].hooks.append(hook)
        self.beginResetModel()
        self._groups = [group for group in groups.values() if group.hooks]
        self.endResetModel()

    def _fits(self, hook: HookStatus) -> bool:
        if not self._filter:
            return True
        fields = (*hook.fields_conflict, *hook.fields_here, *hook.fields_there)
        words = (name_of(hook), hook.key, LOOKS[hook.state].word, *(FIELDS[name] for name in fields))
        return any(self._filter in word.casefold() for word in words)

    # -- Qt ---------------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: AnyIndex = NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _GROUP)

    def parent(self, index: AnyIndex = NOWHERE) -> Any:
        if not index.isValid() or index.internalId() == _GROUP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _GROUP)

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        if not parent.isValid():
            return len(self._groups)
        return len(self._groups[parent.row()].hooks) if parent.internalId() == _GROUP and parent.column() == 0 else 0

    def columnCount(self, _parent: AnyIndex = NOWHERE) -> int:
        return len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return HEADERS[section] if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hook = self.hook_at(index)
        return self._group_data(index, role) if hook is None else self._hook_data(hook, index.column(), role)

    def _group_data(self, index: AnyIndex, role: int) -> Any:
        group = self._groups[index.row()]
        look = LOOKS[group.state]
        if role == Qt.ItemDataRole.DisplayRole and index.column() == HOOK:
            return f"{look.group}   {len(group.hooks):,}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{look.group}, {counted(len(group.hooks), 'hook')}"
        if role == Qt.ItemDataRole.FontRole:
            return semibold_font(QApplication.font())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.colour("warning" if group.state is SyncState.CONFLICT else "muted")
        return None

    def _hook_data(self, hook: HookStatus, column: int, role: int) -> Any:
        look, open_fields = LOOKS[hook.state], len(self._decisions.undecided(hook))
        if role == Qt.ItemDataRole.DisplayRole:
            return (name_of(hook), hook.type, self._word(hook, open_fields))[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{name_of(hook)}, {hook.type}, {self._word(hook, open_fields)}"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return about(hook)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join((hook.key, about(hook), *hook.notes, *([hook.problem] if hook.problem else []))))
        settled = hook.state is SyncState.CONFLICT and not open_fields
        if role == Qt.ItemDataRole.ForegroundRole and column != HOOK:
            return self._theme.colour("muted" if column == TYPE else "ok" if settled else look.role)
        if role == Qt.ItemDataRole.DecorationRole and (column == STATE or (column == HOOK and self._signs_first)):
            return self._icon("check", "ok") if settled else self._icon(look.sign, look.role)
        return None

    def _word(self, hook: HookStatus, open_fields: int) -> str:
        if hook.problem:
            return "Can’t be held here"
        if hook.state is not SyncState.CONFLICT:
            return LOOKS[hook.state].word
        return f"Conflict: {open_fields} to decide" if open_fields else "Conflict: decided"

    def _icon(self, name: str, role: str) -> QIcon:
        if (name, role) not in self._icons:
            self._icons[name, role] = icon(name, self._theme, role)
        return self._icons[name, role]
