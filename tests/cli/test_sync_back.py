"""`hookstudio sync`: what has been pulled and pushed is taken back, and what can't be is asked for first."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from hookstudio.cli.output import Output
from tests.cli.program import Inside
from tests.e2e.tenant.server import Tenant

CODE = "function handle(context, callback) { callback(null, context) }\n"


@pytest.fixture
def workspace(hookstudio: Inside, tmp_path: Path) -> Path:
    root = tmp_path / "w"
    assert hookstudio("init", root).status == 0
    for name in ("a", "b", "c", "d"):
        assert hookstudio("new", root, name, "--type", "pre-login").status == 0
    return root


@pytest.fixture
def tenant(hookstudio: Inside, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    """A tenant that has what the workspace has."""
    with Tenant().running() as running:
        monkeypatch.setenv("HOOKSTUDIO_CLIENT_SECRET", running.client_secret)
        words = ("tenant", "add", workspace, "live", "--url", running.url, "--client-id", running.client_id, "--plan", "enterprise")
        assert hookstudio(*words).status == 0
        assert hookstudio("sync", "push", workspace, "--yes").status == 0
        running.log.clear()
        yield running


def code(workspace: Path, name: str) -> Path:
    [path] = workspace.glob(f"hooks/pre-login/{name}/hook.*js")
    return path


def hook(tenant: Tenant, name: str) -> str:
    return str(next(one["id"] for one in tenant.hooks if one["name"] == name))


def states(hookstudio: Inside, workspace: Path) -> dict[str, str]:
    document = hookstudio("sync", "status", workspace, "--json").document
    return {hook["hook"]: hook["state"] for hook in document["hooks"] if hook["state"] != "equal"}


def test_a_pull_is_taken_back(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    mine = "// two days of work\n" + CODE
    code(workspace, "a").write_text(mine)
    tenant.records.change(hook(tenant, "a"), {"content": "// theirs\n"})
    tenant.records.delete(hook(tenant, "b"))
    tenant.records.create({"name": "new", "type": "pre-login", "content": CODE, "order": 0})
    before = states(hookstudio, workspace)
    shown = hookstudio("list", workspace).out
    done = hookstudio("sync", "pull", workspace, "--yes", "--prefer", "remote")
    assert done.status == 0 and "sync restore --here" in done.err and code(workspace, "a").read_text() == "// theirs\n"
    assert list((workspace / ".hookstudio" / "sync" / "live").glob("pull-*.hookbundle"))
    dry = hookstudio("sync", "restore", workspace, "--here", "--dry-run", "--json").document
    assert {(change["action"], change["hook"]) for change in dry["changes"]} == {
        ("change", "pre-login/a"),
        ("create", "pre-login/b"),
        ("delete", "pre-login/new"),
    }
    assert hookstudio("sync", "restore", workspace, "--here").status == 2
    assert hookstudio("sync", "restore", workspace, "--here", "--yes", "--json").document["applied"] == len(dry["changes"]) + len(
        dry["reordered"]
    )
    assert code(workspace, "a").read_text() == mine and hookstudio("list", workspace).out == shown
    assert states(hookstudio, workspace) == before
    assert hookstudio("sync", "restore", workspace, "--here", "--yes").status == 2


def test_most_of_the_hooks_are_not_deleted_here_by_yes(
    hookstudio: Inside, workspace: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tenant.records.snapshot()
    tenant.records.put_back([])
    refused = hookstudio("sync", "pull", workspace, "--yes")
    assert refused.status == 2 and "delete 4 of the 4 hooks" in refused.err and "--confirm-delete 4" in refused.err
    assert hookstudio("sync", "pull", workspace, "--yes", "--confirm-delete", "3").status == 2
    assert len(list(workspace.glob("hooks/pre-login/*"))) == 4
    with monkeypatch.context() as asked:
        asked.setattr(Output, "can_ask", lambda _output: True)
        asked.setattr(sys, "stdin", StringIO("y\n\n"))
        assert hookstudio("sync", "pull", workspace).status == 2
    assert len(list(workspace.glob("hooks/pre-login/*"))) == 4
    assert hookstudio("sync", "pull", workspace, "--yes", "--confirm-delete", "4").status == 0
    assert not list(workspace.glob("hooks/pre-login/*/hook.toml"))
    assert hookstudio("sync", "restore", workspace, "--here", "--yes").status == 0
    assert len(list(workspace.glob("hooks/pre-login/*/hook.toml"))) == 4
    tenant.records.put_back(hooks)
    assert states(hookstudio, workspace) == {}


def test_a_few_of_many_hooks_are_deleted_here(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    for name in "ab":
        tenant.records.delete(hook(tenant, name))
    assert hookstudio("sync", "pull", workspace, "--yes").status == 0
    assert states(hookstudio, workspace) == {}


@pytest.mark.parametrize(("action", "side"), [("pull", "local"), ("push", "remote")])
def test_what_is_decided_of_conflicts_is_told_and_agreed_to(
    hookstudio: Inside, workspace: Path, tenant: Tenant, action: str, side: str
) -> None:
    code(workspace, "a").write_text("// mine\n")
    tenant.records.change(hook(tenant, "a"), {"content": "// theirs\n"})
    file = workspace / "tenants" / "live.toml"
    before = file.read_bytes()
    unasked = hookstudio("sync", action, workspace, "--prefer", side)
    assert unasked.status == 2 and f"settle  pre-login/a (code: {side})" in unasked.out and "--yes" in unasked.err
    dry = hookstudio("sync", action, workspace, "--prefer", side, "--dry-run", "--json").document
    assert dry["settled"] == [{"hook": "pre-login/a", "fields": {"content": side}}]
    assert file.read_bytes() == before and states(hookstudio, workspace) == {"pre-login/a": "conflict"}
    done = hookstudio("sync", action, workspace, "--prefer", side, "--yes")
    assert (done.status, "What was decided for 1 hook is remembered." in done.out) == (0, True)
    assert states(hookstudio, workspace) == {"pre-login/a": "changed-here" if side == "local" else "changed-there"}


def test_pushes_are_listed_and_chosen(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    for number in (2, 3):
        code(workspace, "a").write_text(f"// {number}\n")
        assert hookstudio("sync", "push", workspace, "--yes", "--no-compare").status == 0
    pushes = hookstudio("sync", "restore", workspace, "--list", "--json").document["pushes"]
    assert [push["number"] for push in pushes] == [3, 2, 1] and pushes[0]["done"] == ["change code of pre-login/a"]
    assert "   2  " in hookstudio("sync", "restore", workspace, "--list").out
    assert hookstudio("sync", "restore", workspace, "--before", "9", "--yes").status == 2
    assert hookstudio("sync", "restore", workspace, "--before", "2", "--yes").status == 0
    assert all(one["content"] not in ("// 2\n", "// 3\n") for one in tenant.hooks)


def test_what_others_changed_since_a_push_is_left_and_told(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    code(workspace, "a").write_text("// mine\n")
    hookstudio("sync", "push", workspace, "--yes", "--no-compare")
    tenant.records.change(hook(tenant, "a"), {"content": "// a colleague's\n"})
    answer = hookstudio("sync", "restore", workspace, "--yes", "--json")
    assert (answer.status, answer.document["requests"], answer.document["left"]) == (1, [], ["pre-login/a"])
    assert "pre-login/a is left as it is there" in hookstudio("sync", "restore", workspace, "--yes").err


def test_where_everything_is_left_out_it_is_not_said_that_there_is_nothing(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    for one in tenant.records.hooks.values():
        one["type"] = "future-type"
    status = hookstudio("sync", "status", workspace)
    assert (status.status, status.out) == (0, "No hook can be compared.\n") and "future-type" in status.err
    pulled = hookstudio("sync", "pull", workspace, "--yes")
    assert pulled.status == 0 and len(list(workspace.glob("hooks/pre-login/*/hook.toml"))) == 4
