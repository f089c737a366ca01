"""The window that compares a workspace with a tenant, settles what both sides changed, and pulls or pushes what was shown before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled
from hookstudio.model.sync import SyncResult
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.studio.sync_follow import Tally, tally
from hookstudio.studio.sync_status import Status
from hookstudio.ui.dialogs.room import resize_within
from hookstudio.ui.sync_window.compare_page import ComparePage
from hookstudio.ui.sync_window.deeds import Planned, Sent, planning, planning_back, sending, taking_back
from hookstudio.ui.sync_window.frame import Frame
from hookstudio.ui.sync_window.plan_page import PlanPage
from hookstudio.ui.sync_window.plan_rows import HERE, Work
from hookstudio.ui.sync_window.plan_words import WORDS, broken, ending, going
from hookstudio.ui.sync_window.result_page import ResultPage
from hookstudio.ui.sync_window.tasks import SyncMaker, Tasks
from hookstudio.ui.sync_window.words import advice, summary
from hookstudio.ui.theme import Theme

_PLANNING: Final = "planning"
_COMPARING: Final = "comparing"


class SyncWindow(QDialog):
    """For one tenant. Everything that asks the tenant runs on a thread, with a Sync of its own that *sync* makes.

    *sync* is given what says whether nobody waits any more. The window is gone once it is closed.
    """

    status_known = Signal(object)
    """With a Status, after each comparison."""
    pulled = Signal(object)
    """With a SyncResult; the files of hooks have changed then."""
    taken_back = Signal(object)
    """With a SyncResult, after a pull was taken back; the files of hooks have changed then, too."""
    pushed = Signal(object)
    busy_changed = Signal(str)
    """With what is under way, '' for nothing."""
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
        ask_secret: Callable[[], object] | None = None,
    ) -> None:
        """*unsaved*: how many hooks have text that is only in the editor; *save_all* saves it. *ask_secret* asks for another secret."""
        super().__init__(parent)
        self.name, self._session, self._unsaved, self._save_all, self._ask_secret = name, session, unsaved, save_all, ask_secret
        self._status: Status | None = None
        self._next: Work | None = None
        self._left, self._again = 0, False
        self.setObjectName("syncWindow")
        self.setWindowTitle(f"{name} – compare, pull and push")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_within(self, 1360, 840)
        self._tasks = Tasks(sync, self)
        self._tasks.changed.connect(self._show_buttons)
        self._tasks.changed.connect(lambda: self.busy_changed.emit(self._tasks.name))
        self._tasks.progressed.connect(self._progressed)
        self.compare_page = ComparePage(name, theme)
        self.plan_page = PlanPage(runner, session, theme)
        self.result_page = ResultPage(theme)
        self._all_pages = (self.compare_page, self.plan_page, self.result_page)
        frame = self.frame = Frame(name, host, self._all_pages, theme)
        self.notes = frame.notes
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        for button, act in (
            (frame.compare, self.compare),
            (frame.back, self._back),
            (frame.cancel, self._cancel),
            (frame.resume, self._go_on),
            (frame.pull, lambda: self._plan("pull")),
            (frame.push, lambda: self._plan("push")),
            (frame.apply, self._apply),
            (frame.close_button, self.reject),
        ):
            button.clicked.connect(act)
        self.compare_page.decided.connect(self._show_buttons)
        self.plan_page.changed.connect(self._show_buttons)
        self.plan_page.pushes.chosen.connect(lambda number: self._plan("restore", number))
        self._show_buttons()

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
        """Show what would put back what the tenant had before the last push; an earlier one can be chosen then."""
        self._plan("restore")

    def show_back(self) -> None:
        """Show what would take back the last pull. The tenant is asked nothing for it."""
        self._plan("back")

    def _compare_for(self, work: Work) -> None:
        if not self._working:
            self.compare()
            self._next = work

    def _compare(self, done: Callable[[Status], None], failed: Callable[[StudioError], None]) -> None:
        self._next = None
        self.notes.forget_error()
        self.notes.tell_changed(False, self.compare)
        self.notes.tell_unsaved(self._unsaved(), self._save)
        self._tasks.start(_COMPARING, lambda sync, _progress: sync.status(), done, failed)

    def _show_status(self, status: Status) -> None:
        self._take(status)
        if self._next is not None:
            self._plan(self._next)
        else:
            self.compare_page.take_keyboard()

    def _take(self, status: Status) -> None:
        self._status = status
        self.frame.summary.setText(summary(status.comparison))
        self.compare_page.show_status(status)
        self._tell_unfinished()
        self.status_known.emit(status)

    def look_at(self, here: Tally) -> None:
        """This is how it stands here by now: say so where that is no longer what was compared."""
        if self._status is not None and not self.busy:
            self.notes.tell_changed(tally(self._status).here != here.here, self.compare)

    def _not_compared(self, error: StudioError) -> None:
        if isinstance(error, Cancelled):
            if self._status is None:
                self.compare_page.say("Not compared", "“Compare again” does.", "info")
            return
        if self._status is None:
            self.compare_page.say("Not compared", "How the hooks stand is not known as long as the tenant can't be read.", "warning")
        self._tell_error(error, self.compare)
        QTimer.singleShot(0, self.frame.compare, self.frame.compare.setFocus)  # it can be pressed again only then

    # -- the plan ---------------------------------------------------------------------------------

    def _plan(self, work: Work, before: int | None = None) -> None:
        """Work out what would be done, and show it; *before*: the first push that is taken back, the last one if not given."""
        status, choices, merging = self._status, self.compare_page.decisions.choices, self.compare_page.merging
        if self._working or (work in ("pull", "push") and status is None):
            return
        self.notes.forget_error()
        if status is None:
            self.compare_page.say("Looking…", "Nothing is changed, neither here nor there.", "changes")

        def show(found: Planned) -> None:
            self.plan_page.show_plan(found, work, merging)
            self._show_page(self.plan_page)
            self.plan_page.take_keyboard()

        def fail(error: StudioError) -> None:
            if self._status is None:
                self.compare_page.say("Not compared yet", "“Compare again” shows how the hooks stand.", "info")
            self.plan_page.pushes.keep()
            self._tell_error(error, lambda: self._plan(work, before))

        if work == "back":
            self._tasks.start_here(_PLANNING, planning_back(self._session, self.name), show, fail)
        else:
            self._tasks.start(_PLANNING, planning(work, status, choices, before), show, fail)

    # -- the deed ---------------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._tasks.name)

    @property
    def _working(self) -> bool:
        """Whether something is being written, here or there."""
        return self._tasks.name in WORDS

    def _apply(self) -> None:
        page = self.plan_page
        plan, work, deletes, back = page.plan, page.work, page.deletes, page.back
        if self._working or not page.can_apply:
            return
        page.leave()
        self._left, self._again = 0, False
        self.result_page.show_going(WORDS[work].going, WORDS[work].while_going)
        self._show_page(self.result_page)
        if work == "pull":
            self._tasks.start(work, lambda sync, _progress: sync.pull(plan), self._pulled, self._not_here)
        elif back is not None:
            self._tasks.start_here(work, taking_back(self._session, self.name, back), self._taken_back, self._not_here)
        else:
            self._tasks.start(work, sending(work, plan, deletes=deletes), lambda sent: self._sent(sent, deletes), self._not_sent)

    def _pulled(self, result: SyncResult) -> None:
        self._show_result(result, deletes=False, more="“Undo” in the main window takes the whole pull back.")
        self.pulled.emit(result)
        self._look_again()

    def _taken_back(self, result: SyncResult) -> None:
        self._show_result(result, deletes=False, more="“Undo” in the main window brings the pull again." if result.applied else "")
        self.taken_back.emit(result)
        if self._status is not None:  # the tenant was asked before
            self._look_again()

    def _not_here(self, error: StudioError) -> None:
        title = "Nothing was pulled" if self.plan_page.work == "pull" else "Nothing was taken back"
        self.result_page.show_failure(title, f"{error.message} {error.hint}".strip(), error.details)
        self._take_keyboard()
        self.failed.emit(error)

    def _sent(self, sent: Sent, deletes: bool) -> None:
        if sent.result is not None:
            more = "What the tenant had before is kept, and can be put back."
            self._show_result(sent.result, deletes=deletes, more=more if sent.result.applied else "")
            self.pushed.emit(sent.result)
            self._look_again()
        elif sent.error is not None:
            self._left = sent.left
            total = going(self.plan_page.plan, self.plan_page.work, deletes=deletes or self.plan_page.work == "resume")
            self._not_sent(sent.error, max(0, total - sent.left), total)

    def _not_sent(self, error: StudioError, done: int = 0, total: int = 0) -> None:
        """Say that it was broken off, and what of it was done."""
        self._again = not self._left
        self.result_page.show_failure(*broken(error, self._left, done, total))
        self._take_keyboard()
        self.failed.emit(error)

    def _show_result(self, result: SyncResult, *, deletes: bool, more: str) -> None:
        page = self.plan_page
        self.result_page.show_result(*ending(page.plan, page.work, page.model.rows, result, more, deletes=deletes))
        self._take_keyboard()

    def _take_keyboard(self) -> None:
        """Once it is said what came of it, the keyboard is where it goes on from there; never where one more Enter closes the window."""

        def take() -> None:
            if self.frame.pages.currentWidget() is self.result_page:
                (self.frame.resume if self.frame.resume.isVisible() else self.frame.back).setFocus()

        QTimer.singleShot(0, self, take)

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
        self.frame.pages.setCurrentWidget(page)
        self._tell_unfinished()
        self._show_buttons()

    def _tell_unfinished(self) -> None:
        """Beside the comparison only: the other pages are about it, or about something else that was just done."""
        comparing = self.frame.pages.currentWidget() is self.compare_page
        self.notes.tell_unfinished(comparing and self._status is not None and self._status.unfinished, self.show_resume)

    def _show_buttons(self) -> None:
        frame, page, doing = self.frame, self.frame.pages.currentWidget(), self._tasks.name
        comparing, planning, known = page is self.compare_page, page is self.plan_page, self._status is not None
        frame.progress.setVisible(bool(doing) and page is not self.result_page)
        frame.heading.setText(self.name if comparing else WORDS[self.plan_page.work].title(self.name))
        frame.summary.setVisible(comparing and known and self.compare_page.differs)
        frame.compare.setVisible(comparing)
        frame.compare.setEnabled(not doing)
        frame.back.setVisible(not comparing)
        frame.back.setText("Back" if planning else "Back to the comparison")
        frame.back.setEnabled(not self._working)
        frame.cancel.setVisible(bool(doing) and doing not in HERE)
        frame.cancel.setEnabled(not self._tasks.cancelled)
        frame.resume.setVisible(page is self.result_page and bool(self._left or self._again) and not doing)
        frame.resume.setText("Go on…" if self._left else "Back to the plan")
        frame.pull.setVisible(comparing)
        frame.push.setVisible(comparing)
        to_pull, to_push = self.compare_page.to_pull, self.compare_page.to_push
        frame.offer(to_pull, to_push, enabled=known and not doing)
        frame.apply.setVisible(planning and bool(self.plan_page.model.rows or self.plan_page.can_apply))
        frame.close_button.setVisible(page is self.result_page and not self._working)
        frame.apply.setEnabled(planning and self.plan_page.can_apply and not doing)
        frame.apply.setText(self.plan_page.label)
        frame.problem.setText(advice(self.compare_page.undecided, to_pull, to_push) if comparing and known else "")

    def _progressed(self, done: int, total: int, note: str) -> None:
        if self._working:
            self.result_page.show_progress(done, total, note)

    def _tell_error(self, error: StudioError, again: Callable[[], object]) -> None:
        if not isinstance(error, Cancelled):
            self.notes.tell_error(error, again, self._ask_secret)
            self.failed.emit(error)

    def _save(self) -> None:
        self.notes.ask_again()
        self._save_all()
        self.compare()

    def _back(self) -> None:
        if self._status is None or self.frame.pages.currentWidget() is self.result_page:
            self.compare()
            return
        self._show_page(self.compare_page)
        self.compare_page.take_keyboard()

    def _go_on(self) -> None:
        """Go on with what was broken off, or, where nothing was done, to the plan that is still to be carried out."""
        if self._left:
            self.show_resume()
        else:
            self._show_page(self.plan_page)
            self.plan_page.take_keyboard()

    def _cancel(self) -> None:
        self._tasks.cancel()
        self._show_buttons()

    def apply_theme(self, theme: Theme) -> None:
        self.frame.apply_theme(theme)
        for page in self._all_pages:
            page.apply_theme(theme)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self._status is not None:
            self.notes.tell_unsaved(self._unsaved(), self._save)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the button that has the keyboard says, and never anything else."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close it. A push that is under way is broken off first, which can be gone on with; a pull is done to its end."""
        if self._working and not self._tasks.cancelled:
            if self._tasks.name not in HERE:
                self._cancel()
            return
        self.leave()

    def leave(self) -> None:
        """Close it at once, whatever is under way: its workspace is left. A push is broken off, and can be gone on with."""
        self._tasks.cancel()
        self.plan_page.leave()
        super().reject()
