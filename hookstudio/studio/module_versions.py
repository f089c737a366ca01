"""What of the versions that are there is what the code wants: a version, a range, a tag or anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hookstudio.npm.ranges import in_range, is_version, precedence

_TAG: Final = re.compile(r"[A-Za-z][A-Za-z0-9._-]*", re.ASCII)


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
