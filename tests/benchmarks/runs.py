"""The rows about runs: from asking for one to its outcome, against `node hook.js` as a process."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

from hookstudio.model.hook import Dialect
from hookstudio.model.outcome import Status
from hookstudio.runner.job import RunJob
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from tests.benchmarks.table import Row, interleaved

HOOK = "function handle(data, callback) {\n  data.user.seen = true;\n  callback(null, data);\n}\n"
PLAIN = HOOK + "handle({ user: { email: 'a@example.com' } }, (error, data) => process.stdout.write(JSON.stringify(data)));\n"
UNTIL_IT_WAITS_S = 0.5


def waiting_worker(samples: int, folder: Path) -> Row:
    """A worker was started beforehand, as it is while a user reads and types."""
    with Runner() as runner:
        runner.prepare(bundled())
        ours, baseline = interleaved(samples, lambda: _run(runner, folder, pause=UNTIL_IT_WAITS_S), lambda: _plain_node(folder))
    return Row("Run to result, waiting worker, trivial hook", "`node hook.js` as a process", "ms", 0.35, ours, baseline)


def nothing_waiting(samples: int, folder: Path) -> Row:
    """The first run of a runner that prepared nothing."""

    def first_run() -> float:
        with Runner() as runner:
            return _run(runner, folder, pause=0.0)

    ours, baseline = interleaved(samples, first_run, lambda: _plain_node(folder))
    return Row("The same, nothing waiting", "`node hook.js` as a process", "ms", 1.7, ours, baseline)


def _run(runner: Runner, folder: Path, pause: float) -> float:
    """Milliseconds from asking for a run to holding its outcome."""
    file = folder / "hook.js"
    job = RunJob(code=HOOK, context={"user": {"email": "a@example.com"}}, dialect=Dialect.CLASSIC, file=file, runtime=bundled())
    time.sleep(pause)
    began = time.perf_counter()
    outcome = runner.start(job).wait()
    took = (time.perf_counter() - began) * 1000
    if outcome.status is not Status.OK:
        raise RuntimeError(f"the benchmark's hook ended with {outcome}")
    return took


def _plain_node(folder: Path) -> float:
    """Milliseconds for the same Node to run the same function on the same context as a script and print the result."""
    file = folder / "plain.js"
    file.write_text(PLAIN, encoding="utf-8")
    time.sleep(UNTIL_IT_WAITS_S)
    began = time.perf_counter()
    done = subprocess.run([str(bundled().path), str(file)], stdin=subprocess.DEVNULL, capture_output=True, check=True)
    took = (time.perf_counter() - began) * 1000
    json.loads(done.stdout)
    return took
