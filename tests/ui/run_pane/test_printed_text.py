"""Nothing that a hook prints can hide, turn around or stall what is shown."""

from __future__ import annotations

import pytest

from hookstudio.ui.run_pane.printed_text import CROWDED, ROOMY, display_lines, one_line, printable


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("plain text, tab\there", "plain text, tab\there"),
        ("\x1b[31mred\x1b[0m and \x1b[1;4mmore\x1b[m", "red and more"),
        ("\x1b]0;a title\x07text", "text"),
        ("\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("bell \x07 null \x00 delete \x7f", "bell \\x07 null \\x00 delete \\x7f"),
        ("a lone \x1b", "a lone \\x1b"),
        ("line\r\nline", "line\nline"),
        ("over\rwritten", "over\\x0dwritten"),
        ("user\u202egnp.exe", "user\\u202egnp.exe"),
        ("\u2066isolated\u2069", "\\u2066isolated\\u2069"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("half \ud83d pair", "half \\ud83d pair"),
        ("tag \U000e0041", "tag \\u{e0041}"),
        ("paragraph\u2029separator", "paragraph\\u2029separator"),
        ("family 👨‍👩‍👧 and ❤️ stay", "family 👨‍👩‍👧 and ❤️ stay"),
        ("שלום and مرحبا stay", "שלום and مرحبا stay"),
    ],
)
def test_unseen_characters_are_written_out(printed: str, shown: str) -> None:
    assert printable(printed) == shown


def test_a_long_line_is_cut_and_says_of_how_many() -> None:
    (line,) = display_lines("x" * 20_000_000)
    assert line == "x" * ROOMY.line + " … 5,000 of 20,000,000 characters"


def test_many_lines_are_cut_and_say_of_how_many() -> None:
    lines = display_lines("\n".join(str(number) for number in range(50_000)))
    assert lines[:2] == ["0", "1"]
    assert lines[-1] == "… 2,000 of 50,000 lines; copied or saved, the message is whole"


def test_in_a_crowd_a_message_takes_little() -> None:
    lines = display_lines("\n".join("y" * 300 for _ in range(1_000)), CROWDED)
    assert sum(map(len, lines)) < 600
    assert lines[-1].startswith("… 2 of 1,000 lines")


def test_short_text_is_whole_whatever_the_room() -> None:
    assert display_lines("a\nb\n", CROWDED) == ["a", "b", ""]


def test_one_line_is_one_line() -> None:
    assert one_line("a\nb\tc", 10) == "a↵b⇥c"
    assert one_line("abcdef", 4) == "abc…"
