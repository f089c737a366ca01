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

    _running: ClassVar[set[Job]] = set()

    def __init__(self, work: Callable[[Progress], Any], owner: QObject) -> None:
        super().__init__()
        self._work, self._cancelled = work, threading.Event()
        owner.destroyed.connect(self.cancel)
        self.ended.connect(self._forget)

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def start(self) -> Job:
        self._running.add(self)
        threading.Thread(target=self._run, name="job", daemon=True).start()
        return self

    def cancel(self) -> None:
        self._cancelled.set()

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
            self._emit(self.ended)

    @staticmethod
    def _emit(signal: SignalInstance, *values: object) -> None:
        """Tell, unless the program ended meanwhile and took the signal's owner with it."""
        with contextlib.suppress(RuntimeError):
            signal.emit(*values)

    def _forget(self) -> None:
        self._running.discard(self)
