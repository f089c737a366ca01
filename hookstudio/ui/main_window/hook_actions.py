"""What the user asks of the list, asked of the session: one place that turns failures and undo into notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.studio.session import Session
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice, Notices

if TYPE_CHECKING:
    from hookstudio.ui.dialogs.new_hook import NewHook
    from hookstudio.ui.dialogs.properties import Properties

T = TypeVar("T")


class HookActions(QObject):
    """Each act is one change of the workspace; an act that fails is a notice and changes nothing."""

    created = Signal(str)  # hook id

    def __init__(self, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._notices = notices
        self.session: Session | None = None

    def _ask(self, act: Callable[[Session], T]) -> T | None:
        if self.session is None:
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
            self._notices.info(f"“{name}” was deleted.", Choice("Undo", self.undo), key="undo")

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

    def undo(self) -> None:
        self._notices.withdraw("undo")
        self._tell_undone(self._ask(lambda session: session.undo()))

    def undo_aside(self) -> Job | None:
        """The same for a step that may take a while: on a thread."""
        session = self.session
        if session is None:
            return None
        self._notices.withdraw("undo")
        job = Job(lambda _progress: session.undo(), self)
        job.succeeded.connect(self._tell_undone)
        job.failed.connect(self._notices.error)
        return job.start()

    def _tell_undone(self, done: str | None) -> None:
        if done:
            self._notices.info(f"Undone: {done}.", Choice("Redo", self.redo), key="undo")

    def redo(self) -> None:
        done = self._ask(lambda session: session.redo())
        if done:
            self._notices.info(f"Done again: {done}.", Choice("Undo", self.undo), key="undo")

    def _name(self, hook_id: str) -> str:
        hook = self._ask(lambda session: session.workspace.find(hook_id))
        return hook.name if hook else "The hook"
