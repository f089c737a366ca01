"""A program that is killed while it saves, reorders, makes and deletes hooks loses none and leaves none half-written."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from hookstudio.studio.session import Session
from tests.studio.busy_program import TAIL, code
from tests.studio.workspaces import again, new_session

PROGRAM = Path(__file__).with_name("busy_program.py")


def _killed_after(session: Session, home: Path, seed: int, seconds: float) -> list[dict[str, Any]]:
    """Run the busy program and kill it *seconds* after it has begun; what it said."""
    command = [sys.executable, str(PROGRAM), str(session.root), str(home), str(seed)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    ) as program:
        assert program.stdout is not None
        lines = [program.stdout.readline()]
        try:
            program.wait(seconds)
        except subprocess.TimeoutExpired:
            program.kill()
        lines += program.stdout.readlines()
    said = [json.loads(line) for line in lines if line.endswith("\n")]
    assert said and said[0] == {"ready": True}
    assert not any("error" in what for what in said), said[-1]
    return said


def _whole(session: Session, said: list[dict[str, Any]], before: dict[str, set[str]]) -> None:
    """No hook is lost, and the code of each is one that was there or was being written."""
    there = {hook.id for hook in session.workspace} | {item.hook_id for item in session.deleted()}
    created = {what["id"]: what["text"] for what in said if what.get("end") == "create"}
    assert there >= before.keys() | created.keys()

    allowed = {identity: set(texts) for identity, texts in before.items()} | {identity: {text} for identity, text in created.items()}
    for what in said:
        if what.get("begin") == "save":
            allowed.setdefault(what["id"], set()).add(what["text"])
        elif what.get("end") == "save":
            allowed[what["id"]] = {what["text"]}
    for hook in session.workspace:
        text = session.read_code(hook.id).text
        assert text.endswith(TAIL)
        if hook.id in allowed:
            assert text in allowed[hook.id]

    if said[-1].get("begin") == "move":
        move = said[-1]
        now = [hook.id for hook in session.workspace.of_type(move["type"])]
        assert now in (move["before"], move["after"])


def test_no_hook_is_lost_when_the_program_is_killed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    times = 200 if request.config.getoption("--full", default=False) else 25
    session = new_session(tmp_path)
    for number in range(5):
        session.create_hook(f"hook {number}", "pre-login", code=code(number, esm=False))
    chance = random.Random(20)
    acts = 0
    for seed in range(times):
        session = again(session)
        before = {hook.id: {session.read_code(hook.id).text} for hook in session.workspace}
        before |= {item.hook_id: set() for item in session.deleted()}
        said = _killed_after(session, tmp_path / "home", seed, chance.uniform(0, 0.12))
        acts += len(said) - 1

        session = again(session)
        assert not session.workspace.problems
        _whole(session, said, before)
        assert tomllib.loads((session.root / "hookstudio.toml").read_text())["format"] == 1
        strange = [path for path in session.root.rglob("*") if path.name.startswith(".") and ".hookstudio" not in path.parts]
        assert [path.name for path in strange] == [".gitignore"]
    assert acts > times, "it was killed before it did anything"


def test_what_a_killed_program_left_is_cleared_away(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    staging = session.root / ".hookstudio" / "staging"
    (staging / "half").mkdir()
    (staging / "half" / "hook.toml").write_text("id = ")
    (staging / ".0123.hookstudio-tmp").write_text("half")
    session.rename(next(iter(session.workspace)).id, "b")
    assert list(staging.iterdir()) == []
