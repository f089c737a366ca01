"""Which parts of a line differ from the line beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

Span = tuple[int, int]
"""From this column to before that one."""

_PIECE: Final = re.compile(r"\w+|\s+|.", re.DOTALL)
_PIECES: Final = 120  # of more than these, only the beginning and the end that are the same are left unmarked
_ALIKE: Final = 0.25  # lines that have less than this in common differ as a whole


def line_marks(one: str, other: str, *, fine: bool = True) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The spans of *one* and of *other* that the other line has not; words are whole. Nothing is marked where all of a line differs.

    Without *fine* each line has one span at most, from its first to its last difference, which takes no time to speak of.
    """
    left, right = _PIECE.findall(one), _PIECE.findall(other)
    start = _same(left, right)
    end = min(_same(left[::-1], right[::-1]), len(left) - start, len(right) - start)
    here, there = left[start : len(left) - end], right[start : len(right) - end]
    steps = [(0, len(here), 0, len(there))]
    shared = [*left[:start], *left[len(left) - end :]]
    if fine and max(len(here), len(there)) <= _PIECES:
        blocks = SequenceMatcher(None, here, there, autojunk=False).get_matching_blocks()
        steps, at, beside = [], 0, 0
        for block in blocks:
            steps.append((at, block.a, beside, block.b))
            at, beside = block.a + block.size, block.b + block.size
            shared += here[block.a : at]
    if _written(shared) < _ALIKE * max(_written(left), _written(right)):
        return (), ()
    before = sum(map(len, left[:start]))
    return _spans(here, [step[:2] for step in steps], before), _spans(there, [step[2:] for step in steps], before)


def _written(pieces: Sequence[str]) -> int:
    return sum(len(piece) for piece in pieces if not piece.isspace())


def _same(left: Sequence[str], right: Sequence[str]) -> int:
    """How many of the first pieces are the same."""
    return next((number for number, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), min(len(left), len(right)))


def _spans(pieces: Sequence[str], ranges: Sequence[tuple[int, int]], at: int) -> tuple[Span, ...]:
    columns = [at]
    for piece in pieces:
        columns.append(columns[-1] + len(piece))
    return tuple((columns[first], columns[last]) for first, last in ranges if first < last)
