"""Several windows and commands on one workspace at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from hookstudio.model.errors import ChangedOutside
from hookstudio.storage import local_folder
from hookstudio.storage.local_folder import Busy, LocalFolder
from tests.studio.workspaces import CLASSIC, again, hook_id, new_session, slugs

PROGRAM = """
import random, sys
from pathlib import Path
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
root, home, name = sys.argv[1:]
session = Session.open(Path(root), app_folders({"HOOKSTUDIO_HOME": home}))
chance = random.Random(name)
sys.stdin.readline()
for number in range(12):
    made = session.create_hook(f"{name} {number}", "pre-login", code="function handle(d, c) { c(null, d) }")
    row = session.workspace.of_type("pre-login")
    session.move(made.id, chance.randrange(len(row)))
    session.describe(chance.choice(row).id, name)
    if number % 4 == 0:
        session.delete(made.id)
        session.undo()
"""


def test_two_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    session = new_session(tmp_path, "first")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(session.root), str(tmp_path / "home"), name],
            stdin=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for name in ("left", "right")
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    for program in programs:
        program.communicate(timeout=60)
        assert program.returncode == 0

    now = again(session)
    expected = {"first", *(f"{name}-{number}" for name in ("left", "right") for number in range(12))}
    assert set(slugs(now)) == expected and len(slugs(now)) == 25
    assert not now.workspace.problems and not now.notices and not now.deleted()
    assert tomllib.loads((session.root / "hookstudio.toml").read_text())["order"]["pre-login"] == slugs(now)


def test_two_windows_save_one_hook_and_one_of_them_is_asked(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    identity = hook_id(session, "a")
    windows = [again(session), again(session)]
    read = [window.read_code(identity).fingerprint for window in windows]
    ends: list[str] = []
    together = threading.Barrier(2)

    def save(number: int) -> None:
        together.wait()
        try:
            windows[number].save_code(identity, f"// {number}\n", read[number])
            ends.append(f"// {number}\n")
        except ChangedOutside:
            ends.append("asked")

    threads = [threading.Thread(target=save, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends.count("asked") == 1
    assert session.read_code(identity).text in ends


def test_a_session_opened_in_another_thread_is_used_here(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    opened = []
    thread = threading.Thread(target=lambda: opened.append(again(session)))
    thread.start()
    thread.join()
    opened[0].create_hook("b", "pre-login", code=CLASSIC)
    assert slugs(again(session)) == ["a", "b"]


def test_waiting_for_a_stuck_program_ends_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_folder, "PATIENCE_S", 0.05)
    session = new_session(tmp_path, "a", "b")
    with LocalFolder(session.root).locked(), pytest.raises(Busy, match="busy"):
        session.move(hook_id(session, "a"), 1)
    session.move(hook_id(session, "a"), 1)
    assert slugs(again(session)) == ["b", "a"]
