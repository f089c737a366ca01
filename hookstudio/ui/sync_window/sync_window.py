"""The window that compares a workspace with a tenant, settles what both sides changed, and pulls or pushes what was shown before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.model.sync import SyncPlan, SyncResult
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.studio.sync import Sync
from hookstudio.studio.sync_status import Status
from hookstudio.ui.notices import Choice, Notice, NoticeArea, Notices
from hookstudio.ui.sync_window.compare_page import ComparePage, changed_here, changed_there
from hookstudio.ui.sync_window.plan_page import PlanPage
from hookstudio.ui.sync_window.plan_rows import Work
from hookstudio.ui.sync_window.plan_words import WORDS, going, not_deleted, outcome
from hookstudio.ui.sync_window.result_page import ResultPage
from hookstudio.ui.sync_window.tasks import SyncMaker, Tasks
from hookstudio.ui.sync_window.words import counted, summary
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel
from hookstudio.ui.widgets.restyle import set_style_property

_FAILED: Final = "failed"
_UNSAVED: Final = "unsaved"
_UNFINISHED: Final = "unfinished"
_PLANNING: Final = "planning"
_COMPARING: Final = "comparing"


@dataclass(frozen=True, slots=True)
class _Sent:
    """How a push ended: with a result or broken off, and how many of its requests are left to go on with."""

    result: SyncResult | None
    error: StudioError | None
    left: int


class SyncWindow(QDialog):
    """For one tenant. Everything that asks the tenant runs on a thread, with a Sync of its own that *sync* makes.

    *sync* is given what says whether nobody waits any more. The window is gone once it is closed.
    """

    status_known = Signal(object)
    """With a Status, after each comparison."""
    pulled = Signal(object)
    """With a SyncResult; the files of hooks have changed then."""
    pushed = Signal(object)
    failed = Signal(object)
    """With a StudioError, which the window shows itself."""

    def __init__(
        self,
        name: str,
        host: str,
        sync: SyncMaker,
        session: Session,
        runner: HookRunner,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        unsaved: Callable[[], int] = lambda: 0,
        save_all: Callable[[], object] = lambda: None,
    ) -> None:
        """*unsaved*: how many hooks have text that is only in the editor; *save_all* saves it."""
        super().__init__(parent)
        self.name, self._unsaved, self._save_all = name, unsaved, save_all
        self._status: Status | None = None
        self._next: Work | None = None
        self._left = 0
        self._told_unsaved = 0
        self.setObjectName("syncWindow")
        self.setWindowTitle(f"{name} – compare, pull and push")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1180, 780)
        self._tasks = Tasks(sync, self)
        self._tasks.changed.connect(self._show_buttons)
        self._tasks.progressed.connect(self._progressed)
        self._build(host, session, runner, theme)
        self._wire()
        self._show_buttons()

    def _build(self, host: str, session: Session, runner: HookRunner, theme: Theme) -> None:
        self.heading = ElidedLabel(self.name)
        self.heading.setProperty("role", "title")
        self.host = ElidedLabel(host)
        self.host.setProperty("role", "muted")
        self.summary = QLabel()
        self.summary.setObjectName("syncSummary")
        self.summary.setProperty("role", "muted")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setWordWrap(True)
        self.notices = Notices(self)
        self.notes = NoticeArea(self.notices, theme)
        self.notes.setObjectName("syncNote")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName("Progress")
        self.compare_page = ComparePage(self.name, theme)
        self.plan_page = PlanPage(runner, session, theme)
        self.result_page = ResultPage(theme)
        self.pages = QStackedWidget()
        for page in (self.compare_page, self.plan_page, self.result_page):
            self.pages.addWidget(page)
        self.compare_button = _button("Compare again", "syncCompareButton", "Read this workspace and the tenant anew (F5)")
        self.back_button = _button("Back", "syncBackButton", "Back to the comparison")
        self.cancel_button = _button("Cancel", "syncCancelButton", "")
        self.resume_button = _button("Go on…", "syncResumeButton", "Do the rest of the push that was broken off")
        self.pull_button = _button("Pull…", "syncPullButton", "See what a pull would change here")
        self.push_button = _button("Push…", "syncPushButton", "See which requests a push would send")
        self.apply_button = _button("", "syncApplyButton", "")
        self.problem = QLabel()
        self.problem.setProperty("role", "muted")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.heading)
        head.addWidget(self.host, 1)
        head.addWidget(self.compare_button)
        foot.setSpacing(8)
        foot.addWidget(self.back_button)
        foot.addWidget(self.problem, 1)
        for button in (self.cancel_button, self.resume_button, self.pull_button, self.push_button, self.apply_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.notes)
        column.addWidget(self.pages, 1)
        column.addWidget(self.progress)
        column.addLayout(foot)

    def _wire(self) -> None:
        self.compare_button.setShortcut("F5")
        self.compare_button.clicked.connect(self.compare)
        self.back_button.clicked.connect(self._back)
        self.cancel_button.clicked.connect(self._cancel)
        self.resume_button.clicked.connect(self.show_resume)
        self.pull_button.clicked.connect(lambda: self._plan("pull"))
        self.push_button.clicked.connect(lambda: self._plan("push"))
        self.apply_button.clicked.connect(self._apply)
        self.compare_page.decided.connect(self._show_buttons)
        self.plan_page.changed.connect(self._show_buttons)

    # -- the comparison ---------------------------------------------------------------------------

    def compare(self) -> None:
        """Read both sides anew and show how they stand; what is being compared or planned is given up."""
        if self._working:
            return
        self._show_page(self.compare_page)
        self._compare(self._show_status, self._not_compared)
        if self._status is None:
            self.compare_page.say("Comparing…", "Nothing is changed, neither here nor there.", "changes")

    def show_pull(self) -> None:
        """Compare, then show what a pull would do."""
        self._compare_for("pull")

    def show_push(self) -> None:
        """Compare, then show what a push would do."""
        self._compare_for("push")

    def show_resume(self) -> None:
        """Show what is left of a push that was broken off."""
        self._plan("resume")

    def show_restore(self) -> None:
        """Show what would put back what the tenant had before the last push."""
        self._plan("restore")

    def _compare_for(self, work: Work) -> None:
        if not self._working:
            self.compare()
            self._next = work

    def _compare(self, done: Callable[[Status], None], failed: Callable[[StudioError], None]) -> None:
        self._next = None
        self.notices.withdraw(_FAILED)
        self._tell_unsaved()
        self._tasks.start(_COMPARING, lambda sync, _progress: sync.status(), done, failed)

    def _show_status(self, status: Status) -> None:
        self._take(status)
        if self._next is not None:
            self._plan(self._next)
        else:
            self.compare_page.take_keyboard()

    def _take(self, status: Status) -> None:
        self._status = status
        self.summary.setText(summary(status.comparison) or "There are no hooks.")
        self.compare_page.show_status(status)
        self._tell_unfinished(status.unfinished)
        self.status_known.emit(status)

    def _not_compared(self, error: StudioError) -> None:
        if isinstance(error, Cancelled):
            if self._status is None:
                self.compare_page.say("Not compared", "“Compare again” does.", "info")
            return
        if self._status is None:
            self.compare_page.say("Not compared", "How the hooks stand is not known as long as the tenant can't be read.", "warning")
        self._tell_error(error, self.compare)

    # -- the plan ---------------------------------------------------------------------------------

    def _plan(self, work: Work) -> None:
        """Work out what would be done, and show it."""
        status, choices, merging = self._status, self.compare_page.decisions.choices, self.compare_page.merging
        if self._working or (work in ("pull", "push") and status is None):
            return
        self.notices.withdraw(_FAILED)

        def plan(sync: Sync, _progress: Progress) -> SyncPlan:
            if work == "resume":
                return SyncPlan(sync.unfinished())
            if work == "restore" or status is None:
                return sync.plan_restore()
            return sync.plan_pull(status, choices) if work == "pull" else sync.plan_push(status, choices)

        def show(plan: SyncPlan) -> None:
            self.plan_page.show_plan(plan, work, merging)
            self._show_page(self.plan_page)
            self.plan_page.table.setFocus()

        self._tasks.start(_PLANNING, plan, show, lambda error: self._tell_error(error, lambda: self._plan(work)))

    # -- the deed ---------------------------------------------------------------------------------

    @property
    def _working(self) -> bool:
        """Whether something is being written, here or there."""
        return self._tasks.name in WORDS

    def _apply(self) -> None:
        page = self.plan_page
        plan, work, deletes = page.plan, page.work, page.deletes
        if self._working or not page.can_apply:
            return
        page.leave()
        self._left = 0
        words = WORDS[work]
        self.result_page.show_going(words.going, words.title(self.name))
        self._show_page(self.result_page)
        if work == "pull":
            self._tasks.start(work, lambda sync, _progress: sync.pull(plan), self._pulled, self._not_pulled)
            return
        count = plan.deletions if deletes else None

        def send(sync: Sync, progress: Progress) -> _Sent:
            try:
                if work == "resume":
                    return _Sent(sync.resume(confirm_delete=count, progress=progress), None, 0)
                return _Sent(sync.push(plan, confirm_delete=count, progress=progress), None, 0)
            except StudioError as error:
                return _Sent(None, error, len(sync.unfinished()))

        self._tasks.start(work, send, lambda sent: self._sent(sent, deletes), self._not_sent)

    def _pulled(self, result: SyncResult) -> None:
        self._show_result(result, deletes=False, more="“Undo” in the main window takes the whole pull back.")
        self.pulled.emit(result)
        self._look_again()

    def _not_pulled(self, error: StudioError) -> None:
        self.result_page.show_failure("Nothing was pulled", error, error.hint)
        self.failed.emit(error)

    def _sent(self, sent: _Sent, deletes: bool) -> None:
        if sent.result is not None:
            more = "What the tenant had before is kept, and can be put back."
            self._show_result(sent.result, deletes=deletes, more=more if sent.result.applied else "")
            self.pushed.emit(sent.result)
            self._look_again()
        elif sent.error is not None:
            self._left = sent.left
            self._not_sent(sent.error)

    def _not_sent(self, error: StudioError) -> None:
        total, left = going(self.plan_page.plan, self.plan_page.work, deletes=True), self._left
        if left:
            hint = f"{max(0, total - left):,} of {counted(total, 'request')} were done. “Go on…” does the rest, and nothing twice."
            title = "The push was broken off"
        else:
            title, hint = "Nothing was sent", error.hint
        self.result_page.show_failure(title, error, hint)
        self.failed.emit(error)

    def _show_result(self, result: SyncResult, *, deletes: bool, more: str) -> None:
        plan, work = self.plan_page.plan, self.plan_page.work
        left = not_deleted(plan, work, deletes=deletes)
        self.result_page.show_result(
            outcome(plan, work, result, deletes=deletes), more, result.stopped, [left] if left else list(result.notes)
        )

    def _look_again(self) -> None:
        """See how it stands afterwards, while the outcome is read."""
        self.result_page.show_now("Comparing anew…")
        self._compare(self._show_now, self._not_known_now)

    def _show_now(self, status: Status) -> None:
        self._take(status)
        self.result_page.show_now(f"How it stands now: {summary(status.comparison) or 'there are no hooks'}.")

    def _not_known_now(self, error: StudioError) -> None:
        self.result_page.show_now("How it stands now is not known.")
        self._status = None
        self._not_compared(error)

    # -- the frame --------------------------------------------------------------------------------

    def _show_page(self, page: QWidget) -> None:
        if page is not self.plan_page:
            self.plan_page.leave()
        self.pages.setCurrentWidget(page)
        self._show_buttons()

    def _show_buttons(self) -> None:
        page, busy, comparison = self.pages.currentWidget(), bool(self._tasks.name), self.compare_page.comparison
        comparing, planning, known = page is self.compare_page, page is self.plan_page, self._status is not None
        self.progress.setVisible(busy and page is not self.result_page)
        self.heading.setText(WORDS[self.plan_page.work].title(self.name) if not comparing else self.name)
        self.summary.setVisible(comparing and known)
        self.compare_button.setVisible(comparing)
        self.compare_button.setEnabled(not busy)
        self.back_button.setVisible(not comparing)
        self.back_button.setEnabled(not self._working)
        self.cancel_button.setVisible(busy and self._tasks.name != "pull")
        self.cancel_button.setEnabled(not self._tasks.cancelled)
        self.resume_button.setVisible(page is self.result_page and bool(self._left) and not busy)
        here, there = changed_here(comparison), changed_there(comparison)
        for button, text, count in ((self.pull_button, "Pull", there), (self.push_button, "Push", here)):
            button.setVisible(comparing)
            button.setEnabled(known and not busy)
            button.setText(f"{text} {count:,}…" if count and known else f"{text}…")
        set_style_property(self.pull_button, "primary", bool(there))
        set_style_property(self.push_button, "primary", bool(here) and not there)
        self.apply_button.setVisible(planning)
        self.apply_button.setEnabled(planning and self.plan_page.can_apply and not busy)
        self.apply_button.setText(self.plan_page.label)
        set_style_property(self.apply_button, "primary", True)
        self.problem.setText(self._problem() if comparing and known else "")

    def _problem(self) -> str:
        left = self.compare_page.undecided
        if not left:
            return ""
        return f"{counted(left, 'conflict')} {'is' if left == 1 else 'are'} not decided, and left alone by a pull and a push."

    def _progressed(self, done: int, total: int, note: str) -> None:
        if self._working:
            self.result_page.show_progress(done, total, note)

    def _tell_error(self, error: StudioError, again: Callable[[], Any]) -> None:
        if isinstance(error, Cancelled):
            return
        text = f"{error.message} {error.hint}".strip()
        self.notices.post(Notice("error", text, error.details, (Choice("Try again", again),), stays=True, key=_FAILED))
        self.failed.emit(error)

    def _tell_unfinished(self, unfinished: bool) -> None:
        if not unfinished:
            self.notices.withdraw(_UNFINISHED)
            return
        text = "A push to this tenant was broken off. What was done is noted; the rest can still be done."
        self.notices.post(Notice("warning", text, choices=(Choice("Go on…", self.show_resume),), stays=True, key=_UNFINISHED))

    def _tell_unsaved(self) -> None:
        """Say that text in the editor is not compared, if there is some."""
        count = self._unsaved()
        if count == self._told_unsaved:
            return
        self._told_unsaved = count
        if not count:
            self.notices.withdraw(_UNSAVED)
            return
        text = f"{counted(count, 'hook')} {'has' if count == 1 else 'have'} unsaved text, which is not compared."
        self.notices.post(Notice("warning", text, choices=(Choice("Save all", self._save),), stays=True, key=_UNSAVED))

    def _save(self) -> None:
        self._told_unsaved = 0
        self._save_all()
        self.compare()

    def _back(self) -> None:
        if self._status is None or self.pages.currentWidget() is self.result_page:
            self.compare()
            return
        self._show_page(self.compare_page)
        self.compare_page.take_keyboard()

    def _cancel(self) -> None:
        self._tasks.cancel()
        self._show_buttons()

    def apply_theme(self, theme: Theme) -> None:
        self.notes.apply_theme(theme)
        for page in (self.compare_page, self.plan_page, self.result_page):
            page.apply_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._status is not None:
            self._tell_unsaved()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the button that has the keyboard says, and never anything else."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close it. A push that is under way is broken off first, which can be gone on with; a pull is done to its end."""
        if self._working and not self._tasks.cancelled:
            if self._tasks.name != "pull":
                self._cancel()
            return
        self._tasks.cancel()
        self.plan_page.leave()
        super().reject()


def _button(text: str, name: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button
