"""How work that takes a while tells how far it is, and learns that nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

from hookstudio.model.errors import StudioError

T = TypeVar("T")


class Progress(Protocol):
    """What a piece of work gets: call it to tell how far it is, look at `cancelled` to know when to give up."""

    @property
    def cancelled(self) -> bool: ...

    def __call__(self, done: int, total: int, note: str = "") -> None: ...


class Cancelled(StudioError):
    """The user gave up on a piece of work; it left nothing behind."""


def counted(items: Sequence[T], progress: Progress | None) -> Iterator[T]:
    """The *items*, one by one, told to *progress* as they come. Raises Cancelled once it says that nobody waits any more."""
    step = max(1, len(items) // 100)
    for number, item in enumerate(items):
        if progress is not None and progress.cancelled:
            raise Cancelled("Cancelled. Nothing was changed.")
        if progress is not None and number % step == 0:
            progress(number, len(items))
        yield item
