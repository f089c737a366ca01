"""Chance that a seed decides, the same everywhere: each decision has a label, and its number comes from a hash of both."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


class Dice:
    """Decisions of one seed. A label always decides alike, whatever was asked before; so a key that is added to a schema
    changes no other. Python's `random` is not used: its methods may change with the version."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def below(self, label: str, limit: int) -> int:
        """A whole number from 0 to *limit* - 1."""
        digest = hashlib.sha256(f"{self._seed}:{label}".encode()).digest()
        return int.from_bytes(digest[:12], "big") % limit

    def between(self, label: str, first: int, last: int) -> int:
        """A whole number from *first* to *last*, both included."""
        return first + self.below(label, last - first + 1)

    def chance(self, label: str, percent: int) -> bool:
        return self.below(label, 100) < percent

    def pick(self, label: str, choices: Sequence[_T]) -> _T:
        return choices[self.below(label, len(choices))]

    def text(self, label: str, length: int, alphabet: str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") -> str:
        """*length* characters of an alphabet."""
        return "".join(self.pick(f"{label}#{place}", alphabet) for place in range(length))

    def hexadecimal(self, label: str, length: int) -> str:
        return hashlib.sha256(f"{self._seed}:{label}".encode()).hexdigest()[:length]
