"""How the two lists of the panel share the height that there is: what is searched for comes first, in whole rows where that is possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FOUND_ROWS: Final = 3  # of the search, before the installed modules get more than one
KEPT_ROWS: Final = 4  # of the installed modules, while something was found


def shares(room: int, found: Sequence[int], kept: Sequence[int]) -> tuple[int, int]:
    """The heights of the list of what was found and of the list of what is installed, for rows of these heights.

    Both are as high as their rows where there is room for them. Else a few installed rows stay, in whole rows, and the rest is for
    what was found; where that would be less than three rows, installed ones make way, but for one.
    """
    room = max(0, room)
    if not found:
        return 0, min(room, sum(kept))
    if sum(found) + sum(kept) <= room:
        return sum(found), sum(kept)
    least = sum(found[:FOUND_ROWS])
    few = _whole_rows(kept[:KEPT_ROWS], room - least)
    few = max(few, kept[0] if kept and sum(found[:1]) + kept[0] <= room else 0)
    most = sum(found)
    if most + few < room:  # little was found: more of the installed ones can be seen
        return most, _whole_rows(kept, room - most)
    return room - few, few


def _whole_rows(rows: Sequence[int], room: int) -> int:
    """The height of as many of the first rows as fit."""
    height = 0
    for row in rows:
        if height + row > room:
            break
        height += row
    return height
