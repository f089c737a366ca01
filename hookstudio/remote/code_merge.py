"""A merge of code by lines: what both sides made of the same text, where they changed different parts of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from hookstudio.model.sync import plain_ends

Part = tuple[list[str], list[str], list[str]]
_LINES: Final = 6000  # matching lines costs up to the square of their number


@dataclass(frozen=True, slots=True)
class Clash:
    """A part that both sides changed in different ways."""

    base: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Merged:
    """`text` has the changes of both sides, and is None where they clash."""

    text: str | None
    clashes: tuple[Clash, ...] = ()


def merge_code(base: str, here: str, there: str) -> Merged:
    """What both sides made of *base*, with the line ends of *here*. Changes that touch each other clash unless they are the same."""
    parts = parts_of(base, here, there)
    if parts is None:
        return Merged(None, (Clash(base, here, there),))
    out: list[str] = []
    clashes: list[Clash] = []
    for part_base, part_here, part_there in parts:
        if part_here == part_there or part_there == part_base:
            out += part_here
        elif part_here == part_base:
            out += part_there
        else:
            clashes.append(Clash("".join(part_base), "".join(part_here), "".join(part_there)))
    if clashes:
        return Merged(None, tuple(clashes))
    text = "".join(out)
    return Merged(text.replace("\n", "\r\n") if "\r\n" in here and "\n" not in here.replace("\r\n", "") else text)


def parts_of(base: str, here: str, there: str) -> list[Part] | None:
    """The lines of the three texts cut into parts: where all three have the same, and what each has between. None if they are too long."""
    old, own, other = (_lines(plain_ends(text)) for text in (base, here, there))
    return None if len(old) + len(own) + len(other) > _LINES else _parts(old, own, other)


def _lines(text: str) -> list[str]:
    """Its lines with their ends; a carriage return or a form feed alone ends none."""
    lines = text.split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _parts(base: Sequence[str], here: Sequence[str], there: Sequence[str]) -> list[Part]:
    """The three texts cut into parts: at what all three have, and between. Put together again they are the texts."""
    in_here, in_there = _matches(base, here), _matches(base, there)
    parts: list[Part] = []
    b = h = t = 0
    while b < len(base):
        stop = b
        while stop < len(base) and in_here.get(stop) == h + stop - b and in_there.get(stop) == t + stop - b:
            stop += 1
        if stop > b:
            run = list(base[b:stop])
            parts.append((run, run, run))
            b, h, t = stop, h + len(run), t + len(run)
            continue
        while stop < len(base) and not (stop in in_here and stop in in_there):
            stop += 1
        next_h, next_t = (in_here[stop], in_there[stop]) if stop < len(base) else (len(here), len(there))
        parts.append((list(base[b:stop]), list(here[h:next_h]), list(there[t:next_t])))
        b, h, t = stop, next_h, next_t
    if h < len(here) or t < len(there):
        parts.append(([], list(here[h:]), list(there[t:])))
    return parts


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Which line of *other* each line of *base* is, as far as it has it."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
