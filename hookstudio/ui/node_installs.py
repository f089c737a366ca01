"""Installs and removes Nodes in the background; panels look at it, and it outlives them."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.node import Runtime
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.ui.jobs import Job

CLOSE_WAIT_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Installing:
    """How far an installation is: bytes, a total of 0 while that is not known, and what goes on in words."""

    done: int = 0
    total: int = 0
    note: str = "Beginning"

    @property
    def words(self) -> str:
        amount = f" {self.done / 1_000_000:.1f} of {self.total / 1_000_000:.1f} MB" if self.total else " …"
        return self.note + amount


class NodeInstalls(QObject):
    """One job for each Node that is being installed. `seen` brings what `look` found; `changed` says that a look finds others now."""

    seen = Signal(object)  # tuple[NodeChoice, ...]
    progressed = Signal(int)  # major
    installed = Signal(object)  # Runtime
    removed = Signal(object)  # Runtime
    failed = Signal(int, object)  # major, StudioError
    ended = Signal(int)  # major, whatever came of it
    changed = Signal()

    def __init__(self, nodes: NodeRuntimes, parent: QObject) -> None:
        super().__init__(parent)
        self._nodes = nodes
        self._jobs: dict[int, Job] = {}
        self._states: dict[int, Installing] = {}
        self._done: list[threading.Event] = []

    def state(self, major: int) -> Installing | None:
        """How far that installation is, None if there is none."""
        return self._states.get(major)

    def look(self) -> None:
        """Find out what there is and what can be had; `seen` tells."""
        job = Job(lambda _progress: self._nodes.choices(), self)
        job.succeeded.connect(self.seen)
        job.start()

    def install(self, major: int) -> None:
        """Begin to install a Node, unless that is under way."""
        if major in self._jobs:
            return
        done = threading.Event()

        def work(progress: Progress) -> Runtime:
            try:
                return self._nodes.install(major, progress)
            finally:
                done.set()

        job = Job(work, self)
        self._done = [event for event in self._done if not event.is_set()] + [done]
        self._jobs[major], self._states[major] = job, Installing()
        job.progressed.connect(lambda so_far, total, note: self._take_progress(major, Installing(so_far, total, note)))
        job.succeeded.connect(self._take_runtime)
        job.failed.connect(lambda error: self._take_failure(major, error))
        job.ended.connect(lambda: self._forget(major))
        job.start()
        self.progressed.emit(major)

    def cancel(self, major: int) -> None:
        job = self._jobs.get(major)
        if job is not None:
            job.cancel()

    def remove(self, major: int) -> None:
        """Remove the Node of that major that was installed here."""
        job = Job(lambda _progress: self._nodes.remove(major), self)
        job.succeeded.connect(self._take_removal)
        job.failed.connect(lambda error: self.failed.emit(major, error))
        job.start()

    def close(self) -> None:
        """Give up what is under way; waits a moment so that nothing of it is left."""
        for job in self._jobs.values():
            job.cancel()
        for done in self._done:
            done.wait(CLOSE_WAIT_S)

    def _take_progress(self, major: int, state: Installing) -> None:
        if major in self._states:
            self._states[major] = state
            self.progressed.emit(major)

    def _take_runtime(self, runtime: Runtime) -> None:
        self.installed.emit(runtime)
        self.changed.emit()

    def _take_removal(self, runtime: Runtime) -> None:
        self.removed.emit(runtime)
        self.changed.emit()

    def _take_failure(self, major: int, error: StudioError) -> None:
        if not isinstance(error, Cancelled):
            self.failed.emit(major, error)

    def _forget(self, major: int) -> None:
        self._jobs.pop(major, None)
        self._states.pop(major, None)
        self.ended.emit(major)
