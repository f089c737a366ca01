"""Asks once for each workspace before code that was not written here runs where no layer protects this computer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.studio.session import Session
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice, Notice

if TYPE_CHECKING:
    from hookstudio.ui.main_window.main_window import MainWindow

KEY = "unprotected"


class Unprotected(QObject):
    """The question before a run; no question in a trusted workspace, and none where a layer stands around every hook."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def ask(self, session: Session, hooks: Sequence[Hook], go: Callable[[], object]) -> None:
        """Call *go* at once, after a look at the layers, or when the user says so."""
        if session.runs_unprotected:
            go()
            return
        job = Job(lambda _progress: any(self._is_bare(session, hook) for hook in hooks), self)
        job.succeeded.connect(lambda bare: self._warn(session, go) if bare else go())
        job.failed.connect(self._window.notices.error)
        job.start()

    def _is_bare(self, session: Session, hook: Hook) -> bool:
        try:
            return self._window.runner.protection(session, hook).bare
        except StudioError:
            return False  # its Node is missing, which the run says

    def _warn(self, session: Session, go: Callable[[], object]) -> None:
        text = (
            "Nothing but a time limit, and Node's own permissions from Node 20 on, would stand between this workspace's hooks and your "
            "computer: who gets past these could read and write your files and start programs. You have not said that you trust this "
            "workspace."
        )
        choices = (Choice("Run anyway", lambda: self._allow(session, go)), Choice("Cancel", lambda: None))
        self._window.notices.post(Notice("error", text, choices=choices, stays=True, key=KEY))

    def _allow(self, session: Session, go: Callable[[], object]) -> None:
        try:
            session.allow_unprotected()
        except StudioError as error:
            self._window.notices.error(error)
        if self._window.session is session:
            go()
