"""The order of hooks: from numbers to rows and back with the fewest changes, and the moves of both sides brought together."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Final, TypeVar

from hookstudio.model.sync import OrderMerge
from hookstudio.model.tenant import ORDER_LIMIT

STEP: Final = 10
"""How far apart the numbers of hooks are that come at the end, so that others have room between them."""

T = TypeVar("T", bound=Hashable)


def fewest_changes(numbers: Sequence[float | None], *, fixed: Collection[int] = (), ties: bool = False) -> list[float] | None:
    """Ascending numbers for hooks in the sequence wanted: as many as can be stay, the others become whole numbers from 0 to ORDER_LIMIT.

    None stands for a hook that has no number yet. The hooks at the indexes *fixed* have to keep theirs; the answer is None where that
    can't be. *ties*: equal numbers next to each other may stay so.
    """
    kept = _kept(numbers, frozenset(fixed), ties)
    if kept is None:
        return None
    wanted: list[float] = [0.0] * len(numbers)
    stops = [-1, *kept, len(numbers)]
    for before, after in itertools.pairwise(stops):
        if after < len(numbers):
            wanted[after] = _number(numbers, after)
        low = max(math.floor(_number(numbers, before)), -1) if before >= 0 else -1
        count = after - before - 1
        if after == len(numbers):
            wide = min(STEP, (ORDER_LIMIT - max(low, 0)) // max(count, 1))
            fresh = [low + wide * step if low >= 0 else wide * (step - 1) for step in range(1, count + 1)]
        else:
            room = math.ceil(_number(numbers, after)) - low
            fresh = [low + room * step // (count + 1) for step in range(1, count + 1)]
        for step, number in enumerate(fresh, start=1):
            wanted[before + step] = number
    return wanted


def _kept(numbers: Sequence[float | None], fixed: frozenset[int], ties: bool) -> list[int] | None:
    """The indexes of the most numbers that can stay, with room between them for those that can't; the first such choice."""
    length = len(numbers)
    best: list[int] = [0] * (length + 1)  # best[i]: how many stay up to i, i included; 0: impossible
    came: list[int] = [-1] * (length + 1)
    last = -1
    for index in range(length + 1):
        end = index == length
        number = None if end else numbers[index]
        if number is None and not end:
            continue
        most, source = 0, -1
        if last < 0 and (end or number is None or index == 0 or math.ceil(number) >= index):
            most, source = 1, -1
        for before in range(max(last, 0), index):
            if best[before] >= max(most, 1) and (_ends(numbers, before) if end else _fits(numbers, before, index, ties)):
                most, source = best[before] + 1, before
        best[index], came[index] = most, source
        if index in fixed:
            if not most:
                return None
            last = index
    if not best[length]:
        return None
    kept: list[int] = []
    index = came[length]
    while index >= 0:
        kept.append(index)
        index = came[index]
    return kept[::-1]


def _fits(numbers: Sequence[float | None], before: int, after: int, ties: bool) -> bool:
    """Whether both can stay: they ascend, and there are enough whole numbers from 0 between them."""
    low, high = _number(numbers, before), _number(numbers, after)
    between = after - before - 1
    if between == 0:
        return low < high or (ties and low == high)
    return math.ceil(high) - max(math.floor(low), -1) - 1 >= between


def _ends(numbers: Sequence[float | None], last: int) -> bool:
    """Whether there are enough numbers for those behind one that stays."""
    return _number(numbers, last) + (len(numbers) - last - 1) <= ORDER_LIMIT


def _number(numbers: Sequence[float | None], index: int) -> float:
    number = numbers[index]
    assert number is not None
    return number


def merge_order(base: Sequence[str], here: Sequence[str], there: Sequence[str]) -> OrderMerge:
    """The orders of both sides brought together; *base* is the one on which they agreed, as far as there is one.

    Every pair of hooks stands as the side wants it that changed it. Where that makes a circle, its hooks clash.
    """
    if here == there:
        return OrderMerge(tuple(here), tuple(there), tuple(here))
    known_here, known_there, in_base = set(here), set(there), set(base)
    h = [name for name in here if name in known_there]
    t = [name for name in there if name in known_here]
    old = [name for name in base if name in known_here and name in known_there]
    merged, clashing = h, frozenset[str]()
    if h != t:
        joined, clashing = _joined(old, *([name for name in row if name in in_base] for row in (h, t)))
        odd = _moved(h, t)
        clashing |= frozenset(name for name in h if name in odd and name not in in_base)
        merged = insert_missing(joined, h)
    whole = insert_missing(insert_missing(merged, here), there)
    moved_here, moved_there = _moved(t, merged) - clashing, _moved(h, merged) - clashing
    return OrderMerge(tuple(here), tuple(there), tuple(whole), moved_here, moved_there, clashing)


def insert_missing(row: Iterable[T], like: Sequence[T]) -> list[T]:
    """*row* with what it has not of *like*, each behind the one that it is behind there; the first at the front,
    unless they have nothing in common."""
    found = list(row)
    known = set(found)
    for index, name in enumerate(like):
        if name in known:
            continue
        before = next((other for other in reversed(like[:index]) if other in known), None)
        at = found.index(before) + 1 if before is not None else 0 if known.intersection(like) else len(found)
        found.insert(at, name)
        known.add(name)
    return found


def settled(order: OrderMerge, theirs: Collection[str]) -> tuple[str, ...]:
    """The merged order once it is decided which of the clashing hooks stand as they do there; the others stand as they do here."""
    rest = [name for name in order.merged if name not in order.clashing]
    own = [name for name in order.here if name in order.clashing and name not in theirs]
    known = set(rest) | set(own)
    row = insert_missing(rest, [name for name in order.here if name in known])
    known |= set(theirs) & order.clashing
    return tuple(insert_missing(row, [name for name in order.there if name in known]))


def _joined(base: Sequence[str], here: Sequence[str], there: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    """The same for hooks that all three have, and which of them clash."""
    if list(here) in (list(base), list(there)):
        return list(there), frozenset()
    if list(there) == list(base):
        return list(here), frozenset()
    places = [{name: index for index, name in enumerate(row)} for row in (base, here, there)]
    wins = dict.fromkeys(here, 0)
    for index, first in enumerate(here):
        for second in here[index + 1 :]:
            was, _, is_there = (row[first] < row[second] for row in places)
            first_stands_first = is_there if was else True
            wins[first if first_stands_first else second] += 1
    ranks = sorted(here, key=lambda name: (-wins[name], places[1][name]))
    return _circles(ranks, wins, places[1])


def _circles(ranks: list[str], wins: dict[str, int], place: dict[str, int]) -> tuple[list[str], frozenset[str]]:
    """A row in which whoever stands in a circle stands as here. A part of the row is closed where its wins are those of a whole end."""
    row: list[str] = []
    clashing: set[str] = set()
    part: list[str] = []
    left, sum_of_wins = len(ranks), 0
    for name in ranks:
        part.append(name)
        sum_of_wins += wins[name]
        size = len(part)
        if sum_of_wins == size * (left - size) + size * (size - 1) // 2:
            if size > 1:
                clashing.update(part)
            row += sorted(part, key=lambda each: place[each])
            left, sum_of_wins, part = left - size, 0, []
    return row, frozenset(clashing)


def _moved(base: Sequence[str], row: Sequence[str]) -> frozenset[str]:
    """The fewest hooks whose moves explain how the common ones of *base* came to stand as in *row*."""
    place = {name: index for index, name in enumerate(row)}
    found = [place[name] for name in base if name in place]
    standing = _longest_ascending(found)
    return frozenset(row[index] for index in found if index not in standing)


def _longest_ascending(numbers: Sequence[int]) -> frozenset[int]:
    from bisect import bisect_left

    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(ends, number)
        before[number] = ends[at - 1] if at else None
        ends[at : at + 1] = [number]
    kept: set[int] = set()
    last: int | None = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return frozenset(kept)
