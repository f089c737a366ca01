"""What the editor adds while one types, by real key presses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.editor.conftest import MakeEditor, press, type_text

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("function a() {\nreturn 1\n}", "function a() {\n  return 1\n}"),
        ("if (a) {\nif (b) {\nc\n}\n}\nd", "if (a) {\n  if (b) {\n    c\n  }\n}\nd"),
        ("const a = [\n1,\n2\n]", "const a = [\n  1,\n  2\n]"),
        ("go(\n1\n)", "go(\n  1\n)"),
        ("  a\nb", "  a\n  b"),
    ],
)
def test_code_indents_itself(make_editor: MakeEditor, typed: str, text: str) -> None:
    editor = make_editor()
    type_text(editor, typed)
    assert _stripped(editor.text()) == _stripped(text)


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n"))


def test_return_between_brackets_opens_a_line_of_its_own(make_editor: MakeEditor) -> None:
    editor = make_editor()
    type_text(editor, "a = {\nb: 1")
    assert editor.text() == "a = {\n  b: 1\n}"
    assert editor.caret() == (2, 7)


def test_a_new_line_is_one_step_to_undo(make_editor: MakeEditor) -> None:
    editor = make_editor("  if (a) {}\n")
    editor.go_to(1, 11)
    press(editor, Qt.Key.Key_Return)
    assert editor.text() == "  if (a) {\n    \n  }\n"
    editor.undo()
    assert editor.text() == "  if (a) {}\n"


def test_windows_line_breaks_stay(make_editor: MakeEditor) -> None:
    editor = make_editor("a {\r\n}\r\n")
    editor.go_to(1, 4)
    press(editor, Qt.Key.Key_Return)
    assert editor.text() == "a {\r\n  \r\n}\r\n"


def test_return_at_the_start_of_a_line_leaves_its_indentation(make_editor: MakeEditor) -> None:
    editor = make_editor("    a\n")
    press(editor, Qt.Key.Key_Return)
    assert editor.text() == "\n    a\n"


def test_a_block_comment_goes_on(make_editor: MakeEditor) -> None:
    editor = make_editor("/** one\n */\n")
    press(editor, Qt.Key.Key_End)
    type_text(editor, "\ntwo")
    assert editor.text() == "/** one\n * two\n */\n"


@pytest.mark.parametrize(("typed", "text", "column"), [("f(", "f()", 3), ("[", "[]", 2), ("a = '", "a = ''", 6), ("`", "``", 2)])
def test_brackets_and_quotes_are_closed(make_editor: MakeEditor, typed: str, text: str, column: int) -> None:
    editor = make_editor()
    type_text(editor, typed)
    assert editor.text() == text
    assert editor.caret() == (1, column)


@pytest.mark.parametrize("text", ["f(a, [1])", "x('a', \"b\")", "`a`", "if (a) { b }", "''", "f()()"])
def test_typing_what_was_closed_already_steps_over_it(make_editor: MakeEditor, text: str) -> None:
    editor = make_editor()
    type_text(editor, text)
    assert editor.text() == text


def test_a_bracket_that_was_there_before_is_not_stepped_over(make_editor: MakeEditor) -> None:
    editor = make_editor("(a)")
    editor.go_to(1, 3)
    type_text(editor, ")")
    assert editor.text() == "(a))"


@pytest.mark.parametrize(
    ("text", "column", "typed", "result"),
    [
        ("word", 1, "(", "(word"),
        ("don", 4, "'", "don'"),
        ("'a b'", 3, '"', "'a\" b'"),
        ("// it", 6, "'", "// it'"),
        ("// a ", 6, "(", "// a ("),
        ("/* a */ ", 9, "(", "/* a */ ()"),
        ("'a'", 4, ".concat(", "'a'.concat()"),
        ("'a' + ", 7, "'", "'a' + ''"),
    ],
)
def test_nothing_is_closed_where_it_would_be_in_the_way(make_editor: MakeEditor, text: str, column: int, typed: str, result: str) -> None:
    editor = make_editor(text)
    editor.go_to(1, column)
    type_text(editor, typed)
    assert editor.text() == result


def test_backspace_between_a_fresh_pair_takes_both(make_editor: MakeEditor) -> None:
    editor = make_editor()
    type_text(editor, "f(")
    press(editor, Qt.Key.Key_Backspace)
    assert editor.text() == "f"
    editor.setText("()")
    editor.go_to(1, 2)
    press(editor, Qt.Key.Key_Backspace)
    assert editor.text() == ")"


@pytest.mark.parametrize(("typed", "result"), [("(", "(a b)"), ("'", "'a b'"), ("{", "{a b}"), ("x", "x")])
def test_a_selection_is_put_between_the_pair(make_editor: MakeEditor, typed: str, result: str) -> None:
    editor = make_editor("a b")
    press(editor, Qt.Key.Key_A, CTRL)
    type_text(editor, typed)
    assert editor.text() == result
    assert editor.selected_text() == ("" if typed == "x" else "a b")
    editor.undo()
    assert editor.text() == "a b"


def test_a_pair_is_one_step_to_undo(make_editor: MakeEditor) -> None:
    editor = make_editor("a ")
    press(editor, Qt.Key.Key_End)
    type_text(editor, "(")
    editor.undo()
    assert editor.text() == "a "


def test_several_carets_type_plainly(make_editor: MakeEditor) -> None:
    editor = make_editor("a\na\n")
    press(editor, Qt.Key.Key_End)
    press(editor, Qt.Key.Key_Down, CTRL | Qt.KeyboardModifier.AltModifier)
    type_text(editor, "(1)")
    assert editor.text() == "a(1)\na(1)\n"
