"""A progress for tests: it keeps what it is told."""

from __future__ import annotations

from collections.abc import Callable


class Patience:
    """Is cancelled when *until* says so. `told`: everything, `notes`: the words of that."""

    def __init__(self, until: Callable[[], bool] = lambda: False) -> None:
        self.told: list[tuple[int, int, str]] = []
        self._until = until

    @property
    def cancelled(self) -> bool:
        return self._until()

    @property
    def notes(self) -> list[str]:
        return [note for _, _, note in self.told]

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self.told.append((done, total, note))
