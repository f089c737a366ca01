"""Workers that wait for a job, and the one thread that starts them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from hookstudio.model.hook import Dialect
from hookstudio.model.node import Runtime
from hookstudio.runner.harness import HARNESS
from hookstudio.runner.job import RunJob
from hookstudio.runner.scratch import ScratchFolder
from hookstudio.runner.worker import Worker

WAITING_LIMIT: Final = 2
AHEAD_LIMIT: Final = 6  # of one kind, while runs are known to follow one another
QUIET_S: Final = 0.03  # after a run, how long until the next worker is started: whoever ends with the run needs none


Key = tuple[Runtime, Path | None, int, bool]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a worker is got ready for. `imports`: Node's loader of ES modules, too; a worker without it does for them as well."""

    runtime: Runtime
    modules: Path | None
    memory_mb: int
    preload: tuple[str, ...] = ()
    network: bool = True
    imports: bool = field(default=True, compare=False)

    @property
    def key(self) -> Key:
        """What a job must have in common with it."""
        return self.runtime, self.modules, self.memory_mb, self.network


@dataclass(frozen=True, slots=True)
class _Order:
    """How many workers are to wait, and from when on the next may be started (by the monotonic clock).

    `starts`: how many may still be started for it, so that a Node which dies at once is not started for ever.
    """

    preparation: Preparation
    count: int
    due: float
    starts: int


class WaitingRoom:
    """At most two workers that wait, or six ahead of a row of runs, the oldest given up for a newer one. Thread-safe.

    A thread of its own starts the workers: it lives as long as the room, which the workers' lives hang on.
    """

    def __init__(self, scratch: Path | None) -> None:
        self._given = scratch
        self._folder = ScratchFolder()
        self._lock = threading.Condition()
        self._waiting: list[tuple[Preparation, Worker]] = []
        self._leaving: list[Worker] = []
        self._orders: dict[Key, _Order] = {}
        self._asked: dict[Key, tuple[Preparation, int]] = {}
        self._thread: threading.Thread | None = None
        self._closed = self._resting = False

    @property
    def scratch(self) -> Path:
        """The folder that the workers' own folders are in; made when first asked for. Raises OSError."""
        with self._lock:
            if self._given is not None:
                self._given.mkdir(parents=True, exist_ok=True)
                return self._given.resolve()
            return self._folder.path()

    def prepare(self, preparation: Preparation, *, count: int = 1) -> None:
        """Has workers started for *preparation* until *count* wait, at most six; those above are given up. Returns at once."""
        with self._lock:
            self._resting = False
            count = min(count, AHEAD_LIMIT)
            self._asked[preparation.key] = preparation, count
            self._order(_Order(preparation, count, time.monotonic(), count))
            self._trim(preparation.key, count)

    def replace_used(self, job: RunJob) -> None:
        """Has one more worker started for such jobs, unless as many wait as were asked for or the room rests. Returns at once."""
        with self._lock:
            preparation, count = self._fitting(job)
            if not self._resting and preparation.key not in self._orders:
                self._order(_Order(preparation, count, time.monotonic() + QUIET_S, 1))

    def rest(self) -> None:
        """Gives up every waiting worker and starts none until something is prepared again. Returns at once."""
        with self._lock:
            self._resting = True
            self._orders.clear()
            self._give_up(self._waiting)
            self._lock.notify_all()

    def preparation(self, job: RunJob) -> Preparation:
        """What was last asked for and fits *job*, else the plainest that does."""
        with self._lock:
            return self._fitting(job)[0]

    def take(self, preparation: Preparation) -> Worker | None:
        """The oldest live worker that does for *preparation*, no longer waiting; None if there is none."""
        while True:
            with self._lock:
                entry = next((entry for entry in self._waiting if entry[0].key == preparation.key), None)
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

    @property
    def processes(self) -> tuple[int, ...]:
        """The process ids of the workers that wait."""
        with self._lock:
            return tuple(worker.process.pid for _, worker in self._waiting)

    def close(self) -> None:
        """Ends every waiting worker and the thread, and removes the folder."""
        with self._lock:
            self._closed = True
            self._orders.clear()
            self._give_up(self._waiting)
            self._lock.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()
        self._folder.close()

    def _fitting(self, job: RunJob) -> tuple[Preparation, int]:
        plain = Preparation(job.runtime, job.modules, job.memory_mb, network=job.network, imports=job.dialect is Dialect.ESM)
        return self._asked.get(plain.key, (plain, 1))

    def _order(self, order: _Order) -> None:
        if self._closed:
            return
        self._orders[order.preparation.key] = order
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, daemon=True, name="hook-workers")
            self._thread.start()
        self._lock.notify_all()

    def _give_up(self, entries: list[tuple[Preparation, Worker]]) -> None:
        self._leaving += [worker for _, worker in entries]
        self._waiting = [entry for entry in self._waiting if entry not in entries]

    def _trim(self, key: Key, count: int) -> None:
        """Give up the oldest where more wait than may: *count* of that kind, and of all two or as many as that."""
        same = [entry for entry in self._waiting if entry[0].key == key]
        others = [entry for entry in self._waiting if entry[0].key != key]
        same_surplus = max(0, len(same) - count)
        room_for_others = max(0, max(WAITING_LIMIT, count) - min(len(same), count))
        self._give_up(same[:same_surplus] + others[: max(0, len(others) - room_for_others)])

    def _serve(self) -> None:
        while True:
            with self._lock:
                while not (self._closed or self._leaving or self._due() is not None):
                    soonest = min((order.due for order in self._orders.values()), default=None)
                    self._lock.wait(None if soonest is None else max(0.0, soonest - time.monotonic()))
                leaving, self._leaving = self._leaving, []
                closed, order = self._closed, self._due()
            if order is not None and not closed:
                self._fill(order)
            for worker in leaving:
                worker.close()
            if closed and not self._leaving:
                return

    def _due(self) -> _Order | None:
        """The order whose turn it is: those for now before those that were put off."""
        now = time.monotonic()
        return min((order for order in self._orders.values() if order.due <= now), key=lambda order: order.due, default=None)

    def _fill(self, order: _Order) -> None:
        """Start one worker for *order*, which is done with when enough of them wait."""
        preparation, key = order.preparation, order.preparation.key
        with self._lock:
            alike = [entry for entry in self._waiting if entry[0].key == key]
            self._give_up([entry for entry in alike if entry[0] != preparation or not entry[1].alive])
            missing = order.count - sum(1 for entry in self._waiting if entry[0].key == key)
            if self._orders.get(key) is order:
                del self._orders[key]
                if missing > 1 and order.starts > 1:
                    self._orders[key] = replace(order, starts=order.starts - 1)
        if missing <= 0:
            return
        try:
            worker = start_worker(preparation, self.scratch, warm=True)
        except OSError:  # the run that needs it says why
            return
        with self._lock:
            if self._closed or self._resting:
                self._leaving.append(worker)
                return
            self._waiting.append((preparation, worker))
            self._trim(key, order.count)
            at_leisure = not self._orders
        if at_leisure:
            HARNESS.compile(preparation.runtime)


def start_worker(preparation: Preparation, scratch: Path, *, warm: bool) -> Worker:
    """A new worker. Raises OSError."""
    wanted = preparation
    ready = warm and wanted.imports
    return Worker(wanted.runtime, wanted.modules, wanted.preload, wanted.memory_mb, scratch, network=wanted.network, warm=ready)
