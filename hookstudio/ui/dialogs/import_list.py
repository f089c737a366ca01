"""The hooks of an import as rows: what each is called, how it stands to the workspace, and what is going to happen with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from hookstudio.model.bundle import Action, BundleHook, BundlePreview, Choice
from hookstudio.ui.dialogs.import_words import STATES, UNDECIDED, about, what_happens
from hookstudio.ui.fonts import semibold_font
from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme

AnyIndex = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()

HEADERS: Final = ("Hook", "Type", "State", "What happens")
_STATE, _HAPPENS = 2, 3
_SIGNS: Final = {
    Action.NEW: ("plus", "ok"),
    Action.EQUAL: ("check", "muted"),
    Action.CHANGED: ("changes", "accent"),
    Action.CLASHING: ("warning", "warning"),
}


class ImportModel(QAbstractTableModel):
    """Rows of one preview, with the choices that were made so far; `decided` comes with each of them."""

    decided = Signal()

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hooks: tuple[BundleHook, ...] = ()
        self._icons: dict[Action, QIcon] = {}
        self.choices: dict[str, Choice] = {}

    def show_preview(self, shown: BundlePreview) -> None:
        """Show these hooks. What was decided stays decided for those that stand as they stood."""
        before = {hook.key: (hook.action, hook.there, hook.seen, hook.code) for hook in self._hooks}
        same = {hook.key for hook in shown.hooks if before.get(hook.key) == (hook.action, hook.there, hook.seen, hook.code)}
        self.beginResetModel()
        self._hooks = shown.hooks
        self.choices = {key: choice for key, choice in self.choices.items() if key in same}
        self.endResetModel()
        self.decided.emit()

    def hook_at(self, row: int) -> BundleHook | None:
        return self._hooks[row] if 0 <= row < len(self._hooks) else None

    def decide(self, rows: Iterable[int], choice: Choice | None) -> None:
        """Choose for these rows, as far as the choice is one for them; None takes a new hook in after all."""
        for row in rows:
            hook = self._hooks[row]
            if choice is None and hook.action is Action.NEW:
                self.choices.pop(hook.key, None)
            elif choice is not None and (hook.needs_choice or (hook.action is Action.NEW and choice is Choice.SKIP)):
                self.choices[hook.key] = choice
        if self._hooks:
            self.dataChanged.emit(self.index(0, _HAPPENS), self.index(len(self._hooks) - 1, _HAPPENS))
        self.decided.emit()

    def undecided(self) -> list[int]:
        """The rows that nothing was chosen for and that need it."""
        return [row for row, hook in enumerate(self._hooks) if hook.needs_choice and hook.key not in self.choices]

    def questions(self) -> list[int]:
        """The rows that need a choice, made or not."""
        return [row for row, hook in enumerate(self._hooks) if hook.needs_choice]

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._icons.clear()
        if self._hooks:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._hooks) - 1, len(HEADERS) - 1))

    # -- Qt ---------------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._hooks)

    def columnCount(self, parent: AnyIndex = NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADERS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return HEADERS[section] if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        hook, column = self._hooks[index.row()], index.column()
        choice = self.choices.get(hook.key)
        if role == Qt.ItemDataRole.DisplayRole:
            return (hook.name, hook.key.partition("/")[0], STATES[hook.action], what_happens(hook, choice))[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hook.name}, {STATES[hook.action]}, {what_happens(hook, choice)}"
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return about(hook)
        if role == Qt.ItemDataRole.ToolTipRole and not column:
            return hook.key
        undecided = column == _HAPPENS and what_happens(hook, choice) == UNDECIDED
        if role == Qt.ItemDataRole.ForegroundRole and column:
            return self._theme.colour("warning" if undecided else _SIGNS[hook.action][1] if column == _STATE else "muted")
        if role == Qt.ItemDataRole.FontRole and undecided:
            return semibold_font(QApplication.font())
        if role == Qt.ItemDataRole.DecorationRole and column == _STATE:
            return self._icon(hook.action)
        return None

    def _icon(self, action: Action) -> QIcon:
        if action not in self._icons:
            self._icons[action] = icon(_SIGNS[action][0], self._theme, _SIGNS[action][1])
        return self._icons[action]
