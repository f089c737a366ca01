"""What is known about one run while it goes on: filled frame by frame, read once at the end."""

from __future__ import annotations

from collections import deque
from typing import Final

from hookstudio.model.outcome import ConsoleLine
from hookstudio.runner.frames import Console, Ended, Exiting, Frame, ProtocolBroken, Settled, Started, Warned

KEPT_LINES: Final = 10_000
KEPT_CHARACTERS: Final = 64 * 1024 * 1024
TAIL: Final = 16_384  # bytes kept of what Node itself wrote to standard error


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
        if isinstance(frame, Warned):
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
