"""Ends what a hook started and left behind, where no layer of the system keeps its processes together (Linux).

A process that was started detached is in no group or session that could be named. But limits are inherited, and an
ordinary user can only lower them: a limit on memory that no other process has marks all that a worker started. Programs
that lower that very limit, and services that start something on request, are beyond this.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import select
import signal
import sys
from typing import Final

_ROUNDS: Final = 50  # as often as those that are left may have started others before they were ended
_GONE_WAIT_S: Final = 2.0
_SPREAD: Final = 1024 * 1024


def marked(limit: int) -> int:
    """A limit like *limit*, in bytes, that nobody else has."""
    return limit - secrets.randbelow(_SPREAD)


def put_mark(pid: int, mark: int) -> None:
    """Sets that limit for a process that has started nothing yet."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, ValueError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (mark, mark))


def end_survivors(mark: int) -> None:
    """Ends every process that has that limit, and those that they start meanwhile; returns when they are gone."""
    if sys.platform != "linux":
        return
    ended: set[int] = set()
    for _ in range(_ROUNDS):
        fresh = [pid for pid in _processes() if pid not in ended and _end(pid, mark)]
        if not fresh:
            return
        ended.update(fresh)


def _processes() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdecimal()]  # noqa: PTH208
    except OSError:
        return []


def _end(pid: int, mark: int) -> bool:
    """Whether that process has the mark; it is gone then."""
    if sys.platform != "linux":
        return False
    import resource

    try:
        descriptor = os.pidfd_open(pid)  # first: the number may be another process's in a moment
    except OSError:
        return False
    try:
        if resource.prlimit(pid, resource.RLIMIT_DATA)[1] != mark:
            return False
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.poll(_GONE_WAIT_S * 1000)
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
