"""Ends requests that nobody waits for any more, or that take too long as a whole."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hookstudio.web.request import Request

WHOLE_S: Final = 180.0
"""For how long one request may go on, however lively it is."""

_LOOK_S: Final = 0.05
_IDLE_S: Final = 1.0


@dataclass
class Watched:
    """A request under way; `late` once it was ended for taking too long."""

    request: Request
    until: float
    late: bool = False


class Watch:
    """Looks at *cancelled* while requests are under way. Its thread ends by itself when there are none, or with `close()`."""

    def __init__(self, cancelled: Callable[[], bool]) -> None:
        self._cancelled = cancelled
        self._under_way: list[Watched] = []
        self._thread: threading.Thread | None = None
        self._idle_until = 0.0
        self._lock = threading.Lock()
        self._closed = threading.Event()

    @contextlib.contextmanager
    def over(self, request: Request) -> Iterator[Watched]:
        """Watches the request inside the block."""
        watched = Watched(request, time.monotonic() + WHOLE_S)
        with self._lock:
            self._under_way.append(watched)
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._look, name="tenant watch", daemon=True)
                self._thread.start()
        try:
            yield watched
        finally:
            with self._lock:
                self._under_way.remove(watched)
                self._idle_until = time.monotonic() + _IDLE_S

    def close(self) -> None:
        self._closed.set()
        with self._lock:
            thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _look(self) -> None:
        while not self._closed.wait(_LOOK_S):
            now, cancelled = time.monotonic(), self._cancelled()
            with self._lock:
                if not self._under_way and now > self._idle_until:
                    self._thread = None
                    return
                for watched in self._under_way:
                    watched.late |= now > watched.until
                    if cancelled or watched.late:
                        watched.request.end()
