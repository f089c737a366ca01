"""Words among the arguments: what values they stand for, and whether they name a file or folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect


def dialect_named(word: str) -> Dialect:
    """The dialect that *word* names. Raises StudioError."""
    try:
        return Dialect(word.strip().lower())
    except ValueError:
        raise StudioError(f"“{word}” is not a dialect.", hint="It is classic or esm.") from None


def position_named(word: str) -> int:
    """A position counted from 1. Raises StudioError for anything but a whole number."""
    digits = word.strip()
    if digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) < 10:
        return int(digits)
    raise StudioError(f"“{word}” is not a position.", hint="Positions are counted from 1.")


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that the system won't even look up names none."""
    return _told(path.is_file)


def is_folder(path: Path) -> bool:
    """The same for a folder."""
    return _told(path.is_dir)


def exists(path: Path) -> bool:
    """The same for anything."""
    return _told(path.exists)


def _told(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (OSError, ValueError):
        return False
