"""How work that takes a while tells how far it is, and learns that nobody waits for it any more."""

from __future__ import annotations

from typing import Protocol

from hookstudio.model.errors import StudioError


class Progress(Protocol):
    """What a piece of work gets: call it to tell how far it is, look at `cancelled` to know when to give up."""

    @property
    def cancelled(self) -> bool: ...

    def __call__(self, done: int, total: int, note: str = "") -> None: ...


class Cancelled(StudioError):
    """The user gave up on a piece of work; it left nothing behind."""
