"""Pulls that are taken back by another program than the one that made them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import ChangedOutside, NotFound, StudioError
from hookstudio.model.sync import SyncResult
from hookstudio.storage.folders import app_folders
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.studio.session import Session
from hookstudio.studio.sync_pulled import GoingBack, plan_back, take_back
from tests.remote.asking import StoodClock
from tests.studio.pull_program import DEAD
from tests.studio.syncing import CODE, Desk, connected, desk_at

ROOT = Path(__file__).parents[2]
V1 = CODE.replace("context)", "context /* 1 */)", 1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "w") as found:
        for name in "abcd":
            found.new(name)
        found.push()
        yield found


def elsewhere(desk: Desk) -> tuple[Session, SyncFolder]:
    session = Session.open(desk.session.root, app_folders())
    return session, SyncFolder(session.edits.folder.local, "acme")


def planned(desk: Desk) -> GoingBack:
    return plan_back(*elsewhere(desk), desk.client.address.base)


def back(desk: Desk) -> SyncResult:
    session, folder = elsewhere(desk)
    going = plan_back(session, folder, desk.client.address.base)
    result = take_back(session, going, TenantFiles(session.edits.folder.local), "acme", folder)
    desk.session.reload()
    return result


def files(desk: Desk) -> dict[str, bytes]:
    root = desk.session.root
    wanted = [*root.glob("hooks/**/*"), *root.glob("tenants/**/*"), root / "hookstudio.toml"]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in wanted if path.is_file()}


def change_all_there(desk: Desk) -> None:
    desk.change_there("a", content="// theirs\n", description="about")
    desk.delete_there("b")
    desk.make_there("n", order=-1)
    desk.change_there("d", order=-2)


def test_everything_is_as_it_was(desk: Desk) -> None:
    before = files(desk)
    change_all_there(desk)
    states = desk.states()
    desk.pull()
    assert desk.states() == {} and files(desk) != before
    assert back(desk).applied == 4
    assert files(desk) == before and desk.states() == states
    desk.pull()
    assert desk.states() == {}


def test_one_pull_after_the_other(desk: Desk) -> None:
    for number in (1, 2):
        desk.change_there("a", content=f"// {number}\n")
        desk.pull()
    for code in ("// 1\n", CODE):
        back(desk)
        assert desk.code("a") == code
    with pytest.raises(NotFound):
        planned(desk)


def test_what_was_changed_since_the_pull_is_left(desk: Desk) -> None:
    change_all_there(desk)
    desk.change_there("c", content="// theirs\n")
    desk.pull()
    desk.write("a", "// mine, on theirs\n")
    desk.write("n", "// mine, on theirs\n")
    desk.session.move(desk.id("c"), 0)
    going = planned(desk)
    assert set(going.left) == {"pre-login/a", "pre-login/n"} and any("order" in note for note in going.notes)
    assert set(going.what) == {("change", "pre-login/c"), ("create", "pre-login/b")}
    back(desk)
    assert desk.code("a") == desk.code("n") == "// mine, on theirs\n" and desk.code("c") == CODE and "b" in desk.names()
    assert desk.states()["pre-login/a"] == "changed-here" and desk.states()["pre-login/c"] == "changed-there"


def test_what_was_taken_back_by_undo_is_not_taken_back_twice(desk: Desk) -> None:
    change_all_there(desk)
    desk.pull()
    desk.session.undo()
    now, states = files(desk), desk.states()
    assert not planned(desk).what
    back(desk)
    assert files(desk) == now and desk.states() == states


def test_where_the_workspace_changes_meanwhile_nothing_is_put_back(desk: Desk) -> None:
    change_all_there(desk)
    desk.pull()
    session, folder = elsewhere(desk)
    going = plan_back(session, folder, desk.client.address.base)
    desk.write("a", "// meanwhile\n")
    now = files(desk)
    with pytest.raises(ChangedOutside):
        take_back(session, going, TenantFiles(session.edits.folder.local), "acme", folder)
    assert files(desk) == now and desk.states() == {"pre-login/a": "changed-here"}


def test_a_pull_from_another_tenant_is_not_taken_back(desk: Desk) -> None:
    change_all_there(desk)
    desk.pull()
    with pytest.raises(StudioError, match="another tenant"):
        plan_back(*elsewhere(desk), "https://other.example/api/v1")


@pytest.mark.parametrize("field", ["remote_id", "hook_id", "type", "created_at", "digest"])
@pytest.mark.parametrize("value", [[], {}, 5, None, True])
def test_a_note_in_which_what_is_agreed_is_no_text_is_refused(desk: Desk, field: str, value: Any) -> None:
    desk.change_there("a", content="// theirs\n")
    desk.pull()
    [path] = desk.sync.folder.pulls()
    note = json.loads(path.read_text())
    for side in ("agreed", "became"):
        note["back"][0][side][field] = value
    path.write_text(json.dumps(note))
    with pytest.raises(StudioError, match="can't be understood"):
        planned(desk)


@pytest.mark.parametrize(
    "change",
    [
        {"rewrites": [{"hook": "x", "was": {"../../x": None}, "is": {"../../x": "eA=="}}]},
        {"rewrites": [{"hook": "x", "was": {"hook.js": None}, "is": {}}]},
        {"went": [["x", "../../.."]]},
        {"back": [{"hook": "x", "agreed": {"remote_id": "r", "state": {"name": 1}}}]},
        {
            "back": [
                {"hook": "x", "agreed": {"remote_id": "r", "state": None, "digest": "../x"}, "became": {"remote_id": "r", "state": None}}
            ]
        },
        {"rows": []},
        {"came": 1},
        {"rewrites": None},
    ],
)
def test_a_note_that_was_tampered_with_is_refused(desk: Desk, change: dict[str, Any]) -> None:
    change_all_there(desk)
    desk.pull()
    now = files(desk)
    [path] = desk.sync.folder.pulls()
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(StudioError, match="can't be understood"):
        planned(desk)
    path.write_text("[]")
    with pytest.raises(StudioError, match="can't be understood"):
        planned(desk)
    assert files(desk) == now


def test_two_clones_that_pull_the_same_hooks_have_the_same_files(desk: Desk, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    shutil.copytree(desk.session.root, clone, ignore=shutil.ignore_patterns(".hookstudio"))
    with connected(Session.open(clone, app_folders()), desk.tenant, StoodClock()) as other:
        desk.make_there("x", order=3)
        desk.make_there("y", kind="sms")
        desk.pull()
        other.pull()
        assert files(desk) == files(other) and {"x", "y"} <= {hook.name for hook in other.session.workspace}
        desk.session.delete(desk.id("x"))
        assert desk.pull({"*": {"*": "remote"}}).applied == 0
        desk.change_there("x", description="theirs")
        desk.pull({"*": {"*": "remote"}})
        assert desk.id("x") != other.id("x")  # the one in the trash has that id


def test_taking_a_pull_back_is_a_step_of_its_own(desk: Desk) -> None:
    before = files(desk)
    change_all_there(desk)
    desk.pull()
    pulled = files(desk)
    session, folder = elsewhere(desk)
    take_back(session, plan_back(session, folder, desk.client.address.base), TenantFiles(session.edits.folder.local), "acme", folder)
    assert files(desk) == before
    session.undo()
    assert files(desk) == pulled and desk.states() == {}
    session.redo()
    assert files(desk) == before and len(desk.states()) == 4


def test_a_pull_that_was_taken_back_elsewhere_is_not_taken_for_agreed_by_an_undo_that_fails(desk: Desk) -> None:
    desk.change_there("a", content="// theirs\n")
    desk.pull()
    back(desk)
    with pytest.raises(StudioError):
        desk.session.undo()
    assert desk.states() == {"pre-login/a": "changed-there"}


def pushed_since(desk: Desk) -> None:
    """The pull changed a and where b stands; then b was pushed from here with another code."""
    desk.change_there("a", content="// theirs\n")
    desk.change_there("b", order=999)
    desk.pull()
    desk.write("b", V1)
    desk.push()


def test_what_was_pushed_since_a_pull_stays_agreed_so_that_nothing_there_overwrites_what_is_here(desk: Desk) -> None:
    pushed_since(desk)
    going = planned(desk)
    assert going.left == ("pre-login/b",) and going.what == (("change", "pre-login/a"),)
    assert any("agreed" in note for note in going.notes) and any("order of pre-login" in note for note in going.notes)
    back(desk)
    assert desk.states() == {"pre-login/a": "changed-there"}
    desk.write("b", CODE)
    assert desk.states() == {"pre-login/a": "changed-there", "pre-login/b": "changed-here"}


def test_what_is_taken_back_there_is_not_overwritten_by_what_was_pushed_before(desk: Desk) -> None:
    pushed_since(desk)
    desk.change_there("b", content=CODE)
    back(desk)
    [status] = [hook for hook in desk.sync.status().comparison if hook.key == "pre-login/b"]
    assert (status.fields_here, status.fields_there) == ((), ("content",))
    desk.push()
    assert desk.there("b")["content"] == CODE


def test_a_conflict_that_was_decided_by_the_pull_and_pushed_stays_decided(desk: Desk) -> None:
    desk.change_there("a", content="// theirs\n")
    desk.change_there("b", content="// theirs, too\n")
    desk.write("b", V1)
    desk.pull({"pre-login/b": {"*": "local"}})
    desk.push()
    desk.change_there("b", content=CODE)
    back(desk)
    assert desk.states() == {"pre-login/a": "changed-there", "pre-login/b": "changed-there"}


def test_a_merge_that_was_pushed_is_not_taken_back_here(desk: Desk) -> None:
    desk.change_there("a", content="// theirs\n" + CODE)
    desk.write("a", CODE + "// mine\n")
    desk.pull({"*": {"content": "merge"}})
    merged = desk.code("a")
    desk.push()
    assert planned(desk).left == ("pre-login/a",)
    back(desk)
    assert desk.code("a") == merged and desk.states() == {}


def test_an_undone_pull_leaves_what_was_agreed_since(desk: Desk) -> None:
    pushed_since(desk)
    desk.session.undo()
    desk.write("b", CODE)
    assert desk.states()["pre-login/a"] == "changed-there" and desk.states()["pre-login/b"] == "changed-here"
    desk.write("b", V1)
    desk.session.redo()
    assert desk.states() == {}


def test_a_merge_that_was_pushed_is_the_others_change_once_the_pull_is_undone(desk: Desk) -> None:
    desk.change_there("a", content="// theirs\n" + CODE)
    desk.write("a", CODE + "// mine\n")
    desk.pull({"*": {"content": "merge"}})
    desk.push()
    desk.session.undo()
    assert desk.code("a") == CODE + "// mine\n" and desk.states() == {"pre-login/a": "changed-there"}


def test_a_pull_is_taken_back_also_where_the_code_that_was_agreed_is_lost(desk: Desk) -> None:
    for path in (desk.session.root / "tenants" / "acme").glob("*.js"):
        path.unlink()
    before = files(desk)
    change_all_there(desk)
    states = desk.states()
    desk.pull()
    back(desk)
    assert before.items() <= files(desk).items() and desk.states() == states
    desk.push()
    assert desk.there("a")["content"] == "// theirs\n"


def test_a_pull_is_undone_and_redone_also_where_the_code_that_was_agreed_is_lost(desk: Desk) -> None:
    for path in (desk.session.root / "tenants" / "acme").glob("*.js"):
        path.unlink()
    change_all_there(desk)
    before, states = files(desk), desk.states()
    desk.pull()
    after = files(desk)
    desk.session.undo()
    assert before.items() <= files(desk).items() and desk.states() == states
    desk.session.redo()
    assert files(desk) == after and desk.states() == {}


def test_a_hook_to_which_something_was_added_since_the_pull_is_left(desk: Desk) -> None:
    for name in ("m", "n", "o"):
        desk.make_there(name)
    desk.pull()
    hooks = {hook.name: hook for hook in desk.session.workspace}
    place = desk.session.root / "hooks" / "pre-login"
    (place / "m" / "package.json").write_text("{}")
    (place / "m" / "notes").mkdir()
    desk.session.edits.context_files.write(hooks["n"], "mine", {})
    (place / "o" / ".DS_Store").write_bytes(b"")
    going = planned(desk)
    assert going.what == (("delete", "pre-login/o"),) and going.left == ("pre-login/m", "pre-login/n")
    assert any("notes, package.json" in note for note in going.notes)
    back(desk)
    assert {"m", "n"} <= {*desk.names()} and "o" not in desk.names() and (place / "m" / "package.json").exists()
    assert desk.states() == {"pre-login/o": "new-there"}


@pytest.mark.parametrize("moment", ["moved", "done", "agreeing", "agreed"])
def test_a_pull_whose_program_was_killed_is_not_there_or_can_be_taken_back(desk: Desk, moment: str) -> None:
    change_all_there(desk)
    before, states = files(desk), desk.states()
    words = (str(desk.session.root), desk.tenant.url, desk.tenant.client_id, desk.tenant.client_secret, moment)
    program = [sys.executable, "-m", "tests.studio.pull_program", *words]
    assert subprocess.run(program, cwd=ROOT, timeout=60, check=False).returncode == DEAD
    desk.session.reload()
    pulled = moment != "moved"
    assert ("n" in desk.names()) == pulled
    going = planned(desk)
    assert (bool(going), going.left, going.notes) == (pulled, (), ())
    back(desk)
    assert before.items() <= files(desk).items() and desk.states() == states
    desk.pull()
    assert desk.states() == {} and planned(desk)
