"""A workspace and a tenant: how hooks stand, and what a pull and a push make of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hookstudio.model.errors import ChangedOutside, StudioError
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.studio.sync_diff import diff_of, three_ways
from tests.remote.asking import StoodClock
from tests.studio.syncing import ALL_LOCAL, ALL_REMOTE, CODE, MERGED, Desk, connected, desk_at

LONG = "".join(f"// line {number}\n" for number in range(9)) + CODE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "w") as found:
        yield found


def test_what_is_only_here_is_pushed_and_what_is_only_there_is_pulled(desk: Desk) -> None:
    desk.new("mine")
    desk.make_there("theirs", description="about it", enabled=False, order=5)
    assert desk.states() == {"pre-login/mine": "new-here", "pre-login/theirs": "new-there"}
    assert desk.pull().applied == 1
    [pulled] = [hook for hook in desk.session.workspace if hook.name == "theirs"]
    assert (pulled.description, pulled.enabled, desk.code("theirs")) == ("about it", False, CODE)
    assert desk.states() == {"pre-login/mine": "new-here"}
    assert desk.push().applied == 1
    assert desk.there("mine")["content"] == CODE and desk.there("mine")["order"] < 5
    assert desk.states() == {} and not desk.push_plan() and not desk.pull_plan()


def test_changes_go_field_by_field_and_nothing_else_is_sent(desk: Desk) -> None:
    desk.new("a")
    desk.new("b")
    desk.push()
    desk.session.rename(desk.id("a"), "a renamed")
    desk.session.describe(desk.id("b"), "words")
    desk.session.set_enabled(desk.id("b"), False)
    plan = desk.push_plan()
    assert [(request.method, dict(request.body)) for request in plan.requests] == [
        ("PATCH", {"name": "a renamed"}),
        ("PATCH", {"description": "words", "enabled": False}),
    ]
    before = len(desk.tenant.writes)
    desk.push()
    assert [(asked.method, asked.path) for asked in desk.tenant.writes[before:]] == [
        (request.method, f"/api/v1{request.path}") for request in plan.requests
    ]
    assert desk.states() == {}


def test_changes_on_the_tenant_are_pulled_as_one_step_that_can_be_taken_back(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.new(name)
    desk.push()
    keys = desk.session.workspace.order()
    desk.change_there("a", content="export const handle = async (context) => context\n", description="x")
    desk.change_there("b", name="b2", enabled=False)
    desk.delete_there("c")
    desk.make_there("d", order=15)
    (desk.session.hook_folder(desk.id("a")) / "notes.txt").write_text("mine")
    assert desk.states() == {
        "pre-login/a": "changed-there",
        "pre-login/b": "changed-there",
        "pre-login/c": "deleted-there",
        "pre-login/d": "new-there",
    }
    assert desk.pull().applied == 4
    assert desk.names() == ["a", "b2", "d"] and desk.code("a").startswith("export")
    assert (desk.session.hook_folder(desk.id("a")) / "notes.txt").read_text() == "mine"
    assert (desk.session.hook_folder(desk.id("a")) / "hook.mjs").is_file() and not (
        desk.session.hook_folder(desk.id("a")) / "hook.js"
    ).exists()
    assert desk.states() == {}
    assert desk.session.undo() == "Pull from “acme”"
    assert desk.names() == ["a", "b", "c"] and desk.code("a") == CODE and desk.session.workspace.order() == keys
    assert len(desk.states()) == 4 and not desk.push_plan()
    desk.session.redo()
    assert desk.names() == ["a", "b2", "d"] and desk.states() == {}


def test_both_changed_other_fields_is_no_conflict_but_is_pulled_before_it_is_pushed(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    desk.session.rename(desk.id("a"), "renamed")
    desk.change_there("a", description="theirs")
    assert desk.states() == {"pre-login/a": "changed-there"}
    plan = desk.push_plan()
    assert not plan and any("Pull first" in note for note in plan.notes)
    desk.pull()
    assert desk.session.workspace.find(desk.id("renamed")).description == "theirs"
    assert desk.states() == {"pre-login/a": "changed-here"}
    desk.push()
    assert desk.there("renamed")["description"] == "theirs" and desk.states() == {}


def test_a_conflict_is_shown_three_ways(desk: Desk) -> None:
    desk.new("a")
    desk.new("b")
    desk.push()
    desk.write("a", CODE + "// here\n")
    desk.change_there("a", content=CODE + "// there\n")
    desk.session.delete(desk.id("b"))
    desk.change_there("b", description="words")
    first, second = desk.sync.status().comparison
    lines = diff_of(first).splitlines()
    assert [line for line in lines if line[0] in "+-"] == [
        *("--- agreed/code", "+++ here/code", "+// here"),
        *("--- agreed/code", "+++ there/code", "+// there"),
    ]
    [shown] = three_ways(first)
    assert (shown.name, shown.here, shown.there, shown.agreed) == ("content", CODE + "// here\n", CODE + "// there\n", CODE)
    assert "-name: b" in diff_of(second) and "+description: words" in diff_of(second)
    desk.sync.pull(desk.pull_plan(ALL_REMOTE))
    desk.session.describe(desk.id("b"), "mine")
    assert "-description: words\n+description: mine\n" in diff_of(desk.sync.status().comparison.hooks[1])


def test_a_conflict_is_left_alone_until_it_is_decided(desk: Desk) -> None:
    desk.new("a")
    desk.new("b")
    desk.push()
    desk.write("a", CODE + "// here\n")
    desk.change_there("a", content=CODE + "// there\n")
    desk.write("b", "// b\n" + CODE)
    assert desk.states() == {"pre-login/a": "conflict", "pre-login/b": "changed-here"}
    for plan in (desk.pull_plan(), desk.push_plan()):
        assert plan.conflicts == ("pre-login/a",)
    assert desk.push().applied == 1 and desk.pull().applied == 0
    assert desk.there("a")["content"].endswith("// there\n") and desk.code("a").endswith("// here\n")
    assert desk.states() == {"pre-login/a": "conflict"}


@pytest.mark.parametrize("winner", ["here", "there"])
@pytest.mark.parametrize("by", ["pull", "push"])
def test_deciding_a_conflict_is_taken_up_by_the_other_command_where_it_has_to_be(desk: Desk, winner: str, by: str) -> None:
    desk.new("a")
    desk.push()
    desk.write("a", CODE + "// here\n")
    desk.change_there("a", content=CODE + "// there\n")
    choices = ALL_LOCAL if winner == "here" else ALL_REMOTE
    (desk.pull if by == "pull" else desk.push)(choices)
    if (by, winner) == ("pull", "here"):
        assert desk.states() == {"pre-login/a": "changed-here"}
        desk.push()
    elif (by, winner) == ("push", "there"):
        assert desk.states() == {"pre-login/a": "changed-there"}
        desk.pull()
    assert desk.states() == {}
    assert desk.code("a") == desk.there("a")["content"] == CODE + f"// {winner}\n"


def test_code_that_both_changed_in_different_lines_is_merged_on_demand(desk: Desk) -> None:
    desk.new("a", LONG)
    desk.push()
    desk.write("a", LONG.replace("line 1", "HERE"))
    desk.change_there("a", content=LONG.replace("line 7", "THERE"))
    [status] = desk.sync.status().comparison
    merged = LONG.replace("line 1", "HERE").replace("line 7", "THERE")
    assert status.state == "conflict" and status.merged == merged
    assert desk.push_plan(MERGED).conflicts == ("pre-login/a",)
    desk.pull(MERGED)
    assert desk.code("a") == merged and desk.states() == {"pre-login/a": "changed-here"}
    desk.push()
    assert desk.there("a")["content"] == merged and desk.states() == {}


@pytest.mark.parametrize("side", ["local", "remote"])
@pytest.mark.parametrize("deleted", ["here", "there"])
def test_deleted_on_one_side_and_changed_on_the_other(desk: Desk, deleted: str, side: str) -> None:
    desk.new("a")
    desk.push()
    if deleted == "here":
        desk.session.delete(desk.id("a"))
        desk.change_there("a", content=CODE + "// there\n")
    else:
        desk.delete_there("a")
        desk.write("a", CODE + "// here\n")
    assert desk.states() == {"pre-login/a": "conflict"}
    assert desk.push_plan().conflicts == desk.pull_plan().conflicts == ("pre-login/a",)
    choices = ALL_LOCAL if side == "local" else ALL_REMOTE
    desk.push(choices)
    desk.pull(choices)
    assert desk.states() == {}
    stays = (deleted == "here") == (side == "remote")
    assert bool(desk.names()) == stays == bool(desk.tenant.hooks)


def test_deleting_there_takes_a_confirmation_of_how_many(desk: Desk) -> None:
    for name in ("a", "b", "c"):
        desk.new(name)
    desk.push()
    desk.session.delete(desk.id("a"))
    desk.session.delete(desk.id("b"))
    desk.write("c", CODE + "// more\n")
    plan = desk.push_plan()
    assert plan.deletions == 2
    with pytest.raises(StudioError, match="1 deletion would be confirmed"):
        desk.sync.push(plan, confirm_delete=1)
    assert len(desk.tenant.hooks) == 3 and not desk.there("c")["content"].endswith("more\n")
    result = desk.sync.push(plan)
    assert result.applied == 1 and "--confirm-delete 2" in result.notes[0] and len(desk.tenant.hooks) == 3
    desk.push()
    assert desk.names_there() == ["c"] and desk.states() == {}


def test_a_reorder_sends_the_fewest_numbers(desk: Desk) -> None:
    for name in "abcde":
        desk.new(name)
    desk.push()
    desk.session.move(desk.id("e"), 1)
    plan = desk.push_plan()
    assert [dict(request.body) for request in plan.requests] == [{"order": 5}]
    desk.push()
    assert desk.names_there() == list("aebcd") and desk.states() == {}
    desk.change_there("d", order=-1)
    desk.pull()
    assert desk.names() == list("daebc") and desk.states() == {}


def test_orders_of_both_sides_are_brought_together(desk: Desk) -> None:
    for name in "abcd":
        desk.new(name)
    desk.push()
    desk.session.move(desk.id("a"), 1)
    desk.change_there("d", order=15)
    assert not desk.push_plan()
    desk.pull()
    assert desk.names() == list("badc")
    desk.push()
    assert desk.names_there() == list("badc") and desk.states() == {}


@pytest.mark.parametrize("side", ["local", "remote"])
def test_orders_that_contradict_each_other_are_a_conflict(desk: Desk, side: str) -> None:
    for name in "abc":
        desk.new(name)
    desk.push()
    desk.session.move(desk.id("a"), 1)
    desk.change_there("c", order=5)
    assert set(desk.states().values()) == {"conflict"}
    assert not desk.push_plan() and not desk.pull_plan()
    choices = ALL_LOCAL if side == "local" else ALL_REMOTE
    desk.pull(choices)
    desk.push(choices)
    assert desk.names() == desk.names_there() == list("bac" if side == "local" else "acb") and desk.states() == {}


def test_equal_orders_there_stay_until_somebody_moves_a_hook(desk: Desk) -> None:
    for name in "abc":
        desk.make_there(name)
    desk.pull()
    assert desk.names() == list("abc")
    desk.new("d")
    assert [request.method for request in desk.push_plan().requests] == ["POST"]
    desk.push()
    desk.session.move(desk.id("a"), 2)
    desk.push()
    assert desk.names_there() == list("bcad") and desk.states() == {}


def test_without_a_common_state_hooks_are_matched_by_type_and_name(desk: Desk) -> None:
    desk.new("same")
    desk.new("other", CODE + "// here\n")
    desk.new("same", kind="post-login")
    desk.make_there("same", order=1)
    desk.make_there("other", order=2)
    assert desk.states() == {"pre-login/other": "conflict", "post-login/same": "new-here"}
    assert [request.method for request in desk.push_plan().requests] == ["POST"]
    desk.push(ALL_LOCAL)
    assert desk.states() == {} and len(desk.tenant.hooks) == 3


def test_a_type_can_only_be_changed_by_deleting_and_creating(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    root = desk.session.root / "hooks"
    (root / "post-login").mkdir(exist_ok=True)
    (root / "pre-login" / "a").rename(root / "post-login" / "a")
    desk.session.reload()
    status = desk.sync.status().comparison
    assert {hook.key: hook.state.value for hook in status} == {"pre-login/a": "deleted-here", "post-login/a": "new-here"}
    assert all("type was changed" in hook.notes[0] for hook in status)
    plan = desk.push_plan()
    assert [request.method for request in plan.requests] == ["POST", "DELETE"]
    desk.push()
    assert [hook["type"] for hook in desk.tenant.hooks] == ["post-login"] and desk.states() == {}


def test_what_cannot_be_read_here_is_not_taken_for_deleted(desk: Desk) -> None:
    desk.new("a")
    desk.new("b", kind="post-login")
    desk.push()
    (desk.session.hook_folder(desk.id("a")) / "hook.toml").write_text("<<<<<<< HEAD\n")
    desk.session.code_path(desk.session.workspace.find(desk.id("b"))).write_bytes(b"\xff\xfe\xff")
    desk.session.reload()
    status = desk.sync.status()
    assert not status.comparison.hooks and len(status.comparison.notes) == 2
    assert not desk.push_plan() and not desk.pull_plan()
    (desk.session.root / "hookstudio.toml").write_text("<<<<<<< HEAD\n")
    with pytest.raises(StudioError, match=r"hookstudio\.toml"):
        desk.sync.status()


def test_a_hook_that_was_changed_since_the_plan_stops(desk: Desk) -> None:
    for name in "abcd":
        desk.new(name)
    desk.push()
    for name in "abc":
        desk.write(name, CODE + "// here\n")
    desk.session.delete(desk.id("d"))
    desk.new("e")
    plan = desk.push_plan()
    desk.change_there("a", content="// theirs\n")
    desk.delete_there("b")
    desk.change_there("d", enabled=False)
    desk.make_there("e", "// theirs too\n")
    result = desk.sync.push(plan, confirm_delete=1)
    assert result.applied == 1 and {stop.key for stop in result.stopped} == {"pre-login/a", "pre-login/b", "pre-login/d", "pre-login/e"}
    assert desk.there("a")["content"] == "// theirs\n" and desk.there("d")["enabled"] is False
    assert set(desk.states().values()) == {"conflict"} and len(desk.states()) == 4


def test_a_pull_writes_nothing_where_the_workspace_was_changed_since_the_plan(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    desk.change_there("a", content="// theirs\n")
    desk.make_there("b")
    plan = desk.pull_plan()
    desk.write("a", "// mine\n")
    with pytest.raises(ChangedOutside, match="no longer the same"):
        desk.sync.pull(plan)
    assert desk.names() == ["a"] and desk.code("a") == "// mine\n"
    assert desk.states() == {"pre-login/a": "conflict", "pre-login/b": "new-there"}


def test_undoing_a_pull_does_not_take_what_was_written_since(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    desk.change_there("a", content="// theirs\n")
    desk.pull()
    desk.session.code_path(desk.session.workspace.find(desk.id("a"))).write_text("// newer\n")
    with pytest.raises(StudioError, match="changed meanwhile"):
        desk.session.undo()
    assert desk.code("a") == "// newer\n" and desk.states() == {"pre-login/a": "changed-here"}


def test_line_ends_alone_are_no_change(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    desk.write("a", CODE.replace("\n", "\r\n"))
    assert desk.states() == {} and not desk.push_plan()


def test_names_and_types_that_a_workspace_cannot_hold_are_said(desk: Desk) -> None:
    hook = desk.make_there("x")
    hook["name"] = "two\nlines"
    strange = desk.make_there("y")
    strange["type"] = "pre-unheard-of"
    padded = desk.make_there("z")
    padded["name"] = "  z "
    plan = desk.pull_plan()
    assert [change.key for change in plan.local_changes] == ["pre-login/z"]
    assert any("pre-unheard-of" in note for note in plan.notes) and any("line breaks" in note for note in plan.notes)
    desk.pull()
    assert desk.names() == ["z"] and list(desk.states().values()) == ["new-there"]


def test_a_colleagues_clone_with_the_tenants_file_pushes_no_duplicates(desk: Desk, tmp_path: Path) -> None:
    desk.new("a")
    desk.push()
    shutil.copytree(desk.session.root, tmp_path / "clone", ignore=shutil.ignore_patterns(".hookstudio"))
    with connected(Session.open(tmp_path / "clone", app_folders()), desk.tenant, StoodClock()) as clone:
        assert clone.states() == {}
        clone.session.rename(clone.id("a"), "renamed")
        assert [request.method for request in clone.push_plan().requests] == ["PATCH"]
        clone.push()
    assert desk.states() == {"pre-login/a": "changed-there"}
    desk.pull()
    assert desk.names() == ["renamed"] and desk.states() == {}


def test_a_tenant_of_the_first_generation(tmp_path: Path) -> None:
    with desk_at(tmp_path / "w", "first") as desk:
        desk.new("a", kind="pre-access-token")
        desk.make_there("b", kind="post_login", order=3)
        assert desk.states() == {"pre-access-token/a": "new-here", "post-login/b": "new-there"}
        desk.pull()
        desk.push()
        desk.session.describe(desk.id("b"), "words")
        desk.push()
        assert [(hook["type"], hook["description"]) for hook in desk.tenant.hooks] == [("post_login", "words"), ("pre_access_token", None)]
        desk.session.describe(desk.id("b"), "")
        desk.push()
        assert desk.there("b")["description"] == "" and desk.states() == {}


def test_modules_become_packages_on_a_tenant_of_the_first_generation(tmp_path: Path) -> None:
    with desk_at(tmp_path / "w", "first") as desk:
        for name in ("old", "new"):
            if name == "new":
                desk.push()
            desk.new(name)
            lock = {
                "lockfileVersion": 3,
                "packages": {"": {"dependencies": {"axios": "1.6.7"}}, "node_modules/axios": {"version": "1.6.7"}},
            }
            place = desk.session.hook_folder(desk.id(name))
            (place / "package.json").write_text('{"private": true, "dependencies": {"axios": "1.6.7"}}')
            (place / "package-lock.json").write_text(json.dumps(lock))
        desk.tenant.records.add_packages(desk.there("old")["id"], [{"name": "lodash", "version": "4.17.21"}])
        desk.tenant.records.hooks[desk.there("old")["id"]]["packages"].pop(0)
        assert desk.states() == {"pre-login/old": "changed-here", "pre-login/new": "new-here"}
        plan = desk.push_plan()
        assert [request.path.rpartition("/")[2] for request in plan.requests] == ["", "packages", "packages"]
        assert any("lodash@4.17.21" in note for note in plan.notes)
        desk.tenant.fault("status", "*/packages", times=None, status=403, error="missing_scope")
        with pytest.raises(StudioError):
            desk.push()
        desk.tenant.faults.clear()
        assert not desk.sync.resume().stopped
        assert {"name": "axios", "version": "1.6.7"} in desk.there("old")["packages"] and len(desk.there("old")["packages"]) == 2
        assert desk.there("new")["packages"] == [{"name": "axios", "version": "1.6.7"}] and desk.states() == {}


def test_a_dry_run_and_a_status_write_nothing(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    desk.write("a", CODE + "//\n")
    desk.new("b")
    desk.make_there("c")
    before = {path: path.stat().st_mtime_ns for path in desk.session.root.rglob("*") if path.name != "lock"}
    count = len(desk.tenant.writes)
    for _ in range(2):
        desk.push_plan(ALL_LOCAL)
        desk.pull_plan(ALL_REMOTE)
    assert len(desk.tenant.writes) == count
    assert before == {path: path.stat().st_mtime_ns for path in desk.session.root.rglob("*") if path.name != "lock"}


def test_code_that_a_tenant_refuses_is_pointed_out_before_it_is_sent(desk: Desk) -> None:
    desk.new("files", "const fs = require('node:fs')\n" + CODE)
    desk.new("loose", "import axios from 'npm:axios'\nexport const handle = async (context) => context\n")
    desk.new("exact", "import axios from 'npm:axios@1.6.7'\nexport const handle = async (context) => context\n")
    notes = desk.push_plan().notes
    assert [note.partition(" ")[0] for note in notes] == ["pre-login/files", "pre-login/loose"]
    assert "files: fs" in notes[0] and "npm:axios" in notes[1]
    desk.push()
    desk.session.rename(desk.id("files"), "renamed")
    assert desk.push_plan().notes == ()
