"""Work off the window's thread: plain callables below, one bridge to Qt above."""

from __future__ import annotations

import contextlib
import threading
import traceback
from collections.abc import Callable
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Signal, SignalInstance

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Progress


class Job(QObject):
    """Runs *work* on a thread of its own; the signals arrive on the thread that made the job.

    `failed` carries a StudioError, whatever was raised. The job keeps itself alive until it has ended; when *owner* is
    destroyed it is cancelled, and what it still finds is dropped.
    """

    progressed = Signal(int, int, str)
    succeeded = Signal(object)
    failed = Signal(object)
    ended = Signal()
    _told = Signal(object)  # one of the first three and its values, on the way to the thread that made the job

    _running: ClassVar[set[Job]] = set()
    _held: ClassVar[list[Job] | None] = None

    def __init__(self, work: Callable[[Progress], Any], owner: QObject) -> None:
        super().__init__()
        self._work, self._cancelled = work, threading.Event()
        self._orphaned = False
        owner.destroyed.connect(self._lose_owner)
        self._told.connect(self._tell)
        self.ended.connect(self._forget)

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def start(self) -> Job:
        self._running.add(self)
        if self._held is None:
            self._begin()
        else:
            self._held.append(self)
        return self

    @classmethod
    def hold(cls) -> None:
        """Keep back what is started from now on: while a window is being made, threads would only slow it down."""
        if cls._held is None:
            cls._held = []

    @classmethod
    def release(cls) -> None:
        """Start what was kept back, and let later jobs start at once again."""
        held, cls._held = cls._held or [], None
        for job in held:
            job._begin()

    def _begin(self) -> None:
        threading.Thread(target=self._run, name="job", daemon=True).start()

    def cancel(self) -> None:
        self._cancelled.set()

    def _lose_owner(self) -> None:
        self._orphaned = True
        self.cancel()

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self._emit(self.progressed, done, total, note)

    def _run(self) -> None:
        try:
            result = self._work(self)
        except StudioError as error:
            self._emit(self.failed, error)
        except Exception as error:
            bug = StudioError("Something went wrong inside Hook Studio.", details="".join(traceback.format_exception(error)))
            bug.__cause__ = error
            self._emit(self.failed, bug)
        else:
            if not self.cancelled:
                self._emit(self.succeeded, result)
        finally:
            with contextlib.suppress(RuntimeError):  # the program ended meanwhile
                self.ended.emit()

    def _emit(self, signal: SignalInstance, *values: object) -> None:
        """Have it told on the thread that made the job, where it is known whether the owner is still there."""
        with contextlib.suppress(RuntimeError):
            self._told.emit((signal, values))

    def _tell(self, told: tuple[SignalInstance, tuple[object, ...]]) -> None:
        signal, values = told
        if not self._orphaned:
            signal.emit(*values)

    def _forget(self) -> None:
        self._running.discard(self)
