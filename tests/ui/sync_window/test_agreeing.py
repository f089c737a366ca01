"""What has to be agreed to before something is done: hooks that a pull would delete, conflicts that are settled."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from tests.studio.syncing import Desk
from tests.ui.sync_window.opened import Opened


def emptied(desk: Desk, names: str, gone: str) -> None:
    """Hooks on both sides, of which the tenant has *gone* no longer."""
    for name in names:
        desk.new(name)
    desk.push()
    for name in gone:
        desk.delete_there(name)


@pytest.mark.parametrize("typed", ["", "2", "30", "three"])
def test_most_of_the_hooks_here_are_deleted_only_if_their_number_is_typed(desk: Desk, opened: Opened, typed: str) -> None:
    emptied(desk, "abcd", "abc")
    opened.compare()
    opened.plan("pull")
    window, number = opened.window, opened.one(QLineEdit, "syncConfirmDelete")
    assert number.isVisible() and "delete 3 of the 4 hooks here" in opened.one(QLabel, "syncConfirmWords").text()
    opened.type_number(typed)
    QTest.keyClick(number, Qt.Key.Key_Return)
    QTest.mouseClick(window.frame.apply, Qt.MouseButton.LeftButton)
    assert not window.frame.apply.isEnabled() and opened.shows(window.plan_page) and not window.busy
    assert desk.names() == ["a", "b", "c", "d"] and len(desk.sync.folder.pulls()) == 0
    opened.type_number("3")
    assert window.frame.apply.isEnabled() and window.plan_page.answer.text() == "Will be deleted"
    opened.type_number("33")
    assert not window.frame.apply.isEnabled() and window.plan_page.answer.text() == "Not confirmed"
    opened.type_number("3")
    opened.apply()
    assert opened.outcome[0] == "3 of 3 changes done." and desk.names() == ["d"]


def test_a_number_that_was_typed_is_for_the_plan_that_was_seen(desk: Desk, opened: Opened) -> None:
    emptied(desk, "abcd", "abc")
    opened.compare()
    opened.plan("pull")
    opened.type_number("3")
    opened.press("syncBackButton")
    opened.plan("pull")
    assert opened.one(QLineEdit, "syncConfirmDelete").text() == "" and not opened.window.frame.apply.isEnabled()


@pytest.mark.parametrize(("names", "gone"), [("abcdef", "abc"), ("ab", "ab")])
def test_few_hooks_are_deleted_here_without_their_number(desk: Desk, opened: Opened, names: str, gone: str) -> None:
    emptied(desk, names, gone)
    opened.compare()
    opened.plan("pull")
    assert not opened.one(QLineEdit, "syncConfirmDelete").isVisible()
    opened.apply()
    assert desk.names() == [name for name in names if name not in gone]
