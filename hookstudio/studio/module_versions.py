"""Versions and ranges as npm compares them."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

_EXACT: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?", re.ASCII)
_TAG: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*", re.ASCII)


def is_exact(wanted: str) -> bool:
    """Whether *wanted* is one full version, such as 1.6.7 or 2.0.0-beta.1."""
    return _EXACT.fullmatch(wanted) is not None


def is_tag(wanted: str) -> bool:
    """Whether *wanted* is the name of a tag, such as latest or next; `x` and `v1` are ranges."""
    return _TAG.fullmatch(wanted) is not None and not _is_range(wanted)


@lru_cache(maxsize=1024)
def satisfies(version: str, wanted: str) -> bool:
    """Whether a version is what was wanted; nothing wanted and a tag, which only a registry knows, are satisfied by any."""
    if not wanted or version == wanted:
        return True
    if is_exact(wanted):
        return version.partition("+")[0] == wanted.partition("+")[0]
    if is_tag(wanted):
        return True
    try:
        return bool(_semver().satisfies(version, wanted, loose=False))
    except (ValueError, TypeError):
        return False


def newest(versions: Iterable[str]) -> str:
    """The newest of some versions, at least one."""
    return in_order(versions)[0]


def in_order(versions: Iterable[str]) -> list[str]:
    """Versions from the newest to the oldest; what is no version comes last."""
    return sorted(versions, key=_place, reverse=True)


def _place(version: str) -> tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]:
    match = _EXACT.fullmatch(version)
    if match is None:
        return -1, 0, 0, 0, ()
    parts = match[4][1:].split(".") if match[4] else []
    # A release comes after its pre-releases; of these, numbers come before words.
    before = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)
    return int(match[1]), int(match[2]), int(match[3]), 0 if parts else 1, before


def _is_range(wanted: str) -> bool:
    try:
        return _semver().valid_range(wanted, loose=False) is not None
    except (ValueError, TypeError):
        return False


def _semver() -> Any:
    """npm's own rules in Python; the package has no types."""
    return importlib.import_module("nodesemver")
