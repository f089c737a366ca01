"""Suggestions while typing, by real key presses."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from hookstudio.model.hook import Dialect
from hookstudio.studio.completions import context_keys
from hookstudio.ui.editor.code_editor import CodeEditor
from hookstudio.ui.editor.completion_list import CompletionList
from tests.ui.editor.conftest import MakeEditor, code_of, press, type_text

CTRL = Qt.KeyboardModifier.ControlModifier
HOOK = "function handle(data, callback) {\n  const { user } = data\n  \n}\n"


def hook_editor(make_editor: MakeEditor, text: str = HOOK, line: int = 3, column: int = 3) -> CodeEditor:
    editor = make_editor(text)
    editor.set_context_keys(lambda: context_keys("pre-login", Dialect.CLASSIC))
    editor.go_to(line, column)
    return editor


def shown(editor: CodeEditor) -> list[str]:
    found = editor.findChild(CompletionList)
    return [] if found is None or not found.isVisible() else [one.text for one in found.suggestions]


def wait_for(qtbot: QtBot, editor: CodeEditor, suggestion: str) -> None:
    qtbot.waitUntil(lambda: suggestion in shown(editor))


def rest(qtbot: QtBot, editor: CodeEditor) -> None:
    """Until typing counts as paused and everything that waits for that was done."""
    qtbot.waitUntil(lambda: not editor.completing)


def test_keys_of_the_context_after_a_dot(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor)
    type_text(editor, "data.")
    wait_for(qtbot, editor, "user")
    assert "context" in shown(editor)
    type_text(editor, "user.em")
    wait_for(qtbot, editor, "email")
    assert all(word.startswith("em") for word in shown(editor))
    press(editor, Qt.Key.Key_Return)
    assert editor.text().splitlines()[2] == "  data.user.email"
    assert shown(editor) == []
    editor.undo()
    assert editor.text().splitlines()[2] == "  data.user.em"


@pytest.mark.parametrize("typed", ["user.ema", "data?.user?.ema", "data.user.EMA", "f(data.user.ema", "...user.ema"])
def test_however_the_key_is_reached(make_editor: MakeEditor, qtbot: QtBot, typed: str) -> None:
    editor = hook_editor(make_editor)
    type_text(editor, typed)
    wait_for(qtbot, editor, "email")


def test_the_list_says_what_a_key_is(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor)
    type_text(editor, "user.ema")
    wait_for(qtbot, editor, "email")
    found = editor.findChild(CompletionList)
    assert found is not None
    current = found.current()
    assert current is not None
    assert (current.text, current.kind) == ("email", "string")
    assert current.description
    view = found.findChild(QListView)
    assert view is not None
    assert view.accessibleName()


def test_words_of_the_file_and_the_language(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor, "const country = 1\nconst counter = 2\n\n", 3, 1)
    type_text(editor, "c")
    rest(qtbot, editor)
    assert shown(editor) == []
    type_text(editor, "o")
    wait_for(qtbot, editor, "country")
    assert shown(editor) == ["console", "const", "continue", "counter", "country"]
    press(editor, Qt.Key.Key_Up)
    press(editor, Qt.Key.Key_Tab)
    assert editor.text().splitlines()[2] == "country"


def test_the_choice_goes_round(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor, "alpha1 alpha2 alpha3\n\n", 2, 1)
    type_text(editor, "al")
    wait_for(qtbot, editor, "alpha3")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        press(editor, key)
    press(editor, Qt.Key.Key_Return)
    assert editor.text().splitlines()[1] == "alpha2"


def test_a_click_takes_a_suggestion(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor, "alpha1 alpha2\n\n", 2, 1)
    type_text(editor, "al")
    wait_for(qtbot, editor, "alpha2")
    view = editor.findChild(QListView)
    assert view is not None
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(1, 0)).center())
    assert editor.text().splitlines()[1] == "alpha2"
    assert code_of(editor).hasFocus()


@pytest.mark.parametrize("text", ["// no co", "'text co", "/* co", "`co"])
def test_comments_and_strings_are_left_alone(make_editor: MakeEditor, qtbot: QtBot, text: str) -> None:
    editor = hook_editor(make_editor, "country\n\n", 2, 1)
    type_text(editor, text + "u")
    rest(qtbot, editor)
    assert shown(editor) == []
    press(editor, Qt.Key.Key_Space, CTRL)
    assert "country" in shown(editor)


@pytest.mark.parametrize("typed", ["12", "0xco", "unknownname", "data.user.nothinglikeit"])
def test_where_nothing_fits_nothing_is_shown(make_editor: MakeEditor, qtbot: QtBot, typed: str) -> None:
    editor = hook_editor(make_editor)
    type_text(editor, typed)
    rest(qtbot, editor)
    assert shown(editor) == []


def test_asking_shows_everything(make_editor: MakeEditor) -> None:
    editor = hook_editor(make_editor)
    press(editor, Qt.Key.Key_Space, CTRL)
    assert {"handle", "callback", "return"} <= set(shown(editor))


def test_escape_and_leaving_close_the_list(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor)
    type_text(editor, "data.")
    wait_for(qtbot, editor, "user")
    press(editor, Qt.Key.Key_Escape)
    assert shown(editor) == []
    press(editor, Qt.Key.Key_Space, CTRL)
    assert "user" in shown(editor)
    press(editor, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: shown(editor) == [])


def test_return_without_a_list_is_a_new_line(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor, "country\n\n", 2, 1)
    type_text(editor, "coun")
    press(editor, Qt.Key.Key_Return)
    rest(qtbot, editor)
    assert editor.text() == "country\ncoun\n\n"


def test_what_is_typed_quickly_is_not_replaced_by_an_old_suggestion(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor, "country counter\n\n", 2, 1)
    type_text(editor, "cou")
    wait_for(qtbot, editor, "counter")
    type_text(editor, "ntr")
    press(editor, Qt.Key.Key_Return)
    assert editor.text().splitlines()[1] == "country"


def test_the_list_stays_inside_the_editor(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = hook_editor(make_editor, HOOK + "\n" * 15, 18, 1)
    type_text(editor, "al alpha alpha1 alpha2 alpha3 alpha4 alpha5 al")
    wait_for(qtbot, editor, "alpha5")
    found = editor.findChild(CompletionList)
    assert found is not None
    assert editor.rect().contains(found.geometry())


def test_ten_thousand_lines_do_not_make_it_slow(make_editor: MakeEditor, qtbot: QtBot) -> None:
    lines = "".join(f"  const value{number} = data.user.email // line\n" for number in range(10_000))
    editor = hook_editor(make_editor, f"function handle(data, callback) {{\n{lines}  \n}}\n", 10_002, 3)
    began = time.perf_counter()
    QTest.keyClicks(code_of(editor), "data.user.")
    assert time.perf_counter() - began < 0.5
    wait_for(qtbot, editor, "email")
