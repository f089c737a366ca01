"""The page between the comparison and the deed: everything that would be done, and what is to be known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from hookstudio.model.sync import SyncPlan
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.studio.sync_pulled import GoingBack
from hookstudio.ui.dialogs.note_list import NoteList
from hookstudio.ui.sync_window.deeds import Planned
from hookstudio.ui.sync_window.effects_section import EffectsSection
from hookstudio.ui.sync_window.plan_rows import HERE, PlanModel, Work
from hookstudio.ui.sync_window.plan_words import WORDS, apply_label, confirmation, going, introduction, notes_of
from hookstudio.ui.sync_window.push_choice import PushChoice
from hookstudio.ui.sync_window.words import counted, moment
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.empty_state import EmptyState
from hookstudio.ui.widgets.restyle import set_style_property
from hookstudio.ui.widgets.row_table import read_by_rows

_ROW: Final = 30
_SEEN: Final = 4  # rows of a longer plan that can be seen however small the window is
_WIDTHS: Final = {0: 168, 1: 240, 2: 190}


class PlanPage(QWidget):
    """Shows one plan. Emits `changed` when the number of deletions was typed or is no longer."""

    changed = Signal()

    def __init__(self, runner: HookRunner, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = SyncPlan()
        self.back: GoingBack | None = None
        self._news, self._choosing = 0, False
        self.work: Work = "pull"
        self.introduction = QLabel()
        self.introduction.setProperty("role", "muted")
        self.introduction.setTextFormat(Qt.TextFormat.PlainText)
        self.introduction.setWordWrap(True)
        self.pushes = PushChoice()
        self.model = PlanModel(theme, self)
        self.table = self._table()
        self.notes = NoteList(theme)
        self.notes.setObjectName("syncPlanNotes")
        self.notes.setAccessibleName("What to know about the plan")
        self.notes.setProperty("ground", "background")
        self.confirm, self.number, self.asked, self.answer = self._confirmation()
        self.effects = EffectsSection(runner, session, theme)
        self.nothing = EmptyState("", "", "ok")
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.nothing, 300)
        column.addWidget(self.table, 300)
        column.addWidget(self.confirm)
        column.addWidget(self.notes)
        column.addWidget(self.effects, 200)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(12)
        scrolled = QScrollArea()
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setWidgetResizable(True)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(inner)
        whole.addWidget(self.pushes)
        whole.addWidget(self.introduction)
        whole.addWidget(scrolled, 1)

    def _table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("syncPlan")
        table.setAccessibleName("What would be done, in this order")
        table.setModel(self.model)
        read_by_rows(table, _ROW)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        return table

    def _confirmation(self) -> tuple[QFrame, QLineEdit, QLabel, QLabel]:
        frame = QFrame()
        frame.setProperty("notice", "error")
        asked, answer, number = QLabel(), QLabel(), QLineEdit()
        for label in (asked, answer):
            label.setTextFormat(Qt.TextFormat.PlainText)
        asked.setWordWrap(True)
        asked.setObjectName("syncConfirmWords")
        number.setObjectName("syncConfirmDelete")
        number.setFixedWidth(96)
        number.setMaxLength(9)
        number.textChanged.connect(lambda _text: self._typed())
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(asked, 1)
        row.addWidget(number)
        row.addWidget(answer)
        return frame, number, asked, answer

    @property
    def asked_for(self) -> int:
        """How many deletions have to be confirmed by typing their number: those on the tenant, or here if they are most of the hooks."""
        if self.work in HERE:
            return self.plan.deletions_here if self.work == "pull" and self.plan.is_drastic else 0
        return self.plan.deletions

    @property
    def _confirmed(self) -> bool:
        return bool(self.asked_for) and self.number.text().strip() == str(self.asked_for)

    @property
    def deletes(self) -> bool:
        """Whether the number of deletions on the tenant was typed exactly."""
        return self.work not in HERE and self._confirmed

    @property
    def coming(self) -> int:
        """How many requests, or changes here, would be made now."""
        return going(self.plan, self.work, deletes=self.deletes)

    @property
    def label(self) -> str:
        """What the button says that does it."""
        return apply_label(self.plan, self.work, self._news, deletes=self.deletes)

    @property
    def can_apply(self) -> bool:
        """A pull that deletes most of the hooks waits for their number; a push leaves out what was not confirmed."""
        refused = self.work == "pull" and bool(self.asked_for) and not self._confirmed
        return bool(self.coming or self._news) and not refused

    def show_plan(self, found: Planned, work: Work, merging: Sequence[str]) -> None:
        """Show a plan; *merging*: the hooks whose code is to be merged."""
        plan, news = found.plan, max(found.news, len(found.plan.decisions))
        self.plan, self.work, self._news = plan, work, news
        self.back, self._choosing = found.back, self.pushes.box.hasFocus()
        self.pushes.show_pushes(found.pushes, found.before)
        text = introduction(plan, work, news, moment(found.back.pulled.at) if found.back else "")
        self.introduction.setText(text)
        self.nothing.set_text(WORDS[work].nothing, text)
        self.model.show_plan(plan, work)
        for column, width in _WIDTHS.items():
            self.table.setColumnWidth(column, width)
        self._fit_table()
        self.notes.clear()
        for note in notes_of(plan, work, merging):
            self.notes.add(note, "warning")
        self.notes.setVisible(bool(self.notes.count()))
        self.notes.show_up_to(5)
        self.number.clear()
        count = self.asked_for
        self.asked.setText(confirmation(plan, work))
        self.number.setAccessibleName(f"Type {count} to delete {counted(count, 'hook')} {'here' if work == 'pull' else 'on the tenant'}")
        self.number.setPlaceholderText(f"Type {count}")
        self.confirm.setVisible(bool(count))
        self._typed()
        self.effects.setVisible(work not in HERE and bool(plan.requests))
        if work not in HERE and plan.requests:
            self.effects.start(plan)

    def _fit_table(self) -> None:
        """Be as high as the rows, and no higher; none of them looks chosen, for all of them are meant."""
        rows = len(self.model.rows)
        around = self.table.horizontalHeader().sizeHint().height() + 2 * self.table.frameWidth() + 2
        self.table.setMinimumHeight(around + _ROW * min(rows, _SEEN))
        self.table.setMaximumHeight(around + _ROW * rows)
        self.table.setVisible(bool(rows))
        self.introduction.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if rows:
            self.table.scrollToTop()
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(self.model.index(0, 0), flags.NoUpdate)

    def take_keyboard(self) -> None:
        """Let the rows have the keyboard, if there are some; whoever chooses among pushes keeps on choosing."""
        if self.model.rows and not self._choosing:
            self.table.setFocus()

    def leave(self) -> None:
        """The page is left: nothing is tried out any more."""
        self.effects.stop()

    def apply_theme(self, theme: Theme) -> None:
        self.model.apply_theme(theme)
        self.nothing.apply_theme(theme)
        self.notes.apply_theme(theme)
        self.effects.apply_theme(theme)

    def _typed(self) -> None:
        confirmed, text = self._confirmed, self.number.text().strip()
        self.model.set_deletes(self.deletes)
        set_style_property(self.number, "invalid", bool(text) and not confirmed)
        self.answer.setText("Will be deleted" if confirmed else "Not confirmed" if self.work == "pull" else "Left out")
        set_style_property(self.answer, "role", "error" if confirmed else "muted")
        self.changed.emit()
