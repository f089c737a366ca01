"""Printed text made safe and short enough to be looked at: nothing a hook prints can hide, reorder or stall what is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Room:
    """How much of one message is shown: characters of a line, lines, and characters altogether."""

    line: int
    lines: int
    characters: int


ROOMY: Final = Room(line=5_000, lines=2_000, characters=200_000)
CROWDED: Final = Room(line=400, lines=20, characters=400)  # ten thousand of these are still little to lay out

# Terminal sequences: CSI, then OSC and its kin up to their terminator, then the two-character ones.
_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)|[ -/]*[0-Z\\^_a-~])")
# Everything that has no picture of its own, that turns the direction of text around, or that means something to Qt's text engine.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)


def printable(text: str) -> str:
    """*text* with terminal sequences taken out and every unseen character written out; line breaks and tabs stay."""
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    return _UNSEEN.sub(_written_out, text) if _UNSEEN.search(text) else text


def display_lines(text: str, room: Room = ROOMY) -> list[str]:
    """The lines of *text* as they are shown: printable, and cut to *room* with a note that says so."""
    if len(text) <= min(room.line, room.characters):
        lines = printable(text).split("\n")
        if len(lines) <= room.lines:
            return lines
    total = text.count("\n") + 1
    shown: list[str] = []
    left = room.characters
    for line in text.split("\n", room.lines)[: room.lines]:
        shown.append(_cut(line, min(room.line, left)))
        left -= len(line)
        if left <= 0:
            break
    if total > len(shown):
        shown.append(f"… {len(shown):,} of {total:,} lines; copied or saved, the message is whole")
    return shown


def _cut(line: str, limit: int) -> str:
    if len(line) <= limit:
        return printable(line)
    return f"{printable(line[:limit])} … {limit:,} of {len(line):,} characters"


def _written_out(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    if code <= 0xFFFF:
        return f"\\u{code:04x}"
    return f"\\u{{{code:x}}}"


def one_line(text: str, limit: int) -> str:
    """*text* on one line of at most *limit* characters, for a cell of a table."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    return printable(short).replace("\n", "↵").replace("\t", "⇥")
