"""Modules against a registry by other hands: the command line, the real npm and a real Verdaccio."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Inside
from tests.npm.shelf import Shelf
from tests.npm.stand_in import npm_environment
from tests.npm.verdaccio import Verdaccio
from tests.npm.verdaccio import verdaccio as verdaccio

CLASSIC = "const left = require('conform-left')\nfunction handle(data, callback) { callback(null, { left, deep: left.right }) }\n"
NEEDS_RIGHT = "module.exports = { version: '%s', right: require('conform-right').version };\n"


@pytest.fixture(scope="module")
def stocked(verdaccio: Verdaccio) -> Verdaccio:
    """Verdaccio with a package that depends on another, one with tags, and a scoped one that takes a login."""
    shelf = Shelf()
    shelf.publish("conform-right", "1.0.0")
    shelf.publish("conform-right", "1.1.0", engines={"node": ">=18"})
    for version in ("1.0.0", "1.2.0", "2.0.0"):
        needs = {"node": ">=20"} if version == "2.0.0" else {"node": ">=12"}
        files = {"index.js": NEEDS_RIGHT % version}
        shelf.publish("conform-left", version, files, dependencies={"conform-right": "^1.0.0"}, engines=needs, description="goes left")
    shelf.publish("@conform/scoped", "3.1.0", description="in a scope")
    shelf.publish("@private/secret", "0.1.0", description="behind a login")
    for name in shelf.entries:
        verdaccio.publish(shelf, name)
    verdaccio.tag("conform-left", "old", "1.0.0")
    return verdaccio


@pytest.fixture
def program(stocked: Verdaccio, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inside]:
    """The command line of a user whose npm is configured for Verdaccio, without a login."""
    configured(stocked, tmp_path, monkeypatch, "")
    yield Inside(capsys)


def configured(registry: Verdaccio, folder: Path, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    for name, value in npm_environment(folder / "npm", f"registry={registry.address}/\n{more}").items():
        if name.startswith("npm_config_"):
            monkeypatch.setenv(name, value)


def workspace(program: Inside, folder: Path, code: str = CLASSIC) -> Path:
    made = folder / "ws"
    (folder / "hook.js").write_text(code, encoding="utf-8")
    assert program("init", made).status == 0
    assert program("new", made, "goes", "--type", "pre-login", "--from", folder / "hook.js").status == 0
    return made


def test_search_finds_by_text_and_by_exact_name(program: Inside) -> None:
    found = program("modules", "search", "conform", "--json").document
    assert found["source"] == "search"
    rows = {row["name"]: row for row in found["results"]}
    assert {"conform-left", "conform-right", "@conform/scoped"} <= set(rows), rows
    assert (rows["conform-left"]["version"], rows["conform-left"]["description"]) == ("2.0.0", "goes left")
    exact = program("modules", "search", "@conform/scoped", "--json").document["results"][0]
    assert (exact["name"], exact["version"]) == ("@conform/scoped", "3.1.0")


def test_a_module_is_added_run_found_outdated_updated_and_removed(program: Inside, tmp_path: Path) -> None:
    made = workspace(program, tmp_path)
    hook = "pre-login/goes"
    added = program("modules", "add", made, hook, "conform-left@old", "--json")
    assert added.status == 0, added
    assert json.loads((made / "hooks/pre-login/goes/package.json").read_text(encoding="utf-8"))["dependencies"] == {"conform-left": "1.0.0"}
    row = program("modules", "list", made, hook, "--json").document["modules"][0]
    assert (row["version"], row["wanted"], row["suitable"], row["latest"], row["state"]) == ("1.0.0", "1.0.0", "2.0.0", "2.0.0", "outdated")
    assert program("run", f"{made}:{hook}", "--seed", "1", "--json").document["result"]["deep"] == "1.1.0"
    assert program("modules", "update", made, hook).status == 0
    row = program("modules", "list", made, hook, "--json").document["modules"][0]
    assert (row["version"], row["state"]) == ("2.0.0", "current")
    assert program("run", f"{made}:{hook}", "--seed", "1", "--json").document["result"]["left"]["version"] == "2.0.0"
    assert program("modules", "remove", made, hook, "conform-left").status == 0
    missing = program("modules", "list", made, hook, "--json").document["modules"]
    assert [(one["name"], one["state"]) for one in missing] == [("conform-left", "missing")]


def test_scoped_packages_and_unknown_names(program: Inside, tmp_path: Path) -> None:
    made = workspace(program, tmp_path, "const s = require('@conform/scoped')\nfunction handle(d, done) { done(null, { v: s.version }) }\n")
    assert program("modules", "add", made, "pre-login/goes", "@conform/scoped").status == 0
    assert program("run", f"{made}:pre-login/goes", "--seed", "1", "--json").document["result"] == {"v": "3.1.0"}
    unknown = program("modules", "add", made, "pre-login/goes", "conform-nowhere", "--json")
    assert unknown.status == 2
    assert "conform-nowhere" in unknown.document["error"]["message"]
    version = program("modules", "add", made, "pre-login/goes", "conform-left@9", "--json")
    assert version.status == 2


def test_a_private_package_takes_its_token_which_nobody_else_sees(
    program: Inside, stocked: Verdaccio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = workspace(program, tmp_path, "const s = require('@private/secret')\nfunction handle(d, done) { done(null, { v: s.version }) }\n")
    refused = program("modules", "add", made, "pre-login/goes", "@private/secret", "--json")
    assert refused.status != 0, refused
    configured(stocked, tmp_path, monkeypatch, f"//{stocked.host}/:_authToken={stocked.token}\n")
    added = program("modules", "add", made, "pre-login/goes", "@private/secret")
    assert added.status == 0, added
    assert program("run", f"{made}:pre-login/goes", "--seed", "1", "--json").document["result"] == {"v": "0.1.0"}
    assert stocked.token not in added.out + added.err + refused.out + refused.err
    ours = [path for place in (made, Path(os.environ["HOOKSTUDIO_HOME"])) for path in place.rglob("*") if path.is_file()]
    assert len(ours) > 10
    assert not [path for path in ours if stocked.token.encode() in path.read_bytes()]


def test_a_fresh_clone_is_restored_from_its_lock_files(program: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = workspace(program, tmp_path)
    assert program("modules", "add", made, "pre-login/goes", "conform-left@1").status == 0
    monkeypatch.setenv("HOOKSTUDIO_HOME", str(tmp_path / "colleague"))
    before = program("run", f"{made}:pre-login/goes", "--seed", "1", "--json")
    assert before.status == 1
    assert "restore" in before.document["error"]["message"]
    assert program("modules", "restore", made).status == 0
    assert program("run", f"{made}:pre-login/goes", "--seed", "1", "--json").document["result"]["left"]["version"] == "1.2.0"
