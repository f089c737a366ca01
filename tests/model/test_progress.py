"""Items told to whoever waits for them."""

from __future__ import annotations

import pytest

from hookstudio.model.progress import Cancelled, counted


class Waiting:
    def __init__(self, patience: int) -> None:
        self.told: list[tuple[int, int]] = []
        self._patience = patience

    @property
    def cancelled(self) -> bool:
        self._patience -= 1
        return self._patience < 0

    def __call__(self, done: int, total: int, note: str = "") -> None:
        assert note == ""
        self.told.append((done, total))


def test_all_items_come_and_about_a_hundred_times_it_is_told() -> None:
    waiting = Waiting(10_000)
    assert list(counted(range(1_000), waiting)) == list(range(1_000))
    assert len(waiting.told) == 100
    assert waiting.told[:2] == [(0, 1_000), (10, 1_000)]
    assert list(counted("abc", None)) == ["a", "b", "c"]


def test_whoever_gives_up_gets_no_more() -> None:
    items = counted(range(10), Waiting(3))
    assert [next(items) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(Cancelled):
        next(items)
