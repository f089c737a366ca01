from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.storage.order import Merged, merge_order, weave

NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True)


@pytest.mark.parametrize(
    ("wanted", "present", "merged"),
    [
        ([], [], Merged(())),
        (["b", "a"], ["a", "b"], Merged(("b", "a"))),
        (["b"], ["c", "b", "a"], Merged(("b", "a", "c"), ("a", "c"))),
        (["x", "b", "b", "x"], ["b"], Merged(("b",), (), ("x",))),
    ],
)
def test_the_order_is_made_true(wanted: list[str], present: list[str], merged: Merged) -> None:
    assert merge_order(wanted, present) == merged


@given(st.lists(st.sampled_from("abcdefgh")), NAMES)
def test_no_folder_is_lost_or_doubled(wanted: list[str], present: list[str]) -> None:
    merged = merge_order(wanted, present)
    assert sorted(merged.slugs) == sorted(present)
    assert [slug for slug in merged.slugs if slug not in merged.appended] == [slug for slug in dict.fromkeys(wanted) if slug in present]


@pytest.mark.parametrize(
    ("row", "readable", "woven"),
    [
        ("aXb", "ba", "baX"),
        ("XaYb", "ba", "XbaY"),
        ("aXYb", "abc", "aXYbc"),
        ("", "a", "a"),
        ("XY", "", "XY"),
    ],
)
def test_unreadable_folders_stay_behind_the_one_they_stood_behind(row: str, readable: str, woven: str) -> None:
    assert "".join(weave(row, readable)) == woven


@given(st.permutations("abcdef"), NAMES)
def test_weaving_keeps_every_folder_and_the_readable_order(row: list[str], readable: list[str]) -> None:
    woven = weave(row, readable)
    assert sorted(woven) == sorted({*row, *readable})
    assert [slug for slug in woven if slug in readable] == readable
