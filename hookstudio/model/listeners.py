"""Who is told of changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Listeners(Generic[T]):
    """Callables that are told a value, in the order in which they were added, in the thread that tells it."""

    def __init__(self) -> None:
        self._all: list[Callable[[T], None]] = []

    def add(self, listener: Callable[[T], None]) -> Callable[[], None]:
        """Tell *listener*, too, until the returned function is called."""
        self._all.append(listener)
        return lambda: self._all.remove(listener) if listener in self._all else None

    def tell(self, value: T) -> None:
        """Call all of them; they may add others and take themselves away meanwhile."""
        for listener in tuple(self._all):
            listener(value)
