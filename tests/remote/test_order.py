"""Orders: the fewest numbers are changed, and what either side moved stays moved."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookstudio.remote.order import fewest_changes, insert_missing, merge_order, settled

Numbers = list[float | None]


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ([], []),
        ([None], [0]),
        ([None, None, None], [0, 10, 20]),
        ([1, 2, 3], [1, 2, 3]),
        ([2, 1, 3], [0, 1, 3]),
        ([3, 1, 2], [0, 1, 2]),
        ([0, 1, 2, None], [0, 1, 2, 12]),
        ([0, None, 10], [0, 5, 10]),
        ([0, None, 1], [0, 10, 20]),
        ([0, 0, 0], [0, 10, 20]),
        ([1.5, None, 2.5], [1.5, 2, 2.5]),
        ([1.2, 1.7], [1.2, 1.7]),
        ([-5, 3, -2], [-5, 3, 13]),
        ([-3, None], [-3, 0]),
        ([None, -3], [0, 10]),
        ([2**53, None], [0, 10]),
        ([2**53 - 3, None, None], [2**53 - 3, 2**53 - 2, 2**53 - 1]),
        ([5, 2**53 - 1, None, None], [5, 15, 25, 35]),
    ],
)
def test_numbers_by_hand(numbers: Numbers, wanted: list[float]) -> None:
    assert fewest_changes(numbers) == wanted


def test_equal_numbers_may_stay_where_nobody_moved_them() -> None:
    assert fewest_changes([0, 0, 0, None], ties=True) == [0, 0, 0, 10]
    assert fewest_changes([0, 0, None, 0], ties=True) == [0, 0, 10, 20]


def test_what_is_fixed_stays_or_nothing_does() -> None:
    assert fewest_changes([1, 2, 3, 0], fixed=[3]) is None
    assert fewest_changes([5, 2, 3], fixed=[0]) == [5, 15, 25]
    assert fewest_changes([5, 2], fixed=[0, 1]) is None
    assert fewest_changes([2**53, None], fixed=[0]) is None


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-3, 8), st.sampled_from([0.5, 2.5])), max_size=6))
def test_no_other_choice_changes_fewer(numbers: Numbers) -> None:
    found = fewest_changes(numbers)
    assert found is not None
    assert all(low < high for low, high in itertools.pairwise(found))
    changed = [index for index, number in enumerate(numbers) if number is not None and found[index] != number]
    assert all(float(found[index]).is_integer() and found[index] >= 0 for index, old in enumerate(numbers) if found[index] != old)
    have = [index for index, number in enumerate(numbers) if number is not None]
    for count in range(len(changed)):
        for others in itertools.combinations(have, count):
            assert not possible([None if index in others else number for index, number in enumerate(numbers)])


def possible(numbers: Numbers) -> bool:
    """Whether whole numbers from 0 can be put for each None so that all ascend."""
    low = -math.inf
    for number in numbers:
        if number is None:
            low = max(math.floor(low) + 1 if low > -math.inf else 0, 0)
        elif number <= low:
            return False
        else:
            low = number
    return True


ROWS = st.permutations("abcdef")


@settings(max_examples=150, deadline=None)
@given(ROWS, ROWS, ROWS)
def test_each_pair_stands_as_the_side_wants_it_that_changed_it(base: list[str], here: list[str], there: list[str]) -> None:
    order = merge_order(base, here, there)
    assert sorted(order.merged) == sorted(base)
    for first, second in itertools.combinations("abcdef", 2):
        if {first, second} <= order.clashing:
            continue
        was, is_here, is_there, is_merged = (row.index(first) < row.index(second) for row in (base, here, there, list(order.merged)))
        assert is_merged == (is_there if is_here == was else is_here)


@settings(max_examples=100, deadline=None)
@given(ROWS, ROWS)
def test_one_side_alone_never_clashes_and_wins(base: list[str], moved: list[str]) -> None:
    here, there = merge_order(base, moved, base), merge_order(base, base, moved)
    assert here.merged == there.merged == tuple(moved)
    assert not here.clashing and not there.clashing and not here.moved_there and not there.moved_here
    assert bool(here.moved_here) == bool(there.moved_there) == (moved != base)
    assert merge_order(base, moved, moved).merged == tuple(moved)


def test_a_circle_is_a_clash_and_is_settled_by_whose_it_is() -> None:
    order = merge_order("abcx", "bacx", "acbx")
    assert order.clashing == frozenset("abc") and order.merged[-1] == "x"
    assert settled(order, ()) == tuple("bacx") and settled(order, order.clashing) == tuple("acbx")
    assert sorted(settled(order, {"c"})) == sorted("abcx")


def test_hooks_of_one_side_keep_their_neighbours() -> None:
    order = merge_order("ab", "axb", "bya")
    assert order.merged == ("b", "y", "a", "x") and not order.clashing
    assert insert_missing("ad", "abcd") == list("abcd")
    assert insert_missing("", "xy") == ["x", "y"]
    assert insert_missing("b", "ab") == ["a", "b"]


def test_without_a_base_another_order_is_a_clash() -> None:
    assert merge_order("", "ab", "ab").clashing == frozenset()
    assert len(merge_order("", "abc", "acb").clashing) == 1
