"""Pushes to tenants that have ways of their own: no room, names that are taken, codes that are cut, numbers at the end of their range."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookstudio.studio.sync_push import SyncBroken
from tests.studio.syncing import CODE, Desk, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "w") as found:
        yield found


def trimming(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenant that cuts the white space around codes off."""
    records = desk.tenant.records
    create, change = records.create, records.change

    def trimmed(body: Any) -> Any:
        return {**body, "content": body["content"].strip()} if "content" in body else body

    monkeypatch.setattr(records, "create", lambda body: create(trimmed(body)))
    monkeypatch.setattr(records, "change", lambda hook_id, body: change(hook_id, trimmed(body)))


def test_what_a_full_tenant_has_no_room_for_is_created_once_others_are_deleted(desk: Desk) -> None:
    for name in "ab":
        desk.new(name)
    desk.push()
    desk.tenant.records.most = 2
    desk.session.delete(desk.id("a"))
    desk.write("b", "// more\n")
    desk.new("c")
    result = desk.push()
    assert (result.applied, result.stopped) == (3, ()) and desk.states() == {}
    assert {hook["name"]: hook["content"] for hook in desk.tenant.hooks} == {"b": "// more\n", "c": CODE}


def test_a_full_tenant_stops_only_what_is_new(desk: Desk) -> None:
    for name in "ab":
        desk.new(name)
    desk.push()
    desk.tenant.records.most = 2
    desk.write("a", "// more\n")
    desk.new("c")
    result = desk.push()
    assert result.applied == 1 and [stop.key for stop in result.stopped] == ["pre-login/c"] and "plan" in result.stopped[0].reason
    assert desk.there("a")["content"] == "// more\n" and desk.states() == {"pre-login/c": "new-here"}
    desk.tenant.records.most = None
    assert desk.push().applied == 1 and desk.states() == {}


def test_packages_wait_for_a_hook_that_there_was_no_room_for(tmp_path: Path) -> None:
    with desk_at(tmp_path / "first", "first") as desk:
        desk.new("a")
        desk.push()
        desk.tenant.records.most = 1
        desk.session.delete(desk.id("a"))
        desk.new("b")
        lock = {
            "lockfileVersion": 3,
            "packages": {"": {"dependencies": {"axios": "1.6.7"}}, "node_modules/axios": {"version": "1.6.7"}},
        }
        place = desk.session.hook_folder(desk.id("b"))
        (place / "package.json").write_text(json.dumps({"dependencies": {"axios": "1.6.7"}}))
        (place / "package-lock.json").write_text(json.dumps(lock))
        assert not desk.push().stopped and desk.states() == {}
        assert [(hook["name"], hook["packages"]) for hook in desk.tenant.hooks] == [("b", [{"name": "axios", "version": "1.6.7"}])]


@pytest.mark.parametrize("becomes", ["ba", "bca", "bacx"])
def test_names_are_given_round_on_a_tenant_that_takes_each_only_once(desk: Desk, becomes: str) -> None:
    desk.tenant.records.unique_names = True
    ids = [desk.new(name) for name in "abcd"[: len(becomes)]]
    desk.push()
    for hook_id, name in zip(ids, becomes, strict=True):
        desk.session.rename(hook_id, name)
    remote = [desk.there(name)["id"] for name in "abcd"[: len(becomes)]]
    result = desk.push()
    assert not result.stopped and desk.states() == {}
    names = {hook["id"]: hook["name"] for hook in desk.tenant.hooks}
    assert [names[remote_id] for remote_id in remote] == list(becomes)
    plan = desk.sync.plan_restore()
    desk.sync.push(plan)
    assert {hook["id"]: hook["name"] for hook in desk.tenant.hooks} == dict(zip(remote, "abcd", strict=False))


def test_a_push_that_breaks_while_names_are_given_round_is_gone_on_with(desk: Desk) -> None:
    desk.tenant.records.unique_names = True
    ids = [desk.new(name) for name in "ab"]
    desk.push()
    for hook_id, name in zip(ids, "ba", strict=True):
        desk.session.rename(hook_id, name)
    fault = desk.tenant.fault("status", "*/hooks/*", method="PATCH", skip=1, times=None, status=500)
    with pytest.raises(SyncBroken):
        desk.push()
    desk.tenant.faults.remove(fault)
    assert set(desk.states().values()) == {"changed-here"}
    assert not desk.sync.resume().stopped and desk.states() == {}


def test_a_name_is_free_for_a_new_hook_once_the_old_one_is_renamed_or_deleted(desk: Desk) -> None:
    desk.tenant.records.unique_names = True
    for name in "ab":
        desk.new(name)
    desk.push()
    desk.session.rename(desk.id("a"), "old a")
    desk.session.delete(desk.id("b"))
    desk.new("a", "// new a\n")
    desk.new("b", "// new b\n")
    assert not desk.push().stopped and desk.states() == {}
    assert {hook["name"]: hook["content"] for hook in desk.tenant.hooks} == {"old a": CODE, "a": "// new a\n", "b": "// new b\n"}


def test_no_number_is_sent_that_could_not_be_read_again(desk: Desk) -> None:
    desk.make_there("big", order=2**53)
    desk.pull()
    for name in "abc":
        desk.new(name)
    desk.push()
    assert all(abs(hook["order"]) <= 2**53 for hook in desk.tenant.hooks)
    assert desk.states() == {} and desk.names_there() == ["big", "a", "b", "c"]
    desk.change_there("c", order=2**53)
    desk.pull()
    desk.new("d")
    desk.change_there("c", content="// theirs\n")
    desk.push()
    assert all(abs(hook["order"]) <= 2**53 for hook in desk.tenant.hooks) and desk.states() == {"pre-login/c": "changed-there"}


@pytest.mark.parametrize("bad", [{"order": 1e300}, {"description": 7}, {"content": "x" * (5 * 1024 * 1024 + 1)}])
def test_one_hook_that_cannot_be_read_stops_no_other(desk: Desk, bad: dict[str, Any]) -> None:
    for name in "abc":
        desk.new(name)
    desk.push()
    held = desk.tenant.records.hooks[desk.there("a")["id"]]
    held.update(bad)
    desk.write("a", "// mine\n")
    desk.write("b", "// mine\n")
    desk.change_there("c", content="// theirs\n")
    assert desk.states() == {"pre-login/b": "changed-here", "pre-login/c": "changed-there"}
    desk.pull()
    assert not desk.push().stopped and desk.states() == {}
    assert desk.code("a") == "// mine\n" and desk.there("b")["content"] == "// mine\n" and desk.code("c") == "// theirs\n"
    held.update({"order": 0, "description": None, "content": CODE})
    assert desk.states() == {"pre-login/a": "changed-here"}
    restore = desk.sync.plan_restore()
    assert [request.key for request in restore.requests] == ["pre-login/b"]


@pytest.mark.parametrize("there", ["\ufeff\ufeff// code\n", "\ufeff// code\n", "\ufeff\r\n// code\r\n"])
def test_marks_at_the_begin_of_a_code_are_no_change(desk: Desk, there: str) -> None:
    desk.make_there("a", there)
    desk.pull()
    assert desk.states() == {} and not desk.push_plan()
    path = desk.session.code_path(desk.session.workspace.find(desk.id("a")))
    path.write_bytes(("\ufeff\ufeff" + "// code\n").encode())
    desk.session.reload()
    assert desk.states() == {} and not desk.push_plan()
    path.write_bytes(("\ufeff\ufeff" + "// other\n").encode())
    desk.session.reload()
    assert not desk.push().stopped and desk.states() == {}


def test_a_tenant_that_cuts_codes_is_in_sync_once_it_has_them(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    trimming(desk, monkeypatch)
    desk.new("a", "\n// code\n\n")
    desk.push()
    assert desk.there("a")["content"] == "// code" and desk.states() == {}
    desk.write("a", "// other\n")
    assert not desk.push().stopped and desk.states() == {}
    desk.change_there("a", description="theirs")
    desk.pull()
    assert desk.states() == {} and desk.code("a") == "// other\n"
    desk.write("a", "// mine\n")
    desk.change_there("a", content="// theirs")
    assert desk.states() == {"pre-login/a": "conflict"}


def test_what_is_left_out_of_a_resumed_push_does_not_shift_the_others(desk: Desk) -> None:
    for name in "abcd":
        desk.new(name)
    desk.push()
    for name in "abc":
        desk.session.delete(desk.id(name))
    get, changed = desk.tenant.records.get, desk.there("a")["id"]

    def get_changed(hook_id: str) -> dict[str, Any]:
        if hook_id == changed:
            desk.tenant.records.hooks[changed]["content"] = "// theirs\n"
        return get(hook_id)

    desk.tenant.records.get = get_changed  # type: ignore[method-assign]
    fault = desk.tenant.fault("status", f"*/hooks/{desk.there('c')['id']}", method="DELETE", times=None, status=500)
    with pytest.raises(SyncBroken):
        desk.push()
    desk.tenant.faults.remove(fault)
    before = desk.states()
    assert before == {"pre-login/a": "conflict", "pre-login/c": "deleted-here"} and len(desk.sync.unfinished()) == 2
    assert desk.sync.resume().applied == 0
    assert desk.states() == before and desk.names_there() == ["a", "c", "d"]


def test_orders_that_contradict_each_other_are_not_said_to_go_together(desk: Desk) -> None:
    for name in "abcdef":
        desk.new(name)
    desk.push()
    desk.session.move(desk.id("a"), 1)
    desk.session.move(desk.id("f"), 3)
    desk.change_there("c", order=5)
    found = desk.sync.status().comparison
    assert any(order.clashing for order in found.orders.values()) and not any("without contradiction" in note for note in found.notes)
