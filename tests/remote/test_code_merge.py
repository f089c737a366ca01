"""Code of both sides: different lines are merged, the same lines clash, and no line of anybody is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookstudio.remote.code_merge import merge_code

BASE = "one\ntwo\nthree\nfour\nfive\n"


@pytest.mark.parametrize(
    ("here", "there", "merged"),
    [
        (BASE, BASE, BASE),
        (BASE.replace("one", "ONE"), BASE, BASE.replace("one", "ONE")),
        (BASE, BASE.replace("five", "FIVE"), BASE.replace("five", "FIVE")),
        (BASE.replace("one", "ONE"), BASE.replace("five", "FIVE"), BASE.replace("one", "ONE").replace("five", "FIVE")),
        ("zero\n" + BASE, BASE + "six", "zero\n" + BASE + "six"),
        (BASE.replace("two\n", ""), BASE.replace("four\n", "4a\n4b\n"), "one\nthree\n4a\n4b\nfive\n"),
        (BASE.replace("two", "2"), BASE.replace("two", "2"), BASE.replace("two", "2")),
        (BASE.replace("\n", "\r\n") + "x\r\n", BASE.replace("one", "1"), (BASE.replace("one", "1") + "x\n").replace("\n", "\r\n")),
    ],
)
def test_different_lines_are_merged(here: str, there: str, merged: str) -> None:
    assert merge_code(BASE, here, there).text == merged


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (BASE.replace("two", "2"), BASE.replace("two", "zwei")),
        (BASE.replace("two", "2"), BASE.replace("three", "3")),
        (BASE + "a\n", BASE + "b\n"),
        (BASE.replace("two\n", ""), BASE.replace("two", "2")),
        ("a\n" * 5000, "b\n" * 5000),
    ],
)
def test_the_same_lines_clash(here: str, there: str) -> None:
    merged = merge_code(BASE, here, there)
    assert merged.text is None and merged.clashes
    assert merge_code(BASE, there, here).text is None


def test_codes_of_thousands_of_lines_are_left_to_people() -> None:
    """Matching lines takes the square of their number: a merge must not hold up the comparison of all hooks."""
    long = "".join(f"line {number}\n" for number in range(2_500))
    here, there = long.replace("line 1\n", "mine\n"), long.replace("line 2000\n", "theirs\n")
    merged = merge_code(long, here, there)
    assert merged.text is None and [(clash.here, clash.there) for clash in merged.clashes] == [(here, there)]


LINES = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "x = 1\n", "}\n", "\n", "q\rq\n", "\x0c\n"]), max_size=8)


@settings(max_examples=200, deadline=None)
@given(LINES, LINES, LINES)
def test_no_side_is_overwritten(base: list[str], here: list[str], there: list[str]) -> None:
    old, own, other = "".join(base), "".join(here), "".join(there)
    merged = merge_code(old, own, other)
    if own == old:
        assert merged.text == other
    elif other in (old, own):
        assert merged.text == own
    elif merged.text is not None:
        text = merged.text.splitlines(keepends=True)
        for line in {*here, *there} - set(base):
            assert "".join(text).count(line) >= 1
    else:
        assert all(clash.here != clash.there for clash in merged.clashes)
