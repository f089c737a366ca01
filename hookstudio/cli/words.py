"""Words among the arguments that stand for values."""

from __future__ import annotations

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
