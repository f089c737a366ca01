"""Which parts of a line differ from the line beside it."""

from __future__ import annotations

import random
import time

from hookstudio.ui.dialogs.line_marks import line_marks


def marked(one: str, other: str, *, fine: bool = True) -> tuple[list[str], list[str]]:
    left, right = line_marks(one, other, fine=fine)
    return [one[first:last] for first, last in left], [other[first:last] for first, last in right]


def test_whole_words_are_marked_wherever_they_stand() -> None:
    assert marked("  x = { a, country: 'DE' }", "  x = { a, country: 'DK' }") == (["DE"], ["DK"])
    assert marked("send(first, 10, last)", "send(third, 10, fourth)") == (["first", "last"], ["third", "fourth"])
    assert marked("call(a)", "call(a, b)") == ([], [", b"])
    assert marked("same", "same") == ([], [])


def test_lines_with_little_in_common_have_nothing_marked() -> None:
    assert marked("~ callback(null, data)", "~ throw new TypeError()") == ([], [])
    assert marked("", "new") == ([], [])


def test_without_care_it_is_one_span_from_the_first_difference_to_the_last() -> None:
    assert marked("send(first, 10, last)", "send(third, 10, fourth)", fine=False) == (["first, 10, last"], ["third, 10, fourth"])


def test_long_lines_take_no_time() -> None:
    words = [f"w{number}" for number in range(2_000)]
    other = words.copy()
    random.Random(1).shuffle(other)
    began = time.perf_counter()
    line_marks(" ".join(words), " ".join(other))
    line_marks("x" * 100_000 + "a", "x" * 100_000 + "b")
    assert time.perf_counter() - began < 0.5
