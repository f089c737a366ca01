"""Workers that wait for a job, and the one thread that starts them."""

from __future__ import annotations

import contextlib
import queue
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.model.node import Runtime
from hookstudio.runner.job import RunJob
from hookstudio.runner.worker import Worker

WAITING_LIMIT: Final = 2
QUIET_S: Final = 0.03  # after a run, how long until the next worker is started: whoever ends with the run needs none


Key = tuple[Runtime, Path | None, int, bool]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a worker is got ready for."""

    runtime: Runtime
    modules: Path | None
    memory_mb: int
    preload: tuple[str, ...] = ()
    network: bool = True

    @property
    def key(self) -> Key:
        """What a job must have in common with it."""
        return self.runtime, self.modules, self.memory_mb, self.network


class WaitingRoom:
    """At most two workers that wait, the oldest given up for a newer one. Thread-safe.

    A thread of its own starts the workers: it lives as long as the room, which the workers' lives hang on.
    """

    def __init__(self, scratch: Path | None) -> None:
        self._given = scratch
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._lock = threading.Lock()
        self._waiting: list[tuple[Preparation, Worker]] = []
        self._wanted: queue.SimpleQueue[tuple[Preparation, float] | None] = queue.SimpleQueue()
        self._asked: dict[Key, Preparation] = {}
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    @property
    def scratch(self) -> Path:
        """The folder that the workers' own folders are in; made when first asked for."""
        with self._lock:
            if self._given is not None:
                self._given.mkdir(parents=True, exist_ok=True)
                return self._given.resolve()
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="hookstudio-", ignore_cleanup_errors=True)
            return Path(self._folder.name).resolve()

    def prepare(self, preparation: Preparation, *, delay_s: float = 0.0) -> None:
        """Has a worker started for *preparation*, unless one waits already. Returns at once."""
        with self._lock:
            if self._closed.is_set():
                return
            self._asked[preparation.key] = preparation
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, daemon=True, name="hook-workers")
                self._thread.start()
        self._wanted.put((preparation, time.monotonic() + delay_s))

    def preparation(self, job: RunJob) -> Preparation:
        """What was last asked for and fits *job*, else the plainest that does."""
        plain = Preparation(job.runtime, job.modules, job.memory_mb, network=job.network)
        with self._lock:
            return self._asked.get(plain.key, plain)

    def take(self, preparation: Preparation) -> Worker | None:
        """The newest live worker that does for *preparation*, no longer waiting; None if there is none."""
        while True:
            with self._lock:
                entry = next((entry for entry in reversed(self._waiting) if entry[0].key == preparation.key), None)
                if entry is None:
                    return None
                self._waiting.remove(entry)
            if entry[1].alive:
                return entry[1]
            entry[1].close()

    @property
    def count(self) -> int:
        """How many workers wait."""
        with self._lock:
            return len(self._waiting)

    def close(self) -> None:
        """Ends every waiting worker and the thread, and removes the folder."""
        with self._lock:
            self._closed.set()
            thread = self._thread
        self._wanted.put(None)
        if thread is not None:
            thread.join()
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for _, worker in waiting:
            worker.close()
        if self._folder is not None:
            self._folder.cleanup()

    def _serve(self) -> None:
        while (wanted := self._wanted.get()) is not None:
            preparation, due = wanted
            self._closed.wait(max(0.0, due - time.monotonic()))
            if not self._closed.is_set() and not self._is_waiting(preparation):
                with contextlib.suppress(OSError):  # the run that needs it says why
                    self._add(preparation)

    def _is_waiting(self, preparation: Preparation) -> bool:
        with self._lock:
            return any(entry[0] == preparation and entry[1].alive for entry in self._waiting)

    def _add(self, preparation: Preparation) -> None:
        worker = start_worker(preparation, self.scratch, warm=True)
        with self._lock:
            others = [entry for entry in self._waiting if entry[0].key != preparation.key]
            stay = [*others[1 - WAITING_LIMIT :], (preparation, worker)]
            given_up = [entry for entry in self._waiting if entry not in stay]
            self._waiting = stay
        for _, old in given_up:
            old.close()


def start_worker(preparation: Preparation, scratch: Path, *, warm: bool) -> Worker:
    """A new worker. Raises OSError."""
    wanted = preparation
    return Worker(wanted.runtime, wanted.modules, wanted.preload, wanted.memory_mb, scratch, network=wanted.network, warm=warm)
