"""What the user asks of the list, asked of the session: one place that turns failures and undo into notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.studio.session import Session
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice, Notice, Notices

if TYPE_CHECKING:
    from hookstudio.studio.undo import Step
    from hookstudio.ui.dialogs.new_hook import NewHook
    from hookstudio.ui.dialogs.properties import Properties

T = TypeVar("T")

KEY: Final = "undo"
TOLD_AFTER_MS: Final = 300


class HookActions(QObject):
    """Each act is one change of the workspace; an act that fails is a notice and changes nothing."""

    created = Signal(str)  # hook id
    turned = Signal()  # a change was taken back or done again
    turning_changed = Signal()

    def __init__(self, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self.session: Session | None = None
        self._turning: Job | None = None

    def _ask(self, act: Callable[[Session], T]) -> T | None:
        if self.session is None:
            return None
        if self.turning:  # it holds the workspace, and the window would stand still until it has ended
            self._notices.info("Many hooks are being taken back or done again. Try again in a moment.")
            return None
        try:
            return act(self.session)
        except StudioError as error:
            self._notices.error(error)
            return None

    def create(self, wanted: NewHook) -> bool:
        """Make the hook, and tell which by `created`; whether that went well."""
        hook = self._ask(
            lambda session: session.create_hook(
                wanted.name, wanted.type, code=wanted.code, description=wanted.description, dialect=wanted.dialect
            )
        )
        if hook is not None:
            self.created.emit(hook.id)
        return hook is not None

    def rename(self, hook_id: str, name: str) -> None:
        self._ask(lambda session: session.rename(hook_id, name))

    def set_enabled(self, hook_id: str, enabled: bool) -> None:
        self._ask(lambda session: session.set_enabled(hook_id, enabled))

    def move(self, hook_id: str, position: int) -> None:
        self._ask(lambda session: session.move(hook_id, position))

    def duplicate(self, hook_id: str) -> None:
        copy = self._ask(lambda session: session.duplicate(hook_id))
        if copy is not None:
            self.created.emit(copy.id)

    def delete(self, hook_id: str) -> None:
        name = self._name(hook_id)

        def act(session: Session) -> bool:
            session.delete(hook_id)
            return True

        if self._ask(act):
            self._notices.info(f"“{name}” was deleted.", Choice("Undo", self.undo), key=KEY)

    def set_default_node(self, major: int | None) -> None:
        self._ask(lambda session: session.set_default_node(major))

    def set_node(self, hook_id: str, major: int | None) -> None:
        self._ask(lambda session: session.set_node(hook_id, major))

    def change_properties(self, hook: Hook, wanted: Properties) -> None:
        """Apply what differs, each a change of its own that can be undone."""
        if wanted.name != hook.name:
            self.rename(hook.id, wanted.name)
        if wanted.description != hook.description:
            self._ask(lambda session: session.describe(hook.id, wanted.description))
        if wanted.node != hook.node:
            self.set_node(hook.id, wanted.node)
        if wanted.dialect is not hook.dialect:
            self._ask(lambda session: session.set_dialect(hook.id, wanted.dialect))

    # -- undo -------------------------------------------------------------------------------------

    @property
    def turning(self) -> bool:
        """Whether a change of many hooks is being taken back or done again; until that has ended there is no other undo."""
        return self._turning is not None

    def undo(self) -> None:
        """Take back the last change of the workspace."""
        session = self.session
        if session is not None:
            self._turn(session, session.undo, session.steps.next_undo, back=True)

    def redo(self) -> None:
        session = self.session
        if session is not None:
            self._turn(session, session.redo, session.steps.next_redo, back=False)

    def _turn(self, session: Session, act: Callable[[], str | None], step: Step | None, *, back: bool) -> None:
        """Take *step* with *act*: now, or on a thread if it is a long one."""
        if step is None or self.turning:
            return
        self._notices.withdraw(KEY)
        if not step.long:
            self._tell_turned(self._ask(lambda _session: act()), back=back)
            return
        job = self._turning = Job(lambda _progress: act(), self)
        job.succeeded.connect(lambda done: self._turned(session, done, back=back))
        job.failed.connect(lambda error: self._turned(session, error, back=back))
        words = f"{'Taking back' if back else 'Doing again'}: {step.text}…"
        later = QTimer(job, singleShot=True, interval=TOLD_AFTER_MS)
        later.timeout.connect(lambda: self._notices.post(Notice("info", words, stays=True, key=KEY)))
        later.timeout.connect(lambda: self._notices.progress(KEY, 0, 0, words))
        job.ended.connect(later.stop)
        later.start()
        self.turning_changed.emit()
        job.start()

    def _turned(self, session: Session, result: str | StudioError | None, *, back: bool) -> None:
        self._turning = None
        self._notices.withdraw(KEY)
        self.turning_changed.emit()
        if isinstance(result, StudioError):
            self._notices.error(result)
        elif session is self.session:
            self._tell_turned(result, back=back)

    def _tell_turned(self, done: str | None, *, back: bool) -> None:
        if done:
            self.turned.emit()
            again = Choice("Redo", self.redo) if back else Choice("Undo", self.undo)
            self._notices.info(f"{'Undone' if back else 'Done again'}: {done}.", again, key=KEY)

    # ---------------------------------------------------------------------------------------------

    def _name(self, hook_id: str) -> str:
        hook = self._ask(lambda session: session.workspace.find(hook_id))
        return hook.name if hook else "The hook"
