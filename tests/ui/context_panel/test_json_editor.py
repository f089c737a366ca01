"""Typing JSON: indentation, brackets, undo, underlines."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from hookstudio.ui.context_panel.examination import Remark
from hookstudio.ui.context_panel.json_editor import JsonEditor
from hookstudio.ui.theme import load_theme


@pytest.fixture
def editor(qtbot: QtBot) -> JsonEditor:
    editor = JsonEditor(load_theme("light"))
    qtbot.addWidget(editor)
    editor.show()
    qtbot.waitExposed(editor)
    return editor


def test_return_and_brackets_indent(editor: JsonEditor) -> None:
    QTest.keyClicks(editor, "{")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, '"a": [')
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "1,")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "2")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "]")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "}")
    assert editor.text() == '{\n  "a": [\n    1,\n    2\n  ]\n}'


def test_return_between_brackets_opens_them(editor: JsonEditor) -> None:
    editor.start_with("{}")
    editor.moveCursor(QTextCursor.MoveOperation.Right)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "{\n  \n}"
    assert editor.textCursor().position() == 4


def test_tab_indents_and_shift_tab_takes_it_back(editor: JsonEditor) -> None:
    editor.start_with("a\nb\nc")
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.text() == "  a\n  b\n  c"
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.text() == "a\nb\nc"


def test_setting_a_text_can_be_undone_starting_anew_can_not(editor: JsonEditor) -> None:
    editor.start_with("typed by hand")
    editor.setText("generated")
    editor.undo()
    assert editor.text() == "typed by hand"
    editor.redo()
    editor.start_with("of another hook")
    editor.undo()
    assert editor.text() == "of another hook"


def test_remarks_are_underlined_where_they_are_also_behind_wide_characters(editor: JsonEditor) -> None:
    text = '["😀😀", 3]'
    editor.start_with(text)
    place = text.index("3")
    editor.show_remarks([Remark("1", "is wrong", (place, place + 1)), Remark("", "no JSON", (0, 1), mistake=True)])
    waves = [
        selection
        for selection in editor.extraSelections()
        if selection.format.underlineStyle() == QTextCharFormat.UnderlineStyle.WaveUnderline
    ]
    assert [wave.cursor.selectedText() for wave in waves] == ["3", "["]
    theme = load_theme("light")
    assert [wave.format.underlineColor() for wave in waves] == [theme.colour("warning"), theme.colour("error")]


def test_values_have_the_colours_of_code(editor: JsonEditor) -> None:
    editor.start_with('{"key": "text", "n": -1.5, "t": true}')
    theme = load_theme("light")
    colours = {}
    block = editor.document().firstBlock()
    for span in block.layout().formats():
        colours[block.text()[span.start : span.start + span.length]] = span.format.foreground().color()
    assert colours['"key"'] == theme.colour("text")
    assert colours['"text"'] == theme.colour("code-string")
    assert colours["-1.5"] == theme.colour("code-number")
    assert colours["true"] == theme.colour("code-keyword")


def test_a_large_text_is_taken_whole(editor: JsonEditor) -> None:
    text = "[\n" + ",\n".join('  {"id": 1, "name": "x"}' for _ in range(30_000)) + "\n]"
    editor.setText(text)
    assert editor.text() == text
    long_line = '{"a": "' + "x" * 300_000 + '"}'
    editor.setText(long_line)
    assert editor.text() == long_line
