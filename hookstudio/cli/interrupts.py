"""Ctrl-C and polite requests to end, for commands that have something to bring to an end first."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import ClassVar, Final

from hookstudio.beginning import hand_over_interrupts, note_interrupt
from hookstudio.cli import INTERRUPTED
from hookstudio.model.errors import StudioError

LOOK_S: Final = 0.05  # how long a wait lasts before it is looked whether an interrupt came
_OTHERS: Final = (signal.SIGTERM, *([signal.SIGHUP] if sys.platform != "win32" else []))


class Interrupted(StudioError):
    """The user gave up; `hint` says how it stands."""

    exit_status: ClassVar[int] = INTERRUPTED

    def __init__(self, hint: str = "") -> None:
        super().__init__("Interrupted.", hint=hint)


class Interrupts:
    """Notes that an interrupt came, however many follow, for the command to look at: an exception out of nowhere would hit a lock half
    taken, an import half done, a process half started. Only `heard`, around a wait for somebody's input, makes one of it.
    """

    def __init__(self) -> None:
        self.came = False
        self._heard = False

    def is_over(self) -> bool:
        """Whether one came, as a function."""
        return self.came

    def check(self) -> None:
        """Raises KeyboardInterrupt if one came."""
        if self.came:
            raise KeyboardInterrupt

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """Inside, the first interrupt raises KeyboardInterrupt."""
        self._heard = True
        try:
            self.check()
            yield
        finally:
            self._heard = False

    def note(self, _number: int, _frame: FrameType | None) -> None:
        """Answers a signal."""
        first, self.came = not self.came, True
        note_interrupt()
        if first and self._heard:
            raise KeyboardInterrupt


@contextlib.contextmanager
def interruptible() -> Iterator[Interrupts]:
    """Ctrl-C and requests to end are noted, also where a shell started this in the background with Ctrl-C ignored, and early ones."""
    interrupts = Interrupts()
    left, came = hand_over_interrupts(interrupts.note)
    interrupts.came |= came
    before = [(signal.SIGINT, left), *((number, signal.signal(number, interrupts.note)) for number in _OTHERS)]
    try:
        yield interrupts
    finally:
        for number, handler in before:
            signal.signal(number, handler)
