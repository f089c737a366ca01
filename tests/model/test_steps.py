from __future__ import annotations

from collections.abc import Generator

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.steps import Steps


def count(done: list[int], fails: bool = False) -> Generator[None, None, str]:
    for number in range(3):
        done.append(number)
        yield
    if fails:
        raise StudioError("That is no good.")
    return "well"


def test_steps_are_taken_one_by_one_and_the_rest_for_the_result() -> None:
    done: list[int] = []
    steps = Steps(count(done))
    next(steps)
    next(steps)
    assert done == [0, 1]
    assert (steps.result(), steps.result(), done) == ("well", "well", [0, 1, 2])
    assert list(steps) == []


def test_a_failure_is_told_to_who_asks_for_the_result_and_to_nobody_else() -> None:
    done: list[int] = []
    steps = Steps(count(done, fails=True))
    assert len(list(steps)) == 3
    for _ in range(2):
        with pytest.raises(StudioError, match="no good"):
            steps.result()
