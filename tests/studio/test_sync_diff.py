"""Three texts beside each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hookstudio.studio.sync_diff import ThreeRow, three_rows

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=8).map(lambda lines: "".join(f"{line}\n" for line in lines))


def test_what_each_side_did_with_an_agreed_line_is_signed() -> None:
    assert three_rows("a\nx\nc\n", "a\nb\nc\n", "a\ny\nc\nd\n") == (
        ThreeRow("a", "a", "a"),
        ThreeRow("x", "b", "y", "~", "~", clash=True),
        ThreeRow("c", "c", "c"),
        ThreeRow(None, None, "d", "", "+"),
    )
    assert three_rows("a\n", "a\nb\n", "a\nb\n") == (ThreeRow("a", "a", "a"), ThreeRow(None, "b", "b", "-"))


def test_texts_that_are_too_long_are_not_laid_out() -> None:
    assert three_rows("a\n" * 3000, "a\n" * 3000, "b\n" * 3000) is None


@given(LINES, LINES, LINES)
def test_every_line_of_each_text_is_there_once(here: str, agreed: str, there: str) -> None:
    rows = three_rows(here, agreed, there)
    assert rows is not None
    for number, text in enumerate((here, agreed, there)):
        column = [(row.here, row.agreed, row.there)[number] for row in rows]
        assert "".join(f"{line}\n" for line in column if line is not None) == text
