"""The editor as the rest of the program knows it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hookstudio.ui.commands import COMMANDS
from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.code_editor import CodeEditor
from hookstudio.ui.theme import load_theme
from tests.ui.editor.conftest import MakeEditor, code_of, press, type_text

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
HOOK = "function handle(data, callback) {\n  const x = 1\n  callback(null, data)\n}\n"


@pytest.mark.parametrize("text", ["", "a", "ä€😀\n", "one\r\ntwo\r\n", "tab\tand \0 nul", "\ufeffbom\n", HOOK * 500])
def test_text_comes_back_as_it_was_set(make_editor: MakeEditor, text: str) -> None:
    editor = make_editor()
    editor.setText(text)
    assert editor.text() == text
    editor.setText("")
    assert editor.text() == ""
    editor.undo()
    assert editor.text() == text


def test_setting_text_is_one_step_and_keeps_the_caret(make_editor: MakeEditor) -> None:
    editor = make_editor(HOOK)
    editor.go_to(3, 5)
    editor.setText("// first\n" + HOOK.replace("const x = 1", "const x = 'ü'"))
    assert editor.caret() == (4, 5)
    editor.undo()
    assert editor.text() == HOOK
    assert not editor.can_undo


def test_setting_text_never_breaks_a_character(make_editor: MakeEditor) -> None:
    editor = make_editor("aé€b")
    for text in ("aè₭b", "a漢字b", "é", "€€", "😀😁", "😁😀"):
        editor.setText(text)
        assert editor.text() == text


def test_loaded_text_has_nothing_to_undo_and_is_saved(make_editor: MakeEditor) -> None:
    editor = make_editor("let a\n")
    assert not editor.can_undo
    assert not editor.unsaved
    assert editor.caret() == (1, 1)


def test_unsaved_follows_typing_undoing_and_saving(make_editor: MakeEditor) -> None:
    editor = make_editor("a\n")
    told: list[bool] = []
    editor.unsaved_changed.connect(told.append)
    type_text(editor, "x")
    assert editor.unsaved
    editor.undo()
    assert not editor.unsaved
    type_text(editor, "y")
    editor.set_saved()
    assert not editor.unsaved
    assert told == [True, False, True, False]


def test_what_a_file_holds_can_be_told_while_the_text_is_newer(make_editor: MakeEditor) -> None:
    editor = make_editor("a\nb\n")
    editor.setText("a\nB\nc\n")
    editor.set_saved("a\nB\n")
    assert editor.unsaved
    assert editor.changes.changed == (2,)


def test_typing_tells_text_and_caret(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("ä\n")
    changes: list[int] = []
    places: list[tuple[int, int]] = []
    editor.text_changed.connect(lambda: changes.append(1))
    editor.caret_moved.connect(lambda line, column: places.append((line, column)))
    press(editor, Qt.Key.Key_End)
    type_text(editor, "€b")
    qtbot.waitUntil(lambda: places[-1:] == [(1, 4)])
    assert len(changes) == 2
    assert editor.text() == "ä€b\n"


def test_code_has_the_colours_of_the_theme(make_editor: MakeEditor, qtbot: QtBot) -> None:
    theme = load_theme("dark")
    editor = make_editor("const wide = 'text' // note\nhandle(12)\n", width=900, height=200)
    editor.set_font_size(28)
    editor.apply_theme(theme)

    def colours() -> set[str]:
        shown = code_of(editor).grab().toImage()
        return {shown.pixelColor(x, y).name() for x in range(shown.width()) for y in range(shown.height())}

    roles = ("surface", "code-keyword", "code-string", "code-comment", "code-call", "code-number", "text")
    qtbot.waitUntil(lambda: {theme.colour(role).name() for role in roles} <= colours())


def test_javascript_of_today_is_coloured(make_editor: MakeEditor) -> None:
    editor = make_editor("class A { #secret = 1\n  async run() { return `a ${this.#secret}` } }\nlet r = /a[/]b/g\n")
    engine = editor.engine
    engine.send(sci.SCI_COLOURISE, 0, -1)
    text = editor.text()
    styles = {word: engine.send(sci.SCI_GETSTYLEAT, text.index(word)) for word in ("class", "async", "`a", "/a[", "#secret", "run")}
    assert (styles["class"], styles["async"], styles["`a"], styles["/a["], styles["run"]) == (5, 5, 20, 14, 11)
    assert styles["#secret"] != 9


def test_calls_keep_their_colour_as_one_types(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("aa\n")
    press(editor, Qt.Key.Key_End)
    type_text(editor, "b(")
    qtbot.waitUntil(lambda: [editor.engine.send(sci.SCI_INDICATORVALUEAT, 8, place) for place in range(4)] == [1, 1, 1, 0])
    for _key in range(2):
        press(editor, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: not editor.engine.send(sci.SCI_INDICATORVALUEAT, 8, 0))


def test_keywords_before_a_bracket_are_no_calls(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("if(go(1)) {} // no(1)\nf(0)\n")
    text = editor.text()

    def called(word: str) -> int:
        return editor.engine.send(sci.SCI_INDICATORVALUEAT, 8, text.index(word))

    qtbot.waitUntil(lambda: called("f(0)") == 1)
    assert (called("if"), called("go"), called("no")) == (0, 1, 0)


def test_changed_lines_are_marked_when_typing_rests(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("one\ntwo\nthree\n")
    editor.go_to(2, 4)
    type_text(editor, "!")
    qtbot.waitUntil(lambda: editor.changes.changed == (1,))
    markers = [editor.engine.send(sci.SCI_MARKERGET, line) & 1 for line in range(3)]
    assert markers == [0, 1, 0]
    editor.set_saved()
    assert editor.changes.changed == ()
    assert not editor.engine.send(sci.SCI_MARKERGET, 1)


def test_lines_taken_away_are_marked(make_editor: MakeEditor) -> None:
    editor = make_editor("one\ntwo\nthree\n")
    editor.setText("one\nthree\n")
    editor.set_saved("one\ntwo\nthree\n")
    assert editor.changes.deleted_after == (0,)
    assert editor.engine.send(sci.SCI_MARKERGET, 0) == 2


def test_a_failure_is_shown_at_its_line_and_goes_again(make_editor: MakeEditor, qtbot: QtBot) -> None:
    theme = load_theme("light")
    editor = make_editor("a\nb\nc\n" * 100)
    editor.show_failure(200, 1, "Error: no country\nat handle")
    assert editor.failure_line == 200
    assert editor.caret() == (1, 1)
    tint = theme.colour("error-soft")

    def shown() -> bool:
        image = code_of(editor).grab().toImage()
        return any(image.pixelColor(image.width() // 2, y) == tint for y in range(image.height()))

    qtbot.waitUntil(shown)
    editor.clear_failure()
    assert editor.failure_line == 0
    qtbot.waitUntil(lambda: not shown())


def test_a_failure_says_its_message(make_editor: MakeEditor) -> None:
    editor = make_editor("a\nb\n")
    editor.show_failure(1, 1, "TypeError: x is not a function")
    assert "TypeError: x is not a function" in editor.failure_message


def test_a_failure_moves_with_its_line(make_editor: MakeEditor) -> None:
    editor = make_editor("a\nb\nc\n")
    editor.show_failure(3, 1, "Error")
    editor.go_to(1, 1)
    type_text(editor, "\n")
    assert editor.failure_line == 4


@pytest.mark.parametrize(("line", "column"), [(0, 0), (99, 99), (-1, 5)])
def test_places_outside_the_text_are_taken_as_its_ends(make_editor: MakeEditor, line: int, column: int) -> None:
    editor = make_editor("ab\ncd")
    editor.go_to(line, column)
    editor.show_failure(line, column, "Error")
    assert editor.caret() in ((1, 1), (2, 3), (1, 3))


def test_go_to_counts_characters_from_one(make_editor: MakeEditor) -> None:
    editor = make_editor("x\n  äö = '😀'; here\n")
    editor.go_to(2, 13)
    assert editor.caret() == (2, 13)
    type_text(editor, "!")
    assert editor.text() == "x\n  äö = '😀'; !here\n"


def test_go_to_unfolds_and_brings_the_line_into_view(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("function a() {\n" + "  b\n" * 200 + "}\n")
    editor.restore_state({"folded": [0]})
    assert not editor.engine.send(sci.SCI_GETLINEVISIBLE, 150)
    editor.go_to(151, 3)
    assert editor.engine.send(sci.SCI_GETLINEVISIBLE, 150)
    top = editor.engine.send(sci.SCI_GETFIRSTVISIBLELINE)
    assert top < 150 < top + editor.engine.send(sci.SCI_LINESONSCREEN)
    qtbot.waitUntil(lambda: code_of(editor).hasFocus())


def test_the_state_comes_back(make_editor: MakeEditor) -> None:
    text = "function a() {\n  b\n}\n" * 60
    editor, other = make_editor(text), make_editor(text)
    editor.go_to(100, 3)
    press(editor, Qt.Key.Key_Right, SHIFT)
    editor.set_zoom(2)
    editor.restore_state({**editor.state(), "folded": [3, 6]})
    state = editor.state()
    other.restore_state(state)
    assert other.state() == state
    assert state["folded"] == [3, 6]
    assert other.selected_text() == editor.selected_text() != ""


@pytest.mark.parametrize("state", [{}, {"caret": 10**9, "anchor": -4, "first_line": 10**9}, {"caret": "x", "folded": "y", "zoom": None}])
def test_a_state_that_does_not_fit_does_no_harm(make_editor: MakeEditor, state: dict[str, object]) -> None:
    editor = make_editor("a\nb\n")
    editor.restore_state(state)
    assert editor.text() == "a\nb\n"


def test_folding_by_a_click_in_the_margin(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("function a() {\n  b\n}\nc\n")
    widths = [editor.engine.send(sci.SCI_GETMARGINWIDTHN, margin) for margin in range(2)]
    QTest.mouseClick(editor.engine.widget.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(widths[0] + widths[1] // 2, 8))
    qtbot.waitUntil(lambda: not editor.engine.send(sci.SCI_GETLINEVISIBLE, 1))
    assert editor.engine.send(sci.SCI_GETLINEVISIBLE, 3)


def test_brackets_that_belong_together_are_marked(make_editor: MakeEditor, qtbot: QtBot) -> None:
    theme = load_theme("light")
    editor = make_editor("((a))\n\n\n", width=300, height=100)
    editor.go_to(1, 1)

    def marked() -> bool:
        image = code_of(editor).grab().toImage()
        return any(image.pixelColor(x, y) == theme.colour("accent-soft") for x in range(image.width()) for y in range(24))

    qtbot.waitUntil(marked)
    editor.go_to(3, 1)
    qtbot.waitUntil(lambda: not marked())


def test_zoom_by_keys_and_wheel(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("a\n")
    height = editor.engine.send(sci.SCI_TEXTHEIGHT, 0)
    with qtbot.waitSignal(editor.zoom_changed) as told:
        press(editor, Qt.Key.Key_Equal, CTRL)
    assert told.args == [1]
    for _turn in range(3):
        _wheel(editor, 120)
    assert editor.zoom == 4
    assert editor.engine.send(sci.SCI_TEXTHEIGHT, 0) > height
    press(editor, Qt.Key.Key_Minus, CTRL)
    assert editor.zoom == 3
    press(editor, Qt.Key.Key_0, CTRL)
    assert editor.zoom == 0
    assert editor.engine.send(sci.SCI_TEXTHEIGHT, 0) == height


def _wheel(editor: CodeEditor, turn: int) -> None:
    viewport = editor.engine.widget.viewport()
    place = QPointF(viewport.rect().center())
    event = QWheelEvent(
        place, viewport.mapToGlobal(place), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(viewport, event)


def test_lines_are_one_and_a_half_times_as_high_as_the_font(make_editor: MakeEditor) -> None:
    editor = make_editor("a\n")
    editor.set_font_size(12)
    assert editor.engine.send(sci.SCI_TEXTHEIGHT, 0) == round(12 * editor.logicalDpiY() / 72 * 1.5)


def test_the_number_margin_grows_with_the_lines(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("a\n")
    width = editor.engine.send(sci.SCI_GETMARGINWIDTHN, 0)
    editor.setText("a\n" * 20_000)
    qtbot.waitUntil(lambda: editor.engine.send(sci.SCI_GETMARGINWIDTHN, 0) > width)


def test_long_lines_wrap_when_asked(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor("word " * 200 + "\n")
    assert not editor.wraps
    editor.set_wrap(True)
    assert editor.wraps
    qtbot.waitUntil(lambda: editor.engine.send(sci.SCI_WRAPCOUNT, 0) > 1)


def test_a_tab_is_spaces_as_many_as_chosen(make_editor: MakeEditor) -> None:
    editor = make_editor("")
    press(editor, Qt.Key.Key_Tab)
    editor.set_tab_width(4)
    press(editor, Qt.Key.Key_Return)
    press(editor, Qt.Key.Key_Tab)
    assert editor.text() == "  \n    "


def test_several_carets_type_at_once(make_editor: MakeEditor) -> None:
    editor = make_editor("foo(1)\nfoo(2)\nfoo(3)\n")
    for _press in range(4):
        press(editor, Qt.Key.Key_D, CTRL)
    type_text(editor, "bar")
    assert editor.text() == "bar(1)\nbar(2)\nbar(3)\n"


def test_a_caret_can_be_added_below(make_editor: MakeEditor) -> None:
    editor = make_editor("ab\nab\nab\n")
    press(editor, Qt.Key.Key_Right)
    press(editor, Qt.Key.Key_Down, CTRL | ALT)
    press(editor, Qt.Key.Key_Down, CTRL | ALT)
    type_text(editor, "-")
    assert editor.text() == "a-b\na-b\na-b\n"


def test_a_rectangle_is_selected_by_keys(make_editor: MakeEditor) -> None:
    editor = make_editor("abc\nabc\nabc\n")
    press(editor, Qt.Key.Key_Right)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        press(editor, key, ALT | SHIFT)
    press(editor, Qt.Key.Key_Delete)
    assert editor.text() == "ac\nac\nac\n"


def test_keys_of_the_text_are_the_editors_even_when_the_window_has_them(make_editor: MakeEditor) -> None:
    editor = make_editor("a\n")
    type_text(editor, "x")
    taken: list[int] = []
    action = QAction("Undo the list", editor)
    action.setShortcut(QKeySequence("Ctrl+Z"))
    action.triggered.connect(lambda: taken.append(1))
    editor.addAction(action)
    press(editor, Qt.Key.Key_Z, CTRL)
    assert editor.text() == "a\n"
    assert taken == []
    press(editor, Qt.Key.Key_Z, CTRL | SHIFT)
    assert editor.text() == "xa\n"


def test_text_can_be_dropped_in(make_editor: MakeEditor) -> None:
    editor = make_editor("ab\n")
    viewport = editor.engine.widget.viewport()
    x = editor.engine.send(sci.SCI_POINTXFROMPOSITION, 0, 1)
    place = QPointF(x, editor.engine.send(sci.SCI_POINTYFROMPOSITION, 0, 1) + 5)
    dragged = QMimeData()
    dragged.setText("dröpped")
    buttons, actions = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place.toPoint(), actions, dragged, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(viewport, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(viewport, QDragMoveEvent(place.toPoint(), actions, dragged, buttons, Qt.KeyboardModifier.NoModifier))
    QApplication.sendEvent(viewport, QDropEvent(place, actions, dragged, buttons, Qt.KeyboardModifier.NoModifier))
    assert editor.text() == "adröppedb\n"
    editor.undo()
    assert editor.text() == "ab\n"


def test_text_goes_through_the_clipboard(make_editor: MakeEditor) -> None:
    editor = make_editor("one\ntwo\n")
    press(editor, Qt.Key.Key_A, CTRL)
    press(editor, Qt.Key.Key_X, CTRL)
    assert editor.text() == ""
    assert QApplication.clipboard().text() == "one\ntwo\n"
    QApplication.clipboard().setText("pasted\r\nö\r\n")
    press(editor, Qt.Key.Key_V, CTRL)
    assert editor.text() == "pasted\nö\n"


def test_text_can_be_read_only(make_editor: MakeEditor) -> None:
    editor = make_editor("a\n")
    editor.set_read_only(True)
    type_text(editor, "x(\n")
    press(editor, Qt.Key.Key_Slash, CTRL)
    assert editor.text() == "a\n"


def test_it_says_what_it_is_to_who_cannot_see_it(make_editor: MakeEditor) -> None:
    editor = make_editor()
    assert editor.accessibleName()
    assert code_of(editor).accessibleName()


def test_themes_can_be_changed_at_any_time(make_editor: MakeEditor, qtbot: QtBot) -> None:
    editor = make_editor(HOOK)
    editor.show_find()
    for name in ("dark", "light", "dark"):
        editor.apply_theme(load_theme(name))
    surface = load_theme("dark").colour("surface")

    def corner() -> QColor:
        image = code_of(editor).grab().toImage()
        return image.pixelColor(image.width() - 30, image.height() - 30)

    qtbot.waitUntil(lambda: corner() == surface)


def test_every_command_of_the_editor_is_one_of_its_keys(make_editor: MakeEditor) -> None:
    editor = make_editor("one one one")
    for command in COMMANDS:
        if command.context == "editor":
            editor.do_keys(command.keys[0])
    with pytest.raises(KeyError):
        editor.do_keys("Ctrl+1")


def _underlined(editor: CodeEditor) -> str:
    start, end = editor.unparsed.places
    return editor.text().encode()[start:end].decode()


def test_what_cannot_be_parsed_is_underlined_and_says_why(make_editor: MakeEditor) -> None:
    editor = make_editor("const ü = 1;\nconst b = a?.b;\n")
    editor.unparsed.show(2, 12, 2, "Node 12 can't parse this: Unexpected token '.'")
    assert editor.unparsed.line == 2
    assert _underlined(editor) == "?."
    assert editor.unparsed.message == "Node 12 can't parse this: Unexpected token '.'"
    editor.unparsed.clear()
    assert (editor.unparsed.line, editor.unparsed.message, _underlined(editor)) == (0, "", "")


@pytest.mark.parametrize(
    ("text", "place", "marked"),
    [("if (x) {\n", (2, 1, 0), ""), ("a = {", (1, 6, 0), "{"), ("a?.b", (1, 3, 1), "?."), ("x", (9, 99, 9), "x")],
)
def test_a_place_that_could_not_be_seen_takes_in_what_stands_before(
    make_editor: MakeEditor, text: str, place: tuple[int, int, int], marked: str
) -> None:
    editor = make_editor(text)
    editor.unparsed.show(*place, "Unexpected end of input")
    assert editor.unparsed.line == text.count("\n") + 1
    assert _underlined(editor) == marked


def test_a_failure_and_what_cannot_be_parsed_go_each_by_itself(make_editor: MakeEditor) -> None:
    editor = make_editor("one\ntwo\nthree\n")
    editor.show_failure(2, 1, "Error: no")
    editor.unparsed.show(2, 1, 3, "Unexpected identifier")
    editor.clear_failure()
    assert (editor.failure_line, editor.unparsed.line, _underlined(editor)) == (0, 2, "two")
    editor.show_failure(3, 1, "Error: no")
    editor.unparsed.clear()
    assert (editor.failure_line, editor.failure_message, editor.unparsed.line) == (3, "Error: no", 0)
