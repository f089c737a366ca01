"""Names that are a slip of the keyboard, or a trap made for one, next to the name of a well-known package."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from hookstudio.resources import resource

_SHORTEST: Final = 5
_LONGEST: Final = 60


def looks_like(name: str) -> str:
    """The well-known package that *name* is probably a slip for, '' if there is none: `lodahs`, `crossenv`, `expresss`."""
    known, by_letters, by_gap = _known()
    lower = name.lower()
    if lower in known or not _SHORTEST - 1 <= len(lower) <= _LONGEST:
        return lower if lower in known and lower != name else ""
    same = by_letters.get(_letters(lower))
    if same is not None:
        return same
    candidates = {one for gap in {lower, *_gaps(lower)} for one in by_gap.get(gap, ())}
    return min((one for one in candidates if _one_slip(lower, one)), default="")


@cache
def _known() -> tuple[frozenset[str], Mapping[str, str], Mapping[str, tuple[str, ...]]]:
    """The names; the names by their letters alone; the names by what is left when any one character is taken out."""
    lines = resource("npm", "popular.txt").read_text(encoding="utf-8").splitlines()
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    long = [name for name in names if len(name) >= _SHORTEST]
    by_gap: defaultdict[str, set[str]] = defaultdict(set)
    for name in long:
        for gap in (name, *_gaps(name)):
            by_gap[gap].add(name)
    return frozenset(names), {_letters(name): name for name in long}, {gap: tuple(found) for gap, found in by_gap.items()}


def _letters(name: str) -> str:
    """*name* without what is easily left out or added: separators, and `js` or `node` at an end. A scope stays apart."""
    scope, slash, own = name.rpartition("/")
    bare = re.sub(r"[-._]", "", re.sub(r"^node[-._]|[-._](?:js|node)$", "", own))
    return f"{scope}{slash}{bare.removesuffix('js') if len(bare) > _SHORTEST else bare}"


def _gaps(name: str) -> Iterator[str]:
    return (name[:at] + name[at + 1 :] for at in range(len(name)))


def _one_slip(one: str, other: str) -> bool:
    """Whether one character more, less or another, or two swapped neighbours, make *one* out of *other*."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    first, second = one[start:], other[start:]
    if len(first) != len(second):
        return first[1:] == second or first == second[1:]
    return first[1:] == second[1:] or (first[:2] == second[1::-1] and first[2:] == second[2:])
