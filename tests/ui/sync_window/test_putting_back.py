"""Pushes and pulls that are taken back in the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from tests.studio.syncing import CODE, Desk
from tests.ui.sync_window.opened import Opened


def described(desk: Desk, name: str, *texts: str) -> None:
    """A hook that is pushed with one description after the other."""
    desk.new(name)
    desk.push()
    for text in texts:
        desk.session.describe(desk.id(name), text)
        desk.push()


def restoring(opened: Opened) -> QComboBox:
    if not hasattr(opened, "window"):
        opened.open()
    opened.window.show_restore()
    opened.rest()
    assert opened.shows(opened.window.plan_page)
    return opened.one(QComboBox, "syncPushes")


def choose(opened: Opened, row: int) -> None:
    """With the keys, from the row that is chosen."""
    box = opened.one(QComboBox, "syncPushes")
    box.setFocus()
    while box.currentIndex() != row:
        QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < row else Qt.Key.Key_Up)
        opened.rest()


def test_the_last_push_is_taken_back_if_no_other_is_chosen(desk: Desk, opened: Opened) -> None:
    described(desk, "a", "one", "two")
    box = restoring(opened)
    assert box.isVisible() and box.count() == 3 and box.currentIndex() == 0 and opened.window.plan_page.table.hasFocus()
    assert box.itemText(0).startswith("The last push, 2") and box.itemText(0).endswith(": change description of pre-login/a")
    assert box.itemText(2).startswith("The last 3 pushes, from 2") and "create pre-login/a" in box.itemText(2)
    assert [push.number for push in desk.sync.pushes()] == [box.itemData(row) for row in range(3)]
    opened.apply()
    assert opened.outcome[0] == "1 of 1 request done." and desk.there("a")["description"] == "one"


def test_pushes_are_taken_back_from_the_chosen_one_on(desk: Desk, opened: Opened) -> None:
    described(desk, "a", "one", "two", "three")
    box = restoring(opened)
    before = len(desk.tenant.writes)
    choose(opened, 2)
    assert box.hasFocus() and box.currentIndex() == 2 and len(desk.tenant.writes) == before
    assert [row.split(" | ")[:2] for row in opened.planned] == [["PATCH", "pre-login/a"]]
    choose(opened, 3)
    assert [row.split(" | ")[:2] for row in opened.planned] == [["DELETE, left out", "pre-login/a"]]
    choose(opened, 2)
    opened.apply()
    assert not desk.there("a")["description"] and len(desk.tenant.writes) == before + 1
    assert restoring(opened).count() == 5, "what was put back is a push, too"


def test_what_was_changed_there_since_then_is_left_and_told(desk: Desk, opened: Opened) -> None:
    for name in ("a", "b"):
        desk.new(name)
    desk.push()
    for name in ("a", "b"):
        desk.session.describe(desk.id(name), "mine")
    desk.push()
    desk.change_there("b", description="theirs")
    restoring(opened)
    assert [row.split(" | ")[:2] for row in opened.planned] == [["PATCH", "pre-login/a"]]
    assert opened.plan_notes == ["pre-login/b is left as it is there. It was changed there since then."]
    assert "One hook is left as it is there" in opened.window.plan_page.introduction.text()
    opened.apply()
    assert opened.outcome[:2] == ["1 of 1 request done.", "Not put back: pre-login/b."]
    assert not desk.there("a")["description"] and desk.there("b")["description"] == "theirs"


def test_where_all_of_it_was_changed_there_nothing_is_put_back(desk: Desk, opened: Opened) -> None:
    described(desk, "a", "one")
    desk.change_there("a", description="theirs")
    box = restoring(opened)
    page = opened.window.plan_page
    assert page.nothing.accessibleName() == "Nothing to put back" and page.nothing.isVisible() and box.isVisible()
    assert opened.plan_notes == ["pre-login/a is left as it is there. It was changed there since then."]
    assert not opened.window.frame.apply.isVisible()


def test_a_choice_that_could_not_be_planned_is_not_the_one_that_is_shown(desk: Desk, opened: Opened) -> None:
    described(desk, "a", "one", "two")
    box = restoring(opened)
    planned = opened.planned
    desk.tenant.fault("status", "*/hooks*", method="GET", times=None, status=401, error="unauthorized_user")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    opened.rest()
    assert box.currentIndex() == 0 and opened.planned == planned and len(opened.notes) == 1
    desk.tenant.faults.clear()
    choose(opened, 1)
    assert box.currentIndex() == 1 and opened.notes == []
    opened.window.show_pull()
    opened.wait(lambda: opened.shows(opened.window.plan_page) and not opened.window.busy)
    assert not box.isVisible()


def test_a_hook_that_a_push_deleted_comes_again(desk: Desk, opened: Opened) -> None:
    described(desk, "a")
    desk.session.delete(desk.id("a"))
    desk.push()
    restoring(opened)
    assert [row.split(" | ")[:2] for row in opened.planned] == [["POST", "pre-login/a"]]
    opened.apply()
    assert desk.there("a")["content"] == CODE


def pulled(desk: Desk) -> None:
    """A pull that made, changed, deleted and moved hooks."""
    for name in "abcd":
        desk.new(name)
    desk.push()
    desk.change_there("a", content="// theirs\n")
    desk.delete_there("b")
    desk.make_there("n", order=-1)
    desk.change_there("d", order=-2)
    desk.pull()


def taking_back(opened: Opened) -> None:
    if not hasattr(opened, "window"):
        opened.open()
    opened.window.show_back()
    opened.rest()


def test_the_last_pull_is_taken_back_by_another_program_and_the_tenant_is_asked_nothing(desk: Desk, opened: Opened) -> None:
    pulled(desk)
    desk.session = Session.open(desk.session.root, app_folders())
    asked = len(desk.tenant.log)
    taking_back(opened)
    assert sorted(opened.planned) == [
        "Add | pre-login/b | The whole hook",
        "Change | pre-login/a | What the pull changed",
        "Move to the trash | pre-login/n | The whole hook",
        "Reorder | pre-login | Order",
    ]
    assert desk.code("a") == "// theirs\n" and opened.window.frame.apply.text() == "Take back: 4 changes"
    assert "The tenant is asked nothing" in opened.window.plan_page.introduction.text()
    opened.apply()
    assert opened.outcome[0] == "4 of 4 changes done." and desk.names() == ["a", "b", "c", "d"] and desk.code("a") == CODE
    assert [name for name, _ in opened.told] == ["taken_back"] and len(desk.tenant.log) == asked
    desk.session.undo()
    assert desk.code("a") == "// theirs\n" and desk.names() == ["d", "n", "a", "c"] and desk.states() == {}


def test_what_was_changed_since_the_pull_stays_and_is_told(desk: Desk, opened: Opened) -> None:
    pulled(desk)
    desk.write("a", "// mine\n")
    taking_back(opened)
    assert opened.plan_notes == ["pre-login/a is left as it is. It was changed since the pull."]
    opened.apply()
    assert opened.outcome[:2] == ["3 of 3 changes done.", "pre-login/a is left as it is. It was changed since the pull."]
    assert desk.code("a") == "// mine\n"


def test_what_is_changed_while_the_plan_is_looked_at_stays(desk: Desk, opened: Opened) -> None:
    pulled(desk)
    taking_back(opened)
    desk.write("n", "// mine, on theirs\n")
    opened.apply()
    assert opened.outcome == ["Nothing was taken back"] and opened.told[-1][0] == "failed"
    assert desk.code("n") == "// mine, on theirs\n" and desk.code("a") == "// theirs\n"
    taking_back(opened)
    assert any("pre-login/n is left as it is" in note for note in opened.plan_notes)


def test_a_pull_of_which_nothing_is_left_is_forgotten_to_reach_the_one_before(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.push()
    for code in ("// 1\n", "// 2\n"):
        desk.change_there("a", content=code)
        desk.pull()
    desk.session.undo()
    taking_back(opened)
    assert opened.planned == [] and opened.window.plan_page.nothing.isVisible()
    assert opened.window.frame.apply.text() == "Forget this pull"
    opened.apply()
    assert opened.outcome == ["The pull is forgotten."] and desk.code("a") == "// 1\n"
    taking_back(opened)
    opened.apply()
    assert desk.code("a") == CODE
    taking_back(opened)
    assert any("There was no pull" in note for note in opened.notes)


def test_how_it_stands_is_looked_at_again_where_it_was_compared(desk: Desk, opened: Opened) -> None:
    pulled(desk)
    opened.compare()
    taking_back(opened)
    opened.apply()
    opened.wait(lambda: opened.window.result_page.now.text().startswith("How it stands now: "))
    assert [name for name, _ in opened.told] == ["status_known", "taken_back", "status_known"]
    assert len(desk.states()) == 4
