"""What the panel asks of the session about saved contexts, off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import NotFound
from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.storage.saved_contexts import SavedContext
from hookstudio.studio.session import Session
from hookstudio.ui.jobs import Job

T = TypeVar("T")


class SavedContextsOfHook(QObject):
    """The saved contexts of the hook that the panel shows. Every answer names the hook it is about."""

    listed = Signal(str, object)  # hook id, names
    loaded = Signal(str, str, object)  # hook id, name, value
    saved = Signal(str, str)  # hook id, name
    renamed = Signal(str, str, str)  # hook id, old name, new name
    deleted = Signal(str, str)  # hook id, name
    failed = Signal(object)  # StudioError

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.session: Session | None = None

    def list(self, hook_id: str) -> None:
        self._do(hook_id, _names, lambda names: self.listed.emit(hook_id, names))

    def load(self, hook_id: str, name: str) -> None:
        def read(session: Session, hook: Hook) -> JsonValue:
            return session.contexts.read(_find(session, hook, name))

        self._do(hook_id, read, lambda value: self.loaded.emit(hook_id, name, value))

    def save(self, hook_id: str, name: str, value: JsonValue) -> None:
        self._do(
            hook_id,
            lambda session, hook: session.contexts.save(hook, name, value).name,
            lambda stored: self._changed(hook_id, lambda: self.saved.emit(hook_id, stored)),
        )

    def duplicate(self, hook_id: str, name: str) -> None:
        def copy(session: Session, hook: Hook) -> str:
            return session.contexts.duplicate(hook, _find(session, hook, name)).name

        self._do(hook_id, copy, lambda copied: self._changed(hook_id, lambda: self.load(hook_id, copied)))

    def rename(self, hook_id: str, name: str, new_name: str) -> None:
        def rename(session: Session, hook: Hook) -> str:
            return session.contexts.rename(hook, _find(session, hook, name), new_name).name

        self._do(hook_id, rename, lambda stored: self._changed(hook_id, lambda: self.renamed.emit(hook_id, name, stored)))

    def delete(self, hook_id: str, name: str) -> None:
        def delete(session: Session, hook: Hook) -> None:
            session.contexts.delete(hook, _find(session, hook, name))

        self._do(hook_id, delete, lambda _none: self._changed(hook_id, lambda: self.deleted.emit(hook_id, name)))

    def _changed(self, hook_id: str, tell: Callable[[], object]) -> None:
        tell()
        self.list(hook_id)

    def _do(self, hook_id: str, act: Callable[[Session, Hook], T], done: Callable[[T], object]) -> None:
        session = self.session
        if session is None or not hook_id:
            return

        def finish(result: T) -> None:
            if session is self.session:
                done(result)

        job = Job(lambda _progress: act(session, session.workspace.find(hook_id)), self)
        job.succeeded.connect(finish)
        job.failed.connect(self.failed)
        job.start()


def _names(session: Session, hook: Hook) -> tuple[str, ...]:
    return tuple(dict.fromkeys(saved.name for saved in session.contexts.list(hook)))


def _find(session: Session, hook: Hook, name: str) -> SavedContext:
    for saved in session.contexts.list(hook):
        if saved.name == name:
            return saved
    raise NotFound(f"There is no saved context “{name}” any more.", hint="Was it renamed or deleted outside Hook Studio?")
