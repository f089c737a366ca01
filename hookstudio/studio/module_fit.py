"""Finding the newest version of a module that a Node can load, with few tries: each is an installation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

MAJORS: Final = 4
TRIES: Final = 9


def newest_fit(versions: Sequence[str], loads: Callable[[str], bool]) -> str | None:
    """The newest of *versions*, newest first, for which *loads* is true; None if none of a few is.

    It takes for granted that what is older loads where something newer does: first the newest of each major is tried, then the
    minors between the one that loads and the one that does not are halved.
    """
    tries, above, fit = TRIES, "", None
    for version in _newest_of(versions, 1)[:MAJORS]:
        tries -= 1
        if loads(version):
            fit = version
            break
        above = version
    if fit is None or not above:
        return fit
    newer = _newest_of(versions[: versions.index(fit)], 2)
    left = newer[newer.index(above) + 1 :]
    while left and tries > 0:
        tries -= 1
        middle = len(left) // 2
        if loads(left[middle]):
            fit, left = left[middle], left[:middle]
        else:
            left = left[middle + 1 :]
    return fit


def _newest_of(versions: Sequence[str], parts: int) -> list[str]:
    """The first version of each group that shares so many numbers."""
    return list({".".join(version.split(".")[:parts]): version for version in reversed(versions)}.values())[::-1]
