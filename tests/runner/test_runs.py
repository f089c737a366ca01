"""Running, stopping, time limits and what is left afterwards: nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue
from hookstudio.model.node import Runtime
from hookstudio.model.outcome import ConsoleLine, Status
from hookstudio.runner.endings import lost_code
from hookstudio.runner.run import Run, Runner
from hookstudio.runner.runtimes import bundled
from tests.leaks import descendants
from tests.runner.hooks import FOREVER, LOOP, QUICK, RunHook, codes, job, only_walls, texts, workers


class Heard:
    """A listener to the console that can be waited for."""

    def __init__(self, count: int = 1) -> None:
        self.lines: list[ConsoleLine] = []
        self.batches: list[int] = []
        self.at: list[float] = []
        self._count = count
        self._enough = threading.Event()

    def __call__(self, lines: Sequence[ConsoleLine]) -> None:
        self.lines += lines
        self.batches.append(len(lines))
        self.at.append(time.monotonic())
        if len(self.lines) >= self._count:
            self._enough.set()

    def wait(self) -> None:
        assert self._enough.wait(20), f"heard only {texts(self.lines)}"


def _heard(runner: Runner, code: str) -> tuple[Run, Heard]:
    heard = Heard()
    run = runner.start(job(code), heard)
    heard.wait()
    return run, heard


def _descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir()) if sys.platform == "linux" else 0


def test_a_context_goes_in_and_comes_out_changed(run_hook: RunHook) -> None:
    context: dict[str, JsonValue] = {"user": {"id": "ü", "list": [1, 2.5, None, True, "\u2028"]}, "__proto__": {"own": 1}}
    outcome = run_hook("function handle(data, callback) { data.added = data.user.list.length; callback(null, data) }", context)
    assert outcome.ok
    assert outcome.result == {**context, "added": 5}
    assert outcome.node == bundled().version
    assert outcome.sandbox[:2] == ("process", "permissions")


@pytest.mark.parametrize("code", [LOOP, FOREVER])
def test_stop_ends_a_run_at_once(runner: Runner, code: str) -> None:
    run, _ = _heard(runner, code)
    began = time.monotonic()
    run.stop()
    outcome = run.wait(10)
    assert time.monotonic() - began < 1
    assert (outcome.status, texts(outcome.console)) == (Status.STOPPED, ["looping" if code is LOOP else "waiting"])
    assert run.done
    run.stop()
    assert run.wait() is outcome


def test_stop_before_there_is_a_process(runner: Runner) -> None:
    for _ in range(5):
        run = runner.start(job(LOOP))
        run.stop()
        assert run.wait(10).status is Status.STOPPED


def test_stop_at_any_moment_of_a_start(runner: Runner) -> None:
    for milliseconds in range(0, 60, 5):
        run = runner.start(job(LOOP))
        threading.Event().wait(milliseconds / 1000)
        run.stop()
        assert run.wait(10).status is Status.STOPPED


def test_the_time_limit_counts_from_loading_the_code(runner: Runner) -> None:
    outcome = runner.start(job(LOOP, timeout_s=0.5)).wait(10)
    assert outcome.status is Status.TIMEOUT
    assert outcome.error is not None
    assert (outcome.error.name, "0.5 s" in outcome.error.message or "500 ms" in outcome.error.message) == ("TimeoutError", True)
    assert 500 <= outcome.duration_ms < 1500
    assert texts(outcome.console) == ["looping"]


def test_no_process_outlives_a_run(runner: Runner) -> None:
    for code in (QUICK, LOOP, "function handle() { process.exit(1) }"):
        before = workers()
        outcome = runner.start(job(code, timeout_s=0.3)).wait(10)
        waiting = workers() - before
        assert len(waiting) <= 1, f"{outcome.status}: {waiting}"  # one may wait for the next run


def test_a_child_of_a_hook_dies_with_it(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any layer, as on Node 18 and older where the system has none, a hook can start programs: they end with its process."""
    program = "['-e', 'process.on(`SIGTERM`, () => {}); setInterval(() => {}, 1e3)']"
    code = f"function handle() {{ console.log(require('child_process').spawn(process.execPath, {program}).pid); for (;;); }}"
    unrestricted = replace(bundled(), major=18, version="18.20.8")
    with only_walls(monkeypatch):
        outcome = runner.start(job(code, runtime=unrestricted, timeout_s=0.5)).wait(10)
        assert (outcome.status, outcome.sandbox) == (Status.TIMEOUT, ("process",))
    (line,) = outcome.console
    deadline = time.monotonic() + 10
    while int(line.text) in descendants() or Path(f"/proc/{line.text}").exists():
        assert time.monotonic() < deadline, "the child of the hook is still there"
        threading.Event().wait(0.01)


def test_closing_leaves_nothing(scratch: Path) -> None:
    threads, processes, descriptors = set(threading.enumerate()), set(descendants()), _descriptors()
    runner = Runner(scratch=scratch)
    runs = [runner.start(job(LOOP)) for _ in range(3)]
    runner.prepare(bundled())
    runner.prepare(bundled(), memory_mb=300)
    runner.close()
    assert [run.wait(0).status for run in runs] == [Status.STOPPED] * 3
    assert set(threading.enumerate()) == threads
    assert set(descendants()) == processes
    assert _descriptors() == descriptors
    assert list(scratch.iterdir()) == []
    runner.close()
    with pytest.raises(RuntimeError):
        runner.start(job(QUICK))


def test_many_runs_leak_no_descriptor_and_no_folder(runner: Runner, scratch: Path) -> None:
    runner.start(job(QUICK)).wait(10)
    before = _descriptors()
    for _ in range(10):
        assert runner.start(job(QUICK)).wait(10).ok
    assert _descriptors() <= before + 12  # a waiting worker holds four channels
    assert len(list(scratch.iterdir())) <= 2


def test_runs_side_by_side_keep_to_themselves(runner: Runner) -> None:
    code = "async function handle(data) { console.log(data.n); await new Promise(r => setTimeout(r, 50)); return { n: data.n } }"
    runs = [runner.start(job(code, {"n": n})) for n in range(4)]
    for n, run in enumerate(runs):
        outcome = run.wait(20)
        assert (outcome.result, texts(outcome.console)) == ({"n": n}, [str(n)])


def test_waiting_can_give_up(runner: Runner) -> None:
    run = runner.start(job(FOREVER))
    with pytest.raises(TimeoutError):
        run.wait(0.05)
    run.stop()
    assert run.wait(10).status is Status.STOPPED


@pytest.mark.parametrize("context", [float("nan"), {"x": float("inf")}])
def test_an_unusable_context_is_said_so(runner: Runner, context: float) -> None:
    outcome = runner.start(replace(job(QUICK), context=context)).wait(10)
    assert outcome.status is Status.INVALID
    assert outcome.error is not None
    assert "context" in outcome.error.message


def test_a_node_that_is_gone_is_said_so(runner: Runner, tmp_path: Path) -> None:
    gone = replace(bundled(), path=tmp_path / "node", source="path")
    outcome = runner.start(job(QUICK, runtime=gone)).wait(10)
    assert outcome.status is Status.CRASHED
    assert outcome.error is not None
    assert str(tmp_path / "node") in outcome.error.message


@pytest.mark.parametrize("script", ["#!/bin/sh\necho bad option >&2; exit 9\n", "#!/bin/sh\nexit 0\n"])
def test_a_node_that_does_not_start_is_said_so(runner: Runner, tmp_path: Path, script: str) -> None:
    if os.name != "posix":
        return
    program = tmp_path / "node"
    program.write_text(script)
    program.chmod(0o755)
    outcome = runner.start(job(QUICK, runtime=replace(bundled(), path=program, source="path"))).wait(10)
    assert outcome.status is Status.CRASHED
    assert outcome.error is not None
    assert "could not start" in outcome.error.message


def test_a_large_job_goes_through(run_hook: RunHook) -> None:
    outcome = run_hook(f"/* {'x' * 3_000_000} */ {QUICK}", {"text": "y" * 3_000_000})
    assert outcome.ok
    assert isinstance(outcome.result, dict)
    assert len(str(outcome.result["text"])) == 3_000_000


def test_the_hook_runs_in_an_empty_folder_of_its_own(run_hook: RunHook, scratch: Path) -> None:
    outcome = run_hook("export const handle = () => ({ cwd: process.cwd(), url: import.meta.url })", dialect=Dialect.ESM)
    assert isinstance(outcome.result, dict)
    folder = Path(str(outcome.result["cwd"]))
    assert folder.parent == scratch
    assert str(outcome.result["url"]) == (folder / "hook.mjs").as_uri()
    assert not folder.exists()


def test_only_modules_that_were_named_can_be_used(run_hook: RunHook, tmp_path: Path) -> None:
    package = tmp_path / "with" / "node_modules" / "greeter"
    package.mkdir(parents=True)
    (package / "index.js").write_text("module.exports = { hello: 'hello', fail() { throw new Error('inside') } }")
    (package / "package.json").write_text('{"name": "greeter", "version": "1.0.0"}')
    classic = "function handle(data, callback) { callback(null, { said: require('greeter').hello }) }"
    esm = "import greeter from 'greeter'\nexport const handle = () => ({ said: greeter.hello })"
    for code, dialect in ((classic, Dialect.CLASSIC), (esm, Dialect.ESM)):
        assert run_hook(code, dialect=dialect, modules=tmp_path / "with").result == {"said": "hello"}
        assert run_hook(code, dialect=dialect).status is Status.FAILED
    failing = run_hook("function handle() { require('greeter').fail() }", modules=tmp_path / "with")
    assert failing.error is not None
    assert failing.error.stack[0].module == "greeter"
    assert failing.error.own_frame is not None


def test_a_listener_that_fails_does_not_disturb_the_run(runner: Runner, caplog: pytest.LogCaptureFixture) -> None:
    def failing(_lines: Sequence[ConsoleLine]) -> None:
        raise ValueError("broken listener")

    outcome = runner.start(
        job("function handle(d, c) { console.log(1); setTimeout(() => { console.log(2); c(null, d) }, 30) }"), failing
    ).wait(10)
    assert (outcome.ok, texts(outcome.console)) == (True, ["1", "2"])
    assert "broken listener" in caplog.text


def test_console_lines_come_while_the_hook_runs(runner: Runner) -> None:
    run, heard = _heard(runner, "function handle() { console.error('first', { a: [1] }); for (;;); }")
    assert not run.done
    assert [(line.level, line.text) for line in heard.lines] == [("error", "first { a: [ 1 ] }")]
    assert 0 <= heard.lines[0].at_ms < 5000
    run.stop()
    run.wait(10)


def test_a_flood_comes_in_few_pieces_and_its_end_is_kept(runner: Runner) -> None:
    heard = Heard()
    code = "function handle(data, callback) { for (let i = 0; i < 100000; i++) console.log('line ' + i); callback(null, data) }"
    outcome = runner.start(job(code), heard).wait(30)
    assert outcome.ok
    assert texts(outcome.console) == [f"line {i}" for i in range(90_000, 100_000)]
    assert codes(outcome) == ["console-dropped"]
    assert "90,000 of 100,000" in outcome.warnings[0].message
    gaps = [late - early for early, late in zip(heard.at, heard.at[1:-1], strict=False)]
    assert min(gaps) > 0.005
    assert heard.lines[-1].text == "line 99999"


def test_lines_in_the_order_they_were_printed(run_hook: RunHook) -> None:
    both = "console.log(i * 2); process.stdout.write(`${i * 2 + 1}\\n`)"
    outcome = run_hook(f"function handle(data, callback) {{ for (let i = 0; i < 30; i++) {{ {both} }} callback(null, data) }}")
    assert texts(outcome.console) == [str(n) for n in range(60)]
    times = [line.at_ms for line in outcome.console]
    assert times == sorted(times)


def test_a_long_line_is_cut_and_says_so(run_hook: RunHook) -> None:
    (line,) = run_hook("function handle(data, callback) { console.log('x'.repeat(20e6)); callback(null, data) }").console
    assert len(line.text) < 200_000
    assert line.text.endswith("(19900000 more characters)")


STUDIO = """
import sys, time
from pathlib import Path
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from tests.runner.hooks import LOOP, job
runner = Runner(scratch=Path(sys.argv[1]))
runner.prepare(bundled(), memory_mb=300)
heard = []
runner.start(job(LOOP, timeout_s=600), heard.extend)
while not heard or not runner.waiting:
    time.sleep(0.01)
print("ready", flush=True)
time.sleep(600)
"""


def test_nothing_of_a_killed_studio_lives_on(tmp_path: Path) -> None:
    if sys.platform != "linux":
        return
    root = Path(__file__).parents[2]
    studio = subprocess.Popen([sys.executable, "-c", STUDIO, str(tmp_path)], cwd=root, stdout=subprocess.PIPE)
    try:
        assert studio.stdout is not None
        assert studio.stdout.readline() == b"ready\n"
        children = descendants(studio.pid)
        assert len(workers(studio.pid)) == 2
    finally:
        studio.kill()
        studio.communicate()
    deadline = time.monotonic() + 10
    while alive := [pid for pid in children if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()]:
        assert time.monotonic() < deadline, f"still there: {alive}"
        threading.Event().wait(0.01)


def test_an_exit_code_is_no_sign_of_tampering(run_hook: RunHook) -> None:
    code = "function handle() { process.exitCode = 71; process.removeAllListeners('beforeExit') }"
    said = " ".join(error.message for _ in range(2) if (error := run_hook(code).error))  # one in a hundred runs would have that very code
    assert "The hook's process ended before the hook had handed back a result: exit code 71." in said
    assert len({lost_code(f"{number:02x}") for number in range(256)}) == 100


READS = """
const fs = require('fs'), { promisify } = require('util'), file = require.resolve('package').replace('index.js', 'data.txt');
const text = (bytes) => String(bytes).slice(0, 5);
const streamed = () => new Promise((done) => fs.createReadStream(file).on('data', (bytes) => done(text(bytes))));
const opened = () => new Promise((done) => fs.open(file, 'r', (error, fd) => {
  const read = promisify(fs.read)(fd, Buffer.alloc(5), 0, 5, 0);
  read.then(({ bytesRead, buffer }) => fs.close(fd, () => done(bytesRead + text(buffer))));
}));
const called = (...given) => new Promise((done) => fs.readFile(...given, (error, data) => done(error ? error.code : text(data))));
async function handle() {
  const fd = fs.openSync(file);
  const sync = [text(fs.readFileSync(file)), text(fs.readFileSync(fd)), fs.fstatSync(fd).size];
  fs.closeSync(fd);
  const promised = fs.promises.readFile(file).then(text);
  const after = await Promise.all([called(file, 'utf8'), called(file), called(file + '.gone'), streamed(), opened(), promised]);
  return { sync, after };
}
"""


def test_a_hook_reads_its_modules_files_in_every_way_that_needs_no_file_handle(runner: Runner, runtime: Runtime, tmp_path: Path) -> None:
    package = tmp_path / "node_modules" / "package"
    package.mkdir(parents=True)
    (package / "index.js").write_text("")
    (package / "data.txt").write_text("hello")
    outcome = runner.start(job(READS, runtime=runtime, modules=tmp_path)).wait(30)
    assert outcome.error is None
    assert outcome.result == {"sync": ["hello", "hello", 5], "after": ["hello", "hello", "ENOENT", "hello", "5hello", "hello"]}
