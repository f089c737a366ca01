"""Versions and ranges as npm understands them."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

_LONGEST: Final = 256
_VERSION: Final = re.compile(r"(\d{1,16})\.(\d{1,16})\.(\d{1,16})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
_TAG: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*", re.ASCII)
_UNREADABLE: Final = (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError)

Precedence = tuple[tuple[int, int, int], bool, tuple[tuple[bool, int, str], ...]]


def is_version(text: str) -> bool:
    """Whether *text* is a full version, such as '1.2.3' or '2.0.0-beta.1'."""
    return len(text) <= _LONGEST and _VERSION.fullmatch(text) is not None


def precedence(version: str) -> Precedence:
    """A key that sorts versions, oldest first; what is no version comes before all."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return (-1, -1, -1), False, ()
    parts = match[4].split(".") if match[4] else []
    before = tuple((False, int(part), "") if part.isdecimal() and len(part) < 17 else (True, 0, part) for part in parts)
    return (int(match[1]), int(match[2]), int(match[3])), not parts, before


@lru_cache(maxsize=4096)
def in_range(version: str, wanted: str, *, pre_releases: bool = False) -> bool | None:
    """Whether *version* is in the range *wanted*, None if that is no range. Without *pre_releases* a range has only those it names."""
    if len(wanted) > _LONGEST or len(version) > _LONGEST:
        return None
    semver: Any = importlib.import_module("nodesemver")
    try:
        if semver.valid_range(wanted, loose=True) is None:
            return None
        # One at a time: a part that the library takes wrongly must not decide about the others.
        parts = [part.strip() or "*" for part in wanted.split("||")]
        return any(semver.satisfies(version, part, loose=True, include_prerelease=pre_releases) for part in parts)
    except _UNREADABLE:
        return None


def is_tag(wanted: str) -> bool:
    """Whether *wanted* is the name of a tag, such as latest or next; `x` and `v1` are ranges."""
    return _TAG.fullmatch(wanted) is not None and in_range("0.0.0", wanted) is None


def satisfies(version: str, wanted: str) -> bool:
    """Whether a version is what was wanted; nothing wanted and a tag, which only a registry knows, are satisfied by any."""
    if not wanted or version == wanted:
        return True
    if is_version(wanted):
        return version.partition("+")[0] == wanted.partition("+")[0]
    found = in_range(version, wanted)
    return is_tag(wanted) if found is None else found


def in_order(versions: Iterable[str]) -> list[str]:
    """Versions from the newest to the oldest; what is no version comes last."""
    return sorted(versions, key=precedence, reverse=True)


@lru_cache(maxsize=1024)
def lowest_of(wanted: str, above: str = "") -> str:
    """The lowest version that the range *wanted* names and that is newer than *above*; '' if there is none or it is no range."""
    semver: Any = importlib.import_module("nodesemver")
    try:
        clean = str(semver.valid_range(wanted, loose=True) or "") if len(wanted) <= _LONGEST else ""
    except _UNREADABLE:
        return ""
    named = [
        found for found in re.findall(r"(?<![<\d.])(?:>=|=|)(\d+\.\d+\.\d+)", clean) if not above or precedence(found) > precedence(above)
    ]
    return min(named, key=precedence, default="")
