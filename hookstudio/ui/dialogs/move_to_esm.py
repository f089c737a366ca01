"""Shows a classic hook as an ES module: the difference, what to know about it, and whether both do the same. The user decides."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Progress
from hookstudio.studio.agreement import Agreement, Case
from hookstudio.studio.move_to_esm import Move
from hookstudio.studio.seed import random_seed
from hookstudio.ui.dialogs.agreement_table import AgreementTable
from hookstudio.ui.dialogs.compare_panes import ComparePanes, Row, side_by_side
from hookstudio.ui.dialogs.note_list import NoteList
from hookstudio.ui.dialogs.room import resize_within
from hookstudio.ui.jobs import Job
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel
from hookstudio.ui.widgets.restyle import set_style_property

_TINTS: Final = {"~": "warning-soft", "+": "error-soft", "-": "ok-soft"}
_LINE: Final = Qt.ItemDataRole.UserRole
_GAP: Final = 12
_REFUSED: Final = "This hook can't become an ES module as it is."
_THEN: Final = "Change what is named here in the code, then choose Move to ES modules again."


class Moving(Protocol):
    """What the dialog asks: for a proposal, and for the comparison of both versions."""

    def propose(self, progress: Progress) -> Move: ...

    def compare(
        self, move: Move, seed: int, progress: Progress, on_case: Callable[[Case], object] = ..., *, network: bool = ...
    ) -> Agreement: ...


class MoveToEsmDialog(QDialog):
    """Emits `agreed` with the Move when the user wants it; nothing is ever changed by the dialog itself."""

    agreed = Signal(object)

    def __init__(self, name: str, code: str, moving: Moving, theme: Theme, parent: QWidget | None = None, *, network: bool = False) -> None:
        """*network*: whether the hook may use it, so that a comparison with it can be offered."""
        super().__init__(parent)
        self._network = network
        self._code, self._moving, self._theme = code, moving, theme
        self._job: Job | None = None
        self._move: Move | None = None
        self._new: deque[Case] = deque()
        self._lines: list[int] = []
        self.setObjectName("moveToEsmDialog")
        self.setWindowTitle(f"Move “{name}” to ES modules")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build()
        resize_within(self, 1080, 780)
        self._propose()

    def _build(self) -> None:
        heading = ElidedLabel(self.windowTitle())
        heading.setProperty("role", "heading")
        self.panes = ComparePanes(("As it is", "As an ES module"), _TINTS, self._theme)
        self.notes = NoteList(self._theme)
        self.notes.setObjectName("esmNotes")
        self.notes.setAccessibleName("What to know about the proposal")
        self.notes.setProperty("field", True)
        self.notes.currentItemChanged.connect(lambda item, _before: self._go_to(item))
        self.table = AgreementTable(("As it is", "ES module"), self._theme)
        self.notes_title, self.headline = QLabel("What to know"), QLabel()
        self.headline.setObjectName("agreementHeadline")
        for label in (self.notes_title, self.headline):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            set_style_property(label, "role", "strong")
        self.limits = QLabel()
        self.limits.setTextFormat(Qt.TextFormat.PlainText)
        self.limits.setWordWrap(True)
        self.limits.setProperty("role", "muted")
        self.limits.hide()
        self.stop_button, self.again_button = QPushButton("Stop"), QPushButton("Compare again")
        self.again_button.setToolTip("Runs both on other generated contexts, and on the saved ones")
        for button, slot in ((self.stop_button, self._stop), (self.again_button, self._compare)):
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            button.hide()
        self.network = QCheckBox("With the network")
        self.network.setObjectName("compareWithNetwork")
        self.network.setToolTip("What the hook sends is then sent for each context, by both versions")
        self.network.toggled.connect(self._compare)
        self.network.hide()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName("Progress")
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when it comes and goes
        self.progress.setSizePolicy(policy)
        head = QHBoxLayout()
        head.setSpacing(_GAP)
        head.addWidget(self.headline, 1)
        head.addWidget(self.network)
        head.addWidget(self.stop_button)
        head.addWidget(self.again_button)
        self._below = QSplitter(Qt.Orientation.Horizontal)
        self._below.setChildrenCollapsible(False)
        left = _column(self.notes_title, self.notes, right=_GAP)
        self.refusal = QLabel(_THEN)
        self.refusal.setWordWrap(True)
        self.refusal.setProperty("role", "muted")
        self.refusal.hide()
        left_layout = left.layout()
        assert left_layout is not None
        left_layout.addWidget(self.refusal)
        self._left = left_layout
        self._below.addWidget(left)
        right = self._right = _column(None, self.table, left=_GAP)
        right_layout = right.layout()
        assert isinstance(right_layout, QVBoxLayout)
        right_layout.insertLayout(0, head)
        right_layout.addWidget(self.limits)
        right_layout.addStretch(0)
        self._below.addWidget(right)
        self._below.setSizes([400, 640])
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        self.panes.setContentsMargins(0, 0, 0, _GAP)
        split.addWidget(self.panes)
        split.addWidget(self._below)
        split.setSizes([340, 320])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.cancel_button = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = buttons.addButton("Move to ES modules", QDialogButtonBox.ButtonRole.AcceptRole)
        self.accept_button.setProperty("primary", True)
        self.accept_button.setAutoDefault(False)
        self.accept_button.setEnabled(False)
        self.accept_button.clicked.connect(self._agree)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(_GAP)
        layout.addWidget(heading)
        layout.addWidget(split, 1)
        layout.addWidget(self.progress)
        layout.addWidget(buttons)
        self.panes.show_rows(list(side_by_side(self._code, self._code)))

    # -- the proposal -----------------------------------------------------------------------------

    def _propose(self) -> None:
        self._say("Making a proposal…", "muted")
        self._start(self._worked_out, self._show_move)

    def _worked_out(self, progress: Progress) -> tuple[Move, list[Row]]:
        """The proposal, and what differs line by line: seconds, for long codes."""
        move = self._moving.propose(progress)
        return move, list(side_by_side(self._code, move.proposal.code or self._code))

    def _show_move(self, found: tuple[Move, list[Row]]) -> None:
        move, rows = found
        self._move = move
        self._lines = [number for number, row in enumerate(rows) if row[0] != "-"]
        self.panes.show_rows(rows)
        self._show_notes(move)
        if move.proposal.refused:
            self._lines = list(range(len(rows)))
            self._refuse()
            return
        self._compare()

    def _refuse(self) -> None:
        """There is nothing to compare and nothing to accept: what stands in the way is all that is shown."""
        self.panes.show_text(self._code)
        self.panes.right.setAccessibleName("The code as it is")
        self.notes_title.setText(_REFUSED)
        set_style_property(self.notes_title, "role", "error")
        self.refusal.show()
        self._right.hide()
        self._left.setContentsMargins(0, 8, 0, 0)
        self.accept_button.hide()
        self.cancel_button.setText("Close")
        self.notes.setCurrentRow(0)
        self.notes.setFocus()

    def _show_notes(self, move: Move) -> None:
        self.notes.clear()
        for note in move.proposal.notes:
            text = f"Line {note.line}: {note.text}" if note.line else note.text
            self.notes.add(text, "error" if note.refuses else "warning").setData(_LINE, note.line)
        if not move.proposal.notes:
            self.notes.add("Nothing that would be otherwise was found in the code.", "ok")

    def _go_to(self, item: QListWidgetItem | None) -> None:
        """Show the line that a note is about."""
        line = item.data(_LINE) if item is not None else 0
        if not line or line > len(self._lines):
            return
        refused = self._move is not None and self._move.proposal.refused
        pane = self.panes.right if refused else self.panes.left
        cursor = QTextCursor(pane.document().findBlockByNumber(self._lines[line - 1]))
        cursor.select(QTextCursor.SelectionType.LineUnderCursor)
        pane.setTextCursor(cursor)
        pane.centerCursor()

    # -- the comparison ---------------------------------------------------------------------------

    def _compare(self) -> None:
        move = self._move
        if move is None or self._job is not None:
            return
        self.table.clear()
        self._new.clear()
        self.limits.hide()
        self._say("Running both on test contexts…", "muted")
        self.again_button.hide()
        self.network.hide()
        self.stop_button.show()
        seed, network, found = random_seed(), self.network.isChecked(), self._new.append
        self._start(lambda progress: self._moving.compare(move, seed, progress, found, network=network), self._show_agreement)

    def _show_agreement(self, agreement: Agreement) -> None:
        self._take_new()
        self._say(agreement.headline, "ok" if agreement.agrees and not agreement.all_fail else "warning")
        missing = [f"“{name}”" for name in dict.fromkeys((*agreement.missing_here, *agreement.missing_there))]
        notes = [*agreement.notes, *([f"Missing: {', '.join(missing)}."] if missing else [])]
        self.limits.setText(" ".join(notes))
        self.limits.setVisible(bool(notes))
        self._settle()

    def _take_new(self) -> None:
        while self._new:
            self.table.add(self._new.popleft())

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._say("Stopping…", "muted")

    def _settle(self) -> None:
        """Nothing runs any more: the user may decide."""
        self.stop_button.hide()
        proposed = self._move is not None and not self._move.proposal.refused
        self.again_button.setVisible(proposed)
        self.network.setVisible(proposed and self._network)
        self.accept_button.setEnabled(proposed)

    # ---------------------------------------------------------------------------------------------

    def _start(self, work: Callable[[Progress], object], done: Callable[..., None]) -> None:
        job = self._job = Job(work, self)
        self.progress.setRange(0, 0)
        self.progress.show()
        self.accept_button.setEnabled(False)
        job.progressed.connect(self._progressed)
        job.succeeded.connect(lambda result: self._ended(job, lambda: done(result)))
        job.failed.connect(lambda error: self._ended(job, lambda: self._fail(error)))
        job.start()

    def _ended(self, job: Job, then: Callable[[], None]) -> None:
        if self._job is job:
            self._job = None
            self.progress.hide()
            then()

    def _progressed(self, done: int, total: int, _note: str) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self._take_new()

    def _fail(self, error: StudioError) -> None:
        self._take_new()
        self._say(error.message, "warning")
        self.limits.setText(error.hint)
        self.limits.setVisible(bool(error.hint))
        self._settle()

    def _say(self, text: str, role: str) -> None:
        self.headline.setText(text)
        set_style_property(self.headline, "role", role)

    def _agree(self) -> None:
        if self._move is not None:
            self.agreed.emit(self._move)
        self.accept()

    def apply_theme(self, theme: Theme) -> None:
        for part in (self.panes, self.notes, self.table):
            part.apply_theme(theme)

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.cancel()
        super().done(result)


def _column(title: QLabel | None, below: QWidget, *, left: int = 0, right: int = 0) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(left, 8, right, 0)
    column.setSpacing(8)
    if title is not None:
        column.addWidget(title)
    column.addWidget(below, 1)
    return holder
