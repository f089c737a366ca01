"""`hookstudio sync`: what is shown is what is done, and nothing is done that was not agreed to."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from hookstudio.cli import push_effects
from hookstudio.cli.output import Output
from hookstudio.runner import sandbox
from hookstudio.runner.runtimes import bundled
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from tests.cli.program import Inside, children_of, running, start, wait_until
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
    assert (answer.status, len(pushed.hooks)) == (1, before) and "--confirm-delete 1" in answer.err
    wrong = hookstudio("sync", "push", workspace, "--yes", "--confirm-delete", "2", "--json")
    assert (wrong.status, len(pushed.hooks)) == (2, before)
    for number in ("x", "9" * 5000):
        assert hookstudio("sync", "push", workspace, "--yes", "--confirm-delete", number).status == 2
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
    monkeypatch.setattr(Output, "can_ask", lambda _output: True)
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
        ["status", "--confirm-delete", "1"],
        ["push", "--here"],
        ["restore", "--here", "--list"],
        ["restore", "--before", "x"],
        ["resume", "--prefer", "local"],
        ["push", "--prefer", "mine"],
        ["push", "--merge"],
        ["push", "--tenant", "nobody"],
        ["status", "--settle", "sms/a=local"],
        ["pull", "--no-compare"],
        ["push", "--settle", "sms/a"],
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


def changed(hookstudio: Inside, workspace: Path, tenant: Tenant, here: str, there: str) -> str:
    """The key of a hook that has one code here and another one there."""
    path = first(workspace)
    key = f"pre-login/{path.parent.name}"
    for code, action in ((there, "push"), (here, "status")):
        path.write_text(code, encoding="utf-8")
        assert hookstudio("sync", action, workspace, *(["--yes", "--no-compare"] if action == "push" else [])).status == 0
    tenant.log.clear()
    return key


def test_a_push_shows_what_changes_for_users_before_it_asks(
    hookstudio: Inside, workspace: Path, pushed: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = CODE.replace("callback(null", "if (context.mark) context.found = [1, {a: 'there'}]; callback(null")
    key = changed(hookstudio, workspace, pushed, there.replace("there", "here"), there)
    session = Session.open(workspace, app_folders())
    session.contexts.save(session.workspace.find_by_key(key), "marked", {"mark": 1})
    assert hookstudio("new", workspace, "One more", "--type", "sms").status == 0
    shown = hookstudio("sync", "push", workspace, "--dry-run", "--json").document
    assert (shown["applied"], shown["conflicts"], len(shown["requests"])) == (0, [], 2)
    [effect] = shown["effects"]
    assert (effect["hook"], effect["agrees"], effect["contexts"], effect["reason"]) == (key, False, 13, None)
    assert effect["differing"] == [
        {"context": "marked", "seed": None, "difference": "The results differ in 1 place.", "places": ["/found/1/a"]}
    ]
    assert shown["for_users"] == ["Begins to run for users: sms/one-more."]

    monkeypatch.setattr(Output, "can_ask", lambda _output: True)
    monkeypatch.setattr(sys, "stdin", StringIO("n\n"))
    answer = hookstudio("sync", "push", workspace)
    told = answer.out[answer.out.index("For users") :].splitlines()
    assert told == [
        "For users (codes were run without the network):",
        "  Begins to run for users: sms/one-more.",
        f"  {key}: The two versions differ on 1 of 13 contexts.",
        "    marked: The results differ in 1 place.",
        '      /found/1/a: here "here", there "there"',
    ]
    assert answer.status == 2 and pushed.writes == []


def test_no_compare_and_other_actions_run_nothing(hookstudio: Inside, workspace: Path, pushed: Tenant) -> None:
    changed(hookstudio, workspace, pushed, "for (;;);\n" + CODE, CODE)
    for words in (["push", "--no-compare"], ["restore"], ["pull"]):
        document = hookstudio("sync", words[0], workspace, *words[1:], "--dry-run", "--json").document
        assert "effects" not in document, words
    answer = hookstudio("sync", "push", workspace, "--dry-run", "--no-compare")
    assert "For users" not in answer.out


def test_the_budget_names_what_was_not_compared(
    hookstudio: Inside, workspace: Path, pushed: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = changed(hookstudio, workspace, pushed, "// here\n" + CODE, CODE)
    monkeypatch.setattr(push_effects, "BUDGET_S", 0.0)
    answer = hookstudio("sync", "push", workspace, "--yes")
    assert (answer.status, f"  {key}: It was not compared: the time for that was over." in answer.out.splitlines()) == (0, True)


def test_without_a_sandbox_codes_are_compared_only_where_the_workspace_is_trusted(
    hookstudio: Inside, workspace: Path, pushed: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = changed(hookstudio, workspace, pushed, "// here\n" + CODE, CODE)
    bare = replace(sandbox.protection(bundled(), network=False), layers=())
    monkeypatch.setattr(sandbox, "protection", lambda *_words, **_options: bare)
    assert hookstudio("sync", "push", workspace, "--dry-run", "--json").document["effects"][0]["agrees"] is True
    Session.open(workspace, app_folders()).distrust()
    answer = hookstudio("sync", "push", workspace, "--dry-run")
    assert "not compared" in answer.err and "Both versions" not in answer.out
    [effect] = hookstudio("sync", "push", workspace, "--dry-run", "--json").document["effects"]
    assert (effect["hook"], effect["agrees"], "not compared" in effect["reason"]) == (key, None, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_codes_are_compared_sends_nothing(
    hookstudio: Inside, workspace: Path, pushed: Tenant, number: signal.Signals
) -> None:
    changed(hookstudio, workspace, pushed, "for (;;);\n" + CODE, "while (true);\n" + CODE)
    process = start("sync", "push", workspace, "--yes")
    wait_until(lambda: bool(children_of(process.pid)), "Node to start")
    workers = children_of(process.pid)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"hookstudio: Interrupted.\n  Nothing was changed.\n")
    assert pushed.writes == []
    wait_until(lambda: running().keys().isdisjoint(workers), "the workers to be gone")


def test_ctrl_c_at_the_question_sends_nothing(workspace: Path, pushed: Tenant) -> None:
    if os.name != "posix":
        return
    import pty

    path = first(workspace)
    path.write_text("// mine\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    leader, follower = pty.openpty()
    process = start("sync", "push", workspace, stdin=follower, stderr=follower)
    os.close(follower)
    shown = b""
    while b"[y/N]" not in shown:
        shown += os.read(leader, 1000)
    assert b"Comparing 1 of 1: pre-login/" in shown
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=20)
    with os.fdopen(leader, "rb", buffering=0) as rest:
        shown += rest.read(10_000) or b""
    assert (process.returncode, b"Both versions" in out, b"Interrupted." in shown) == (130, True, True)
    assert pushed.writes == []


def test_an_interrupt_while_the_tenant_is_silent_is_heard(hookstudio: Inside, workspace: Path, pushed: Tenant) -> None:
    path = first(workspace)
    path.write_text("// mine\n" + CODE, encoding="utf-8")
    pushed.fault("silent", "*/hooks/*", method="PATCH")
    process = start("sync", "push", workspace, "--yes", "--no-compare", "--json")
    wait_until(lambda: bool(pushed.writes), "the push to be sent")
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.001)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (130, b"")
    assert "sync resume" in json.loads(out)["error"]["hint"]
    pushed.faults.clear()
    assert hookstudio("sync", "resume", workspace, "--yes").status == 0
    assert states(hookstudio, workspace) == {}


@pytest.fixture
def clashing(hookstudio: Inside, workspace: Path, pushed: Tenant) -> str:
    """The key of a hook of which name, description and code were changed on both sides, the code in different lines."""
    path = first(workspace)
    key = f"pre-login/{path.parent.name}"
    base = "".join(f"// {number}\n" for number in range(9)) + CODE
    path.write_text(base, encoding="utf-8")
    assert hookstudio("sync", "push", workspace, "--yes", "--no-compare").status == 0
    remote_id = next(row["remote_id"] for row in hookstudio("sync", "status", workspace, "--json").document["hooks"] if row["hook"] == key)
    fields = {"content": base.replace("// 8\n", "// theirs\n"), "description": "theirs", "name": "Theirs"}
    pushed.records.change(remote_id, fields)
    path.write_text(base.replace("// 0\n", "// mine\n"), encoding="utf-8")
    session = Session.open(workspace, app_folders())
    hook = session.workspace.find_by_key(key)
    session.rename(hook.id, "Mine")
    session.describe(hook.id, "mine")
    pushed.log.clear()
    return key


def test_a_conflict_is_settled_field_by_field(hookstudio: Inside, workspace: Path, pushed: Tenant, clashing: str) -> None:
    words = ["--settle", f"{clashing}:name=local", "--settle", f"{clashing}:description=remote"]
    left = hookstudio("sync", "pull", workspace, "--yes", "--json", *words)
    assert (left.status, left.document["conflicts"], left.document["applied"]) == (1, [clashing], 0)
    pulled = hookstudio("sync", "pull", workspace, "--yes", "--json", *words, "--settle", f"{clashing}:code=merge")
    assert (pulled.status, pulled.document["conflicts"]) == (0, [])
    text = first(workspace).read_text(encoding="utf-8")
    assert "// mine\n" in text and "// theirs\n" in text
    hook = Session.open(workspace, app_folders()).workspace.find_by_key(clashing)
    assert (hook.name, hook.description) == ("Mine", "theirs")
    assert hookstudio("sync", "push", workspace, "--yes").status == 0
    row = next(row for row in pushed.hooks if row["name"] == "Mine")
    assert (row["description"], row["content"]) == ("theirs", text)
    assert states(hookstudio, workspace) == {}


@pytest.mark.parametrize("field", ["", ":*"])
def test_settling_is_stronger_than_preferring(hookstudio: Inside, workspace: Path, clashing: str, field: str) -> None:
    words = ["--prefer", "local", "--dry-run", "--json", "--settle"]
    pulling = hookstudio("sync", "pull", workspace, *words, f"{clashing}{field}=remote").document
    assert pulling["changes"] == [{"hook": clashing, "action": "change", "fields": ["content", "name", "description"]}]
    key = clashing.replace("-", "_", 1)
    pushing = hookstudio("sync", "push", workspace, *words, f"{key}:content=remote", "--no-compare").document
    assert (pushing["conflicts"], pushing["requests"][0]["fields"]) == ([], ["name", "description"])


def test_all_fields_of_one_hook_are_settled_at_once(hookstudio: Inside, workspace: Path, clashing: str) -> None:
    answer = hookstudio("sync", "pull", workspace, "--yes", "--settle", f"{clashing}=remote")
    assert answer.status == 0 and "(code, name, description)" in answer.out
    assert states(hookstudio, workspace) == {}


@pytest.mark.parametrize(
    ("settled", "said"),
    [
        ("x", "settles nothing"),
        ("pre-login=local", "settles nothing"),
        ("{key}:=local", "settles nothing"),
        ("{key}:colour=local", "no field of a hook"),
        ("{key}:code=mine", "no way to settle"),
        ("{key}:name=merge", "only code can be merged"),
        ("pre-login/nobody:code=local", "there is no hook pre-login/nobody"),
        ("{key}:enabled=local", "enabled is not in conflict there"),
        ("{key}:name=local {key}:name=remote", "contradict each other"),
        ("{other}:name=local", "has no conflict, it is equal"),
    ],
)
def test_what_cannot_be_settled_is_refused(
    hookstudio: Inside, workspace: Path, pushed: Tenant, clashing: str, settled: str, said: str
) -> None:
    other = next(row["hook"] for row in hookstudio("sync", "status", workspace, "--json").document["hooks"] if row["hook"] != clashing)
    words = [word for text in settled.split() for word in ("--settle", text.format(key=clashing, other=other))]
    answer = hookstudio("sync", "pull", workspace, "--yes", *words)
    assert (answer.status, said in answer.err) == (2, True), answer.err
    assert first(workspace).read_text(encoding="utf-8").startswith("// mine") and pushed.writes == []


def test_a_push_merges_nothing_and_overlapping_lines_neither(hookstudio: Inside, workspace: Path, clashing: str) -> None:
    pushing = hookstudio("sync", "push", workspace, "--settle", f"{clashing}:code=merge", "--dry-run")
    assert (pushing.status, "a push merges nothing" in pushing.err) == (2, True)
    path = first(workspace)
    path.write_text(path.read_text(encoding="utf-8").replace("// 8\n", "// also mine\n"), encoding="utf-8")
    answer = hookstudio("sync", "pull", workspace, "--settle", f"{clashing}=merge", "--dry-run")
    assert (answer.status, "changed the same lines" in answer.err) == (2, True)


def test_a_deletion_against_a_change_is_settled_as_the_hook(hookstudio: Inside, workspace: Path, pushed: Tenant) -> None:
    path = first(workspace)
    key = f"pre-login/{path.parent.name}"
    remote_id = next(row["remote_id"] for row in hookstudio("sync", "status", workspace, "--json").document["hooks"] if row["hook"] == key)
    pushed.records.delete(remote_id)
    path.write_text("// mine\n" + CODE, encoding="utf-8")
    wrong = hookstudio("sync", "push", workspace, "--settle", f"{key}:code=local", "--dry-run")
    assert (wrong.status, f"Of {key} these are: hook." in wrong.err) == (2, True)
    answer = hookstudio("sync", "push", workspace, "--settle", f"{key}:hook=local", "--dry-run", "--json")
    assert [request["method"] for request in answer.document["requests"]] == ["POST"]


def test_a_place_that_both_sides_changed_is_settled(hookstudio: Inside, workspace: Path, pushed: Tenant) -> None:
    first_one, second, third = (
        f"pre-login/{hook['slug']}" for hook in hookstudio("list", workspace, "--json").document["types"][0]["hooks"]
    )
    assert hookstudio("move", workspace, first_one, "--to", "2").status == 0
    rows = sorted((row for row in pushed.hooks if row["type"] == "pre-login"), key=lambda row: row["order"])
    pushed.records.change(rows[1]["id"], {"order": rows[2]["order"] + 5})  # the second after the third, and here before the first
    clash = dict.fromkeys((first_one, second, third), "conflict")
    found = states(hookstudio, workspace)
    assert found and found.items() <= clash.items()
    shown = hookstudio("sync", "status", workspace, "--diff").out
    assert "(both: order)" in shown and "\n          order\n" in shown
    settled = [word for key in found for word in ("--settle", f"{key}:order=local")]
    left = hookstudio("sync", "push", workspace, "--yes", "--json")
    assert (left.status, left.document["conflicts"], left.document["applied"]) == (1, [*found], 0)
    answer = hookstudio("sync", "push", workspace, "--yes", "--json", *settled)
    assert (answer.status, answer.document["conflicts"]) == (0, [])
    assert answer.document["for_users"][0].startswith("The order of pre-login changes: another place for pre-login/")
    names = [row["name"] for row in sorted(pushed.hooks, key=lambda row: row["order"]) if row["type"] == "pre-login"]
    assert names == [rows[1]["name"], rows[0]["name"], rows[2]["name"]] and states(hookstudio, workspace) == {}


def test_status_names_the_fields_of_a_conflict_three_ways(hookstudio: Inside, workspace: Path, clashing: str) -> None:
    answer = hookstudio("sync", "status", workspace, "--diff")
    assert f"{clashing}  (both: code, name, description)" in answer.out
    assert "  code: changed on both sides, in different lines: a pull can merge it" in answer.out
    assert "  description: here “mine”, there “theirs”, agreed “" in answer.out
    assert "--settle TYPE/SLUG:FIELD=local" in answer.err
    [row] = [row for row in hookstudio("sync", "status", workspace, "--json", "--diff").document["hooks"] if row["hook"] == clashing]
    assert [field["field"] for field in row["fields"]] == row["conflicting"] == ["content", "name", "description"]
    assert (row["fields"][1]["here"], row["fields"][1]["there"]) == ("Mine", "Theirs")
