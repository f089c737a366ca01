"""The tabs of open hooks, by real clicks and keys."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTabBar
from pytestqt.qtbot import QtBot

from hookstudio.ui.editor.code_editor import CodeEditor
from hookstudio.ui.editor.editor_tabs import EditorTabs
from hookstudio.ui.editor.tab_bar import WIDEST
from hookstudio.ui.editor.tab_mark import TabMark
from hookstudio.ui.theme import load_theme
from hookstudio.ui.widgets.plain_tip import plain_tip
from tests.ui.editor.conftest import code_of, type_text

ROOM_ABOVE = 6
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def tabs(qtbot: QtBot) -> EditorTabs:
    made = EditorTabs(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show()
    return made


@pytest.fixture
def three(tabs: EditorTabs) -> EditorTabs:
    for hook_id, title in (("a", "block-disposable"), ("b", "add-claims"), ("c", "a & b")):
        tabs.open_document(hook_id, title, f"// {hook_id}\n", tooltip=f"/hooks/{hook_id}.js")
    return tabs


def centre_of(tabs: EditorTabs, index: int) -> QPoint:
    return tabs.tabBar().tabRect(index).center()


def mark_of(tabs: EditorTabs, index: int) -> TabMark:
    mark = tabs.tabBar().tabButton(index, QTabBar.ButtonPosition.RightSide)
    assert isinstance(mark, TabMark)
    return mark


def test_each_hook_has_one_tab(three: EditorTabs) -> None:
    assert three.objectName() == "editorTabs"
    assert three.hook_ids() == ("a", "b", "c")
    assert three.current_hook_id() == "c"
    first = three.editor("a")
    assert three.open_document("a", "other", "ignored") is first
    assert (three.count(), three.current_hook_id(), first.text()) == (3, "a", "// a\n")


def test_exactly_the_current_editor_has_the_name_scripts_look_for(three: EditorTabs) -> None:
    for hook_id in ("a", "b", "c"):
        three.show_document(hook_id)
        assert three.findChildren(CodeEditor, "codeEditor") == [three.editor(hook_id)]
    three.remove("c")
    assert three.findChildren(CodeEditor, "codeEditor") == [three.current_editor()]


def test_changing_tabs_is_told(three: EditorTabs) -> None:
    told: list[str] = []
    three.current_changed.connect(told.append)
    QTest.mouseClick(three.tabBar(), Qt.MouseButton.LeftButton, pos=centre_of(three, 0))
    QTest.mouseClick(three.tabBar(), Qt.MouseButton.LeftButton, pos=centre_of(three, 1))
    assert told == ["a", "b"]
    for hook_id in three.hook_ids():
        three.remove(hook_id)
    assert told[-1] == ""
    assert three.current_editor() is None


def test_keys_walk_through_the_tabs(three: EditorTabs, qtbot: QtBot) -> None:
    editor = three.editor("c")
    editor.setFocus()
    qtbot.waitUntil(lambda: code_of(editor).hasFocus())
    QTest.keyClick(code_of(editor), Qt.Key.Key_Tab, CTRL)
    assert three.current_hook_id() == "a"
    current = three.editor("a")
    qtbot.waitUntil(lambda: code_of(current).hasFocus())
    QTest.keyClick(code_of(current), Qt.Key.Key_Backtab, CTRL | SHIFT)
    assert three.current_hook_id() == "c"
    assert editor.text() == "// c\n"


def test_closing_is_asked_for_and_not_done(three: EditorTabs) -> None:
    asked: list[str] = []
    three.close_requested.connect(asked.append)
    QTest.mouseClick(three.tabBar(), Qt.MouseButton.MiddleButton, pos=centre_of(three, 1))
    QTest.mouseClick(mark_of(three, 0), Qt.MouseButton.LeftButton)
    assert asked == ["b", "a"]
    assert three.count() == 3


def test_typing_is_told_with_the_hook(three: EditorTabs, qtbot: QtBot) -> None:
    told: list[str] = []
    places: list[tuple[int, int]] = []
    three.text_changed.connect(told.append)
    three.caret_moved.connect(lambda line, column: places.append((line, column)))
    three.show_document("b")
    type_text(three.editor("b"), "x")
    assert told == ["b"]
    qtbot.waitUntil(lambda: (1, 2) in places)


def test_unsaved_is_seen_and_said(three: EditorTabs) -> None:
    accent = load_theme("light").colour("accent")

    def dot_is_shown() -> bool:
        image = mark_of(three, 0).grab().toImage()
        return image.pixelColor(image.width() // 2, image.height() // 2) == accent

    assert not dot_is_shown()
    three.set_unsaved("a", True)
    assert dot_is_shown()
    assert "unsaved" in three.tabBar().accessibleTabName(0)
    assert three.is_unsaved("a")
    three.set_unsaved("a", False)
    assert not dot_is_shown()
    assert three.tabBar().accessibleTabName(0) == "block-disposable"


def test_titles_are_shown_as_they_are(three: EditorTabs) -> None:
    assert three.title("c") == "a & b"
    three.set_title("c", "x && y")
    assert three.title("c") == "x && y"
    assert three.tabToolTip(0) == plain_tip("/hooks/a.js")
    three.set_tooltip("a", "/elsewhere.js")
    assert three.tabToolTip(0) == plain_tip("/elsewhere.js")
    three.set_tooltip("a", "/<h1>big</h1>.js")
    assert "&lt;h1&gt;" in three.tabToolTip(0) and "<h1>" not in three.tabToolTip(0)


def test_marks_move_with_their_tabs(three: EditorTabs) -> None:
    three.set_unsaved("a", True)
    three.tabBar().moveTab(0, 2)
    assert three.hook_ids() == ("b", "c", "a")
    assert mark_of(three, 2).unsaved
    assert three.title("a") == "block-disposable"
    asked: list[str] = []
    three.close_requested.connect(asked.append)
    QTest.mouseClick(three.tabBar(), Qt.MouseButton.MiddleButton, pos=centre_of(three, 2))
    assert asked == ["a"]


def test_a_header_stands_between_tabs_and_code(three: EditorTabs, qtbot: QtBot) -> None:
    header = QLabel("run")
    header.setFixedHeight(38)
    three.set_header(header)

    def in_place() -> bool:
        code = code_of(three.editor("c"))
        top = header.mapTo(three, QPoint(0, 0)).y()
        return top == three.tabBar().geometry().bottom() + 1 and code.mapTo(three, QPoint(0, 0)).y() == top + 38 + ROOM_ABOVE

    qtbot.waitUntil(in_place)
    three.resize(500, 300)
    qtbot.waitUntil(lambda: in_place() and header.width() == three.width())
    header.hide()
    code, below = code_of(three.editor("c")), three.tabBar().geometry().bottom() + 1 + ROOM_ABOVE
    qtbot.waitUntil(lambda: code.mapTo(three, QPoint(0, 0)).y() == below)


def test_a_closed_tab_leaves_nothing(three: EditorTabs, qtbot: QtBot) -> None:
    gone = weakref.ref(three.editor("b"))
    ended: list[int] = []
    three.editor("b").destroyed.connect(lambda: ended.append(1))
    three.remove("b")
    three.remove("b")
    qtbot.waitUntil(lambda: ended == [1])
    gc.collect()
    assert gone() is None
    assert three.hook_ids() == ("a", "c")
    assert len(three.findChildren(TabMark)) == 2


def test_hundreds_of_editors_come_and_go(tabs: EditorTabs, qtbot: QtBot) -> None:
    for turn in range(10):
        for number in range(20):
            tabs.open_document(f"{turn}-{number}", "hook", "function handle() {}\n" * 20)
        for hook_id in tabs.hook_ids():
            type_text(tabs.editor(hook_id), "x")
            tabs.remove(hook_id)
    qtbot.waitUntil(lambda: tabs.findChildren(CodeEditor) == [])
    assert tabs.count() == 0


def test_the_theme_reaches_every_tab(three: EditorTabs, qtbot: QtBot) -> None:
    theme = load_theme("dark")
    three.apply_theme(theme)
    three.open_document("d", "new", "")

    def surface_is_shown() -> bool:
        image = code_of(three.editor(three.current_hook_id())).grab().toImage()
        return image.pixelColor(image.width() - 40, image.height() - 40) == theme.colour("surface")

    for hook_id in three.hook_ids():
        three.show_document(hook_id)
        qtbot.waitUntil(surface_is_shown)


def test_a_long_name_costs_the_other_tabs_no_room(qtbot: QtBot, tabs: EditorTabs) -> None:
    long = "a very long hook name that goes on and on, up to the limit that there is"
    names = [long, *(f"add-country-claim-{number}" for number in range(7))]
    for number, name in enumerate(names):
        tabs.open_document(str(number), name, "")
    bar = tabs.tabBar()
    assert bar.tabRect(0).width() == WIDEST < bar.fontMetrics().horizontalAdvance(long)
    assert tabs.title("0") == long, "only what is painted is cut"
    for index in range(1, 8):
        assert bar.tabRect(index).width() >= bar.fontMetrics().horizontalAdvance(names[index]) + 18 + 24
    qtbot.waitUntil(lambda: bar.rect().contains(bar.tabRect(7)), timeout=2000)
    tabs.show_document("0")
    qtbot.waitUntil(lambda: bar.rect().contains(bar.tabRect(0)), timeout=2000)


def test_the_row_of_tabs_has_a_name(tabs: EditorTabs) -> None:
    assert tabs.tabBar().accessibleName() == "Open hooks"
