"""The left side of the comparison: a filter, the hooks by state, and one decision for all conflicts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from hookstudio.model.sync import Comparison, HookStatus, Side, SyncState
from hookstudio.ui.sync_window.decisions import Decisions
from hookstudio.ui.sync_window.hooks_model import HOOK, STATE, TYPE, HooksModel
from hookstudio.ui.sync_window.words import SIDES
from hookstudio.ui.theme import Theme

_ROOMY: Final = 440
_TIGHT: Final = 340
_NARROWEST: Final = 300
_KEYS: Final[tuple[tuple[str, Side | None], ...]] = (("H", "local"), ("T", "remote"), ("M", "merge"), ("U", None))
_EVERY: Final[tuple[Side, ...]] = ("local", "remote", "merge")
_TIPS: Final[dict[Side, str]] = {
    "local": "In every conflict the side here counts",
    "remote": "In every conflict the tenant's side counts",
    "merge": "Take both sides' changes of the code wherever they are in different lines",
}


class HooksPanel(QWidget):
    """Emits `chosen` with the current HookStatus or None, and `decided` after decisions that were made in the list."""

    chosen = Signal(object)
    decided = Signal()
    entered = Signal()
    """The user wants to go on with the chosen hook."""

    def __init__(self, decisions: Decisions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decisions = decisions
        self._folded: set[SyncState] = set()
        self._conflicts: list[HookStatus] = []
        self.filter = QLineEdit()
        self.filter.setObjectName("syncFilter")
        self.filter.setPlaceholderText("Filter by name, type, state or field")
        self.filter.setAccessibleName("Filter the hooks")
        self.filter.setClearButtonEnabled(True)
        self.equal = QCheckBox("Show equal")
        self.equal.setObjectName("syncShowEqual")
        self.model = HooksModel(decisions, theme, self)
        self.tree = self._tree()
        self.setMinimumWidth(_NARROWEST)
        self.nothing = QLabel()
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.filter, 1)
        head.addWidget(self.equal)
        self.every = QWidget()
        row = QHBoxLayout(self.every)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.caption = QLabel("All conflicts:")
        self.caption.setProperty("role", "muted")
        row.addWidget(self.caption)
        self.every_buttons: dict[Side, QPushButton] = {}
        for side in _EVERY:
            button = self.every_buttons[side] = QPushButton(SIDES[side])
            button.setObjectName(f"syncDecideAll.{side}")
            button.setAutoDefault(False)
            button.setAccessibleName(f"Decide all conflicts: {SIDES[side]}")
            button.setToolTip(_TIPS[side])
            button.clicked.connect(lambda _checked=False, side=side: self._decide_every(side))
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.tree, 1)
        column.addWidget(self.nothing)
        column.addWidget(self.every)
        self.filter.textChanged.connect(lambda _text: self._narrow())
        self.equal.toggled.connect(lambda _on: self._narrow())
        self.tree.selectionModel().currentRowChanged.connect(lambda now, _before: self.chosen.emit(self.model.hook_at(now)))
        self.tree.collapsed.connect(lambda index: self._folded.add(self.model.state_at(index.row())))
        self.tree.expanded.connect(lambda index: self._folded.discard(self.model.state_at(index.row())))
        down, clear = _key(self.filter, "Down", self.take_keyboard), _key(self.filter, "Esc", self.filter.clear)
        clear.setEnabled(False)  # an empty field leaves the key to the window
        self.filter.textChanged.connect(lambda text: clear.setEnabled(bool(text)))
        self.filter.addActions([down, clear])
        for key, answer in _KEYS:
            self.tree.addAction(_key(self.tree, key, partial(self._decide_chosen, answer)))
        self.tree.activated.connect(lambda _index: self.entered.emit())

    def _tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("syncHooks")
        tree.setAccessibleName("Hooks, by what is to be done")
        tree.setAccessibleDescription(
            "For a conflict: H takes what is here, T what is there, M merges the code, U takes the decision back."
        )
        tree.setModel(self.model)
        tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setUniformRowHeights(True)
        tree.setProperty("ground", "background")
        tree.setIndentation(14)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(HOOK, QHeaderView.ResizeMode.Stretch)
        tree.setColumnWidth(TYPE, 128)
        tree.setColumnWidth(STATE, 168)
        return tree

    @property
    def current(self) -> HookStatus | None:
        return self.model.hook_at(self.tree.currentIndex())

    def show_comparison(self, comparison: Comparison) -> None:
        """Show these hooks; the one that was chosen stays so, else the first one is."""
        equal = sum(1 for hook in comparison if hook.state is SyncState.EQUAL)
        self.equal.setText(f"Show equal ({equal:,})")
        self.equal.setEnabled(bool(equal))
        conflicts = [hook for hook in comparison if hook.state is SyncState.CONFLICT]
        self._conflicts = conflicts
        self.every.setVisible(bool(conflicts))
        self.every_buttons["merge"].setVisible(any(hook.merged is not None for hook in conflicts))
        self._keep_chosen(lambda: self.model.show_comparison(comparison))

    def take_keyboard(self) -> None:
        self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def tell_decided(self) -> None:
        self.model.tell_decided()

    def apply_theme(self, theme: Theme) -> None:
        self.model.apply_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the names get that of the types, then that of the states, of which only the signs stay."""
        super().resizeEvent(event)
        self.tree.setColumnHidden(TYPE, self.width() < _ROOMY)
        self.tree.setColumnHidden(STATE, self.width() < _TIGHT)
        self.model.put_signs_first(self.width() < _TIGHT)

    def _narrow(self) -> None:
        self._keep_chosen(lambda: self.model.narrow(self.filter.text(), show_equal=self.equal.isChecked()))

    def _keep_chosen(self, change: Callable[[], None]) -> None:
        token = hook.token if (hook := self.current) is not None else ""
        folded = set(self._folded)
        change()
        self._unfold(folded)
        index = self.model.index_of(token)
        if not index.isValid():
            index = self.model.index(0, 0, self.model.index(0, 0)) if self.model.rowCount() else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag
        self.tree.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.chosen.emit(self.current)
        left = len(self._shown_conflicts)
        self.caption.setText("All conflicts:" if left == len(self._conflicts) else f"{left:,} of {len(self._conflicts):,} conflicts:")
        self.every.setEnabled(bool(left))
        empty = not self.model.rowCount()
        told = "No hook fits the filter." if self.filter.text().strip() else "Nothing differs. “Show equal” shows all hooks."
        self.nothing.setText(told)
        self.nothing.setVisible(empty)

    def _unfold(self, folded: set[SyncState]) -> None:
        for row in range(self.model.rowCount()):
            self.tree.setFirstColumnSpanned(row, QModelIndex(), True)
            self.tree.setExpanded(self.model.index(row, 0), self.model.state_at(row) not in folded)
        self._folded = folded

    def _decide_every(self, side: Side) -> None:
        self._decisions.decide_all(self._shown_conflicts, side)
        self.decided.emit()

    @property
    def _shown_conflicts(self) -> list[HookStatus]:
        """Those that the filter leaves: nothing is decided that nobody sees."""
        shown = {hook.token for hook in self.model.shown}
        return [hook for hook in self._conflicts if hook.token in shown]

    def _decide_chosen(self, side: Side | None) -> None:
        """Decide for the selected hooks; for all of a group only where no hook is selected besides it."""
        selected = self.tree.selectionModel().selectedRows() or [self.tree.currentIndex()]
        for index in [index for index in selected if self.model.hook_at(index) is not None] or selected:
            self._decisions.decide_all(self.model.hooks_at(index), side)
        self.decided.emit()


def _key(widget: QWidget, key: str, act: Callable[[], None]) -> QAction:
    """What *key* does while *widget* has the keyboard."""
    action = QAction(widget)
    action.setShortcut(QKeySequence(key))
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.triggered.connect(lambda _checked=False: act())
    return action
