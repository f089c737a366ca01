"""`hookstudio sync`: what is shown is what is done, and nothing is done that was not agreed to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from hookstudio.cli import sync_command
from tests.cli.program import Inside
from tests.e2e.tenant.server import Tenant

CODE = "function handle(context, callback) { callback(null, context) }\n"


@pytest.fixture
def tenant(hookstudio: Inside, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    """A tenant of the workspace, called live, that has what the workspace has."""
    with Tenant().running() as running:
        monkeypatch.setenv("HOOKSTUDIO_CLIENT_SECRET", running.client_secret)
        added = hookstudio(
            "tenant", "add", workspace, "live", "--url", running.url, "--client-id", running.client_id, "--plan", "enterprise"
        )
        assert added.status == 0
        yield running


@pytest.fixture
def pushed(hookstudio: Inside, workspace: Path, tenant: Tenant) -> Tenant:
    assert hookstudio("sync", "push", workspace, "--yes").status == 0
    tenant.log.clear()
    return tenant


def first(workspace: Path) -> Path:
    return sorted(workspace.glob("hooks/pre-login/*/hook.*js"))[0]


def states(hookstudio: Inside, workspace: Path) -> dict[str, str]:
    document = hookstudio("sync", "status", workspace, "--json").document
    return {hook["hook"]: hook["state"] for hook in document["hooks"] if hook["state"] != "equal"}


def test_what_a_dry_run_shows_is_what_a_push_does(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    shown = hookstudio("sync", "push", workspace, "--dry-run", "--json")
    assert (shown.status, shown.document["applied"], tenant.writes) == (0, 0, [])
    assert shown.document["requests"] and {request["method"] for request in shown.document["requests"]} == {"POST"}
    done = hookstudio("sync", "push", workspace, "--yes", "--json")
    assert (done.status, done.document["requests"]) == (0, shown.document["requests"])
    assert done.document["applied"] == len(tenant.writes) == len(tenant.hooks) == len(shown.document["requests"])
    assert states(hookstudio, workspace) == {}
    again = hookstudio("sync", "push", workspace, "--yes")
    assert (again.status, again.out) == (0, "There is nothing to do.\n")


def test_status_tells_every_hook_and_what_differs(hookstudio: Inside, workspace: Path, pushed: Tenant) -> None:
    path = first(workspace)
    path.write_text("// mine\n" + path.read_text())
    pushed.records.create({"name": "Theirs", "type": "sms", "content": CODE})
    document = hookstudio("sync", "status", workspace, "--json", "--diff").document
    assert document["tenant"] == "live" and len(document["hooks"]) == len(pushed.hooks)
    [mine] = [hook for hook in document["hooks"] if hook["state"] == "changed-here"]
    assert (mine["here"], mine["diff"].splitlines()[3]) == (["content"], "+// mine")
    answer = hookstudio("sync", "status", workspace, "--diff")
    assert answer.status == 0 and "+// mine" in answer.out and "new-there     sms/theirs" in answer.out
    assert pushed.writes == []


def test_conflicts_are_left_with_status_1_until_a_side_is_preferred(hookstudio: Inside, workspace: Path, pushed: Tenant) -> None:
    path = first(workspace)
    key = f"pre-login/{path.parent.name}"
    remote_id = next(row["remote_id"] for row in hookstudio("sync", "status", workspace, "--json").document["hooks"] if row["hook"] == key)
    path.write_text("// mine\n" + CODE)
    pushed.records.change(remote_id, {"content": "// theirs\n" + CODE})
    for action in ("pull", "push"):
        answer = hookstudio("sync", action, workspace, "--yes", "--json")
        assert (answer.status, answer.document["conflicts"], answer.document["applied"]) == (1, [key], 0)
        assert hookstudio("sync", action, workspace, "--dry-run").status == 1
    assert pushed.writes == [] and path.read_text().startswith("// mine")
    answer = hookstudio("sync", "pull", workspace, "--prefer", "remote", "--yes", "--json")
    assert (answer.status, answer.document["applied"], answer.document["requests"]) == (0, 1, [])
    assert path.read_text().startswith("// theirs") and states(hookstudio, workspace) == {}


def test_nothing_is_deleted_without_its_own_confirmation(hookstudio: Inside, workspace: Path, pushed: Tenant) -> None:
    folder = first(workspace).parent
    before = len(pushed.hooks)
    folder.rename(workspace / "gone")
    answer = hookstudio("sync", "push", workspace, "--yes")
    assert (answer.status, len(pushed.hooks)) == (0, before) and "--confirm-delete 1" in answer.err
    wrong = hookstudio("sync", "push", workspace, "--yes", "--confirm-delete", "2", "--json")
    assert (wrong.status, len(pushed.hooks)) == (2, before)
    assert hookstudio("sync", "push", workspace, "--yes", "--confirm-delete", "x").status == 2
    assert hookstudio("sync", "push", workspace, "--yes", "--confirm-delete", "1", "--json").document["applied"] == 1
    assert len(pushed.hooks) == before - 1


def test_a_push_is_taken_back_by_restore(hookstudio: Inside, workspace: Path, pushed: Tenant) -> None:
    before = {hook["id"]: (hook["name"], hook["content"], hook["order"], hook["enabled"]) for hook in pushed.hooks}
    path = first(workspace)
    path.write_text("// mine\n" + CODE)
    assert hookstudio("new", workspace, "One more", "--type", "sms").status == 0
    assert hookstudio("sync", "push", workspace, "--yes").status == 0
    shown = hookstudio("sync", "restore", workspace, "--dry-run", "--json").document["requests"]
    assert [request["method"] for request in shown] == ["PATCH", "DELETE"]
    assert hookstudio("sync", "restore", workspace, "--yes", "--confirm-delete", "1").status == 0
    assert {hook["id"]: (hook["name"], hook["content"], hook["order"], hook["enabled"]) for hook in pushed.hooks} == before
    assert sorted(states(hookstudio, workspace).values()) == ["changed-here", "new-here"]
    assert list((workspace / ".hookstudio" / "sync" / "live").glob("before-*.hookbundle"))


def test_a_broken_push_is_told_and_resumed(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    tenant.fault("status", "*/hooks/*", method="POST", skip=1, times=None, status=401, error="missing_scope")
    broken = hookstudio("sync", "push", workspace, "--yes", "--json")
    assert broken.status == 3 and "sync resume" in broken.document["error"]["hint"]
    tenant.faults.clear()
    status = hookstudio("sync", "status", workspace)
    assert status.status == 0 and "sync resume" in status.err
    assert hookstudio("sync", "resume", workspace, "--yes").status == 0
    assert states(hookstudio, workspace) == {}
    answer = hookstudio("sync", "resume", workspace, "--yes", "--json")
    assert (answer.status, answer.document["applied"]) == (0, 0)


@pytest.mark.parametrize("answer", ["y\n", "n\n", ""])
def test_at_a_terminal_one_is_asked(
    hookstudio: Inside, workspace: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(sync_command, "can_ask", lambda _output: True)
    monkeypatch.setattr(sys, "stdin", StringIO(answer))
    done = hookstudio("sync", "push", workspace)
    assert (done.status, bool(tenant.hooks)) == ((0, True) if answer == "y\n" else (2, False))
    assert "[y/N]" in done.err


@pytest.mark.parametrize("words", [["push"], ["pull"], ["push", "--json"]])
def test_without_a_terminal_nothing_is_done_unasked(hookstudio: Inside, workspace: Path, tenant: Tenant, words: list[str]) -> None:
    tenant.records.create({"name": "Theirs", "type": "sms", "content": CODE})
    answer = hookstudio("sync", words[0], workspace, *words[1:])
    text: Any = answer.document["error"]["hint"] if "--json" in words else answer.err
    assert answer.status == 2 and "--yes" in text
    assert tenant.writes == [] and not list(workspace.glob("hooks/sms/*"))


@pytest.mark.parametrize(
    "words",
    [
        ["sing"],
        ["status", "--yes"],
        ["status", "--dry-run"],
        ["pull", "--confirm-delete", "1"],
        ["resume", "--prefer", "local"],
        ["push", "--prefer", "mine"],
        ["push", "--merge"],
        ["push", "--tenant", "nobody"],
    ],
)
def test_wrong_usage(hookstudio: Inside, workspace: Path, tenant: Tenant, words: list[str]) -> None:
    answer = hookstudio("sync", words[0], workspace, *words[1:])
    assert answer.status == 2 and answer.err.startswith("hookstudio: ")
    assert tenant.log == []


def test_a_workspace_without_a_tenant_says_so(hookstudio: Inside, workspace: Path) -> None:
    answer = hookstudio("sync", "status", workspace)
    assert answer.status == 2 and "tenant add" in answer.err


def test_a_tenant_that_is_not_there(hookstudio: Inside, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOOKSTUDIO_TOKEN", "t0ken")
    hookstudio("tenant", "add", workspace, "dead", "--url", "http://127.0.0.1:9", "--client-id", "x")
    assert hookstudio("sync", "status", workspace, "--json").status == 3
