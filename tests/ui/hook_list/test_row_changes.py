from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.ui.hook_list.row_changes import Inserted, Moved, Removed, Step, steps


def apply(before: list[str], after: list[str], found: list[Step]) -> list[str]:
    rows = list(before)
    for step in found:
        if isinstance(step, Removed):
            del rows[step.first : step.last + 1]
        elif isinstance(step, Moved):
            rows.insert(step.target, rows.pop(step.source))
        else:
            rows[step.first : step.first] = after[step.first : step.last + 1]
    return rows


rows = st.lists(st.sampled_from("abcdefghij"), unique=True)


@given(rows, rows)
def test_the_steps_lead_from_one_order_to_the_other(before: list[str], after: list[str]) -> None:
    found = steps(before, after)
    assert found is not None
    assert apply(before, after, found) == after


@pytest.mark.parametrize(("source", "target"), [(0, 99), (99, 0), (10, 60), (60, 10), (5, 6), (6, 5)])
def test_one_row_that_moved_is_one_step(source: int, target: int) -> None:
    before = [str(number) for number in range(100)]
    after = list(before)
    after.insert(target, after.pop(source))
    found = steps(before, after)
    assert found is not None and len(found) == 1 and isinstance(found[0], Moved)


def test_rows_that_go_or_come_together_are_one_step() -> None:
    assert steps(list("abcdef"), list("aef")) == [Removed(1, 3)]
    assert steps(list("aef"), list("abcdef")) == [Inserted(1, 3)]
    assert steps([], list("ab")) == [Inserted(0, 1)]
    assert steps(list("ab"), []) == [Removed(0, 1)]


def test_nothing_changed_is_no_step() -> None:
    assert steps(list("abc"), list("abc")) == []


def test_too_many_steps_are_given_up() -> None:
    before = [str(number) for number in range(500)]
    after = random.Random(1).sample(before, len(before))
    assert steps(before, after) is None
