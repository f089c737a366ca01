"""The runner: start a job, hear its console, wait for its outcome, stop it."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from hookstudio.model.hook import Dialect
from hookstudio.model.node import Runtime
from hookstudio.model.outcome import ConsoleLine, Outcome, Status
from hookstudio.runner.endings import Close, Finish, lost_code, never_ran, outcome_of
from hookstudio.runner.job import DEFAULT_MEMORY_MB, RunJob
from hookstudio.runner.protocol import FrameReader
from hookstudio.runner.stack import Source
from hookstudio.runner.syntax import find_syntax_error
from hookstudio.runner.waiting import Preparation, WaitingRoom, start_worker
from hookstudio.runner.watch import Watch
from hookstudio.runner.worker import EXIT_WAIT_S, Worker

OnConsole = Callable[[Sequence[ConsoleLine]], None]
MODULE_FILE: Final = "hook.mjs"


class Run:
    """One run, going on in a thread of its own."""

    def __init__(self, job: RunJob, room: WaitingRoom, on_console: OnConsole | None, forget: Callable[[Run], None]) -> None:
        self.job = job
        self._room = room
        self._on_console = on_console
        self._forget = forget
        self._lock = threading.Lock()
        self._watching: Watch | None = None
        self._stopped = False
        self._done = threading.Event()
        self._outcome: Outcome | None = None
        self._thread = threading.Thread(target=self._work, daemon=True, name="hook-run")

    def begin(self) -> None:
        """Starts the run's thread; called once."""
        self._thread.start()

    @property
    def done(self) -> bool:
        return self._done.is_set()

    def wait(self, timeout: float | None = None) -> Outcome:
        """The outcome, once there is one and the process is gone. Raises TimeoutError after *timeout* seconds."""
        if not self._done.wait(timeout) or self._outcome is None:
            raise TimeoutError("the run has not ended yet")
        return self._outcome

    def stop(self) -> None:
        """Ends the run at once; its outcome is `stopped` unless the hook had settled before. Any thread, any time."""
        with self._lock:
            self._stopped = True
            if self._watching is not None:
                self._watching.stop()

    @property
    def thread(self) -> threading.Thread:
        """The run's own thread, which ends a moment after the outcome is there."""
        return self._thread

    def _work(self) -> None:
        preparation = self._room.preparation(self.job)
        outcome = never_ran(self.job, Status.CRASHED, "The run ended through a fault of Hook Studio.")
        try:
            outcome = self._outcome_of(preparation)
        finally:
            self._outcome = outcome
            self._done.set()
            self._room.replace_used(self.job)
            self._forget(self)

    def _outcome_of(self, preparation: Preparation) -> Outcome:
        """Runs the job; once more with a new worker if the one that waited died before it began."""
        try:
            context = json.dumps(self.job.context, allow_nan=False)
        except RecursionError:
            return never_ran(self.job, Status.INVALID, "The test context can't be used: it is nested too deeply.")
        except ValueError:  # 1e999 in a file of JSON
            why = "a number in it is too large for JavaScript, which would make Infinity of it"
            return never_ran(self.job, Status.INVALID, f"The test context can't be used: {why}.")
        except TypeError as error:
            return never_ran(self.job, Status.INVALID, f"The test context can't be used: it is no JSON ({error}).")
        waiting = self._room.take(preparation)
        if waiting is not None:
            outcome = self._attempt(waiting, context)
            if outcome is not None:
                return outcome
        try:
            worker = start_worker(replace(preparation, preload=()), self._room.scratch, warm=False)
        except OSError as error:
            version, path = self.job.runtime.version, self.job.runtime.path
            return never_ran(self.job, Status.CRASHED, f"Node {version} could not be started: {error.strerror} ({path}).")
        return self._attempt(worker, context, last=True) or never_ran(self.job, Status.STOPPED, "")

    def _attempt(self, worker: Worker, context: str, *, last: bool = False) -> Outcome | None:
        """The outcome with that worker; None if it died before the code began to load and this is not the last attempt."""
        try:
            return self._watch(worker, context, last=last)
        finally:
            worker.close()

    def _watch(self, worker: Worker, context: str, *, last: bool) -> Outcome | None:
        job, nonce = self.job, os.urandom(16).hex()
        module = worker.scratch / MODULE_FILE
        source = Source(job.file.absolute())
        if job.dialect is Dialect.ESM:
            module.write_text(job.code, encoding="utf-8", errors="replace", newline="")
            source = Source(source.file, (module.as_uri(), str(module)))
        fields = {"nonce": nonce, "dialect": job.dialect.value, "file": str(source.file), "url": module.as_uri(), "code": job.code}
        line = worker.job_line(f'{json.dumps(fields)[:-1]}, "context": {context}}}')
        watch = Watch(worker, line, FrameReader(nonce), job.timeout_s, self._deliver, source)
        try:
            return self._outcome_with(watch, worker, source, module, nonce, last=last)
        finally:
            with self._lock:
                self._watching = None
            watch.close()

    def _outcome_with(self, watch: Watch, worker: Worker, source: Source, module: Path, nonce: str, *, last: bool) -> Outcome | None:
        job = self.job
        with self._lock:
            if self._stopped:
                return never_ran(job, Status.STOPPED, "")
            self._watching = watch
        close = watch.run()
        if close in (Close.GONE, Close.NOT_STARTED) and not watch.record.started and not last:
            return None
        elapsed_ms = watch.elapsed_ms
        code = worker.reap(wait_s=EXIT_WAIT_S if watch.gone else 0.0)
        finish = Finish(close, code, elapsed_ms, worker.protection.names, code == lost_code(nonce))
        watch.drain()
        return outcome_of(job, watch.record, finish, source, lambda: find_syntax_error(job.runtime, module, source))

    def _deliver(self, lines: Sequence[ConsoleLine]) -> None:
        if self._on_console is None:
            return
        try:
            self._on_console(lines)
        except Exception:
            import logging

            self._on_console = None
            logging.getLogger(__name__).exception("the listener to a run's console failed")


class Runner:
    """Runs jobs and keeps workers waiting for the next ones. Thread-safe; to be closed, or used in a `with` statement."""

    def __init__(self, *, scratch: Path | None = None) -> None:
        """*scratch*: where the workers' private folders go, the system's temporary folder if None."""
        self._room = WaitingRoom(scratch)
        self._lock = threading.Lock()
        self._runs: set[Run] = set()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def prepare(
        self,
        runtime: Runtime,
        modules: Path | None = None,
        preload: tuple[str, ...] = (),
        *,
        memory_mb: int = DEFAULT_MEMORY_MB,
        network: bool = True,
        imports: bool = True,
        count: int = 1,
    ) -> None:
        """Keeps a worker waiting for such a job, with the modules named in *preload* loaded. Returns at once.

        *imports*: Node's loader of ES modules gets ready, too; classic hooks don't need it, and ES modules start later without.
        *count*: how many, up to six, where as many runs are known to follow one another.
        Loading a module runs its code: name only modules that the user trusts.
        """
        self._room.prepare(Preparation(runtime, modules, memory_mb, preload, network, imports), count=count)

    def rest(self) -> None:
        """Gives back what waiting workers hold, until the next `prepare`. Returns at once; a run starts a worker of its own."""
        self._room.rest()

    @property
    def waiting(self) -> int:
        """How many workers wait."""
        return self._room.count

    @property
    def waiting_processes(self) -> tuple[int, ...]:
        """The ids of their processes, each of which may be the first of several."""
        return self._room.processes

    def start(self, job: RunJob, on_console: OnConsole | None = None) -> Run:
        """Starts a run with the worker that waits for such a job, or a new one. Returns at once.

        *on_console* gets the console's lines soon after they are printed, some at a time, in a thread of the run.
        """
        with self._lock:
            if self._closed:
                raise RuntimeError("the runner is closed")
            run = Run(job, self._room, on_console, self._forget)
            self._runs.add(run)
            self._threads = [run.thread, *(thread for thread in self._threads if thread.is_alive())]
            run.begin()
        return run

    def close(self) -> None:
        """Stops every run, ends every waiting worker and returns when all are gone."""
        with self._lock:
            self._closed = True
            runs, threads = tuple(self._runs), tuple(self._threads)
        for run in runs:
            run.stop()
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join()
        self._room.close()

    def _forget(self, run: Run) -> None:
        with self._lock:
            self._runs.discard(run)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
