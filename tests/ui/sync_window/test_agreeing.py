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


def clash(desk: Desk, name: str) -> None:
    """A hook of which both sides changed the code, the description and the name."""
    desk.new(name)
    desk.push()
    desk.write(name, "// mine\n")
    desk.session.describe(desk.id(name), "mine")
    desk.change_there(name, content="// theirs\n", description="theirs")


def why(opened: Opened) -> list[str]:
    return [row.why for row in opened.window.plan_page.model.rows]


def test_conflicts_that_are_settled_stand_in_the_plan_of_a_pull_with_their_fields_and_sides(desk: Desk, opened: Opened) -> None:
    clash(desk, "a")
    opened.compare()
    opened.choose("a")
    radios = opened.window.compare_page.details.fields.radios
    radios["content", "remote"].click()
    radios = opened.window.compare_page.details.fields.radios
    radios["description", "local"].click()
    opened.plan("pull")
    assert opened.planned == ["Change | pre-login/a | Code", "Settle | pre-login/a | Code, Description"]
    assert why(opened) == ["As you decided below", "You decided: code as it is there, description as it is here"]
    assert opened.window.frame.apply.text() == "Pull: 1 change"
    assert "What you decided for the conflict is remembered with it." in opened.window.plan_page.introduction.text()
    opened.apply()
    assert opened.outcome == [
        "1 of 1 change done.",
        "Change  pre-login/a",
        "Settled  pre-login/a   You decided: code as it is there, description as it is here",
    ]
    assert desk.code("a") == "// theirs\n" and desk.states() == {"pre-login/a": "changed-here"}


def test_conflicts_that_are_settled_are_agreed_to_where_nothing_else_is_done(desk: Desk, opened: Opened) -> None:
    clash(desk, "a")
    clash(desk, "b")
    opened.compare()
    opened.press("syncDecideAll.local")
    opened.plan("pull")
    assert [row.split(" | ")[0] for row in opened.planned] == ["Settle", "Settle"] and opened.window.frame.apply.text() == "Remember"
    assert opened.window.plan_page.table.isVisible() and set(desk.states().values()) == {"conflict"}
    opened.apply()
    assert opened.outcome[0] == "What you decided for 2 hooks is remembered." and len(opened.outcome) == 3
    assert set(desk.states().values()) == {"changed-here"}


def test_conflicts_that_are_settled_stand_below_the_requests_of_a_push(desk: Desk, opened: Opened) -> None:
    clash(desk, "a")
    desk.new("gone")
    desk.push()
    desk.session.delete(desk.id("gone"))
    desk.change_there("gone", description="theirs")
    opened.compare()
    opened.press("syncDecideAll.local")
    opened.plan("push")
    assert [row.rpartition(" | ")[0] for row in opened.planned] == [
        "PATCH | pre-login/a",
        "DELETE, left out | pre-login/gone",
        "Settle | pre-login/a",
        "Settle, left out | pre-login/gone",
    ]
    assert why(opened)[2:] == [
        "You decided: code as it is here, description as it is here",
        "You decided: the hook itself as it is here",
    ]
    assert opened.window.frame.apply.text() == "Push: 1 request"
    opened.type_number("1")
    opened.apply()
    assert opened.outcome[0] == "2 of 2 requests done." and desk.states() == {} and desk.names_there() == ["a"]


def test_a_conflict_is_not_said_to_be_settled_where_the_deletion_was_left_out(desk: Desk, opened: Opened) -> None:
    desk.new("gone")
    desk.push()
    desk.session.delete(desk.id("gone"))
    desk.change_there("gone", description="theirs")
    desk.new("fresh")
    opened.compare()
    opened.press("syncDecideAll.local")
    opened.plan("push")
    opened.apply()
    assert not any("Settled" in line for line in opened.outcome) and desk.states() == {"pre-login/gone": "conflict"}
