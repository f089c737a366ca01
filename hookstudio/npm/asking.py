"""Asks registries in threads: nobody has to wait longer than they want to, and a registry that has had enough is left alone."""

from __future__ import annotations

import contextlib
import email.utils
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from hookstudio.model.progress import Cancelled
from hookstudio.npm.configuration import Configuration
from hookstudio.npm.connection import Connection
from hookstudio.npm.kept import Pauses
from hookstudio.npm.reply import Reply, registry_failure
from hookstudio.web.request import Request

_LOOK_S: Final = 0.02
_THREADS: Final = 8
_PATIENCE_S: Final = 1.5
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Asked(Generic[T]):
    """A question under way, and what it answers."""

    request: Request
    future: Future[T]
    since: float = field(default_factory=time.monotonic)


class Asking:
    """Threads, connections and pauses. Methods may be called from any thread."""

    def __init__(self, configuration: Configuration, *, offline: bool) -> None:
        self.configuration, self.offline = configuration, offline
        self._connection = Connection(configuration)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="registry")
        self._closed = threading.Event()
        self._pauses = Pauses()
        self._abandoned: list[tuple[float, Request]] = []
        self._lock = threading.Lock()

    def close(self) -> None:
        """Ends whatever is under way, with Cancelled for whoever waits for it."""
        self._closed.set()
        self._connection.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def begin(self, work: Callable[[Request], T]) -> Asked[T]:
        """Do *work* in a thread."""
        self._end_abandoned()
        request = Request()
        try:
            return Asked(request, self._threads.submit(work, request))
        except RuntimeError:
            raise _asked_no_more() from None

    def wait(self, asked: Asked[T], cancelled: Callable[[], bool], seconds: float | None = None) -> T:
        """What came out. Raises Cancelled when nobody wants it any more, TimeoutError when it takes longer than *seconds*."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while not asked.future.done():
            if cancelled() or self._closed.is_set():
                self.abandon(asked)
                raise _asked_no_more()
            left = _LOOK_S if deadline is None else min(_LOOK_S, deadline - time.monotonic())
            if left <= 0:
                raise TimeoutError
            wait_for((asked.future,), left)
        if asked.future.cancelled():
            raise _asked_no_more()
        return asked.future.result()

    def abandon(self, asked: Asked[T]) -> None:
        """Nobody waits for it. It may come to its end if that is soon, which keeps the connection and the answer."""
        if not asked.future.cancel():
            with self._lock:
                self._abandoned.append((asked.since, asked.request))
        self._end_abandoned()

    def paused(self, registry: str, service: str = "") -> float:
        """Seconds for which *registry* is to be left alone."""
        return self._pauses.left((registry, service))

    def ask(
        self, registry: str, path: str, request: Request, *, accept: str = "application/json", body: bytes | None = None, service: str = ""
    ) -> Reply:
        """An answer of whatever status but 429. Raises RegistryFailed for that one, and at once while the registry is left alone."""
        if self.offline:
            raise registry_failure("ENOTCACHED", "offline")
        key = (registry, service)
        if left := self._pauses.left(key):
            raise registry_failure("E429", f"asked again in {left:.0f} s")
        reply = self._connection.ask(registry + path, request, accept=accept, body=body)
        if reply.status == 429:
            self._pauses.begin(key, _seconds(reply.headers.get("retry-after", "")))
            raise registry_failure("E429", f"asked again in {self._pauses.left(key):.0f} s")
        self._pauses.over(key)
        return reply

    def expect(self, reply: Reply, name: str = "") -> None:
        """Raises RegistryFailed unless *reply* is a good one."""
        if reply.status != 200:
            said = "" if reply.is_page else self.configuration.masked(reply.body[:500].decode("utf-8", "replace"))
            raise registry_failure(f"E{reply.status}", f"status {reply.status} {said}".strip(), name)

    def _end_abandoned(self) -> None:
        limit = time.monotonic() - _PATIENCE_S
        with self._lock:
            late = [request for since, request in self._abandoned if since < limit]
            self._abandoned = [one for one in self._abandoned if one[0] >= limit]
        for request in late:
            request.end()


def _asked_no_more() -> Cancelled:
    return Cancelled("The registry is asked no more.")


def _seconds(retry_after: str) -> float:
    """What a registry wishes in its header retry-after, in seconds; 0 if that is nothing."""
    clean = retry_after.strip()
    if clean.isascii() and clean.isdecimal():
        return float(clean[:9])
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        return max(0.0, email.utils.parsedate_to_datetime(clean).timestamp() - time.time())
    return 0.0
