"""Answers that are kept for a while, so that what was just asked is not asked again."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """At most *most* answers, each for *seconds*; the one that was used longest ago goes first. For several threads."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most, self._seconds = most, seconds
        self._found: OrderedDict[object, tuple[float, T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> T | None:
        with self._lock:
            until, value = self._found.get(key, (0.0, None))
            if value is None or until < time.monotonic():
                self._found.pop(key, None)
                return None
            self._found.move_to_end(key)
            return value

    def put(self, key: object, value: T) -> None:
        with self._lock:
            self._found[key] = (time.monotonic() + self._seconds, value)
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)


class Pauses:
    """How long a registry is left alone that is asked too often: as long as it wishes, or longer each time where it wishes nothing."""

    FIRST_S, LONGEST_S, MOST_WISHED_S = 5.0, 60.0, 600.0

    def __init__(self) -> None:
        self._until: dict[object, float] = {}
        self._last: dict[object, float] = {}
        self._lock = threading.Lock()

    def begin(self, key: object, wished: float) -> None:
        """Leave *key* alone from now on. *wished*: seconds, 0 if the registry names none."""
        with self._lock:
            own = min(self._last.get(key, self.FIRST_S / 2) * 2, self.LONGEST_S)
            self._last[key] = own
            self._until[key] = time.monotonic() + (min(wished, self.MOST_WISHED_S) if wished > 0 else own)

    def left(self, key: object) -> float:
        """Seconds that *key* is still to be left alone, 0 if none."""
        with self._lock:
            return max(0.0, self._until.get(key, 0.0) - time.monotonic())

    def over(self, key: object) -> None:
        """The registry answered *key* again."""
        with self._lock:
            self._until.pop(key, None)
            self._last.pop(key, None)
