"""A push that is taken back, and pulls that ended in the middle."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.storage.bundle_file import read_bundle
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
