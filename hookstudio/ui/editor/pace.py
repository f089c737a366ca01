"""A limit on how much of the time a costly look at the whole text may take."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_SHARE: Final = 20  # one part in so many


class Pace:
    """What took long is not due again for a while; what takes no time is always due."""

    def __init__(self) -> None:
        self._next = 0.0

    @property
    def due(self) -> bool:
        return time.monotonic() >= self._next

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Do the work inside; how long it takes says when it is due again."""
        began = time.monotonic()
        yield
        ended = time.monotonic()
        self._next = ended + (ended - began) * _SHARE
