"""The folder of the workers' folders: gone with the program however that ends, and there again where somebody cleaned up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from hookstudio.runner.scratch import ScratchFolder
from tests.runner.hooks import job

HOLDS = "from hookstudio.runner.scratch import ScratchFolder; print(ScratchFolder().path(), flush=True); input()"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, for this test."""
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_it_is_made_when_it_is_needed_and_deleted_at_the_end(temporary: Path) -> None:
    folder = ScratchFolder()
    assert list(temporary.iterdir()) == []
    path = folder.path()
    assert (path.parent, folder.path()) == (temporary.resolve(), path)
    assert sys.platform == "win32" or path.stat().st_mode & 0o777 == 0o700
    (path / "run").mkdir()
    folder.close()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_program_left_goes_and_what_a_living_one_needs_stays(temporary: Path) -> None:
    if os.name != "posix":
        return
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", HOLDS], stdin=pipe, stdout=pipe, text=True) as program:
        assert program.stdout is not None
        theirs = Path(program.stdout.readline().strip())
        own, other = ScratchFolder(), ScratchFolder()
        assert {theirs, own.path()} == set(temporary.iterdir())
        (theirs / "run").mkdir()
        program.kill()
        program.wait()
    assert {own.path(), other.path()} == set(temporary.iterdir())
    own.close()
    other.close()


def test_a_hook_runs_although_somebody_has_cleaned_up(temporary: Path) -> None:
    wanted = job("function handle(data, callback) { callback(null, { ran: true }) }", file=temporary / "hook.js", runtime=bundled())
    with Runner() as runner:
        assert runner.start(wanted).wait(30).result == {"ran": True}
        [folder] = temporary.glob("hookstudio-runs-*")
        shutil.rmtree(folder)
        results = [runner.start(wanted).wait(30) for _ in range(3)]
        assert all(outcome.result == {"ran": True} for outcome in results[1:]), results
    assert list(temporary.glob("hookstudio-runs-*")) == []


def test_a_folder_that_became_somebody_elses_is_not_used(temporary: Path) -> None:
    if os.name != "posix":
        return
    folder = ScratchFolder()
    before = folder.path()
    before.chmod(0o777)
    assert folder.path() != before
    folder.close()
    before.rmdir()
    assert list(temporary.iterdir()) == []
