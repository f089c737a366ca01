"""The rows about runs that are shut in by every layer of this machine, each against bare processes of the same Node."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue
from hookstudio.model.node import Runtime
from hookstudio.runner.job import RunJob
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from hookstudio.runner.sandbox import protection
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_chain import ChainPlan, ChainRun, links_of
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.benchmarks.table import Row, interleaved

HOME: Final = app_folders()  # of whoever measures: the benchmarks themselves work in a home of their own
HOOK: Final = "function handle(data, callback) {\n  data.user.seen = true;\n  callback(null, data);\n}\n"
CALL: Final = "handle({ user: { email: 'a@example.com' } }, (error, data) => process.stdout.write(JSON.stringify(data)));\n"
CONTEXT: Final[JsonValue] = {"user": {"email": "a@example.com"}}
UNTIL_IT_WAITS_S: Final = 0.5


def waiting(samples: int, folder: Path) -> Row:
    """As it is while a user reads and types."""
    return _waiting(samples, folder, bundled(), 0.35)


def waiting_on_12(samples: int, folder: Path) -> Row:
    """The same on the Node 12 that whoever measures has installed; nothing is fetched for it."""
    try:
        runtime = NodeRuntimes(HOME).find(12)
    except StudioError:
        note = "Node 12 is not on this machine; `hookstudio node install 12` fetches it."
        return Row(_what("Node 12"), "bare `node hook.js`, same Node", "ms", 0.5, (), (), note=note)
    return _waiting(samples, folder, runtime, 0.5)


def nothing_waiting(samples: int, folder: Path) -> Row:
    """The first run of a runner that prepared nothing, the layers proved before."""
    runtime = bundled()
    note = layers(runtime)

    def first_run() -> float:
        time.sleep(UNTIL_IT_WAITS_S)
        with Runner() as runner:
            return _run(runner, HOOK, folder, runtime)

    ours, baseline = interleaved(samples, first_run, lambda: bare(runtime, folder, HOOK))
    return Row("Run to result, full sandbox, nothing waiting", "bare `node hook.js`", "ms", 2.2, ours, baseline, note=note)


def chain(samples: int, folder: Path, hooks: int = 20) -> Row:
    """From asking for a chain to its journey; workers wait for its first hooks, as they do while one of them is open."""
    runtime, session = bundled(), Session.create(folder / "chain", "Benchmark", app_folders())
    for number in range(hooks):
        session.create_hook(f"hook {number}", "pre-login", code=HOOK)
    runner = HookRunner(Runner(), NodeRuntimes(app_folders()))
    plan = ChainPlan("pre-login", links_of(session, "pre-login"), CONTEXT)

    def whole_chain() -> float:
        runner.prepare_hook(session, plan.hooks[0], HOOK)
        time.sleep(UNTIL_IT_WAITS_S)
        began = time.perf_counter()
        journey = ChainRun(runner, session, plan).run()
        took = (time.perf_counter() - began) * 1000
        if len(journey.steps) != hooks or not journey.steps[-1].outcome.ok:
            raise RuntimeError(f"the benchmark's chain ended with {journey.steps[-1].outcome}")
        return took

    def bare_row() -> float:
        time.sleep(UNTIL_IT_WAITS_S)
        return sum(bare(runtime, folder, HOOK, pause_s=0) for _ in range(hooks))

    try:
        ours, baseline = interleaved(samples, whole_chain, bare_row)
    finally:
        runner.close()
    return Row(f"Chain of {hooks} hooks", f"{hooks} bare `node` processes in turn", "ms", 0.7, ours, baseline, note=layers(runtime))


def _waiting(samples: int, folder: Path, runtime: Runtime, target: float) -> Row:
    def waited_run() -> float:
        time.sleep(UNTIL_IT_WAITS_S)
        return _run(runner, HOOK, folder, runtime)

    with Runner() as runner:
        runner.prepare(runtime)
        ours, baseline = interleaved(samples, waited_run, lambda: bare(runtime, folder, HOOK))
    what = _what(f"Node {runtime.major}")
    return Row(what, "bare `node hook.js`, same Node", "ms", target, ours, baseline, note=layers(runtime))


def _what(node: str) -> str:
    return f"Run to result, full sandbox, waiting worker, {node}"


def layers(runtime: Runtime) -> str:
    return f"layers: {', '.join(protection(runtime).names)}."


def _run(runner: Runner, code: str, folder: Path, runtime: Runtime) -> float:
    """Milliseconds from asking for a run to holding its outcome."""
    job = RunJob(code, CONTEXT, Dialect.CLASSIC, folder / "hook.js", runtime)
    began = time.perf_counter()
    outcome = runner.start(job).wait()
    took = (time.perf_counter() - began) * 1000
    if not outcome.ok or not isinstance(outcome.result, dict) or outcome.result["user"] != {"email": "a@example.com", "seen": True}:
        raise RuntimeError(f"the benchmark's hook ended with {outcome}")
    return took


def bare(runtime: Runtime, folder: Path, code: str, pause_s: float = UNTIL_IT_WAITS_S) -> float:
    """Milliseconds for the same Node to run the same function on the same context as a script and print the result."""
    file = folder / "bare.js"
    file.write_text(code + CALL, encoding="utf-8")
    time.sleep(pause_s)
    began = time.perf_counter()
    subprocess.run([str(runtime.path), str(file)], stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return (time.perf_counter() - began) * 1000
