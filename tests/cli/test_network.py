"""`run --network`, and the warning where nothing protects."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from hookstudio.runner import sandbox
from hookstudio.runner.proofs import PROOFS, Verdict
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from tests.cli.program import Inside

CALL = "function handle(data, callback) { require('net').connect(9, '127.0.0.1').on('error', callback) }"


def test_a_file_has_the_network_unless_it_is_switched_off(hookstudio: Inside, tmp_path: Path) -> None:
    file = tmp_path / "call.js"
    file.write_text(CALL)
    for words in ((), ("--network", "on")):
        assert hookstudio("run", file, "--json", *words).document["error"]["code"] == "ECONNREFUSED"
    if sys.platform == "linux":
        off = hookstudio("run", file, "--json", "--network", "off").document["error"]
        assert "The network is off" in off["message"]
    assert hookstudio("run", file, "--network", "maybe").status == 2


def test_a_workspace_from_outside_is_warned_of_where_nothing_protects(
    hookstudio: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "_prove", lambda _runtime, *, network: Verdict(process=True, wall_problem=f"none {network}"))
    session = Session.create(tmp_path / "made", "Made", app_folders())
    session.create_hook("fine", "pre-login", code="function handle(data) { return data }")
    shutil.copytree(session.root, tmp_path / "outside", ignore=shutil.ignore_patterns(".hookstudio"))
    PROOFS.forget()
    try:
        own = hookstudio("run", f"{session.root}:pre-login/fine")
        strange = hookstudio("run", f"{tmp_path / 'outside'}:pre-login/fine")
        chain = hookstudio("chain", tmp_path / "outside", "pre-login")
        as_json = hookstudio("chain", tmp_path / "outside", "pre-login", "--json")
        off = hookstudio("chain", session.root, "pre-login", "--network", "off", "--json")
        off_told = hookstudio("chain", session.root, "pre-login", "--network", "off")
    finally:
        PROOFS.keep_in(None)
        PROOFS.forget()
    assert "nothing but a time limit" not in own.err
    assert ("nothing but a time limit" in as_json.err, json.loads(as_json.out)["status"]) == (True, "ok")
    warned = [[warning["code"] for warning in step["warnings"]] for step in off.document["steps"]]
    assert (warned, "nothing on this machine can enforce that" in off_told.err) == ([["network-open"]], True)
    assert (strange.status, "nothing but a time limit" in strange.err) == (0, True)
    assert "nothing but a time limit" in chain.err


def test_a_chain_has_the_network_as_its_workspace_unless_told_otherwise(hookstudio: Inside, tmp_path: Path) -> None:
    session = Session.create(tmp_path / "made", "Made", app_folders())
    session.create_hook("call", "pre-login", code=CALL)

    def said(*words: str) -> str:
        return str(hookstudio("chain", session.root, "pre-login", "--json", *words).document["steps"][0]["error"]["message"])

    assert "ECONNREFUSED" in said()
    assert "ECONNREFUSED" in said("--network", "on")
    if sys.platform == "linux":
        assert "The network is off" in said("--network", "off")
        session.set_network(False)
        assert "The network is off" in said()
        assert "ECONNREFUSED" in said("--network", "on")
    assert hookstudio("chain", session.root, "pre-login", "--network", "maybe").status == 2
