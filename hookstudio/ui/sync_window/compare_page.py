"""The comparison: the hooks at the left, the chosen one at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from hookstudio.model.sync import Comparison, HookStatus, Side, SyncState
from hookstudio.studio.sync_status import Status
from hookstudio.ui.dialogs.note_list import NoteList
from hookstudio.ui.sync_window.decisions import Decisions
from hookstudio.ui.sync_window.details import HookDetails
from hookstudio.ui.sync_window.hooks_panel import HooksPanel
from hookstudio.ui.sync_window.words import counted
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.empty_state import EmptyState


@dataclass(frozen=True, slots=True)
class _Way:
    """What goes one way: hooks of these states, and conflicts decided for these sides."""

    states: tuple[SyncState, ...]
    sides: tuple[Side, ...]


_HERE: Final = _Way((SyncState.NEW_HERE, SyncState.CHANGED_HERE, SyncState.DELETED_HERE), ("local",))
_THERE: Final = _Way((SyncState.NEW_THERE, SyncState.CHANGED_THERE, SyncState.DELETED_THERE), ("remote", "merge"))


class ComparePage(QWidget):
    """Emits `decided` after each decision. Says in words where there is nothing to compare."""

    decided = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.decisions = Decisions()
        self.comparison = Comparison(())
        self.notes = NoteList(theme)
        self.notes.setObjectName("syncNotes")
        self.notes.setAccessibleName("Notes on the comparison")
        self.hooks = HooksPanel(self.decisions, theme)
        self.details = HookDetails(self.decisions, theme)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.hooks)
        self.split.addWidget(self.details)
        self.split.setSizes([484, 828])
        self.split.setStretchFactor(1, 1)
        self.empty = EmptyState("", "", "info")
        self.show_all = self.empty.add_button("Show the hooks", self._show_all)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.split)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.notes)
        column.addWidget(self.pages, 1)
        self.hooks.chosen.connect(self.details.show_hook)
        self.hooks.entered.connect(self.details.fields.take_keyboard)
        self.hooks.decided.connect(self._tell)
        self.details.decided.connect(self._tell)
        self.notes.hide()

    def say(self, title: str, text: str, sign: str) -> None:
        """Say something in the place of the comparison."""
        self.empty.set_sign(sign)
        self.empty.set_text(title, text)
        self.show_all.hide()
        self.notes.hide()
        self.pages.setCurrentWidget(self.empty)

    def show_status(self, status: Status) -> None:
        """Show how the hooks stand. What was decided stays decided where nothing has moved."""
        comparison = self.comparison = status.comparison
        self.decisions.keep_for(comparison)
        self.details.show_comparison(comparison)
        self.hooks.show_comparison(comparison)
        total, left_out = len(comparison.hooks), comparison.left_out
        equal = all(hook.state is SyncState.EQUAL for hook in comparison) and not self.hooks.equal.isChecked()
        all_of_them = f"All {counted(total, 'hook')} are" if total > 1 else "The one hook is"
        if left_out and not total:
            self.say("Nothing was compared", f"{counted(left_out, 'hook')} could not be compared; why is said above.", "warning")
        elif left_out and equal:
            but = f"{counted(left_out, 'more hook')} could not be compared; why is said above."
            self.say("What was compared is in sync", f"{all_of_them} the same here and on “{self._name}”. But {but}", "warning")
            self.show_all.show()
        elif not total:
            self.say("No hooks on either side", "Neither this workspace nor the tenant has one. Make one here, and push it.", "hook")
        elif equal:
            self.say("Everything is in sync", f"{all_of_them} the same here and on “{self._name}”.", "ok")
            self.show_all.show()
        else:
            self.pages.setCurrentWidget(self.split)
        self.notes.clear()
        for note in comparison.notes:
            self.notes.add(note, "warning")
        self.notes.setVisible(bool(comparison.notes))
        self.notes.show_up_to(3)
        self._tell()

    @property
    def differs(self) -> bool:
        """Whether hooks are shown, and not only said in words that there is nothing to be done."""
        return self.pages.currentWidget() is self.split

    @property
    def undecided(self) -> int:
        """How many hooks are in conflict and not wholly decided."""
        return sum(1 for hook in self.comparison if self.decisions.undecided(hook))

    @property
    def to_push(self) -> int:
        """How many hooks a push is about, as it is decided now."""
        return sum(
            1 for hook in self.comparison if self._goes(hook, _HERE, () if hook.state is SyncState.CHANGED_THERE else hook.fields_here)
        )

    @property
    def to_pull(self) -> int:
        """How many hooks a pull is about, as it is decided now."""
        return sum(1 for hook in self.comparison if not hook.problem and self._goes(hook, _THERE, hook.fields_there))

    def _goes(self, hook: HookStatus, way: _Way, fields: Sequence[str]) -> bool:
        if self.decisions.undecided(hook) or (way is _HERE and self.decisions.merges(hook)):
            return False
        return (
            hook.state in way.states or bool(fields) or any(self.decisions.side(hook, field) in way.sides for field in hook.fields_conflict)
        )

    @property
    def merging(self) -> tuple[str, ...]:
        """The keys of the hooks whose code is to be merged."""
        return tuple(hook.key for hook in self.comparison if self.decisions.merges(hook))

    def take_keyboard(self) -> None:
        """Let the list have the keyboard."""
        if self.pages.currentWidget() is self.split:
            self.hooks.take_keyboard()

    def apply_theme(self, theme: Theme) -> None:
        self.empty.apply_theme(theme)
        self.notes.apply_theme(theme)
        self.hooks.apply_theme(theme)
        self.details.apply_theme(theme)

    def _show_all(self) -> None:
        self.hooks.equal.setChecked(True)
        self.pages.setCurrentWidget(self.split)
        self.take_keyboard()
        self.decided.emit()

    def _tell(self) -> None:
        self.hooks.tell_decided()
        self.details.tell_decided()
        self.decided.emit()
