"""`hookstudio modules`: the commands, their documents and exit statuses, Ctrl-C; the real npm over a stand-in registry."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from hookstudio.storage.folders import app_folders
from tests.cli.program import Inside, start
from tests.npm.stand_in import StandIn, npm_environment
from tests.npm.stand_in import registry as registry

CLASSIC = "const left = require('left')\nfunction handle(data, callback) { callback(null, left) }\n"
ESM = "import left from 'npm:left@1.0.0'\nexport function handle() { return left }\n"
ROLES = "pre-login/roles"


@pytest.fixture
def acme(registry: StandIn, hookstudio: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one classic hook and one ES module that want `left`, which the registry has in three versions."""
    environment = npm_environment(tmp_path / "npm", f"registry={registry.address}/\n")
    for name in set(os.environ) - set(environment):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for version in ("1.0.0", "1.1.0"):
        registry.publish("left", version)
    registry.publish("left", "2.0.0", engines={"node": ">=90"})
    registry.publish("right", "1.0.0")
    workspace = tmp_path / "acme"
    assert hookstudio("init", workspace).status == 0
    for name, file, code in (("roles", "one.js", CLASSIC), ("claims", "two.mjs", ESM)):
        (tmp_path / file).write_text(code, encoding="utf-8")
        assert hookstudio("new", workspace, name, "--type", "pre-login", "--from", tmp_path / file).status == 0
    return workspace


def test_a_module_goes_its_way_through_all_commands(hookstudio: Inside, acme: Path) -> None:
    lists = ("modules", "list", acme, ROLES, "--json")
    (row,) = hookstudio(*lists).document["modules"]
    assert {key: row[key] for key in ("name", "version", "wanted", "suitable", "latest", "state")} == {
        "name": "left",
        "version": None,
        "wanted": "",
        "suitable": "1.1.0",
        "latest": "2.0.0",
        "state": "missing",
    }
    failed = hookstudio("run", f"{acme}:{ROLES}", "--json")
    assert failed.status == 1 and failed.document["error"]["code"] == "MODULE_NOT_FOUND"
    assert f"hookstudio modules add {acme} pre-login/roles left" in failed.document["error"]["message"]

    added = hookstudio("modules", "add", acme, ROLES, "left@1.0.0", "right")
    assert added.status == 0 and added.out.splitlines() == [
        "Added left 1.0.0 to pre-login/roles",
        "Added right 1.0.0 to pre-login/roles",
    ]
    assert "npm http" in added.err and "const left = require('left')" in added.err
    assert hookstudio("run", f"{acme}:{ROLES}", "--json").document["result"] == {"name": "left", "version": "1.0.0"}
    states = {row["name"]: (row["version"], row["state"], row["suitable"]) for row in hookstudio(*lists).document["modules"]}
    assert states == {"left": ("1.0.0", "outdated", "1.1.0"), "right": ("1.0.0", "unused", "1.0.0")}
    table = hookstudio("modules", "list", acme, ROLES).out
    assert "left" in table and "1.1.0 suits, 2.0.0 is the latest" in table

    updated = hookstudio("modules", "update", acme, ROLES, "--json")
    assert [(one["name"], one["before"], one["version"], one["loads"]) for one in updated.document["updated"]] == [
        ("left", "1.0.0", "1.1.0", True)
    ]
    assert updated.err == ""
    nothing = hookstudio("modules", "update", acme, ROLES)
    assert (nothing.status, nothing.out) == (0, "") and "Nothing newer" in nothing.err
    removed = hookstudio("modules", "remove", acme, ROLES, "right", "--json")
    assert removed.status == 0 and [row["name"] for row in removed.document["modules"]] == ["left"]
    assert hookstudio("doctor", "--json").document["modules"]["copies"] >= 3


def test_an_update_of_an_es_module_writes_the_version_into_its_code(hookstudio: Inside, acme: Path) -> None:
    added = hookstudio("modules", "add", acme, "pre-login/claims", "left@1.0.0", "--json").document["added"]
    assert added[0]["use"] == "import left from 'npm:left@1.0.0'"
    updated = hookstudio("modules", "update", acme, "pre-login/claims")
    assert updated.status == 0 and "Wrote the new versions" in updated.err
    code = (acme / "hooks" / "pre-login" / "claims" / "hook.mjs").read_text(encoding="utf-8")
    assert code == ESM.replace("1.0.0", "1.1.0")
    assert hookstudio("run", f"{acme}:pre-login/claims", "--json").document["result"]["version"] == "1.1.0"


@pytest.mark.usefixtures("acme")
def test_a_search_says_what_suits(hookstudio: Inside, registry: StandIn) -> None:
    answer = hookstudio("modules", "search", "left", "--json").document
    assert answer["source"] == "search"
    (row,) = answer["results"]
    assert (row["name"], row["version"], row["suitable"], row["why"]) == ("left", "2.0.0", "1.1.0", "2.0.0 needs Node 90; 1.1.0 fits")
    assert "1.1.0" in hookstudio("modules", "search", "left").out
    nothing = hookstudio("modules", "search", "nothing", "such")
    assert (nothing.status, nothing.out) == (0, "Nothing found.\n")
    registry.has_search = False
    assert hookstudio("modules", "search", "right", "--json").document["source"] == "exact-name"
    assert hookstudio("modules", "search", "left", "--offline", "--json").document == {
        "results": [],
        "source": "cache",
        "note": "Offline: only what is on this computer was searched.",
    }


def test_a_fresh_clone_is_restored(hookstudio: Inside, acme: Path) -> None:
    assert hookstudio("modules", "add", acme, ROLES, "left").status == 0
    shutil.rmtree(app_folders().data / "modules")
    assert "modules restore" in hookstudio("modules", "list", acme, ROLES).err
    assert "modules restore" in hookstudio("run", f"{acme}:{ROLES}", "--json").document["error"]["message"]
    assert hookstudio("modules", "restore", acme, "--offline", "--json").document == {"restored": [ROLES]}
    assert hookstudio("run", f"{acme}:{ROLES}").status == 0


def test_each_way_to_fail_has_its_status(hookstudio: Inside, acme: Path, registry: StandIn) -> None:
    registry.publish("broken", "1.0.0", {"index.js": "throw new Error('no')"})
    broken = hookstudio("modules", "add", acme, ROLES, "broken", "--json")
    assert broken.status == 1 and broken.document["added"][0]["loads"] is False and "no" in broken.document["added"][0]["message"]
    for words in (
        ("add", acme, ROLES, "unheard-of"),
        ("add", acme, ROLES, "left@9.9.9"),
        ("add", acme, ROLES, "../left"),
        ("add", acme, "pre-login/none", "left"),
        ("add", acme, ROLES),
        ("remove", acme, ROLES, "right"),
        ("list", acme, ROLES, "left"),
        ("list", acme.parent / "none", ROLES),
        ("steal", acme),
        ("search",),
        ("search", "left", "--registry", "ftp://example.com"),
    ):
        answer = hookstudio("modules", *words, "--json")
        assert answer.status == 2 and answer.document["error"]["message"], words
    before = hookstudio("modules", "list", acme, ROLES, "--offline", "--json").document
    nobody = ("--registry", "http://127.0.0.1:9/", "--json")
    for answer in (hookstudio("modules", "add", acme, ROLES, "left", *nobody), hookstudio("modules", "search", "left", *nobody)):
        assert answer.status == 3 and "can't be reached" in answer.document["error"]["message"]
    assert hookstudio("modules", "search", "brok", *nobody).document["source"] == "cache"
    assert hookstudio("modules", "add", acme, ROLES, "left", "--offline").status == 3
    assert hookstudio("modules", "list", acme, ROLES, "--offline", "--json").document == before


def test_ctrl_c_leaves_the_hook_as_it_was(acme: Path, registry: StandIn) -> None:
    if os.name != "posix":
        return
    registry.fault("silent", "*.tgz")
    process = start("modules", "add", acme, ROLES, "left", "--json")
    try:
        assert registry.reached.wait(30)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 130 and b"Interrupted" in out
    assert sorted(path.name for path in (acme / "hooks" / "pre-login" / "roles").iterdir()) == ["hook.js", "hook.toml"]


def test_options_may_stand_between_the_words(hookstudio: Inside, acme: Path, registry: StandIn) -> None:
    added = hookstudio("modules", "add", acme, "--json", ROLES, "--registry", registry.address, "left@1.0.0", "--offline", "right")
    assert added.status == 3 and "never downloaded" in added.document["error"]["message"]
    assert hookstudio("modules", "add", acme, "--json", ROLES, "--registry", registry.address, "left@1.0.0", "right").status == 0
    assert hookstudio("node", "--json", "list").status == 0
    assert hookstudio("context", "--seed", "1", "--json", "--type", "pre-login").status == 0


def test_wrong_input_is_no_missing_registry(hookstudio: Inside, acme: Path) -> None:
    folder = acme / "hooks" / "pre-login" / "roles"
    assert hookstudio("modules", "add", acme, ROLES, "left@2.0.0").status == 2  # it needs another Node
    (folder / "package.json").write_text("[]", encoding="utf-8")
    assert hookstudio("modules", "add", acme, ROLES, "left").status == 2
    (folder / "package.json").unlink()
    (folder / "package-lock.json").write_text("{", encoding="utf-8")
    told = hookstudio("modules", "restore", acme)
    assert told.status == 2 and "lock file can't be used" in told.err
    assert hookstudio("modules", "search", "le\udcfft", "--json").status == 0
