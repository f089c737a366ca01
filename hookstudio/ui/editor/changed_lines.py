"""Which lines of a text differ from its saved state: a diff of our own, since only one of the engines has one."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_MOST_COMPARISONS: Final = 40_000  # lines times lines that are compared one by one; a larger stretch counts as changed whole


@dataclass(frozen=True, slots=True)
class LineChanges:
    """Lines of the new text, counted from 0."""

    changed: tuple[int, ...] = ()  # added or altered
    deleted_after: tuple[int, ...] = ()  # lines were taken away below these; -1: above the first


def changed_lines(saved: Sequence[bytes], current: Sequence[bytes]) -> LineChanges:
    """Compare two texts given as lines. Takes some milliseconds for 10,000 lines, whatever was edited."""
    changed: list[int] = []
    deleted: list[int] = []
    for old_start, old_end, start, end in _differences(saved, current, 0, len(saved), 0, len(current)):
        changed.extend(range(start, end))
        if start == end and old_end > old_start:
            deleted.append(start - 1)
    return LineChanges(tuple(changed), tuple(deleted))


_Stretch = tuple[int, int, int, int]


def _differences(a: Sequence[bytes], b: Sequence[bytes], a0: int, a1: int, b0: int, b1: int) -> Iterator[_Stretch]:
    """Stretches of *a* and *b* that do not correspond: what both share at the ends is left away, lines that occur once in both anchor."""
    while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
        a0, b0 = a0 + 1, b0 + 1
    while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
        a1, b1 = a1 - 1, b1 - 1
    if a0 == a1 or b0 == b1:
        if a0 < a1 or b0 < b1:
            yield a0, a1, b0, b1
        return
    anchors = _anchors(a, b, a0, a1, b0, b1)
    if anchors:
        for x, y in (*anchors, (a1, b1)):
            yield from _differences(a, b, a0, x, b0, y)
            a0, b0 = x, y
    elif (a1 - a0) * (b1 - b0) <= _MOST_COMPARISONS:
        from difflib import SequenceMatcher

        matcher = SequenceMatcher(None, a[a0:a1], b[b0:b1], autojunk=False)
        yield from ((a0 + i, a0 + j, b0 + k, b0 + m) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal")
    else:
        yield a0, a1, b0, b1


def _anchors(a: Sequence[bytes], b: Sequence[bytes], a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int]]:
    """Pairs of equal lines that occur once on both sides, the longest series of them that goes down on both."""
    once_a, once_b = Counter(a[a0:a1]), Counter(b[b0:b1])
    place = {a[i]: i for i in range(a0, a1) if once_a[a[i]] == 1}
    pairs = [(place[b[j]], j) for j in range(b0, b1) if once_b[b[j]] == 1 and b[j] in place]
    tails: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (x, _) in enumerate(pairs):
        slot = bisect_left(tails, x)
        before.append(tops[slot - 1] if slot else -1)
        if slot == len(tails):
            tails.append(x)
            tops.append(index)
        else:
            tails[slot], tops[slot] = x, index
    series = []
    index = tops[-1] if tops else -1
    while index >= 0:
        series.append(pairs[index])
        index = before[index]
    return series[::-1]
