"""The resulting context as a tree: exact, lazy, searchable."""

from __future__ import annotations

import json
import time

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hookstudio.model.changes import changes
from hookstudio.model.json_value import JsonValue
from hookstudio.ui.run_pane.json_tree_model import KEY, MARK, VALUE, JsonTreeModel, Mark
from hookstudio.ui.run_pane.result_page import ResultPage
from hookstudio.ui.run_pane.result_paths import dotted, marks_of
from hookstudio.ui.run_pane.result_search import matches
from hookstudio.ui.theme import load_theme

BEFORE: JsonValue = {"user": {"id": "u1", "visits": 41, "gone": 1}, "list": [1, 2]}
AFTER: JsonValue = {"user": {"id": "u1", "visits": 42, "a/b": {"x-y": True}}, "list": [1, 2, None]}


@pytest.fixture
def page(qtbot: QtBot) -> ResultPage:
    page = ResultPage(load_theme("light"))
    qtbot.addWidget(page)
    page.resize(700, 300)
    page.show()
    qtbot.waitExposed(page)
    return page


def rows(model: JsonTreeModel, parent: QModelIndex | None = None) -> list[tuple[str, str, str]]:
    above = parent or QModelIndex()
    found = []
    for row in range(model.rowCount(above)):
        key, value, mark = (str(model.index(row, column, above).data()) for column in (KEY, VALUE, MARK))
        found.append((key, value, mark))
        found.extend(rows(model, model.index(row, KEY, above)))
    return found


@pytest.mark.usefixtures("qapp")
def test_the_model_keeps_to_qts_rules() -> None:
    model = JsonTreeModel(load_theme("light"))
    model.show_value(AFTER, {})
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.show_value("only a text", {})
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)


@pytest.mark.usefixtures("qapp")
def test_rows_show_keys_values_and_what_changed() -> None:
    model = JsonTreeModel(load_theme("light"))
    model.show_value(AFTER, marks_of(changes(BEFORE, AFTER)))
    assert rows(model) == [
        ("user", "{ id, visits, a/b }", "·"),
        ("id", '"u1"', ""),
        ("visits", "42", "~"),
        ("a/b", "{ x-y }", "+"),
        ("x-y", "true", ""),
        ("list", "[ 3 items ]", "·"),
        ("0", "1", ""),
        ("1", "2", ""),
        ("2", "null", "+"),
    ]
    added = model.index_of(("user", "a/b"))
    assert added.data(Qt.ItemDataRole.BackgroundRole) == load_theme("light").colour("ok-soft")
    assert model.index_of(("user", "id")).data(Qt.ItemDataRole.BackgroundRole) is None
    assert added.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "added by the hook"


@pytest.mark.parametrize(
    ("value", "role"),
    [("text", "code-string"), (1.5, "code-number"), (True, "code-keyword"), (None, "code-keyword"), ({}, "code-comment")],
)
@pytest.mark.usefixtures("qapp")
def test_values_have_the_colours_of_code(value: JsonValue, role: str) -> None:
    model = JsonTreeModel(load_theme("dark"))
    model.show_value({"key": value}, {})
    assert model.index(0, VALUE).data(Qt.ItemDataRole.ForegroundRole) == load_theme("dark").colour(role)


@pytest.mark.usefixtures("qapp")
def test_an_index_from_before_a_new_value_is_harmless() -> None:
    model = JsonTreeModel(load_theme("light"))
    model.show_value(AFTER, {})
    old = model.index_of(("user", "visits"))
    model.show_value({"other": 1}, {})
    assert model.data(old) is not None
    assert not model.parent(old).isValid()


def test_a_hundred_thousand_nodes_cost_nothing_until_they_are_seen(page: ResultPage) -> None:
    value: JsonValue = {"items": [{"id": number} for number in range(50_000)]}
    began = time.perf_counter()
    page.show_value(value, {})
    QApplication.processEvents()
    index = page.view.model().index(0, 0)
    page.view.expand(index)
    QApplication.processEvents()
    assert time.perf_counter() - began < 1
    assert page.view.model().rowCount(index) < 5_000
    assert page.view.reveal(("items", 49_999, "id"))
    assert page.view.current_path() == ("items", 49_999, "id")


def test_to_json_is_the_exact_result(page: ResultPage) -> None:
    assert page.view.toJson() == ""
    value: JsonValue = {"b": [1, 2.5, -0.0, 10**25], "a": "é\ud800", "nested": {"": {}}}
    page.show_value(value, {})
    assert json.loads(page.view.toJson()) == value
    assert page.view.toJson().startswith('{\n  "b": [\n    1,\n')
    page.view.toJson().encode()  # a file could hold it
    page.show_note("No run yet")
    assert page.view.toJson() == ""


def copied() -> str:
    return QApplication.clipboard().text()


def test_paths_and_values_are_copied(page: ResultPage) -> None:
    page.show_value(AFTER, {})
    page.view.reveal(("user", "a/b", "x-y"))
    page.view.copy_pointer()
    assert copied() == "/user/a~1b/x-y"
    page.view.copy_dotted()
    assert copied() == 'data.user["a/b"]["x-y"]'
    QTest.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied() == "true"
    page.view.reveal(("user", "id"))
    page.view.copy_value()
    assert copied() == "u1"
    page.view.reveal(("list",))
    page.view.copy_value()
    assert json.loads(copied()) == [1, 2, None]
    page.view.copy_all()
    assert json.loads(copied()) == AFTER


def test_dotted_paths_are_javascript() -> None:
    assert dotted(("a", 0, "b c", "", "$d", "1")) == 'data.a[0]["b c"][""].$d["1"]'


def test_find_goes_through_keys_and_values(qtbot: QtBot, page: ResultPage) -> None:
    page.show_value({"one": {"needle": 1}, "two": ["x", "A NEEDLE"], "needles": True}, {})
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.field.hasFocus()
    QTest.keyClicks(page.field, "needle")
    qtbot.waitUntil(lambda: page.count.text() == "1 of 3")
    assert page.view.current_path() == ("one", "needle")
    QTest.keyClick(page.field, Qt.Key.Key_Return)
    assert page.view.current_path() == ("two", 1)
    QTest.keyClick(page.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(page.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page.view.current_path() == ("needles",)
    page.field.setText("nothing like it")
    qtbot.waitUntil(lambda: page.count.text() == "Nothing found")
    QTest.keyClick(page.field, Qt.Key.Key_Escape)
    assert page.field.text() == "" and page.view.hasFocus()


def test_a_search_gives_paths_in_the_order_of_the_tree() -> None:
    found = [path for path in matches({"a": [{"x": "12"}, 2], "2": {"a": None}}, "2") if path is not None]
    assert found == [("a", 0, "x"), ("a", 1), ("2",)]
    assert [path for path in matches("text", "ex") if path] == [(0,)]


def test_marks_name_what_is_inside() -> None:
    marks = marks_of(changes(BEFORE, AFTER))
    assert marks["/user"] is Mark.INSIDE
    assert marks["/list/2"] is Mark.ADDED
    assert "/user/gone" not in marks


def test_expand_all_stops_at_what_can_be_looked_at(page: ResultPage) -> None:
    page.show_value([[[number] for number in range(100)] for _ in range(100)], {})
    began = time.perf_counter()
    page.view.expand_all()
    assert time.perf_counter() - began < 2
    assert page.view.isExpanded(page.view.model().index(0, 0))
