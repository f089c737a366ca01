"""Installations and their like: one after the other, each in a job, with its lines as they come."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.source import OnLine

CLOSE_WAIT_S: Final = 3.0  # how long closing waits for an installation to clean up after itself


@dataclass(frozen=True, slots=True)
class Operation:
    """`title` is what is going on, “Adding axios to add-claims”, `short` the same without the hook; `names` are the
    modules of the hook whose rows are busy meanwhile.

    `work` runs in a job; `done` gets what it gave, on the window's thread, `failed` the error, but for a cancelled one.
    """

    hook_id: str
    title: str
    short: str
    names: tuple[str, ...]
    work: Callable[[OnLine, Progress], object]
    done: Callable[[object], object]
    failed: Callable[[StudioError], object]


@dataclass(slots=True)
class _Run:
    operation: Operation
    begun: float = field(default_factory=monotonic)
    result: list[object] = field(default_factory=list)
    error: StudioError | None = None
    finished: threading.Event = field(default_factory=threading.Event)


class Operations(QObject):
    """A queue. Cancelling ends what runs; what waits can be taken out, too."""

    begun = Signal(object)  # Operation
    said = Signal(object)  # tuple of lines
    progressed = Signal(int, int, str)
    ended = Signal(object, str, float)  # Operation; 'done', 'failed' or 'cancelled'; seconds
    changed = Signal()
    _line_came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Operation] = deque()
        self._run: _Run | None = None
        self._job: Job | None = None
        self._lines: deque[str] = deque()
        self._line_came.connect(self._say)

    @property
    def current(self) -> Operation | None:
        """What is going on."""
        return self._run.operation if self._run is not None else None

    def busy_names(self, hook_id: str) -> frozenset[str]:
        """The modules of a hook that something is done to, now or soon."""
        running = [self._run.operation] if self._run is not None else []
        return frozenset(name for one in (*running, *self._waiting) if one.hook_id == hook_id for name in one.names)

    def start(self, operation: Operation) -> None:
        """Do *operation*, behind those that were wished before."""
        self._waiting.append(operation)
        self._next()
        self.changed.emit()

    def cancel(self, name: str = "", hook_id: str = "") -> None:
        """Give up what is going on, or whatever is done to the module of that name in that hook."""

        def meant(one: Operation) -> bool:
            return name in one.names and one.hook_id == hook_id

        if name:
            self._waiting = deque(one for one in self._waiting if not meant(one))
        if self._job is not None and self._run is not None and (not name or meant(self._run.operation)):
            self._job.cancel()
        self.changed.emit()

    def leave(self) -> None:
        """Give everything up."""
        self._waiting.clear()
        self.cancel()

    def wait(self) -> None:
        """Wait a moment for what was given up, so that nothing half done is left."""
        if self._run is not None:
            self._run.finished.wait(CLOSE_WAIT_S)

    def _next(self) -> None:
        if self._run is not None or not self._waiting:
            return
        run = self._run = _Run(self._waiting.popleft())

        def work(progress: Progress) -> None:
            try:
                run.result.append(run.operation.work(self._take_line, progress))
            except StudioError as error:
                run.error = error
                raise
            finally:
                run.finished.set()

        job = self._job = Job(work, self)
        job.progressed.connect(self.progressed)
        job.failed.connect(lambda error: self._note(run, error))
        job.ended.connect(lambda: self._finish(run))
        self.begun.emit(run.operation)
        job.start()

    def _take_line(self, line: str) -> None:
        """From whatever thread: one signal for all the lines that come before it is heard."""
        first = not self._lines
        self._lines.append(line)
        if first:
            self._line_came.emit()

    def _say(self) -> None:
        lines = []
        while self._lines:
            lines.append(self._lines.popleft())
        if lines:
            self.said.emit(tuple(lines))

    def _note(self, run: _Run, error: StudioError) -> None:
        if run.error is None:
            run.error = error

    def _finish(self, run: _Run) -> None:
        self._say()
        self._run = self._job = None
        operation, error = run.operation, run.error
        cancelled = not run.result and (error is None or isinstance(error, Cancelled))
        ending = "done" if run.result else "cancelled" if cancelled else "failed"
        if ending == "failed" and error is not None:
            self.said.emit((f"{error.message} {error.hint}".strip(),))
        self.ended.emit(operation, ending, monotonic() - run.begun)
        if run.result:
            operation.done(run.result[0])
        elif error is not None and not cancelled:
            operation.failed(error)
        self._next()
        self.changed.emit()
