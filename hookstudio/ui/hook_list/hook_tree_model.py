"""The hook list as a Qt model: a lens over the workspace. Editing a row asks for a change; the next workspace brings it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.hook_type import TYPE_NAMES
from hookstudio.model.workspace import Workspace
from hookstudio.ui.hook_list.roles import Role
from hookstudio.ui.hook_list.shown_hooks import Filter, Group, shown_groups
from hookstudio.ui.widgets.plain_tip import plain_tip

if TYPE_CHECKING:
    from hookstudio.ui.hook_list.drop_rule import Drop, Refused

AnyIndex = QModelIndex | QPersistentModelIndex
_TYPE_NUMBERS: Final = {name: number for number, name in enumerate(TYPE_NAMES, start=1)}
_ROOT: Final = QModelIndex()
_TYPE_FLAGS: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDropEnabled
_HOOK_FLAGS: Final = (
    _TYPE_FLAGS
    | Qt.ItemFlag.ItemIsEditable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemIsUserCheckable
    | Qt.ItemFlag.ItemNeverHasChildren
)


class HookTreeModel(QAbstractItemModel):
    """Top rows are types, their children hooks. A child's internal id is the number of its type, a type's is 0."""

    rename_requested = Signal(str, str)
    enable_requested = Signal(str, bool)
    move_requested = Signal(str, int)
    drop_refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace: Workspace | None = None
        self._filter, self._all_types = Filter(), False
        self._groups: list[Group] = []
        self._rows: dict[int, int] = {}
        self._unsaved: frozenset[str] = frozenset()
        self._failed: frozenset[str] = frozenset()

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace | None:
        return self._workspace

    @property
    def filter(self) -> Filter:
        return self._filter

    def show_workspace(self, workspace: Workspace | None) -> None:
        same_folder = bool(workspace and self._workspace and workspace.root == self._workspace.root)
        self._workspace = workspace
        self._show(reset=not same_folder)

    def set_filter(self, wanted: Filter) -> None:
        if wanted != self._filter:
            self._filter = wanted
            self._show(reset=True)

    def show_all_types(self, all_types: bool) -> None:
        if all_types != self._all_types:
            self._all_types = all_types
            self._show()

    def set_unsaved(self, hook_ids: frozenset[str]) -> None:
        changed, self._unsaved = self._unsaved ^ hook_ids, hook_ids
        self._redraw(changed, Role.UNSAVED)

    def set_failed(self, hook_ids: frozenset[str]) -> None:
        changed, self._failed = self._failed ^ hook_ids, hook_ids
        self._redraw(changed, Role.FAILED)

    @property
    def failed(self) -> frozenset[str]:
        return self._failed

    def _show(self, *, reset: bool = False) -> None:
        groups = list(shown_groups(self._workspace, self._filter, all_types=self._all_types))
        if reset:
            self._reset(groups)
            return
        from hookstudio.ui.hook_list.row_changes import Moved, Removed, steps

        changes = steps([group.type.name for group in self._groups], [group.type.name for group in groups])
        if changes is None:
            self._reset(groups)
            return
        for step in changes:
            if isinstance(step, Removed):
                self.beginRemoveRows(QModelIndex(), step.first, step.last)
                del self._groups[step.first : step.last + 1]
                self._number_rows()
                self.endRemoveRows()
            elif not isinstance(step, Moved):
                self.beginInsertRows(QModelIndex(), step.first, step.last)
                self._groups[step.first : step.first] = groups[step.first : step.last + 1]
                self._number_rows()
                self.endInsertRows()
        for row, group in enumerate(groups):
            if not self._adopt(row, group):
                self._reset(groups)
                return

    def _reset(self, groups: list[Group]) -> None:
        self.beginResetModel()
        self._groups = groups
        self._number_rows()
        self.endResetModel()

    def _adopt(self, row: int, group: Group) -> bool:
        """Bring the children of one type to those of *group*. False if that takes too many steps."""
        old = self._groups[row]
        if old == group:
            return True
        from hookstudio.ui.hook_list.row_changes import Moved, Removed, steps

        ids = [hook.id for hook in group.hooks]
        changes = steps([hook.id for hook in old.hooks], ids)
        if changes is None:
            return False
        parent, rows = self.index(row, 0), list(old.hooks)
        for step in changes:
            if isinstance(step, Removed):
                self.beginRemoveRows(parent, step.first, step.last)
                del rows[step.first : step.last + 1]
                self._put(row, rows)
                self.endRemoveRows()
            elif isinstance(step, Moved):
                self.beginMoveRows(parent, step.source, step.source, parent, step.target + (step.target > step.source))
                rows.insert(step.target, rows.pop(step.source))
                self._put(row, rows)
                self.endMoveRows()
            else:
                self.beginInsertRows(parent, step.first, step.last)
                rows[step.first : step.first] = group.hooks[step.first : step.last + 1]
                self._put(row, rows)
                self.endInsertRows()
        self._groups[row] = group
        self.dataChanged.emit(parent, parent)
        if ids:
            self.dataChanged.emit(self.index(0, 0, parent), self.index(len(ids) - 1, 0, parent))
        return True

    def _put(self, row: int, hooks: Sequence[Hook]) -> None:
        self._groups[row] = replace(self._groups[row], hooks=tuple(hooks))

    def _number_rows(self) -> None:
        self._rows = {_TYPE_NUMBERS[group.type.name]: row for row, group in enumerate(self._groups)}

    def _redraw(self, hook_ids: Collection[str], role: Role) -> None:
        for hook_id in hook_ids:
            index = self.index_of(hook_id)
            if index.isValid():
                self.dataChanged.emit(index, index, [role, Qt.ItemDataRole.AccessibleTextRole])

    # -- finding ----------------------------------------------------------------------------------

    def index_of(self, hook_id: str) -> QModelIndex:
        """The row of a hook; an invalid index if it is not shown."""
        for row, group in enumerate(self._groups):
            for place, hook in enumerate(group.hooks):
                if hook.id == hook_id:
                    return self.index(place, 0, self.index(row, 0))
        return QModelIndex()

    def index_of_type(self, type_name: str) -> QModelIndex:
        """The row of a type; an invalid index if it is not shown."""
        row = self._rows.get(_TYPE_NUMBERS.get(type_name, 0))
        return QModelIndex() if row is None else self.index(row, 0)

    def hook_at(self, index: AnyIndex) -> Hook | None:
        """The hook of a row, None for a type."""
        if not index.isValid() or not index.internalId():
            return None
        return self._groups[self._rows[index.internalId()]].hooks[index.row()]

    def group_at(self, index: AnyIndex) -> Group | None:
        """The type of a row, whether it is the type's own or a hook's."""
        if not index.isValid():
            return None
        return self._groups[self._rows[index.internalId()] if index.internalId() else index.row()]

    # -- Qt's questions ---------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: AnyIndex = _ROOT) -> QModelIndex:
        number, count = 0, len(self._groups)
        if parent.isValid():
            group = self._groups[parent.row()]
            number, count = _TYPE_NUMBERS[group.type.name], 0 if parent.internalId() else len(group.hooks)
        return self.createIndex(row, 0, number) if column == 0 and 0 <= row < count else QModelIndex()

    def parent(self, index: AnyIndex = _ROOT) -> Any:
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(self._rows[index.internalId()], 0, 0)

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        if not parent.isValid():
            return len(self._groups)
        return 0 if parent.internalId() else len(self._groups[parent.row()].hooks)

    def columnCount(self, _parent: AnyIndex = _ROOT) -> int:
        return 1

    def hasChildren(self, parent: AnyIndex = _ROOT) -> bool:
        return self.rowCount(parent) > 0

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _HOOK_FLAGS if index.internalId() else _TYPE_FLAGS

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hook, group = self.hook_at(index), self.group_at(index)
        if hook is not None and group is not None:
            return self._hook_data(hook, group, index.row(), role)
        return self._group_data(group, role) if group is not None else None

    def _group_data(self, group: Group, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Role.TYPE:
                return group.type.name
            case Role.COUNT:
                return group.total
            case Role.EXPLANATION | Qt.ItemDataRole.AccessibleDescriptionRole:
                return group.type.summary
            case Role.BRIEF:
                return group.type.brief
            case Qt.ItemDataRole.ToolTipRole:
                return f"{group.type.name}: {group.type.summary}"
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{group.type.name}, {group.total} {'hook' if group.total == 1 else 'hooks'}"
            case Role.HOOK_ID:
                return ""
        return None

    def _hook_data(self, hook: Hook, group: Group, place: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return hook.name
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if hook.enabled else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip("\n".join(filter(None, (self._words(hook), hook.description))))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._words(hook)}, position {self._place(hook, place) + 1} of {group.total}"
            case Role.EXPLANATION | Qt.ItemDataRole.AccessibleDescriptionRole:
                return hook.description
            case Role.TYPE:
                return hook.type
            case Role.HOOK:
                return hook
            case Role.HOOK_ID:
                return hook.id
            case Role.ENABLED:
                return hook.enabled
            case Role.DIALECT:
                return hook.dialect.value
            case Role.UNSAVED:
                return hook.id in self._unsaved
            case Role.FAILED:
                return hook.id in self._failed
        return None

    def _words(self, hook: Hook) -> str:
        words = [hook.name, "enabled" if hook.enabled else "disabled"]
        if hook.dialect is Dialect.ESM:
            words.append("esm")
        if hook.id in self._unsaved:
            words.append("not saved")
        if hook.id in self._failed:
            words.append("failed when it last ran")
        return ", ".join(words)

    def _place(self, hook: Hook, shown: int) -> int:
        return self._workspace.of_type(hook.type).index(hook) if self._filter.text and self._workspace else shown

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for the change; False, because nothing has changed yet."""
        hook = self.hook_at(index)
        if hook is not None and role == Qt.ItemDataRole.EditRole and str(value).strip() != hook.name:
            self.rename_requested.emit(hook.id, str(value))
        elif hook is not None and role == Qt.ItemDataRole.CheckStateRole:
            self.enable_requested.emit(hook.id, Qt.CheckState(value) is Qt.CheckState.Checked)
        return False

    # -- dragging ---------------------------------------------------------------------------------

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        from hookstudio.ui.hook_list.dragged_hook import MIME_TYPE

        return [MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        from hookstudio.ui.hook_list.dragged_hook import DraggedHook

        hook = self.hook_at(indexes[0]) if indexes else None
        if hook is None or self._workspace is None:
            return QMimeData()
        return DraggedHook(str(self._workspace.root), hook.id).to_mime()

    def canDropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: AnyIndex) -> bool:
        from hookstudio.ui.hook_list.drop_rule import Drop

        return isinstance(self._drop(data, row, parent), Drop)

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: AnyIndex) -> bool:
        """Ask for the move; *row* is the gap among the shown hooks of *parent*, -1 for the end. True if it was a drop to ask for."""
        from hookstudio.ui.hook_list.drop_rule import Refused

        drop = self._drop(data, row, parent)
        if isinstance(drop, Refused):
            self.drop_refused.emit(drop.reason)
            return False
        if not drop.same_place:
            self.move_requested.emit(drop.hook_id, drop.position)
        return True

    def _drop(self, data: QMimeData, row: int, parent: AnyIndex) -> Drop | Refused:
        from hookstudio.ui.hook_list.dragged_hook import DraggedHook
        from hookstudio.ui.hook_list.drop_rule import drop_at

        group = self.group_at(parent)
        hook = self.hook_at(parent)
        if hook is not None and group is not None:
            row = parent.row()
        return drop_at(DraggedHook.from_mime(data), self._workspace, group, row)
