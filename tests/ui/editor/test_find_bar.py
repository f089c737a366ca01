"""Find, replace and go to line, as one uses them: by keys and clicks."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.appearance import MATCH
from hookstudio.ui.editor.code_editor import CodeEditor
from hookstudio.ui.editor.find_bar import FindBar
from hookstudio.ui.editor.line_bar import LineBar
from tests.ui.editor.conftest import MakeEditor, code_of, press, type_text

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
TEXT = "one two\nOne three\nonetime\n"

W = TypeVar("W", bound=QWidget)


def child(parent: QWidget, kind: type[W], name: str = "") -> W:
    found = parent.findChild(kind, name) if name else parent.findChild(kind)
    assert found is not None
    return found


def open_find(editor: CodeEditor, pattern: str, qtbot: QtBot, *, replacing: bool = False) -> QLineEdit:
    press(editor, Qt.Key.Key_H if replacing else Qt.Key.Key_F, CTRL)
    field = child(editor, QLineEdit, "findField")
    qtbot.waitUntil(field.hasFocus)
    field.clear()
    QTest.keyClicks(field, pattern)
    return field


def message(editor: CodeEditor) -> str:
    """What the bar says, the sentence about a mistake included."""
    problem = child(editor, QLabel, "findProblem")
    assert problem.isVisible() == bool(problem.text())
    return child(editor, QLabel, "findMessage").text() + problem.text()


def switch(editor: CodeEditor, name: str) -> QToolButton:
    return next(button for button in editor.findChildren(QToolButton) if button.accessibleName() == name)


def test_finding_as_one_types_and_walking_through(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(TEXT)
    field = open_find(editor, "one", qtbot)
    assert message(editor) == "1 of 3"
    assert editor.selected_text() == "one"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (message(editor), editor.caret()) == ("2 of 3", (2, 4))
    for _press in range(2):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert (message(editor), editor.caret()) == ("1 of 3", (1, 4))
    QTest.keyClick(field, Qt.Key.Key_Return, SHIFT)
    assert (message(editor), editor.caret()) == ("3 of 3", (3, 4))


def test_the_switches_narrow_the_search(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(TEXT)
    open_find(editor, "one", qtbot)
    QTest.mouseClick(switch(editor, "Match upper and lower case"), Qt.MouseButton.LeftButton)
    assert message(editor) == "1 of 2"
    QTest.mouseClick(switch(editor, "Whole words only"), Qt.MouseButton.LeftButton)
    assert message(editor) == "1 of 1"


def test_a_wrong_expression_is_said_in_words(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(TEXT)
    field = open_find(editor, "(o", qtbot)
    assert message(editor) == "Not found"
    QTest.mouseClick(switch(editor, "Regular expression"), Qt.MouseButton.LeftButton)
    assert message(editor) == "Not a regular expression: a “(” is not closed, at character 2."
    problem = child(editor, QLabel, "findProblem")
    qtbot.waitUntil(lambda: problem.width() >= problem.fontMetrics().horizontalAdvance(problem.text()), timeout=2000)
    assert not child(editor, QPushButton, "replaceAllButton").isEnabled()
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClicks(field, "n)")
    assert message(editor) == "1 of 3"


def test_everything_in_view_is_marked_until_the_bar_closes(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(TEXT + "x\n" * 500 + "one\n")
    field = open_find(editor, "one", qtbot)
    send = editor.engine.send

    def marked(position: int) -> int:
        return send(sci.SCI_INDICATORVALUEAT, MATCH, position)

    assert marked(9)
    assert not marked(4)
    assert not marked(0), "the selected place shows as selected"
    last = len(editor.text()) - 4
    assert not marked(last), "out of view"
    send(sci.SCI_SETFIRSTVISIBLELINE, 500)
    qtbot.waitUntil(lambda: bool(marked(last)))
    QTest.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: code_of(editor).hasFocus())
    assert not field.isVisible()
    assert not marked(9)


def test_the_count_follows_the_text(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(TEXT)
    open_find(editor, "one", qtbot)
    editor.setText(TEXT + "one\n")
    qtbot.waitUntil(lambda: message(editor) in ("1 of 4", "4 found"))


def test_the_selected_text_is_looked_for(make_editor: MakeEditor) -> None:
    editor = make_editor("alpha beta alpha\n")
    press(editor, Qt.Key.Key_Right, CTRL | SHIFT)
    press(editor, Qt.Key.Key_Left, SHIFT)
    press(editor, Qt.Key.Key_F, CTRL)
    assert child(editor, QLineEdit, "findField").text() == "alpha"
    assert message(editor) == "1 of 2"


def test_replacing_one_by_one(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(TEXT)
    open_find(editor, "one", qtbot, replacing=True)
    replacement = child(editor, QLineEdit, "replaceField")
    replacement.setFocus()
    QTest.keyClicks(replacement, "two")
    QTest.keyClick(replacement, Qt.Key.Key_Return)
    assert editor.text() == "two two\nOne three\nonetime\n"
    QTest.mouseClick(child(editor, QPushButton, "replaceButton"), Qt.MouseButton.LeftButton)
    assert editor.text() == "two two\ntwo three\nonetime\n"
    assert message(editor) == "1 of 1"


def test_replacing_what_was_just_put_in_does_not_loop(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("a a\n")
    open_find(editor, "a", qtbot, replacing=True)
    child(editor, QLineEdit, "replaceField").setText("aa")
    button = child(editor, QPushButton, "replaceButton")
    for _click in range(2):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert editor.text() == "aa aa\n"


def test_replacing_all_is_one_step_to_undo(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(TEXT)
    open_find(editor, r"o(n)(e)", qtbot, replacing=True)
    QTest.mouseClick(switch(editor, "Regular expression"), Qt.MouseButton.LeftButton)
    child(editor, QLineEdit, "replaceField").setText("$2$1€")
    QTest.mouseClick(child(editor, QPushButton, "replaceAllButton"), Qt.MouseButton.LeftButton)
    assert editor.text() == "en€ two\nen€ three\nen€time\n"
    assert message(editor) == "3 replaced"
    editor.undo()
    assert editor.text() == TEXT


def test_find_has_no_room_for_replacing(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(TEXT)
    open_find(editor, "one", qtbot)
    assert not child(editor, QLineEdit, "replaceField").isVisible()
    editor.show_replace()
    assert child(editor, QLineEdit, "replaceField").isVisible()


def test_going_to_a_line(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("a\n" * 50)
    press(editor, Qt.Key.Key_G, CTRL)
    field = child(editor, QLineEdit, "lineField")
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "99")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible()
    assert "1 to 51" in child(editor, QLabel, "lineMessage").text()
    field.selectAll()
    QTest.keyClicks(field, "12:2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert editor.caret() == (12, 2)
    qtbot.waitUntil(lambda: code_of(editor).hasFocus())
    assert not field.isVisible()


def test_escape_leaves_the_caret_where_it_was(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("a\nb\n")
    editor.ask_line()
    field = child(editor, QLineEdit, "lineField")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: code_of(editor).hasFocus())
    assert editor.caret() == (1, 1)
    type_text(editor, "x")
    assert editor.text() == "xa\nb\n"


def test_one_bar_at_a_time(make_editor: MakeEditor) -> None:
    editor = make_editor(TEXT)
    editor.show_find()
    editor.ask_line()
    assert (child(editor, FindBar).isVisible(), child(editor, LineBar).isVisible()) == (False, True)
    editor.show_find()
    assert (child(editor, FindBar).isVisible(), child(editor, LineBar).isVisible()) == (True, False)


def test_a_large_text_is_searched_in_a_moment(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("const value = data.user.metadata // ü\n" * 10_000)
    open_find(editor, "a", qtbot)
    assert message(editor) == "1 of 60,000"
