"""What the console holds: a bounded row of messages that is taken in at once and handed on in portions."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain, groupby, islice, repeat
from typing import TYPE_CHECKING, Final, TypeAlias

from hookstudio.ui.run_pane.passage import Passage
from hookstudio.ui.run_pane.printed_text import CROWDED, ROOMY, Room, display_lines

if TYPE_CHECKING:
    from hookstudio.model.outcome import ConsoleLine

    Item: TypeAlias = ConsoleLine | Passage

CHARACTER_LIMIT: Final = 64_000_000  # of all messages together, as long as they are
SHOWN_LIMIT: Final = 3_000_000  # characters in view, after which less is shown of each message


@dataclass(slots=True)
class Entry:
    """One message. `start` is when its run began; `blocks` is how many lines of the view it takes, 0 while it is filtered out.

    `room` says how much of it is shown, `shown` how many characters that is.
    """

    item: Item
    start: datetime
    room: Room = ROOMY
    blocks: int = 0
    shown: int = 0

    @property
    def level(self) -> str:
        return self.item.level

    @property
    def time(self) -> str:
        """The time of day, HH:MM:SS.mmm; '' for a passage, which the program adds by itself."""
        if isinstance(self.item, Passage):
            return ""
        start = self.start
        begin = ((start.hour * 60 + start.minute) * 60 + start.second) * 1000 + start.microsecond // 1000
        seconds, rest = divmod(begin + int(self.item.at_ms), 1000)
        return f"{_clock(seconds)}.{rest:03d}"

    @property
    def lines(self) -> list[str]:
        """The text as it is shown."""
        return self.item.text.split("\n") if isinstance(self.item, Passage) else display_lines(self.item.text, self.room)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which messages are shown: levels that are hidden, and a text that has to be in them, upper and lower case being the same."""

    hidden: frozenset[str] = frozenset()
    text: str = ""

    @property
    def active(self) -> bool:
        return bool(self.hidden or self.text)

    def admits(self, item: Item) -> bool:
        """Passages are always shown: a failure must not be filtered away."""
        if isinstance(item, Passage):
            return True
        return group(item.level) not in self.hidden and (not self.text or self.text.casefold() in item.text.casefold())


@lru_cache(maxsize=64)
def _clock(seconds: int) -> str:
    return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def group(level: str) -> str:
    """The level under which the filter counts a message: error, warn, info, log or debug."""
    return {"trace": "debug", "warning": "warn", "assert": "error"}.get(
        level, level if level in ("error", "warn", "info", "debug") else "log"
    )


class ConsoleLog:
    """The last *limit* messages. `taken` are those that the view has taken over; others wait for it."""

    def __init__(self, limit: int) -> None:
        self.taken: deque[Entry] = deque()
        self._waiting: deque[Item] = deque(maxlen=limit)
        self._runs: deque[tuple[int, datetime]] = deque()  # from which added message on a run's start holds
        self._added = 0
        self._limit = limit
        self._dropped = 0
        self._characters = self._shown = 0

    @property
    def limit(self) -> int:
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._dropped += max(0, len(self._waiting) - limit)
        self._waiting = deque(self._waiting, maxlen=limit)
        self._limit = limit

    def add(self, items: Sequence[Item], start: datetime) -> None:
        """Take *items* in. It costs no more than a copy of the last ones, so that a flood hardly costs the window anything."""
        self._dropped += max(0, len(self._waiting) + len(items) - self._limit)
        if not self._runs or self._runs[-1][1] is not start:
            self._runs.append((self._added, start))
        self._added += len(items)
        self._waiting.extend(items[-self._limit :])

    def clear(self) -> None:
        self._dropped = self._characters = self._shown = 0
        self.taken.clear()
        self._waiting.clear()
        self._runs.clear()

    @property
    def dropped(self) -> int:
        """How many older messages are gone."""
        return self._dropped + self._surplus

    @property
    def _surplus(self) -> int:
        return max(0, len(self.taken) + len(self._waiting) - self._limit)

    @property
    def _room(self) -> Room:
        return ROOMY if self._shown < SHOWN_LIMIT else CROWDED

    def note_shown(self, entry: Entry, blocks: int, characters: int) -> None:
        """Tell that *entry*, just taken, is in the view with so many lines and characters."""
        entry.blocks, entry.shown = blocks, characters
        self._shown += characters

    @property
    def has_waiting(self) -> bool:
        return bool(self._waiting)

    def __len__(self) -> int:
        return len(self.taken) + len(self._waiting) - self._surplus

    def __iter__(self) -> Iterator[Entry]:
        """All messages that are kept, oldest first."""
        kept = islice(self.taken, self._surplus, None)
        return chain(kept, (Entry(item, start, self._room) for item, start in zip(self._waiting, self._starts(), strict=True)))

    def outdated(self) -> list[Entry]:
        """Drop the oldest taken messages as far as newer ones need their place; they have to leave the view."""
        gone = []
        while self.taken and (self._surplus or self._characters > CHARACTER_LIMIT):
            entry = self.taken.popleft()
            self._characters -= len(entry.item.text)
            self._shown -= entry.shown
            self._dropped += 1
            gone.append(entry)
        return gone

    def take(self) -> Entry:
        """Move the oldest waiting message to the taken ones."""
        place = self._added - len(self._waiting)
        while len(self._runs) > 1 and self._runs[1][0] <= place:
            self._runs.popleft()
        entry = Entry(self._waiting.popleft(), self._runs[0][1], self._room)
        self._characters += len(entry.item.text)
        self.taken.append(entry)
        return entry

    def _starts(self) -> Iterator[datetime]:
        """The start of the run of each waiting message."""
        place = self._added - len(self._waiting)
        ends = chain((first for first, _ in islice(self._runs, 1, None)), [self._added])
        for (_, start), end in zip(self._runs, ends, strict=False):
            yield from repeat(start, max(0, end - place))
            place = max(place, end)

    def wait_again(self) -> None:
        """Let all messages wait: the view starts over, with another filter."""
        self.outdated()
        starts = [*(entry.start for entry in self.taken), *self._starts()]
        items = [*(entry.item for entry in self.taken), *self._waiting]
        self._waiting.clear()
        self._runs.clear()
        for start, run in groupby(zip(items, starts, strict=True), key=lambda pair: pair[1]):
            dropped = self._dropped
            self.add([item for item, _ in run], start)
            self._dropped = dropped
        self.taken.clear()
        self._characters = self._shown = 0


def shown_text(entries: Iterable[Entry]) -> str:
    """The messages as the console shows them: time, level, text."""
    return "\n".join(_headed(entry, "\n".join(entry.lines)) for entry in entries)


def whole_text(entries: Iterable[Entry]) -> str:
    """The messages as they are saved and copied: as shown, but nothing cut or written out."""
    return "".join(_headed(entry, entry.item.text) + "\n" for entry in entries)


def _headed(entry: Entry, text: str) -> str:
    time = entry.time
    return f"{time} {entry.level:<5} {text}" if time else text
