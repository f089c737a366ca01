"""How to get from one order of rows to another in few steps, so that a view keeps its selection and its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Removed:
    """The rows `first` to `last`, both included, go away."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The row `source` goes to `target`, its index once it has been taken out."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """Rows appear that will be `first` to `last`, both included."""

    first: int
    last: int


Step = Removed | Moved | Inserted


def steps(before: Sequence[str], after: Sequence[str], limit: int = 40) -> list[Step] | None:
    """The steps from *before* to *after* (keys without repetition), to be done in this order; None if more than *limit*."""
    found: list[Step] = []
    for step in _steps(before, after):
        found.append(step)
        if len(found) > limit:
            return None
    return found


def _steps(before: Sequence[str], after: Sequence[str]) -> Iterator[Step]:
    wanted, known = set(after), set(before)
    for first, last in reversed(_runs([key not in wanted for key in before])):
        yield Removed(first, last)
    kept, goal = [key for key in before if key in wanted], [key for key in after if key in known]
    yield from _moves(kept, goal)
    for first, last in _runs([key not in known for key in after]):
        yield Inserted(first, last)


def _moves(rows: list[str], goal: list[str]) -> Iterator[Moved]:
    """One row that went far down is one move, not one for each row that it passed."""
    start, end = 0, len(rows)
    while True:
        while start < end and rows[start] == goal[start]:
            start += 1
        while start < end and rows[end - 1] == goal[end - 1]:
            end -= 1
        if start == end:
            return
        down = rows[start + 1] == goal[start]
        source, target = (start, goal.index(rows[start], start)) if down else (rows.index(goal[start], start), start)
        rows.insert(target, rows.pop(source))
        yield Moved(source, target)


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """The first and last index of each run of true flags."""
    edges = [i for i, flag in enumerate(flags) if flag is not (i > 0 and flags[i - 1])]
    if flags and flags[-1]:
        edges.append(len(flags))
    return [(first, end - 1) for first, end in zip(edges[::2], edges[1::2], strict=True)]
