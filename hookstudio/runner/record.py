"""What is known about one run while it goes on: filled frame by frame, read once at the end."""

from __future__ import annotations

import time
from collections import deque
from typing import Final

from hookstudio.model.outcome import ConsoleLine
from hookstudio.runner.frames import Busy, Console, Ended, Exiting, Frame, ProtocolBroken, Settled, Started, Warned
from hookstudio.runner.interrupt import MARK

KEPT_LINES: Final = 10_000
KEPT_CHARACTERS: Final = 16 * 1024 * 1024  # up to four bytes each
WARNINGS: Final = 100  # the harness sends fewer
TAIL: Final = 16_384  # bytes kept of what Node itself wrote to standard error
FRESH_S: Final = 0.2  # a hook that was seen busy so shortly before is at it still
BUSY_S: Final = 0.5  # what it was busy with longer ago is not said any more


class Record:
    """The latest console lines and everything that bears on the ending."""

    def __init__(self) -> None:
        self.lines: deque[ConsoleLine] = deque()
        self.dropped = 0
        self.started = False
        self.settled: Settled | None = None
        self.ended: Ended | None = None
        self.exiting: Exiting | None = None
        self.warned: list[Warned] = []
        self.tail = b""
        self.flood = False
        self.trace = b""
        self._asked: float | None = None
        self._busy = ""
        self._busy_at = 0.0
        self._characters = 0

    def take(self, frame: Frame) -> tuple[ConsoleLine, ...]:
        """Notes a frame; gives the console lines it brings. Raises ProtocolBroken for one that can't come now."""
        if isinstance(frame, Started):
            if self.started:
                raise ProtocolBroken("two starts")
            self.started = True
            return ()
        if not self.started or self.ended is not None:
            raise ProtocolBroken("a frame before the start or after the end")
        if isinstance(frame, Console):
            self.dropped += frame.dropped
            self.flood = frame.flood
            self.keep(frame.lines)
            return frame.lines
        if isinstance(frame, Busy):
            self._busy, self._busy_at = frame.stack, time.monotonic()
        elif isinstance(frame, Warned):
            if len(self.warned) >= WARNINGS:
                raise ProtocolBroken("too many warnings")
            self.warned.append(frame)
        elif isinstance(frame, Exiting):
            self.exiting = frame
        elif isinstance(frame, Ended):
            self.ended = frame
        elif self.settled is None:
            self.settled = frame
        else:
            raise ProtocolBroken("two endings")
        return ()

    def keep(self, lines: tuple[ConsoleLine, ...]) -> None:
        """Adds console lines; the oldest go, and are counted, where there are too many or too much text."""
        for line in lines:
            self.lines.append(line)
            self._characters += len(line.text)
            while len(self.lines) > KEPT_LINES or self._characters > KEPT_CHARACTERS:
                self._characters -= len(self.lines.popleft().text)
                self.dropped += 1

    def keep_tail(self, data: bytes) -> None:
        self.tail = (self.tail + data)[-TAIL:]
        if self._asked is not None:
            self.trace = (self.trace + data)[-TAIL:]

    def asked_where(self) -> None:
        """From here on, what Node writes to standard error may be its answer."""
        self._asked = time.monotonic()

    def whereabouts(self, *, answered: bool) -> tuple[str, ...]:
        """Stack texts that say where the hook was when Node was asked, the surest first. *answered*: the answer is Node's own."""
        answer = self.trace.decode("utf-8", "replace").rpartition(MARK)[2] if answered else ""
        age = time.monotonic() if self._asked is None else self._asked - self._busy_at
        if not self._busy or age > BUSY_S:
            return (answer,)
        return (self._busy, answer) if age <= FRESH_S else (answer, self._busy)
