"""The program is killed at random moments while it saves and reorders: no hook is lost and no file is half-written."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from tests.e2e.relentless_writer import is_whole, version

ROOT = Path(__file__).resolve().parents[2]
HOOKS = 8


def kill_at_some_moment(workspace: Path, seed: int, dice: random.Random) -> None:
    command = [sys.executable, "-m", "tests.e2e.relentless_writer", str(workspace), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        assert writer.stdout.readline().strip() == b"at work", writer.stderr.read().decode()
        time.sleep(dice.uniform(0, 0.08))
        assert writer.poll() is None, writer.stderr.read().decode()
        writer.kill()


@pytest.mark.parametrize("kills", [12, pytest.param(200, marks=pytest.mark.full)])
def test_no_hook_is_lost_and_none_half_written(tmp_path: Path, kills: int) -> None:
    session = Session.create(tmp_path / "workspace", "Shop", app_folders())
    known = {session.create_hook(f"hook {number}", "pre-login", code=version(number)).id for number in range(HOOKS)}
    orders = set()
    dice = random.Random(kills)
    for number in range(kills):
        kill_at_some_moment(session.root, number, dice)
        found = Session.open(session.root, app_folders())
        assert found.workspace.problems == ()
        assert found.notices == ()
        assert {hook.id for hook in found.workspace} == known
        assert [hook.id for hook in found.workspace if not is_whole(found.read_code(hook.id).text)] == []
        assert [draft.hook_id for draft in found.drafts.all() if not is_whole(draft.text)] == []
        orders.add(tuple(hook.id for hook in found.workspace))
    assert len(orders) > kills // 4, "the writer was killed before it had done anything"
    last = Session.open(session.root, app_folders())
    hook = last.workspace.of_type("pre-login")[0]
    last.move(hook.id, HOOKS - 1)
    assert last.workspace.of_type("pre-login")[-1].id == hook.id, "a lock of the dead holds nobody up"
