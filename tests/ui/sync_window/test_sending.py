"""Plans, and what becomes of them, in the window."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from hookstudio.model.sync import SyncResult
from hookstudio.studio.sync_effects import Effects
from hookstudio.studio.sync_follow import follow
from hookstudio.studio.sync_status import Status
from hookstudio.ui.sync_window import effects_section
from tests.studio.syncing import CODE, Desk
from tests.ui.sync_window.opened import LONG, Opened

OTHER = "function handle(context, callback) {\n  context.user = null\n  callback(null, context)\n}\n"


def test_a_push_sends_what_its_plan_shows_and_nothing_else(desk: Desk, opened: Opened) -> None:
    for name in ("a", "b", "c"):
        desk.new(name)
    desk.push()
    desk.session.rename(desk.id("a"), "a2")
    desk.session.set_enabled(desk.id("b"), False)
    desk.new("d")
    opened.compare()
    before = len(desk.tenant.writes)
    opened.plan("push")
    assert len(desk.tenant.writes) == before
    paths = {name: f"/hooks/{desk.there(name)['id']}" for name in ("a", "b")}
    assert opened.planned == ["POST | pre-login/d | /hooks/", f"PATCH | pre-login/a | {paths['a']}", f"PATCH | pre-login/b | {paths['b']}"]
    assert opened.window.frame.apply.text() == "Push: 3 requests"
    opened.apply()
    assert [f"{asked.method} | {asked.path.removeprefix('/api/v1')}" for asked in desk.tenant.writes[before:]] == [
        " | ".join((row.split(" | ")[0], row.split(" | ")[2])) for row in opened.planned
    ]
    assert opened.outcome[0] == "3 of 3 requests done." and len(opened.outcome) == 4
    assert opened.window.result_page.now.text() == "How it stands now: 4 in sync."
    assert [name for name, _ in opened.told] == ["status_known", "pushed", "status_known"]
    assert isinstance(opened.told[1][1], SyncResult) and desk.states() == {}
    opened.press("syncBackButton")
    assert opened.window.compare_page.empty.accessibleName() == "Everything is in sync"


@pytest.mark.parametrize(("typed", "left"), [("", 0), ("1", 0), ("20", 0), ("two", 0), ("2", 2)])
def test_hooks_are_deleted_there_only_if_their_number_is_typed(desk: Desk, opened: Opened, typed: str, left: int) -> None:
    for name in ("a", "b", "c"):
        desk.new(name)
    desk.push()
    for name in ("a", "b"):
        desk.session.delete(desk.id(name))
    desk.session.describe(desk.id("c"), "x")
    opened.compare()
    opened.plan("push")
    opened.type_number(typed)
    QTest.keyClick(opened.one(QLineEdit, "syncConfirmDelete"), Qt.Key.Key_Return)
    assert opened.shows(opened.window.plan_page), "Enter does nothing by itself"
    said = [row.split(" | ")[0] for row in opened.planned if row.startswith("DELETE")]
    assert said == (["DELETE", "DELETE"] if left else ["DELETE, left out"] * 2)
    assert opened.window.frame.apply.text() == ("Push: 3 requests" if left else "Push: 1 request")
    opened.apply()
    assert len(desk.tenant.hooks) == 3 - left
    assert opened.outcome[0] == ("3 of 3 requests done." if left else "1 of 1 request done.")
    assert ("2 hooks were not deleted there: that was not confirmed." in opened.outcome) is not bool(left)
    assert not any("--" in line for line in opened.outcome)


def test_a_pull_brings_what_was_decided_and_can_be_taken_back(desk: Desk, opened: Opened) -> None:
    for name in ("merge", "gone", "clash"):
        desk.new(name, LONG)
    desk.push()
    desk.write("merge", f"{LONG}// mine\n")
    desk.change_there("merge", content=f"// theirs\n{LONG}")
    desk.write("clash", "// mine\n")
    desk.change_there("clash", content="// theirs\n")
    desk.delete_there("gone")
    desk.make_there("fresh")
    opened.compare()
    opened.press("syncDecideAll.merge")
    opened.plan("pull")
    assert opened.planned == [
        "Change | pre-login/merge | Code",
        "Move to the trash | pre-login/gone | The whole hook",
        "Add | pre-login/fresh | The whole hook",
        "Settle | pre-login/merge | Code",
    ]
    assert opened.plan_notes == ["1 conflict is left as it is, here and there, because nothing was decided: pre-login/clash."]
    assert "“Undo” in the main window takes back" in opened.window.plan_page.introduction.text()
    assert not opened.window.plan_page.effects.isVisible() and not opened.window.plan_page.confirm.isVisible()
    writes = len(desk.tenant.writes)
    opened.apply()
    assert len(desk.tenant.writes) == writes
    assert opened.outcome[0] == "3 of 3 changes done."
    assert sorted(desk.names()) == ["clash", "fresh", "merge"] and desk.code("merge") == f"// theirs\n{LONG}// mine\n"
    assert [name for name, _ in opened.told] == ["status_known", "pulled", "status_known"]
    desk.session.undo()
    assert desk.names() == ["merge", "gone", "clash"] and desk.code("merge") == f"{LONG}// mine\n"


def test_merged_code_is_pulled_before_it_is_pushed(desk: Desk, opened: Opened) -> None:
    desk.new("merge", LONG)
    desk.push()
    desk.write("merge", f"{LONG}// mine\n")
    desk.change_there("merge", content=f"// theirs\n{LONG}")
    opened.compare()
    opened.press("syncDecideAll.merge")
    assert (opened.window.frame.pull.text(), opened.window.frame.push.text()) == ("Pull 1 hook…", "Push…")
    opened.plan("push")
    assert opened.planned == [] and opened.plan_notes == [
        "The merged code comes here by a pull first, then it can be pushed: pre-login/merge."
    ]
    opened.press("syncBackButton")
    opened.plan("pull")
    opened.apply()
    opened.press("syncBackButton")
    opened.plan("push")
    opened.apply()
    assert desk.there("merge")["content"] == f"// theirs\n{LONG}// mine\n" and desk.states() == {}


def test_a_hook_that_was_changed_there_meanwhile_stops_and_is_told(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.new("b")
    desk.push()
    desk.session.describe(desk.id("a"), "mine")
    desk.session.describe(desk.id("b"), "mine")
    opened.compare()
    opened.plan("push")
    desk.change_there("a", description="theirs")
    opened.apply()
    assert opened.outcome[:2] == ["1 of 2 requests done.", "pre-login/a stopped. It was changed there since the plan was made."]
    assert "1 conflict" in opened.window.result_page.now.text() and desk.there("a")["description"] == "theirs"


def test_a_push_that_breaks_is_gone_on_with(desk: Desk, opened: Opened) -> None:
    for name in ("a", "b", "c"):
        desk.new(name)
    opened.compare()
    opened.plan("push")
    desk.tenant.fault("status", "*/hooks/*", method="POST", skip=1, times=None, status=401, error="unauthorized_user")
    opened.apply()
    assert opened.outcome == ["The push was broken off"] and opened.told[-1][0] == "failed"
    words = opened.window.result_page.text.text()
    assert "1 of 3 requests was done. “Go on…” does the rest, nothing twice." in words and "hookstudio" not in words
    assert "broken off" not in words and "does not accept the token" in words
    opened.wait(opened.window.frame.resume.hasFocus)
    desk.tenant.faults.clear()
    opened.press("syncResumeButton")
    assert [row.split(" | ")[1] for row in opened.planned] == ["pre-login/b", "pre-login/c"]
    assert opened.window.frame.apply.text() == "Go on: 2 requests"
    assert opened.notes == [], "that there is something to go on with is told beside the comparison only"
    opened.apply()
    assert opened.outcome[0] == "2 of 2 requests done." and desk.names_there() == ["a", "b", "c"] and desk.states() == {}


def test_a_push_that_could_not_begin_is_tried_again_from_its_plan(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.compare()
    opened.plan("push")
    desk.tenant.fault("drop", "*", times=None)
    opened.apply()
    assert opened.outcome == ["Nothing was sent"]
    assert "broke. Check the network" in opened.window.result_page.text.text()
    desk.tenant.faults.clear()
    opened.press("syncResumeButton")
    assert opened.shows(opened.window.plan_page) and opened.planned == ["POST | pre-login/a | /hooks/"]
    opened.apply()
    assert opened.outcome[0] == "1 of 1 request done." and desk.states() == {}


def test_a_pull_into_a_workspace_that_changed_meanwhile_changes_nothing(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.push()
    desk.change_there("a", content=OTHER)
    opened.compare()
    opened.plan("pull")
    desk.write("a", LONG)
    opened.apply()
    assert opened.outcome == ["Nothing was pulled"] and desk.code("a") == LONG
    assert opened.window.result_page.text.text().startswith("The workspace was changed since the pull was planned")
    opened.press("syncBackButton")
    assert opened.rows == ["Conflicts 1", "  a: Conflict: 1 to decide"]


def test_a_broken_push_is_offered_after_the_next_comparison(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.compare()
    opened.plan("push")
    desk.tenant.fault("status", "*/hooks/*", method="POST", times=None, status=401, error="unauthorized_user")
    opened.apply()
    desk.tenant.faults.clear()
    opened.press("syncBackButton")
    assert opened.notes == ["A push to this tenant was broken off. What was done is noted; the rest can still be done."]
    opened.window.show_resume()
    opened.rest()
    opened.apply()
    assert opened.notes == [] and desk.states() == {}


def _in_the_middle_of_a_push(desk: Desk, opened: Opened) -> None:
    """Of two hooks the first is there, and the tenant keeps the second waiting."""
    for name in ("a", "b"):
        desk.new(name)
    opened.compare()
    opened.plan("push")
    desk.tenant.fault("silent", "*/hooks/*", method="POST", skip=1)
    opened.one(QPushButton, "syncApplyButton").click()
    opened.wait(desk.tenant.held.is_set)


def test_a_push_can_be_broken_off_and_closing_the_window_does_so_first(desk: Desk, opened: Opened) -> None:
    _in_the_middle_of_a_push(desk, opened)
    assert opened.window.result_page.progress.isVisible() and not opened.window.frame.back.isEnabled()
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert opened.window.isVisible()
    opened.rest()
    assert opened.outcome == ["You broke off the push"]
    assert opened.window.result_page.text.text() == "1 of 2 requests was done. “Go on…” does the rest, nothing twice."
    desk.tenant.release()
    opened.press("syncResumeButton")
    opened.apply()
    assert desk.names_there() == ["a", "b"] and desk.states() == {}
    QTest.keyClick(opened.window, Qt.Key.Key_Escape)
    assert not opened.window.isVisible()


def test_the_window_can_be_left_at_once(desk: Desk, opened: Opened) -> None:
    _in_the_middle_of_a_push(desk, opened)
    opened.window.leave()
    assert not opened.window.isVisible()
    opened.rest()
    desk.tenant.release()
    assert [request.key for request in desk.sync.unfinished()] == ["pre-login/b"]


def test_a_comparison_can_be_cancelled(desk: Desk, opened: Opened) -> None:
    desk.tenant.fault("silent", "*/hooks/*", method="GET")
    window = opened.open()
    window.compare()
    opened.wait(desk.tenant.held.is_set)
    opened.press("syncCancelButton")
    assert window.compare_page.empty.accessibleName() == "Not compared" and opened.notes == []
    desk.tenant.release()
    opened.compare()
    assert opened.told[-1][0] == "status_known"


def test_what_the_tenant_had_is_put_back(desk: Desk, opened: Opened) -> None:
    opened.open()
    opened.window.show_restore()
    opened.rest()
    assert opened.notes[0].startswith("There was no push to this tenant")
    desk.new("a")
    desk.push()
    desk.session.describe(desk.id("a"), "new words")
    desk.push()
    opened.window.show_restore()
    opened.rest()
    assert [row.split(" | ")[0] for row in opened.planned] == ["PATCH"]
    opened.apply()
    assert not desk.there("a")["description"]


def test_plans_are_shown_after_a_comparison_of_their_own(desk: Desk, opened: Opened) -> None:
    desk.new("mine")
    desk.make_there("theirs")
    opened.open().show_push()
    opened.wait(lambda: opened.shows(opened.window.plan_page) and not opened.window.busy)
    assert [row.split(" | ")[1] for row in opened.planned] == ["pre-login/mine"]
    opened.window.show_pull()
    opened.wait(lambda: opened.shows(opened.window.plan_page) and not opened.window.busy)
    assert [row.split(" | ")[1] for row in opened.planned] == ["pre-login/theirs"]


def test_what_is_equal_without_being_noted_so_is_remembered(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.make_there("a")
    opened.compare()
    opened.plan("pull")
    assert opened.planned == [] and opened.window.frame.apply.text() == "Remember"
    opened.apply()
    assert opened.outcome == ["Nothing had to be changed."] and desk.sync.status().agreed
    opened.press("syncBackButton")
    opened.plan("push")
    assert not opened.window.frame.apply.isVisible()
    assert opened.window.plan_page.nothing.isVisible() and opened.window.plan_page.nothing.accessibleName() == "Nothing to push"
    opened.press("syncBackButton")
    assert opened.shows(opened.window.compare_page)


def test_a_plan_is_as_high_as_its_rows_and_none_of_them_looks_chosen(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.new("b")
    opened.compare()
    opened.plan("push")
    page = opened.window.plan_page
    assert page.table.hasFocus() and not page.table.selectionModel().hasSelection()
    assert page.table.viewport().height() <= 2 * 30 + 8
    assert page.table.visualRect(page.model.index(1, 0)).bottom() < page.table.viewport().height()
    effects = page.effects
    opened.wait(lambda: effects.headline.text() == "No code has to be tried out.")
    opened.wait(lambda: 0 < effects.split.height() < 60)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.selectionModel().hasSelection()


def test_the_window_is_closed_or_gone_back_from_the_outcome(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.compare()
    opened.plan("push")
    close = opened.one(QPushButton, "syncCloseButton")
    assert not close.isVisible()
    opened.apply()
    assert opened.window.frame.back.text() == "Back to the comparison" and close.isVisible()
    opened.wait(opened.window.frame.back.hasFocus)
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not opened.window.isVisible()


def test_what_would_change_for_users_is_shown_beside_the_plan(desk: Desk, opened: Opened) -> None:
    for name in ("alike", "other"):
        desk.new(name)
    desk.push()
    desk.write("alike", f"// a remark\n{CODE}")
    desk.write("other", OTHER)
    desk.new("fresh")
    opened.compare()
    opened.plan("push")
    effects = opened.window.plan_page.effects
    opened.wait(lambda: effects.headline.text().startswith("1 hook of 2"))
    assert effects.headline.text() == "1 hook of 2 would do something else for users."
    told = [effects.hooks.item(row).text() for row in range(effects.hooks.count())]
    assert told[0] == "Begins to run for users: pre-login/fresh."
    assert [text.partition(": ")[0] for text in told[1:]] == ["pre-login/alike", "pre-login/other"]
    assert "differ on 12 of 12" in told[2] and effects.hooks.currentRow() == 2
    assert len(effects.table.model.cases) == 12 and effects.table.changes.isVisible()
    assert opened.window.frame.apply.isEnabled()


def test_trying_it_out_never_stands_in_the_way(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    desk.push()
    desk.write("a", "function handle() { for (;;) {} }\n")
    opened.compare()
    opened.plan("push")
    effects = opened.window.plan_page.effects
    opened.wait(effects.stop_button.isVisible)
    opened.apply()
    assert desk.there("a")["content"].startswith("function handle() { for") and not effects.stop_button.isVisible()
    desk.write("a", "function handle() { for (;;) { 1 } }\n")
    opened.press("syncBackButton")
    opened.plan("push")
    opened.wait(effects.stop_button.isVisible)
    effects.stop_button.click()
    assert effects.headline.text() == "Stopped." and effects.again_button.isVisible()


def test_nothing_is_tried_out_by_itself_where_nothing_protects(desk: Desk, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.new("a")
    desk.push()
    desk.write("a", OTHER)
    monkeypatch.setattr(Effects, "unprotected", lambda _effects: True)
    opened.compare()
    opened.plan("push")
    effects = opened.window.plan_page.effects
    opened.wait(effects.again_button.isVisible)
    assert effects.headline.text().startswith("It is not tried out by itself") and effects.again_button.text() == "Try it out anyway"
    assert effects.hooks.count() == 0 and opened.window.frame.apply.isEnabled()
    effects.again_button.click()
    opened.wait(lambda: effects.headline.text().startswith("1 hook of 1"))
    assert desk.session.runs_unprotected


def test_code_that_a_tenant_refuses_is_pointed_out(desk: Desk, opened: Opened) -> None:
    desk.new("a", "const fs = require('fs')\nimport('npm:ms')\nfs.readFileSync('x')\n")
    opened.compare()
    opened.plan("push")
    assert any("which a tenant refuses" in note for note in opened.plan_notes)
    assert opened.one(QLabel, "syncOutcome") is not None


def test_what_another_program_pushes_is_not_taken_for_a_push_of_the_window(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.compare()
    opened.plan("push")
    desk.tenant.fault("silent", "*/hooks/*", method="POST")
    other = threading.Thread(target=desk.push)
    other.start()
    try:
        opened.wait(desk.tenant.held.is_set)
        opened.apply()
        assert opened.outcome == ["Nothing was sent"]
        assert "is under way, in this program or another one. Wait" in opened.window.result_page.text.text()
        assert opened.one(QPushButton, "syncResumeButton").text() == "Back to the plan"
    finally:
        desk.tenant.release()
        other.join()


def test_a_name_that_stands_for_another_tenant_by_now_is_not_asked(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.compare()
    opened.plan("push")
    toml = desk.session.root / "tenants" / "acme.toml"
    toml.write_text(toml.read_text().replace("127.0.0.1", "127.0.0.9"))
    asked = len(desk.tenant.writes)
    opened.apply()
    assert opened.outcome == ["Nothing was sent"] and "127.0.0.9" in opened.window.result_page.text.text()
    assert len(desk.tenant.writes) == asked


def test_what_was_changed_here_since_the_comparison_is_said(desk: Desk, opened: Opened) -> None:
    desk.new("a")
    opened.compare()
    [(_, status)] = opened.told
    assert isinstance(status, Status)
    settings = desk.client.settings
    opened.window.look_at(follow(desk.session, settings, status.remote))
    assert opened.notes == []
    desk.write("a", LONG)  # still “1 to push”
    opened.window.look_at(follow(desk.session, settings, status.remote))
    assert opened.notes == ["Hooks here were changed since this comparison."]
    opened.compare()
    assert opened.notes == []


def test_trying_it_out_ends_after_its_time(desk: Desk, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects_section, "BUDGET_S", 0.0)
    desk.new("a")
    desk.push()
    desk.write("a", OTHER)
    opened.compare()
    opened.plan("push")
    effects = opened.window.plan_page.effects
    opened.wait(effects.again_button.isVisible)
    assert "1 hook could not be compared" in effects.headline.text()
