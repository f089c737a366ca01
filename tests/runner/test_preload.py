"""Modules that are loaded ahead of a job: what they do then must not get them at the job, nor at what the run says."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.node import Runtime
from hookstudio.model.outcome import Outcome, Status
from hookstudio.runner import watch
from hookstudio.runner.run import Runner
from hookstudio.runner.worker import Worker
from tests.runner.hooks import job

HONEST = "global.late = true; const { Error } = { Error: TypeError }; function handle(data, callback) { callback(new Error('honest')) }"
AHEAD = Path(__file__).parent.parent / "corpus" / "ahead"
ATTACKS = sorted(path.stem for path in AHEAD.iterdir() if path.stem not in ("steal", "taps"))


@pytest.fixture(autouse=True)
def gives_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "READY_LIMIT_S", 0.5)


def _package(root: Path, text: str) -> Path:
    folder = root / "modules" / "node_modules" / "package"
    folder.mkdir(parents=True)
    shutil.copy(AHEAD / "steal.js", folder)
    (folder / "index.js").write_text(text, encoding="utf-8")
    forged = '{"nonce": "0", "dialect": "classic", "file": "x", "url": "", "code": "function handle() { return 1 }", "context": 1}'
    (folder / "job.txt").write_text(forged + "\n", encoding="utf-8")
    return root / "modules"


def _attack(name: str) -> str:
    return (AHEAD / f"{name}.js").read_text(encoding="utf-8")


def _run(runner: Runner, runtime: Runtime, modules: Path, code: str, **options: Any) -> Outcome:
    runner.prepare(runtime, modules, ("package",))
    deadline = time.monotonic() + 20
    while runner.waiting == 0:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    return runner.start(job(code, file=modules / options.pop("name", "hook.js"), runtime=runtime, modules=modules, **options)).wait(60)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_module_loaded_ahead_can_not_forge_the_run(runner: Runner, runtime: Runtime, tmp_path: Path, attack: str) -> None:
    outcome = _run(runner, runtime, _package(tmp_path, _attack(attack)), HONEST)
    assert outcome.error is not None, outcome
    assert (outcome.status, outcome.error.message, outcome.result) == (Status.FAILED, "honest", None)


def test_a_module_loaded_ahead_does_not_change_what_a_module_is_read_as(runner: Runner, runtime: Runtime, tmp_path: Path) -> None:
    modules = _package(tmp_path, _attack("hooks-how-modules-are-loaded"))
    outcome = _run(runner, runtime, modules, "export const handle = () => ({ honest: true });", name="hook.mjs")
    assert outcome.result == {"honest": True}


@pytest.mark.parametrize("language", [True, False])
def test_nothing_of_a_module_loaded_ahead_runs_until_the_job_is_read(
    runner: Runner, runtime: Runtime, tmp_path: Path, language: bool
) -> None:
    """One that changes the language itself is not kept."""
    modules = _package(tmp_path, _attack("taps"))
    kind = json.dumps({"language": language})
    (modules / "node_modules" / "package" / "kind.json").write_text(kind, encoding="utf-8")
    code = "global.hook = true; const taken = require('package').told(); function handle() { return { taken, early } }"
    outcome = _run(runner, runtime, modules, code)
    assert isinstance(outcome.result, dict), outcome
    assert outcome.result["early"] is not language
    taken = outcome.result["taken"]
    assert isinstance(taken, list)
    assert language or taken
    assert [stack for stack in map(str, taken) if "readJob" in stack or "sayReady" in stack] == []


def test_a_module_loaded_ahead_can_not_take_a_channel_whatever_its_number(runner: Runner, runtime: Runtime, tmp_path: Path) -> None:
    take = "try { taken.push(new (require('net').Socket)({ fd })); fs.closeSync(fd) } catch (error) {}"
    text = f"const fs = require('fs'); global.taken = []; for (let fd = 0; fd < 64; fd += 1) {{ {take} }}"
    code = "const { length } = taken; function handle() { return { length } }"
    assert _run(runner, runtime, _package(tmp_path, text), code).result == {"length": 0}


def test_what_is_loaded_ahead_is_there_for_the_run(runner: Runner, runtime: Runtime, tmp_path: Path) -> None:
    modules = _package(tmp_path, "global.loaded = (global.loaded || 0) + 1; exports.before = typeof global.hook === 'undefined';")
    code = "global.hook = 1; function handle(data, callback) { callback(null, { before: require('package').before, data, loaded }) }"
    outcome = _run(runner, runtime, modules, code)
    assert outcome.result == {"before": True, "data": {"user": {"id": "u1"}}, "loaded": 1}


@pytest.mark.parametrize("spoiled", [False, True])
def test_a_worker_whose_channel_no_longer_makes_it_wait_gets_no_job(runtime: Runtime, scratch: Path, tmp_path: Path, spoiled: bool) -> None:
    if os.name != "posix":
        return
    scratch.mkdir()
    worker = Worker(runtime, _package(tmp_path, ""), ("package",), 256, scratch, warm=True)
    try:
        if spoiled:
            os.set_blocking(worker._inner_jobs.fileno(), False)
        assert worker.would_wait() is not spoiled
    finally:
        worker.kill()
        worker.reap()
