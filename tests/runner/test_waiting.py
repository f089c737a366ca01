"""Workers that wait: taken, replaced, given up, and got ready with modules."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hookstudio.model.outcome import Status
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from tests.leaks import descendants
from tests.runner.hooks import LOOP, QUICK, job, workers


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def _taken(runner: Runner, **options: Any) -> set[int]:
    """The workers that are there while a job runs: no other is started before it ends."""
    heard: list[object] = []
    run = runner.start(job(LOOP, **options), heard.extend)
    _until(lambda: bool(heard))
    there = workers()
    run.stop()
    assert run.wait(10).status is Status.STOPPED
    return there


def _prepared(runner: Runner, count: int = 1) -> set[int]:
    _until(lambda: runner.waiting == count)
    return workers()


def test_a_waiting_worker_is_used_once_and_another_takes_its_place(runner: Runner) -> None:
    before = workers()
    runner.prepare(bundled())
    waiting = _prepared(runner) - before
    assert _taken(runner) - before == waiting
    _until(lambda: runner.waiting == 1)
    assert not waiting & workers()


def test_preparing_twice_keeps_one(runner: Runner) -> None:
    before = workers()
    for _ in range(5):
        runner.prepare(bundled())
    _until(lambda: runner.waiting == 1)
    runner.prepare(bundled(), memory_mb=300)
    _until(lambda: runner.waiting == 2)
    assert len(workers() - before) == 2


def test_at_most_two_wait_and_the_oldest_goes(runner: Runner) -> None:
    before = workers()
    started: list[int] = []
    for memory in (256, 300, 350):
        runner.prepare(bundled(), memory_mb=memory)
        _until(lambda: len(workers() - before - set(started)) == 1)
        started.extend(workers() - before - set(started))
    _until(lambda: started[0] not in workers())
    assert runner.waiting == 2
    assert _taken(runner, memory_mb=350) - before == set(started[1:])
    _until(lambda: started[2] not in workers())


def test_another_preparation_for_the_same_jobs_replaces_the_first(runner: Runner, tmp_path: Path) -> None:
    before = workers()
    runner.prepare(bundled(), tmp_path)
    first = _prepared(runner) - before
    runner.prepare(bundled(), tmp_path, ("path",))
    _until(lambda: not first & workers() and runner.waiting == 1)


def test_a_worker_that_does_not_fit_is_left_waiting(runner: Runner, tmp_path: Path) -> None:
    runner.prepare(bundled(), memory_mb=300)
    waiting = _prepared(runner)
    assert _taken(runner, modules=tmp_path) > waiting
    assert waiting <= workers()


def test_a_waiting_worker_that_died_is_no_matter(runner: Runner) -> None:
    before = workers()
    runner.prepare(bundled())
    for pid in _prepared(runner) - before:
        os.killpg(pid, signal.SIGKILL)
    assert runner.start(job(QUICK)).wait(10).ok


SLOW = "console.log('loaded'); exports.at = process.uptime()"
EARLY = "function handle(d, callback) { const began = process.uptime(); callback(null, { early: require('slow').at < began }) }"

THIEF = r"""
const fs = require('fs')
exports.seen = []
const see = (text) => { if (/[0-9a-f]{32}/.test(text)) exports.seen.push(1) }
const { parse } = JSON
JSON.parse = (text) => { see(text); return parse(text) }
const read = fs.readSync
fs.readSync = (fd, buffer, ...rest) => { const size = read(fd, buffer, ...rest); see(String(buffer)); return size }
const slice = Buffer.prototype.latin1Slice
Buffer.prototype.latin1Slice = function (...given) { see(slice.call(this)); return slice.apply(this, given) }
"""


def _package(folder: Path, name: str, code: str) -> None:
    package = folder / "node_modules" / name
    package.mkdir(parents=True)
    (package / "index.js").write_text(code)


def test_modules_are_loaded_when_the_hook_asks_for_them(runner: Runner, tmp_path: Path) -> None:
    _package(tmp_path, "slow", SLOW)
    runner.prepare(bundled(), tmp_path)
    _until(lambda: runner.waiting == 1)
    assert runner.start(job(EARLY, modules=tmp_path)).wait(10).result == {"early": False}


def test_modules_that_were_asked_for_are_loaded_while_waiting(runner: Runner, tmp_path: Path) -> None:
    _package(tmp_path, "slow", SLOW)
    runner.prepare(bundled(), tmp_path, ("slow", "missing"))
    _until(lambda: runner.waiting == 1)
    outcome = runner.start(job(EARLY, modules=tmp_path)).wait(10)
    assert outcome.result == {"early": True}
    assert [line.text for line in outcome.console] == ["loaded"]


def test_a_module_that_tampers_while_it_is_loaded_learns_no_nonce(runner: Runner, tmp_path: Path) -> None:
    _package(tmp_path, "thief", THIEF)
    runner.prepare(bundled(), tmp_path, ("thief",))
    _until(lambda: runner.waiting == 1)
    code = "function handle(data, callback) { callback(null, { seen: require('thief').seen.length }) }"
    assert runner.start(job(code, modules=tmp_path)).wait(10).result == {"seen": 0}


def test_a_worker_that_is_not_ready_to_import_does_for_any_hook(runner: Runner, tmp_path: Path) -> None:
    for name, code in (("hook.js", QUICK), ("hook.mjs", "export const handle = async (data) => ((await import('os')).EOL ? data : null)")):
        runner.prepare(bundled(), imports=False)
        _until(lambda: runner.waiting == 1)
        outcome = runner.start(job(code, {"user": {}}, file=tmp_path / name)).wait(60)
        assert (outcome.status, outcome.result) == (Status.OK, {"user": {}})


def test_whether_it_is_ready_to_import_makes_no_worker_unfit(runner: Runner) -> None:
    before = workers()
    runner.prepare(bundled())
    waiting = _prepared(runner) - before
    runner.prepare(bundled(), imports=False)
    _until(lambda: not runner._room._orders)  # what was ordered is there, or needs not be
    assert _taken(runner) - before == waiting


def test_no_environment_reaches_a_worker(runner: Runner) -> None:
    if sys.platform != "linux":
        return
    before = set(descendants())
    runner.prepare(bundled())
    _prepared(runner)
    for pid in set(descendants()) - before:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
        assert [name for name in environment.split(b"\0") if name and not name.startswith(b"PWD=")] == []
        assert b"nonce" not in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_as_many_wait_as_runs_are_known_to_follow_but_never_more_than_six(runner: Runner) -> None:
    before = workers()
    runner.prepare(bundled(), count=20)
    waiting = _prepared(runner, 6) - before
    assert len(waiting) == 6
    assert runner.start(job(QUICK)).wait(10).ok
    runner.prepare(bundled())
    _until(lambda: runner.waiting == 1)
    _until(lambda: len(workers() - before) == 1)


def test_a_runner_that_rests_holds_no_process_until_something_is_prepared(runner: Runner) -> None:
    before = workers()
    runner.prepare(bundled())
    _prepared(runner)
    runner.prepare(bundled(), memory_mb=300)
    runner.rest()
    _until(lambda: not workers() - before)
    run = runner.start(job(QUICK))
    assert run.wait(10).ok
    run.thread.join()
    assert runner.waiting == 0
    runner.prepare(bundled())
    assert _prepared(runner) - before
