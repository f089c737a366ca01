"""One Node process that waits for one job, runs it and is thrown away, with its channels and its private folder.

A worker belongs to the thread that starts it: where `setpriv` is there, the system ends the process when that thread
ends, so that nothing outlives a studio that was killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hookstudio.model.node import Runtime
from hookstudio.runner.environment import child_environment, data_limit, limits_in_front, worker_command
from hookstudio.runner.harness import HARNESS
from hookstudio.runner.launch import Launch, Limits, Wall, launch
from hookstudio.runner.sandbox import protection
from hookstudio.runner.survivors import end_survivors, marked, put_mark

EXIT_WAIT_S = 0.5  # how long a process that closed its channel may take to end by itself
_GONE_WAIT_S = 2.0  # how long processes that were killed may take to be gone


class Worker:
    """A running process. `jobs` takes the job, `frames` gives frames, `output` and `errors` what was written to 1 and 2."""

    def __init__(
        self,
        runtime: Runtime,
        modules: Path | None,
        preload: Sequence[str],
        memory_mb: int,
        root: Path,
        *,
        network: bool = True,
        warm: bool,
    ) -> None:
        """Starts the process. *warm*: there is time until a job comes. Raises OSError if it can't be started.

        *preload*: modules that are loaded before; never on Windows, where `would_wait` can't be told.
        """
        self.protection = protection(runtime, network=network)
        self.token = secrets.token_hex(16)
        self.preloads = bool(preload) and sys.platform != "win32"
        self.scratch = Path(tempfile.mkdtemp(prefix="run-", dir=root))
        self._lock = threading.Lock()
        self._gone = False
        self._mark: int | None = None
        self.process: subprocess.Popen[bytes]
        self._channels: list[socket.socket] = []
        self._job_object: int | None = None
        try:
            if modules is not None:
                _link(self.scratch / "node_modules", modules / "node_modules")
            self.jobs, jobs = self._pair()
            self.frames, frames = self._pair()
            self.output, output = self._pair()
            self.errors, errors = self._pair()
            self._start(runtime, modules, memory_mb, jobs, frames, output, errors)
        except BaseException:
            self._release()
            raise
        ahead = list(preload) if self.preloads else []
        place = None if modules is None else str(modules)
        self.greeting = HARNESS.piece(runtime) + _line({"modules": place, "preload": ahead, "warm": warm, "token": self.token})
        with contextlib.suppress(OSError):
            self.greeting = self.greeting[self.jobs.send(self.greeting) :]

    def _pair(self) -> tuple[socket.socket, socket.socket]:
        ours, theirs = socket.socketpair()
        self._channels += [ours, theirs]
        ours.setblocking(False)
        return ours, theirs

    def _start(
        self,
        runtime: Runtime,
        modules: Path | None,
        memory_mb: int,
        jobs: socket.socket,
        frames: socket.socket,
        output: socket.socket,
        errors: socket.socket,
    ) -> None:
        enclosure = self.protection.enclosure
        limit = data_limit(runtime, memory_mb)
        if enclosure.wall is Wall.NONE:
            self._mark = marked(limit.data)
            limit = Limits(self._mark)

        def shut_in(channels: tuple[str, ...]) -> Launch:
            command = worker_command(runtime, self.scratch, modules, memory_mb, channels, network=enclosure.network)
            made = launch(enclosure, command, self.scratch, modules, limit)
            made.arguments[:0] = limits_in_front(enclosure.wall, limit)
            return made

        if sys.platform == "win32":
            self._start_on_windows(shut_in(("0", "1")), limit, jobs, frames, errors)
            return
        descriptors = (jobs.fileno(), frames.fileno())
        started = shut_in(tuple(map(str, descriptors)))
        try:
            self.process = subprocess.Popen(
                started.arguments,
                env=child_environment(),
                cwd=self.scratch,
                stdin=subprocess.DEVNULL,
                stdout=output.fileno(),
                stderr=errors.fileno(),
                pass_fds=(*descriptors, *started.descriptors),
                start_new_session=True,
            )
        finally:
            started.close()
        if self._mark is not None:
            put_mark(self.process.pid, self._mark)
        self._inner_jobs = jobs
        for theirs in (*(() if self.preloads else (jobs,)), frames, output, errors):
            theirs.close()

    def _start_on_windows(self, started: Launch, limit: Limits, jobs: socket.socket, frames: socket.socket, errors: socket.socket) -> None:
        from hookstudio.runner import job_object

        in_job = self.protection.enclosure.wall is Wall.JOB
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
        pipe: Any = subprocess.PIPE
        self.process = subprocess.Popen(
            started.arguments,
            env=child_environment(),
            cwd=self.scratch,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            creationflags=flags | (job_object.CREATE_SUSPENDED if in_job else 0),
        )
        if in_job:
            try:
                self._job_object = job_object.confine(int(getattr(self.process, "_handle", 0)), limit.data)
            except OSError:
                self.process.kill()
                raise
        for source, target in ((jobs, self.process.stdin), (self.process.stdout, frames), (self.process.stderr, errors)):
            threading.Thread(target=_pump, args=(source, target), daemon=True, name="hook-pipe").start()

    def job_line(self, text: str) -> bytes:
        """A job, in ASCII, as the harness takes it."""
        return f"{self.token} {len(text)} {text}\n".encode("ascii")

    def would_wait(self) -> bool:
        """Whether the process, where it has said that it is ready, waits in one call of the system for a job that is not there yet.

        To be asked once. False: one of the modules loaded ahead has made reading fail, which would call code of its own.
        """
        if sys.platform == "win32":
            return False
        with self._inner_jobs as channel:
            return os.get_blocking(channel.fileno())

    @property
    def alive(self) -> bool:
        return not self._gone and self.process.poll() is None

    def kill(self) -> None:
        """Ends the process and all of its group at once; may be called from any thread, at any time, more than once."""
        with self._lock:
            if self._gone:
                return
            if sys.platform == "win32":
                self.process.kill()
            else:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self.process.pid, signal.SIGKILL)

    def reap(self, *, wait_s: float = 0.0) -> int:
        """Ends the process, after up to *wait_s* seconds in which it may end by itself. The exit code, -N for signal N."""
        if wait_s:
            self._wait_unreaped(wait_s)
        self.kill()
        with self._lock:
            self._gone = True
        code = self.process.wait()
        if self._mark is not None:
            end_survivors(self._mark)
        if self.protection.enclosure.wall is not Wall.NAMESPACE:
            return code
        self._wait_for_all()
        return 128 - code if code > 128 else code  # bubblewrap's way to tell of a signal

    def _wait_for_all(self) -> None:
        """Waits until nobody holds the other end of the channels: behind the process that is waited for there are others."""
        if sys.platform == "win32":
            return
        deadline = time.monotonic() + _GONE_WAIT_S
        for channel in (self.output, self.errors):
            poll = select.poll()
            poll.register(channel, 0)
            poll.poll(max(0.0, deadline - time.monotonic()) * 1000)

    def _wait_unreaped(self, seconds: float) -> None:
        """Waits for the end of the process but leaves it unreaped, so that its group can still be named."""
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                descriptor = os.pidfd_open(self.process.pid)
                try:
                    poll = select.poll()
                    poll.register(descriptor, select.POLLIN)
                    poll.poll(seconds * 1000)
                finally:
                    os.close(descriptor)
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)

    def close(self) -> None:
        """Ends the process and gives back everything it held here: channels, folder."""
        self.reap()
        self._release()

    def _release(self) -> None:
        if self._job_object is not None:
            from hookstudio.runner.job_object import release

            release(self._job_object)
            self._job_object = None
        for channel in self._channels:
            channel.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def _line(document: dict[str, object]) -> bytes:
    return json.dumps(document).encode("ascii") + b"\n"


def _link(link: Path, target: Path) -> None:
    """Makes packages importable from the scratch folder; without them an import says that they are missing."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            import _winapi

            _winapi.CreateJunction(str(target), str(link))
        else:
            link.symlink_to(target, target_is_directory=True)


def _pump(source: Any, target: Any) -> None:
    """Copies between a pipe and a socket until either ends: Windows can't wait for pipes and sockets together."""
    with contextlib.suppress(OSError, ValueError):
        if isinstance(source, socket.socket):
            while data := source.recv(65536):
                target.write(data)
                target.flush()
        else:
            while data := source.read1(65536):
                target.sendall(data)
    with contextlib.suppress(OSError):
        target.close()
