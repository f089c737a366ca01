"""What a process sees to before it imports anything large: its standard streams, and a Ctrl-C that comes too early.

Imports hardly anything itself, so that it is done as soon as Python runs.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import FrameType

Handler = Callable[[int, FrameType | None], object] | int | None


class _Early:
    """Ctrl-C while nothing is there yet that could answer it, and whether one was answered."""

    def __init__(self) -> None:
        self.holding = False
        self.came = False
        self.before: Handler = None

    def note(self, _number: int, _frame: object) -> None:
        self.came = True

    def once(self, _number: int, _frame: object) -> None:
        """However many come, one exception is made of them: a second one would hit whoever answers the first."""
        if not self.came:
            self.came = True
            raise KeyboardInterrupt

    @property
    def after(self) -> Handler:
        """What answers Ctrl-C once it is no longer held: what did before, but that Python's own exception comes only once."""
        return self.once if self.before == signal.default_int_handler else self.before


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
    """Keep Ctrl-C until `release_interrupts` or `hand_over_interrupts`."""
    if not _early.holding:
        _early.came = False
        _early.before = signal.signal(signal.SIGINT, _early.note)
        _early.holding = True


def release_interrupts() -> None:
    """From here on Ctrl-C does what it did before, or what somebody set meanwhile. Raises KeyboardInterrupt if it came.

    Not where a shell started this with Ctrl-C ignored.
    """
    if not _early.holding:
        return
    _early.holding = False
    if signal.getsignal(signal.SIGINT) == _early.note:
        signal.signal(signal.SIGINT, _early.after)
    if _early.came and _early.before != signal.SIG_IGN:
        raise KeyboardInterrupt


def hand_over_interrupts(handler: Callable[[int, FrameType | None], object]) -> tuple[Handler, bool]:
    """Give Ctrl-C to *handler*, from the first moment on: who is to get it afterwards, and whether it came already."""
    before = signal.signal(signal.SIGINT, handler)
    if not _early.holding:
        return before, False
    _early.holding = False
    return (_early.after if before == _early.note else before), _early.came


def note_interrupt() -> None:
    """Somebody answers a Ctrl-C, and those that follow need no other answer."""
    _early.came = True


def ignore_interrupts() -> None:
    """The answer is given: a Ctrl-C while Python ends would only change the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
