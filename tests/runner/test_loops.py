"""A hook that does not come to its end is told with the line that it is in."""

from __future__ import annotations

import threading
import time

import pytest

from hookstudio.model.outcome import Status
from hookstudio.runner.run import Runner
from tests.runner.hooks import FOREVER, LOOP, RunHook, job

BUSY = {
    "function spin(n) {\n  let i = 0;\n  while (true) {\n    i += n;\n  }\n}\nfunction handle() { return spin(3) }": ("spin", 3),
    "function handle() {\n  return /^(a+)+$/.test('a'.repeat(40) + 'b');\n}": ("handle", 2),
    "async function handle() {\n  for (;;) {\n    await null;\n  }\n}": ("handle", 3),
    "function handle() {\n  const again = () =>\n    Promise.resolve().then(again);\n  again();\n}": ("again", 3),
    "function handle() {\n  const tick = () => {\n    process.nextTick(tick);\n  };\n  tick();\n}": ("tick", 3),
    "function handle() {\n  for (;;)\n    console.log('again');\n}": ("handle", 3),
    "function handle() {\n  setTimeout(() => {\n    for (;;)\n      console.log('again');\n  });\n}": ("", 4),
    "function handle() {\n  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);\n}": ("handle", 2),
}


@pytest.mark.parametrize("code", BUSY)
def test_an_endless_loop_is_told_with_its_line(run_hook: RunHook, code: str) -> None:
    function, line = BUSY[code]
    outcome = run_hook(code, timeout_s=0.5)
    assert outcome.status is Status.TIMEOUT
    assert outcome.error is not None
    frame = outcome.error.own_frame
    assert frame is not None
    assert (frame.function.replace("Timeout._onTimeout", ""), abs(frame.line - line) <= 1) == (function, True)
    where = f"in {function}, line {frame.line}" if function else f"in line {frame.line}"
    assert outcome.error.message == f"The hook did not finish within its time limit of 500 ms; it was busy {where}."


def test_waiting_is_no_endless_loop(run_hook: RunHook) -> None:
    outcome = run_hook(FOREVER, timeout_s=0.3)
    assert outcome.error is not None
    assert (outcome.error.message, outcome.error.stack) == ("The hook did not finish within its time limit of 300 ms.", ())


def test_a_hook_that_takes_the_signal_ends_all_the_same(run_hook: RunHook) -> None:
    began = time.monotonic()
    code = "function handle(data, callback) { process.on('SIGINT', () => callback(null, { late: true })); setInterval(() => {}, 1e3) }"
    outcome = run_hook(code, timeout_s=0.5)
    assert (outcome.status, outcome.result) == (Status.TIMEOUT, None)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(("code", "said"), [(LOOP, "The hook was stopped in handle, line 1."), (FOREVER, None)])
def test_stop_tells_the_line_of_an_endless_loop(runner: Runner, code: str, said: str | None) -> None:
    printed = threading.Event()
    run = runner.start(job(code), lambda _lines: printed.set())
    assert printed.wait(10)
    threading.Event().wait(0.1)  # the call that printed has returned
    run.stop()
    error = run.wait(10).error
    assert (error.message if error else None) == said
