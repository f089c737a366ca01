"""The diff of lines: right for any two texts, quick for long ones."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.ui.editor.changed_lines import LineChanges, changed_lines

LINES = st.lists(st.sampled_from([b"a", b"b", b"c", b"d", b"", b"}"]), max_size=14)


def lines(text: str) -> list[bytes]:
    return [line.encode() for line in text.split()]


@pytest.mark.parametrize(
    ("saved", "current", "changed", "deleted_after"),
    [
        ("", "", (), ()),
        ("a b c", "a b c", (), ()),
        ("a b c", "a x c", (1,), ()),
        ("a b c", "a x b c", (1,), ()),
        ("a b c", "a c", (), (0,)),
        ("a b c", "b c", (), (-1,)),
        ("a b c", "", (), (-1,)),
        ("", "a b", (0, 1), ()),
        ("a b c d e f", "x b c e f y", (0, 5), (2,)),
        ("f { a } f { b }", "f { a } f { x } f { b }", (6, 7, 8, 9), ()),
    ],
)
def test_the_lines_that_changed(saved: str, current: str, changed: tuple[int, ...], deleted_after: tuple[int, ...]) -> None:
    assert changed_lines(lines(saved), lines(current)) == LineChanges(changed, deleted_after)


@given(LINES, LINES)
def test_what_is_not_marked_is_the_saved_text(saved: list[bytes], current: list[bytes]) -> None:
    changes = changed_lines(saved, current)
    kept = [line for index, line in enumerate(current) if index not in changes.changed]
    rest = iter(saved)
    assert all(line in rest for line in kept), "unmarked lines stand in the saved text, in order"
    if saved != current:
        assert changes.changed or changes.deleted_after
    else:
        assert changes == LineChanges()


@given(LINES, LINES)
def test_marks_lie_within_the_text(saved: list[bytes], current: list[bytes]) -> None:
    changes = changed_lines(saved, current)
    assert all(0 <= line < len(current) for line in changes.changed)
    assert all(-1 <= line < max(1, len(current)) for line in changes.deleted_after)


def test_ten_thousand_lines_take_a_moment() -> None:
    source = random.Random(7)
    saved = [b"  line %d of %d" % (number, source.randrange(50)) for number in range(10_000)]
    everywhere = list(saved)
    for place in range(0, 10_000, 97):
        everywhere[place] = b"  changed"
    alike = [b"}"] * 10_000
    shuffled = source.sample(saved, len(saved))
    for old, new in ((saved, everywhere), (saved, saved[5:] + saved[:5]), (alike, [*alike[:9000], b"x", *alike[:500]]), (saved, shuffled)):
        began = time.perf_counter()
        changes = changed_lines(old, new)
        assert time.perf_counter() - began < 0.5
        assert changes.changed
