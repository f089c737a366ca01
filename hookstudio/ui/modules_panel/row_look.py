"""What a row of the panel shows, as a value: the delegate draws it, nothing else decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    PLAIN = "plain"
    WARNING = "warning"
    ERROR = "error"


class Act(StrEnum):
    """What the button of a row does. `CURRENT` is a tick that does nothing, `ADDED` the same as long as nobody knows of updates."""

    ADD = "add"
    UPDATE = "update"
    CURRENT = "current"
    ADDED = "added"
    CANCEL = "cancel"
    NONE = "none"

    @property
    def alive(self) -> bool:
        """Whether pressing the button does anything."""
        return self not in (Act.NONE, Act.CURRENT, Act.ADDED)


@dataclass(frozen=True, slots=True)
class Chip:
    """`rank`: those with the highest go first where there is no room for all."""

    text: str
    tone: Tone = Tone.PLAIN
    rank: int = 0


@dataclass(frozen=True, slots=True)
class RowLook:
    """`key` tells the rows of a list apart. `then` is what the version would become; `line` and `note` are below the name.

    `act_words` says what the button does, `tip` is everything that is known, one fact a line.
    """

    key: str
    name: str
    version: str = ""
    then: str = ""
    line: str = ""
    chips: tuple[Chip, ...] = ()
    act: Act = Act.NONE
    act_words: str = ""
    tip: str = ""
    line_tone: Tone = Tone.PLAIN
    has_menu: bool = True

    @property
    def spoken(self) -> str:
        """The row in words, for assistive technology."""
        version = f"{self.version} to {self.then}" if self.then else self.version
        parts = (f"{self.name} {version}".strip(), self.line, ", ".join(chip.text for chip in self.chips), self.act_words)
        return ". ".join(part.rstrip(".") for part in parts if part)
