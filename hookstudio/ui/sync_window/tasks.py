"""Pieces of work with a tenant, one at a time, each on a thread with a Sync of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Progress
from hookstudio.studio.sync import Sync
from hookstudio.ui.jobs import Job

SyncMaker = Callable[[Callable[[], bool]], Sync]
Work = Callable[[Sync, Progress], Any]


class Tasks(QObject):
    """`changed` comes when a piece of work begins or ends. What was cancelled still tells how it ended."""

    changed = Signal()
    progressed = Signal(int, int, str)

    def __init__(self, make: SyncMaker, owner: QObject) -> None:
        super().__init__(owner)
        self._make = make
        self._job: Job | None = None
        self._given_up = threading.Event()
        self.name = ""
        """What is under way, '' for nothing."""

    @property
    def cancelled(self) -> bool:
        """Whether what is under way was given up."""
        return self._job is not None and self._given_up.is_set()

    def start(self, name: str, work: Work, done: Callable[[Any], None], failed: Callable[[StudioError], None]) -> None:
        """Do *work*; whatever was under way is given up, and nothing is heard of it any more."""
        make = self._make

        def run(progress: Progress) -> Any:
            sync = make(lambda: progress.cancelled)
            try:
                return work(sync, progress)
            finally:
                sync.close()

        self.start_here(name, run, done, failed)

    def start_here(
        self, name: str, work: Callable[[Progress], Any], done: Callable[[Any], None], failed: Callable[[StudioError], None]
    ) -> None:
        """The same for work that asks the tenant nothing, and needs no secret."""
        self._given_up.set()
        given_up = self._given_up = threading.Event()
        job = self._job = Job(lambda progress: work(_Told(progress, given_up)), self)
        self.name = name
        job.progressed.connect(lambda *how: self.progressed.emit(*how) if job is self._job else None)
        job.succeeded.connect(lambda result: self._end(job, lambda: done(result)))
        job.failed.connect(lambda error: self._end(job, lambda: failed(error)))
        job.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Give up what is under way; it ends as soon as it can."""
        self._given_up.set()

    def _end(self, job: Job, then: Callable[[], None]) -> None:
        if job is self._job:
            self._job, self.name = None, ""
            then()
            self.changed.emit()


class _Told:
    """Progress that the user gives up, or that nobody owns any more."""

    def __init__(self, job: Progress, given_up: threading.Event) -> None:
        self._job, self._given_up = job, given_up

    @property
    def cancelled(self) -> bool:
        return self._given_up.is_set() or self._job.cancelled

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self._job(done, total, note)
