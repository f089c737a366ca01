"""The harness in one piece: made by the real Node, taken by the real Node, and never believed when it was touched."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from hookstudio.model.node import Runtime
from hookstudio.model.outcome import Status
from hookstudio.resources import resource
from hookstudio.runner.environment import child_environment, worker_command
from hookstudio.runner.harness import Harness
from hookstudio.runner.job import DEFAULT_MEMORY_MB
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from tests.runner.hooks import job

NOTHING = b"00000000"
ACCEPTED = """
const { readFileSync } = require('fs');
const { Script, constants } = require('vm');
const start = readFileSync(process.argv[2], 'utf8');
const [head, tail] = ['HEAD', 'TAIL'].map((name) => eval(start.split('const ' + name + ' = ')[1].split(';')[0]));
const piece = readFileSync(0).subarray(8);
const line = piece.indexOf(10);
let at = line + 1;
const said = {};
for (const [name, text, code] of JSON.parse(piece.utf8Slice(0, line)).files) {
  const cachedData = piece.subarray(at + text, at + text + code);
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  const source = head + piece.utf8Slice(at, at + text) + tail;
  if (code) said[name] = !new Script(source, { filename: name, cachedData, importModuleDynamically }).cachedDataRejected;
  at += text + code;
}
console.log(JSON.stringify(said));
"""
WHAT_IT_SEES = """
function handle(data, callback) {
  callback(null, { limit: Error.stackTraceLimit, main: typeof require.main, cached: Object.keys(require.cache), args: process.argv });
}
"""


def _kept(folder: Path) -> Path:
    (file,) = (folder / "harness").iterdir()
    return file


def _compiled(folder: Path, runtime: Runtime) -> bytes:
    made = Harness()
    made.keep_in(folder)
    plain = made.piece(runtime)
    made.compile(runtime)
    assert len(made.piece(runtime)) > len(plain)
    return made.piece(runtime)


def test_node_uses_what_was_made_for_it(tmp_path: Path, runtime: Runtime) -> None:
    if runtime.major < 20:
        assert Harness().piece(runtime) == NOTHING
        return
    program = tmp_path / "accepted.cjs"
    program.write_text(ACCEPTED, encoding="utf-8")
    start = str(resource("harness", "start.cjs"))
    *command, _start = worker_command(runtime, tmp_path, None, DEFAULT_MEMORY_MB, ())
    piece = _compiled(tmp_path, runtime)
    done = subprocess.run([*command, str(program), start], input=piece, env=child_environment(), capture_output=True, check=True)
    said = json.loads(done.stdout)
    assert {"worker.cjs", "primordials.cjs", "calls.cjs", "values.cjs"} <= set(said)
    assert set(said.values()) == {True}


def test_what_was_made_is_kept_and_taken_by_the_next_start(tmp_path: Path) -> None:
    piece = _compiled(tmp_path, bundled())
    following = Harness()
    following.keep_in(tmp_path)
    assert following.piece(bundled()) == piece


@pytest.mark.parametrize("damage", ["cut", "changed", "open to all"])
def test_what_was_touched_is_not_taken(tmp_path: Path, damage: str) -> None:
    piece = _compiled(tmp_path, bundled())
    file = _kept(tmp_path)
    data = file.read_bytes()
    if damage == "open to all":
        if sys.platform == "win32":
            return
        file.chmod(0o666)
    else:
        file.write_bytes(data[:-1] if damage == "cut" else data[:-1] + bytes([data[-1] ^ 1]))
    following = Harness()
    following.keep_in(tmp_path)
    assert len(following.piece(bundled())) < len(piece)
    following.compile(bundled())
    assert len(_kept(tmp_path).read_bytes()) == len(data)


def test_another_node_gets_nothing_of_it(tmp_path: Path) -> None:
    piece = _compiled(tmp_path, bundled())
    following = Harness()
    following.keep_in(tmp_path)
    assert len(following.piece(replace(bundled(), version="24.0.0"))) < len(piece)
    assert following.piece(replace(bundled(), major=18, version="18.20.8")) == NOTHING


def test_a_node_that_does_not_run_leaves_the_files_as_they_are(tmp_path: Path) -> None:
    broken = replace(bundled(), path=tmp_path / "missing")
    made = Harness()
    made.keep_in(tmp_path)
    plain = made.piece(broken)
    made.compile(broken)
    assert made.piece(broken) == plain
    assert not (tmp_path / "harness").exists()


@pytest.mark.parametrize("name", ["hook.js", "hook.mjs"])
def test_a_hook_runs_the_same_before_and_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runtime: Runtime, name: str) -> None:
    code = "export const handle = () => ({ limit: Error.stackTraceLimit });" if name == "hook.mjs" else WHAT_IT_SEES
    outcomes = []
    for compiled in (False, True):
        made = Harness()
        if compiled:
            made.compile(runtime)
        monkeypatch.setattr("hookstudio.runner.worker.HARNESS", made)
        with Runner(scratch=tmp_path / "scratch") as runner:
            outcomes.append(runner.start(job(code, runtime=runtime, file=tmp_path / name)).wait(60))
    assert [outcome.status for outcome in outcomes] == [Status.OK, Status.OK]
    assert outcomes[0].result == outcomes[1].result
    assert isinstance(outcomes[0].result, dict)
    assert outcomes[0].result["limit"] == 30


def test_who_waits_has_it_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Harness()
    made.keep_in(tmp_path)
    monkeypatch.setattr("hookstudio.runner.waiting.HARNESS", made)
    with Runner(scratch=tmp_path / "scratch") as runner:
        runner.prepare(bundled())
        deadline = time.monotonic() + 10
        while not list(tmp_path.glob("harness/*")):
            assert time.monotonic() < deadline
            time.sleep(0.005)
