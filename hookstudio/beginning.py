"""What a process sees to before it imports anything large: its standard streams, and a Ctrl-C that comes too early.

Imports hardly anything itself, so that it is done as soon as Python runs.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable


class _Early:
    """Ctrl-C while nothing is there yet that could answer it."""

    def __init__(self) -> None:
        self.holding = False
        self.came = False
        self.before: Callable[..., object] | int | None = None

    def note(self, _number: int, _frame: object) -> None:
        self.came = True


_early = _Early()


def complete_streams() -> None:
    """Open the null device in place of each standard stream that whoever started this closed.

    Else the next files and sockets get the numbers 0 to 2, and a process started from here takes them for its streams.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            opened = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
            if opened == number:
                os.set_inheritable(opened, True)
            else:
                os.close(opened)


def hold_interrupts() -> None:
    """Keep Ctrl-C until `release_interrupts`."""
    if not _early.holding:
        _early.came = False
        _early.before = signal.signal(signal.SIGINT, _early.note)
        _early.holding = True


def release_interrupts(*, ignored_too: bool = False) -> None:
    """From here on Ctrl-C does what it did before, or what somebody set meanwhile. Raises KeyboardInterrupt if it came.

    Where a shell started this with Ctrl-C ignored, only for who asks for those, too.
    """
    if not _early.holding:
        return
    _early.holding = False
    if signal.getsignal(signal.SIGINT) == _early.note:
        signal.signal(signal.SIGINT, _early.before)
    if _early.came and (ignored_too or _early.before != signal.SIG_IGN):
        raise KeyboardInterrupt


def ignore_interrupts() -> None:
    """The answer is given: a Ctrl-C while Python ends would only change the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
