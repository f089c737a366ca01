"""A push that is taken back, and pulls that ended in the middle."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.storage.bundle_file import read_bundle
from hookstudio.studio.sync_push import SyncBroken
from tests.studio.syncing import CODE, Desk, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "w") as found:
        yield found


def content(desk: Desk) -> list[tuple[Any, ...]]:
    names = ("type", "name", "content", "description", "enabled", "order")
    return sorted(tuple(str(hook[name]) for name in names) for hook in desk.tenant.hooks)


def restore(desk: Desk) -> None:
    plan = desk.sync.plan_restore()
    result = desk.sync.push(plan, confirm_delete=plan.deletions)
    assert not result.stopped and result.applied == len(plan.requests)


def test_a_restore_gives_back_both_the_tenant_and_what_was_to_be_pushed(desk: Desk) -> None:
    for name in "abcd":
        desk.new(name)
    desk.push()
    desk.make_there("theirs", kind="sms", description="kept")
    before = content(desk)
    desk.write("a", CODE + "// more\n")
    desk.session.describe(desk.id("b"), "words")
    desk.session.move(desk.id("d"), 0)
    desk.session.delete(desk.id("c"))
    desk.new("e")
    states = desk.states()
    desk.push()
    assert content(desk) != before
    restore(desk)
    assert content(desk) == before and desk.states() == states
    restore(desk)  # the restore was a push, too, and is taken back
    assert desk.states() == {"sms/theirs": "new-there"}


def test_what_was_kept_is_a_bundle_that_can_be_imported(desk: Desk) -> None:
    desk.make_there("a", description="about", enabled=False, order=2)
    desk.make_there("b", "export const handle = async (context) => context\n", order=1)
    strange = desk.make_there("c")
    strange["type"] = "pre-unheard-of"
    desk.new("mine", kind="sms")
    desk.push()
    [path] = (desk.session.root / ".hookstudio" / "sync" / "acme").glob("*.hookbundle")
    bundle = read_bundle(path)
    assert [(hook.hook.name, hook.hook.dialect.value, hook.hook.enabled) for hook in bundle.hooks] == [
        ("b", "esm", True),
        ("a", "classic", False),
    ]
    exact = json.loads(path.with_suffix(".json").read_text())
    assert [hook["state"]["name"] for hook in exact["hooks"]] == ["a", "b", "c"]
    for kept in (path, path.with_suffix(".json")):
        assert desk.tenant.client_secret.encode() not in kept.read_bytes()


def in_order(desk: Desk) -> list[str]:
    rows = sorted(desk.tenant.hooks, key=lambda hook: (hook["order"] or 0, hook["created_at"], hook["id"]))
    return [hook["name"] for hook in rows]


def broken_push(desk: Desk, *, skip: int = 0) -> None:
    fault = desk.tenant.fault("status", "*/hooks/*", method="PATCH", skip=skip, times=None, status=500)
    with pytest.raises(SyncBroken):
        desk.push()
    desk.tenant.faults.remove(fault)


def test_what_others_did_since_the_push_stays(desk: Desk) -> None:
    for name in "abc":
        desk.new(name)
    desk.push()
    desk.write("a", "// mine\n")
    desk.write("b", "// mine\n")
    desk.new("n1")
    desk.new("n2")
    desk.push()
    desk.change_there("b", content="// a colleague's\n")
    desk.change_there("c", content="// a colleague's\n")
    desk.change_there("n2", description="a colleague's")
    desk.make_there("colleague")
    plan = desk.sync.plan_restore()
    assert [(request.method, request.key) for request in plan.requests] == [("PATCH", "pre-login/a"), ("DELETE", "pre-login/n1")]
    assert set(plan.left) == {"pre-login/b", "pre-login/n2"}
    assert "pre-login/b is left as it is there. It was changed there since then." in plan.notes
    desk.sync.push(plan, confirm_delete=1)
    assert {hook["name"]: hook["content"] for hook in desk.tenant.hooks} == {
        "a": CODE, "b": "// a colleague's\n", "c": "// a colleague's\n", "n2": CODE, "colleague": CODE
    }  # fmt: skip


def test_only_the_fields_that_the_push_changed_are_put_back(desk: Desk) -> None:
    for name in "ab":
        desk.new(name)
    desk.push()
    desk.session.move(desk.id("b"), 0)
    desk.push()
    desk.change_there("a", order=100)
    plan = desk.sync.plan_restore()
    assert all(set(request.body) == {"order"} for request in plan.requests) and len(plan.requests) + len(plan.left) == 1


def test_a_deletion_that_others_undid_is_not_undone_twice(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    desk.session.delete(desk.id("a"))
    desk.push()
    desk.make_there("a")
    plan = desk.sync.plan_restore()
    assert not plan.requests and plan.notes == ("pre-login/a is there again already.",)


def test_the_clock_does_not_decide_which_push_was_the_last(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.new("a", "// 1\n")
    for zone, code in (("Asia/Tokyo", "// 1\n"), ("Asia/Tokyo", "// 2\n"), ("America/Los_Angeles", "// 3\n")):
        monkeypatch.setenv("TZ", zone)
        if hasattr(time, "tzset"):
            time.tzset()
        desk.write("a", code)
        desk.push()
    restore(desk)
    assert desk.there("a")["content"] == "// 2\n"
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


def test_every_push_that_is_kept_can_be_taken_back(desk: Desk) -> None:
    for name in "abc":
        desk.new(name)
    desk.push()
    before = content(desk)
    for name in "abc":
        desk.write(name, f"// {name}2\n")
    desk.new("n")
    desk.session.move(desk.id("c"), 0)
    broken_push(desk, skip=1)
    assert [push.number for push in desk.sync.pushes()] == [2, 1]
    desk.push()  # anew, instead of gone on with
    middle = content(desk)
    restore(desk)
    assert content(desk) != before and content(desk) != middle
    desk.push()
    numbers = {push.number: push for push in desk.sync.pushes()}
    assert len(numbers[2].done) < numbers[2].requests and numbers[2].at
    plan = desk.sync.plan_restore(2)
    desk.sync.push(plan, confirm_delete=plan.deletions or None)
    assert content(desk) == before
    with pytest.raises(NotFound, match="77"):
        desk.sync.plan_restore(77)


def test_a_broken_push_is_taken_back_with_what_was_done_unheard(desk: Desk) -> None:
    for name in "ab":
        desk.new(name)
    desk.push()
    before = content(desk)
    desk.write("a", "// a2\n")
    desk.write("b", "// b2\n")
    fault = desk.tenant.fault("drop-after", "*/hooks/hook*", method="PATCH", times=None)
    lost = desk.tenant.fault("drop", "*/hooks/hook*", method="GET", skip=1, times=None)
    with pytest.raises(SyncBroken):
        desk.push()
    for each in (fault, lost):
        desk.tenant.faults.remove(each)
    assert content(desk) != before and desk.sync.folder.journal() is not None
    restore(desk)
    assert content(desk) == before


def test_places_without_a_number_get_the_same_place_back(desk: Desk) -> None:
    for name in "abc":
        desk.make_there(name)["order"] = None
    desk.pull()
    desk.session.move(desk.id("c"), 0)
    states = desk.states()
    desk.push()
    assert in_order(desk) == ["c", "a", "b"]
    plan = desk.sync.plan_restore()
    assert any("None can't be sent" in note for note in plan.notes)
    restore(desk)
    assert in_order(desk) == ["a", "b", "c"] and desk.states() == states
    assert not desk.sync.plan_restore(1).requests


def test_without_a_push_there_is_nothing_to_put_back(desk: Desk) -> None:
    with pytest.raises(NotFound, match="no push"):
        desk.sync.plan_restore()


def test_what_another_tenant_had_is_not_put_back(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    [path] = desk.sync.folder.saved()
    path.write_text(path.read_text().replace(desk.client.address.base, "https://other.example/api/v1"))
    with pytest.raises(StudioError, match=r"other\.example"):
        desk.sync.plan_restore()


def test_only_the_last_twenty_are_kept(desk: Desk) -> None:
    desk.new("a")
    for number in range(23):
        desk.write("a", CODE + f"// {number}\n")
        desk.push()
    assert len(desk.sync.folder.saved()) == 20
    saved: Any = desk.sync.folder.read_saved(desk.sync.folder.saved()[0])
    assert saved["hooks"][0]["state"]["content"].endswith("// 21\n")


def test_a_pull_that_ended_before_it_was_remembered_is_no_conflict(desk: Desk) -> None:
    for name in "abcd":
        desk.new(name)
    desk.push()
    file = desk.session.root / "tenants" / "acme.toml"
    before = file.read_bytes()
    desk.change_there("a", content="// theirs\n", description="x")
    desk.change_there("d", order=-1)
    desk.delete_there("b")
    desk.make_there("e", order=99)
    desk.pull()
    file.write_bytes(before)
    assert desk.states() == {} and not desk.push_plan() and not desk.pull_plan()
    desk.pull()
    desk.write("a", "// mine\n")
    assert desk.states() == {"pre-login/a": "changed-here"}


def test_a_pull_that_cannot_be_written_leaves_everything_as_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "ab":
        desk.new(name)
    desk.push()
    desk.change_there("a", content="// theirs\n")
    desk.change_there("b", name="b2")
    desk.make_there("c")
    states, plan = desk.states(), desk.pull_plan()
    files = {path: path.read_bytes() for path in (desk.session.root / "hooks").rglob("*.*")}
    renames = 0
    real = Path.rename

    def failing(path: Path, target: Path) -> Path:
        nonlocal renames
        if "hooks" in Path(target).parts:
            renames += 1
            if renames == 3:
                raise OSError(28, "No space left on device")
        return real(path, target)

    with monkeypatch.context() as patched, pytest.raises(StudioError, match="full"):
        patched.setattr(Path, "rename", failing)
        desk.sync.pull(plan)
    assert files == {path: path.read_bytes() for path in (desk.session.root / "hooks").rglob("*.*")}
    assert desk.states() == states
    assert desk.pull().applied == 3 and desk.states() == {}


def test_only_what_the_push_did_is_taken_back(desk: Desk) -> None:
    """Not what somebody else did of it after it had broken off, whether that was found so by going on with it or not."""
    for name in "abc":
        desk.new(name)
    desk.push()
    for resumed in (False, True):
        for name in "abc":
            desk.write(name, f"// {name}{resumed}\n")
        broken_push(desk, skip=1)
        for name in "bc":
            desk.change_there(name, content=f"// {name}{resumed}\n")
        if resumed:
            assert not desk.sync.resume().stopped
        plan = desk.sync.plan_restore()
        assert [(request.method, request.key) for request in plan.requests] == [("PATCH", "pre-login/a")] and not plan.notes
        desk.pull()


def test_a_push_that_did_nothing_is_not_the_last_one(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    desk.write("a", "// more\n")
    desk.new("n")
    desk.tenant.fault("drop", "*/hooks/", method="POST", times=None)
    with pytest.raises(SyncBroken):
        desk.push()
    desk.tenant.faults.clear()
    desk.change_there("a", content="// more\n")
    desk.make_there("n")
    assert [(push.number, push.has_sent) for push in desk.sync.pushes()] == [(2, False), (1, True)]
    assert not desk.sync.plan_restore(2).requests
    plan = desk.sync.plan_restore()
    assert not plan.requests and plan.left == ("pre-login/a",)


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_of_what_was_only_being_sent_it_is_said_that_it_is_not_known(desk: Desk, method: str) -> None:
    desk.new("a")
    desk.push()
    before = content(desk)
    desk.new("n") if method == "POST" else desk.write("a", "// more\n")
    desk.tenant.fault("drop-after", "*/hooks*", method=method, times=None)
    desk.tenant.fault("drop", "*/hooks*", method="GET", skip=2 if method == "POST" else 3, times=None)
    with pytest.raises(SyncBroken):
        desk.push()
    desk.tenant.faults.clear()
    assert content(desk) != before
    [note] = desk.sync.plan_restore().notes
    assert note.startswith("Whether the push ") and "is not known" in note
    restore(desk)
    assert content(desk) == before


@pytest.mark.parametrize("known", [True, False])
def test_what_stands_for_a_deleted_hook_is_changed_so_that_nothing_is_there_twice(desk: Desk, known: bool) -> None:
    for name in "ab":
        desk.new(name)
    desk.push()
    before = content(desk)
    desk.write("a", "// more\n")
    desk.push()
    desk.session.delete(desk.id("a"))
    desk.push()
    restore(desk)
    if not known:  # which hooks here they are, as in another clone
        for path in desk.sync.folder.saved():
            path.write_text(json.dumps({**json.loads(path.read_text()), "ids": {}}))
    plan = desk.sync.plan_restore(2)
    assert [(request.method, list(request.body)) for request in plan.requests] == [("PATCH", ["content"])]
    assert not desk.sync.push(plan).stopped
    assert content(desk) == before
    assert [request.method for request in desk.sync.plan_restore(1).requests] == ["DELETE", "DELETE"]
