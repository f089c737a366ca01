"""What the tests of a tenant's client share: a clock, a hook, and how failures are caught."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from hookstudio.model.tenant import HookState
from hookstudio.remote.client import TenantClient
from hookstudio.remote.failures import RemoteFailed

Connect = Callable[..., TenantClient]
STATE = HookState("add claims", "what it is for", "function handle(data, callback) { callback(null, data) }", 2, True)


class StoodClock:
    """A clock that is moved by whoever sleeps by it: nobody really waits. `slept`: seconds so far."""

    def __init__(self) -> None:
        self.slept, self.time = 0.0, 1000.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return self.time

    def wall(self) -> float:
        return 1_800_000_000.0 + self.time

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 0.1
        with self._lock:
            self.time += seconds
            self.slept += seconds


def failure(work: Callable[[], object]) -> RemoteFailed:
    with pytest.raises(RemoteFailed) as caught:
        work()
    return caught.value
