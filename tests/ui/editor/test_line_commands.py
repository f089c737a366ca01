"""Commands on whole lines, by their keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from hookstudio.ui.editor.code_editor import CodeEditor
from tests.ui.editor.conftest import MakeEditor, press

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def select_lines(editor: CodeEditor, first: int, last: int) -> None:
    editor.go_to(first, 1)
    for _line in range(last - first + 1):
        press(editor, Qt.Key.Key_Down, SHIFT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\n", "// a\n// b\n"),
        ("  a\n    b\n", "  // a\n  //   b\n"),
        ("a\n\nb\n", "// a\n\n// b\n"),
        ("// a\nb\n", "// // a\n// b\n"),
    ],
)
def test_lines_become_comments_and_code_again(make_editor: MakeEditor, before: str, after: str) -> None:
    editor = make_editor(before)
    select_lines(editor, 1, before.count("\n"))
    press(editor, Qt.Key.Key_Slash, CTRL)
    assert editor.text() == after
    press(editor, Qt.Key.Key_Slash, CTRL)
    assert editor.text() == before
    editor.undo()
    assert editor.text() == after


def test_a_comment_without_a_space_is_taken_away_too(make_editor: MakeEditor) -> None:
    editor = make_editor("  //a\n")
    editor.go_to(1, 5)
    editor.toggle_comment()
    assert editor.text() == "  a\n"


def test_the_caret_stays_at_its_text_when_a_line_becomes_a_comment(make_editor: MakeEditor) -> None:
    editor = make_editor("  abc\n")
    editor.go_to(1, 5)
    editor.toggle_comment()
    assert editor.caret() == (1, 8)


def test_lines_move_up_and_down(make_editor: MakeEditor) -> None:
    editor = make_editor("one\ntwo\nthree\n")
    editor.go_to(2, 2)
    press(editor, Qt.Key.Key_Up, ALT)
    assert editor.text() == "two\none\nthree\n"
    assert editor.caret() == (1, 2)
    press(editor, Qt.Key.Key_Down, ALT)
    press(editor, Qt.Key.Key_Down, ALT)
    assert editor.text() == "one\nthree\ntwo\n"
    assert editor.caret() == (3, 2)


def test_several_lines_move_together_and_stay_selected(make_editor: MakeEditor) -> None:
    editor = make_editor("one\ntwo\nthree")
    select_lines(editor, 1, 2)
    press(editor, Qt.Key.Key_Down, ALT)
    assert editor.text() == "three\none\ntwo"
    assert editor.selected_text().startswith("one\ntwo")
    press(editor, Qt.Key.Key_Down, ALT)
    assert editor.text() == "three\none\ntwo"
    editor.undo()
    assert editor.text() == "one\ntwo\nthree"


def test_a_line_is_duplicated(make_editor: MakeEditor) -> None:
    editor = make_editor("one\ntwo\n")
    press(editor, Qt.Key.Key_D, CTRL | SHIFT)
    assert editor.text() == "one\none\ntwo\n"


def test_the_caret_jumps_between_brackets(make_editor: MakeEditor) -> None:
    editor = make_editor("f(a, (b))\n")
    editor.go_to(1, 2)
    press(editor, Qt.Key.Key_Backslash, CTRL | SHIFT)
    assert editor.caret() == (1, 9)
