"""Hooks that travel between people and tenants, as their command lines see it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Inside
from tests.e2e.tenant.records import Generation
from tests.e2e.tenant.server import Tenant

CODE = "function handle(data, callback) { callback(null, data) }\n"


@pytest.fixture
def tenant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    with Tenant().running() as running:
        monkeypatch.setenv("HOOKSTUDIO_CLIENT_SECRET", running.client_secret)
        yield running


def connect(hookstudio: Inside, workspace: Path, tenant: Tenant, api: Generation = "v1") -> None:
    words = ("--client-id", tenant.client_id, "--plan", "enterprise", "--api", api)
    assert hookstudio("tenant", "add", workspace, "live", "--url", tenant.url, *words).status == 0


def push(hookstudio: Inside, workspace: Path) -> int:
    answer = hookstudio("sync", "push", workspace, "--yes", "--json")
    assert answer.status == 0, answer.out
    return int(answer.document["applied"])


def names(hookstudio: Inside, workspace: Path) -> dict[str, list[str]]:
    rows = hookstudio("list", workspace, "--json").document["types"]
    return {row["type"]: [hook["name"] for hook in row["hooks"]] for row in rows}


def test_the_same_hooks_are_the_same_bytes_on_every_machine(
    hookstudio: Inside, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hookstudio("export", workspace, tmp_path / "one.hookbundle").status == 0
    monkeypatch.setenv("HOOKSTUDIO_HOME", str(tmp_path / "colleague"))
    shutil.copytree(workspace, tmp_path / "clone", ignore=shutil.ignore_patterns(".hookstudio"), copy_function=shutil.copyfile)
    for file in (tmp_path / "clone").rglob("*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    assert hookstudio("export", tmp_path / "clone", tmp_path / "two.hookbundle").status == 0
    assert (tmp_path / "one.hookbundle").read_bytes() == (tmp_path / "two.hookbundle").read_bytes()


def test_an_auth0_export_comes_in_and_what_could_not_be_translated_is_told(hookstudio: Inside, workspace: Path, tmp_path: Path) -> None:
    rules = tmp_path / "auth0" / "rules"
    rules.mkdir(parents=True)
    for name, order, line in (("later", 2, "user.later = configuration.KEY;"), ("sooner", 1, "auth0.users.get();")):
        values = {"name": name, "script": f"./{name}.js", "enabled": True, "order": order, "stage": "login_success"}
        (rules / f"{name}.json").write_text(json.dumps(values), encoding="utf-8")
        code = f"function (user, context, callback) {{\n  {line}\n  callback(null, user, context);\n}}\n"
        (rules / f"{name}.js").write_text(code, encoding="utf-8")
    shown = hookstudio("import", tmp_path / "auth0", workspace, "--dry-run", "--json").document
    answer = hookstudio("import", tmp_path / "auth0", workspace, "--json")
    assert (answer.status, answer.document["hooks"]) == (0, shown["hooks"])
    assert [hook["hook"] for hook in shown["hooks"]] == ["post-login/sooner", "post-login/later"]
    assert any("auth0" in note for note in answer.document["notes"])
    listed = names(hookstudio, workspace)["post-login"]
    assert listed.index("sooner") < listed.index("later")
    assert "KEY" in (workspace / "hooks" / "post-login" / "later" / "hook.js").read_text(encoding="utf-8")


def test_a_colleagues_clone_pushes_no_duplicates(
    hookstudio: Inside, workspace: Path, tenant: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(hookstudio, workspace, tenant)
    count = push(hookstudio, workspace)
    shutil.copytree(workspace, tmp_path / "clone", ignore=shutil.ignore_patterns(".hookstudio"))
    monkeypatch.setenv("HOOKSTUDIO_HOME", str(tmp_path / "colleague"))
    tenant.log.clear()
    assert (push(hookstudio, tmp_path / "clone"), tenant.writes, len(tenant.hooks)) == (0, [], count)
    assert hookstudio("new", tmp_path / "clone", "mine", "--type", "pre-login").status == 0
    assert (push(hookstudio, tmp_path / "clone"), len(tenant.hooks)) == (1, count + 1)
    answer = hookstudio("sync", "pull", workspace, "--yes", "--json")
    assert (answer.status, answer.document["applied"]) == (0, 1)


def test_a_tenant_of_the_first_generation_is_written_and_read(hookstudio: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Tenant("first").running() as old:
        monkeypatch.setenv("HOOKSTUDIO_CLIENT_SECRET", old.client_secret)
        assert hookstudio("init", tmp_path / "here").status == 0
        assert hookstudio("new", tmp_path / "here", "a", "--type", "pre-access-token").status == 0
        connect(hookstudio, tmp_path / "here", old, "first")
        assert push(hookstudio, tmp_path / "here") == 1
        assert [hook["type"] for hook in old.hooks] == ["pre_access_token"]
        assert hookstudio("init", tmp_path / "there").status == 0
        connect(hookstudio, tmp_path / "there", old, "first")
        assert hookstudio("sync", "pull", tmp_path / "there", "--yes").status == 0
        assert names(hookstudio, tmp_path / "there") == {"pre-access-token": ["a"]}


def test_another_type_is_said_to_be_a_delete_and_a_create(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    connect(hookstudio, workspace, tenant)
    push(hookstudio, workspace)
    moved = sorted((workspace / "hooks" / "pre-login").iterdir())[0]
    (workspace / "hooks" / "pre-register").mkdir(exist_ok=True)
    moved.rename(workspace / "hooks" / "pre-register" / "moved")
    status = hookstudio("sync", "status", workspace, "--json").document
    said = {hook["hook"]: hook["notes"] for hook in status["hooks"] if hook["state"] != "equal"}
    assert set(said) == {f"pre-login/{moved.name}", "pre-register/moved"}
    assert all("type was changed" in notes[0] for notes in said.values())
    shown = hookstudio("sync", "push", workspace, "--dry-run", "--json").document["requests"]
    assert [request["method"] for request in shown] == ["POST", "DELETE"]


def test_what_a_tenant_would_refuse_is_pointed_out_before_it_is_sent(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    connect(hookstudio, workspace, tenant)
    for name, line in (("reads", "require('fs').readFileSync('/etc/passwd')"), ("starts", "require('child_process').exec('ls')")):
        assert hookstudio("new", workspace, name, "--type", "pre-login").status == 0
        (workspace / "hooks" / "pre-login" / name / "hook.js").write_text(f"{line}\n{CODE}", encoding="utf-8")
    assert hookstudio("new", workspace, "loose", "--type", "pre-login").status == 0
    place = workspace / "hooks" / "pre-login" / "loose"
    (place / "hook.js").unlink(missing_ok=True)
    (place / "hook.mjs").write_text("import axios from 'npm:axios'\nexport function handle(data) { return data }\n", encoding="utf-8")
    notes = hookstudio("sync", "push", workspace, "--dry-run", "--json").document["notes"]
    told = {key: note for note in notes for key in ("reads", "starts", "loose") if note.startswith(f"pre-login/{key}")}
    assert "files" in told["reads"] and "commands" in told["starts"] and "npm:axios" in told["loose"]
    assert not tenant.writes
