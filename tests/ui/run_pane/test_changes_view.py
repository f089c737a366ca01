"""What the hook changed, row by row, secrets behind dots."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hookstudio.model.changes import changes
from hookstudio.model.json_value import JsonValue
from hookstudio.ui.run_pane.changes_model import ChangesModel
from hookstudio.ui.run_pane.changes_page import ChangesPage
from hookstudio.ui.run_pane.secrets import holds_secret, is_secret
from hookstudio.ui.theme import load_theme

BEFORE: JsonValue = {"user": {"metadata": {"visits": 41}}, "body": {"password": "hunter2"}}
AFTER: JsonValue = {"user": {"metadata": {"visits": 42, "country": "TR"}}, "body": {}, "idToken": {"roles": ["a"], "secret": "s3"}}


@pytest.fixture
def page(qtbot: QtBot) -> ChangesPage:
    page = ChangesPage(load_theme("light"))
    qtbot.addWidget(page)
    page.resize(776, 240)
    page.show()
    qtbot.waitExposed(page)
    page.show_changes(changes(BEFORE, AFTER))
    return page


def rows(page: ChangesPage) -> list[list[str]]:
    model = page.view.model()
    return [[str(model.index(row, column).data()) for column in range(4)] for row in range(model.rowCount())]


def middle(page: ChangesPage, row: int, column: int) -> QPoint:
    return page.view.visualRect(page.view.model().index(row, column)).center()


def test_each_path_is_a_row_with_before_and_after(page: ChangesPage) -> None:
    assert rows(page) == [
        ["~", "/user/metadata/visits", "41", "42"],
        ["+", "/user/metadata/country", "", '"TR"'],
        ["-", "/body/password", '"••••••"', ""],
        ["+", "/idToken", "", '{"roles": ["a"], "secret": "••••••"}'],
    ]
    assert page.summary.text() == "2 added · 1 changed · 1 removed"
    theme = load_theme("light")
    tints = [page.view.model().index(row, 0).data(Qt.ItemDataRole.BackgroundRole) for row in range(3)]
    assert tints == [theme.colour(role) for role in ("warning-soft", "ok-soft", "error-soft")]


def test_a_click_shows_a_secret_and_nothing_else_does(page: ChangesPage) -> None:
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=middle(page, 2, 1))
    assert "hunter2" not in str(rows(page))
    tip = page.view.model().index(2, 2).data(Qt.ItemDataRole.ToolTipRole)
    assert "hunter2" not in tip
    QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=middle(page, 2, 2))
    assert rows(page)[2] == ["-", "/body/password", '"hunter2"', ""]
    assert "s3" not in str(rows(page))
    page.view.selectRow(3)
    QTest.keyClick(page.view, Qt.Key.Key_Space)
    assert '"secret": "s3"' in rows(page)[3][3]


def test_new_changes_hide_their_secrets_again(page: ChangesPage) -> None:
    page.view.reveal_secrets()
    assert "hunter2" in str(rows(page))
    page.show_changes(changes(BEFORE, AFTER))
    assert "hunter2" not in str(rows(page))


def test_a_double_click_asks_for_the_path(qtbot: QtBot, page: ChangesPage) -> None:
    with qtbot.waitSignal(page.path_requested) as asked:
        QTest.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=middle(page, 1, 1))
        QTest.mouseDClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=middle(page, 1, 1))
    assert asked.args == ["/user/metadata/country"]


def test_the_patch_is_complete(page: ChangesPage) -> None:
    page.view.copy_patch()
    patch = json.loads(QApplication.clipboard().text())
    assert patch[0] == {"op": "replace", "path": "/user/metadata/visits", "value": 42}
    assert patch[2] == {"op": "remove", "path": "/body/password"}
    assert patch[3]["value"]["secret"] == "s3"


def test_rows_are_copied_as_they_are_shown(page: ChangesPage) -> None:
    page.view.selectAll()
    QTest.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QApplication.clipboard().text()
    assert text.split("\n")[0] == "~\t/user/metadata/visits\t41\t42"
    assert "hunter2" not in text


def test_no_change_is_said_in_words(page: ChangesPage) -> None:
    page.show_changes(())
    assert page.view.model().rowCount() == 0
    assert page.note.words().startswith("Nothing changed")
    assert page.note.isVisible()


def test_a_huge_value_does_not_become_a_huge_cell(page: ChangesPage) -> None:
    large: JsonValue = {"a": ["x" * 1_000_000] * 50, "b": {str(n): [n] * 100 for n in range(1_000)}}
    page.show_changes(changes({}, large))
    assert all(len(cell) <= 400 for row in rows(page) for cell in row)


@pytest.mark.usefixtures("qapp")
def test_the_model_keeps_to_qts_rules() -> None:
    model = ChangesModel(load_theme("dark"))
    model.show_changes(changes(BEFORE, AFTER))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)


@pytest.mark.parametrize("key", ["password", "userPassword", "client_secret", "refresh_token", "apiKey", "Authorization", "cookie", "otp"])
def test_names_of_secrets_are_known(key: str) -> None:
    assert is_secret(key, "x")


@pytest.mark.parametrize(("key", "value"), [("email", "x"), ("accessToken", {"sub": "1"}), ("password", None), ("tokenType", "x")])
def test_other_values_are_shown(key: str, value: JsonValue) -> None:
    assert not is_secret(key, value)


def test_secrets_are_found_inside() -> None:
    assert holds_secret("/user", {"list": [{"password": "x"}]})
    assert holds_secret("/tokens/password/0", "x")
    assert not holds_secret("/accessToken", {"sub": "1", "aud": ["x"]})
