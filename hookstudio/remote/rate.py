"""How often a tenant may be asked, and how long to leave it alone when it says that this was too often."""

from __future__ import annotations

import contextlib
import email.utils
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from hookstudio.model.progress import Cancelled

LIMITS: Final[Mapping[str, tuple[int, int]]] = {"free": (10, 120), "basic": (20, 300), "pro": (30, 600), "enterprise": (50, 1200)}
"""Requests that a plan allows in a second, and in a minute."""

LONGEST_S: Final = 120.0
"""Who wants to be left alone for longer than this is not waited for."""

_FIRST_S: Final = 0.5
_MOST_S: Final = 30.0
_LOOK_S: Final = 0.1


class Clock(Protocol):
    """The time, for whoever waits. `now` in seconds from some moment, `wall` since 1970."""

    def now(self) -> float: ...

    def wall(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class SystemClock:
    """The time of this computer."""

    def now(self) -> float:
        return time.monotonic()

    def wall(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True)
class Patience:
    """Waits, but no longer than somebody is interested."""

    clock: Clock
    cancelled: Callable[[], bool]

    def wait(self, seconds: float) -> None:
        """Raises Cancelled as soon as nobody waits for it any more."""
        end = self.clock.now() + seconds
        while True:
            if self.cancelled():
                raise Cancelled("The tenant is asked no more.")
            left = end - self.clock.now()
            if left <= 0:
                return
            self.clock.sleep(min(_LOOK_S, left))


class Bucket:
    """Keeps the requests of all who share it within a plan's limits: never more in any second, and any minute, than it allows."""

    def __init__(self, plan: str, clock: Clock | None = None) -> None:
        self._second, self._minute = LIMITS[plan]
        self._clock = clock or SystemClock()
        self._made: deque[float] = deque(maxlen=self._minute)
        self._lock = threading.Lock()

    def take(self, patience: Patience) -> None:
        """Returns when a request may be made. Raises Cancelled."""
        while True:
            with self._lock:
                now = self._clock.now()
                wait = max(self._until_free(now, self._second, 1.0), self._until_free(now, self._minute, 60.0))
                if wait <= 0:
                    self._made.append(now)
                    return
            patience.wait(wait)

    def _until_free(self, now: float, most: int, span: float) -> float:
        return 0.0 if len(self._made) < most else self._made[-most] + span - now


def pause(attempt: int, retry_after: float | None, draw: Callable[[float, float], float] = random.uniform) -> float:
    """Seconds until the next attempt, after *attempt* that failed (the first is 0).

    What the tenant wishes and a little more, so that not all come back at once; else anything up to a bound that doubles each time.
    """
    bound = min(_MOST_S, _FIRST_S * 2**attempt)
    return draw(0.0, bound) if retry_after is None else retry_after + draw(0.0, _FIRST_S)


def wished(retry_after: str, clock: Clock) -> float | None:
    """What a header Retry-After wishes, in seconds from now; None where it says nothing of use."""
    clean = retry_after.strip()
    if clean.isascii() and clean.isdecimal():
        return float(clean[:9])
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        return max(0.0, email.utils.parsedate_to_datetime(clean).timestamp() - clock.wall())
    return None
