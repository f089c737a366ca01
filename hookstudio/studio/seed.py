"""Seeds of test contexts: what is one, and a fresh one."""

from __future__ import annotations

import random
from typing import Final

from hookstudio.model.errors import StudioError

SEED_LIMIT: Final = 2**53 - 1  # the largest whole number that every JSON reader keeps
_RANDOM_SEEDS: Final = 1_000_000  # short enough to be typed and told


def random_seed() -> int:
    """A fresh seed, short enough to be typed."""
    return random.randrange(_RANDOM_SEEDS)


def parse_seed(text: str) -> int:
    """The seed that *text* says. Raises StudioError unless it is a whole number from 0 to 2^53 - 1."""
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= 20 and int(digits) <= SEED_LIMIT:
        return int(digits)
    raise StudioError(f"“{text}” is not a seed.", hint=f"A seed is a whole number from 0 to {SEED_LIMIT}.")
