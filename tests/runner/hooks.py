"""What the tests of the runner share: jobs made from a few lines of code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue
from hookstudio.model.outcome import ConsoleLine, Outcome
from hookstudio.runner.job import RunJob
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled

QUICK = "function handle(data, callback) { callback(null, data) }"
LOOP = "function handle() { console.log('looping'); for (;;); }"
FOREVER = "function handle() { console.log('waiting'); setInterval(() => {}, 1000) }"


class RunHook(Protocol):
    def __call__(self, code: str, context: JsonValue = None, **options: Any) -> Outcome: ...


def job(code: str, context: JsonValue = None, *, file: Path = Path("/home/someone/hook.js"), **options: Any) -> RunJob:
    """A job on the bundled Node; ES modules are told by `dialect=`, or by the name of *file*."""
    dialect = Dialect.ESM if file.suffix == ".mjs" else Dialect.CLASSIC
    given: dict[str, Any] = {"runtime": bundled(), "dialect": dialect, "timeout_s": 10.0, **options}
    return RunJob(code, {"user": {"id": "u1"}} if context is None else context, file=file, **given)


def running(runner: Runner, file: Path) -> RunHook:
    def run_hook(code: str, context: JsonValue = None, **options: Any) -> Outcome:
        return runner.start(job(code, context, **{"file": file, **options})).wait(60)

    return run_hook


def texts(lines: Sequence[ConsoleLine]) -> list[str]:
    return [line.text for line in lines]


def codes(outcome: Outcome) -> list[str]:
    return [warning.code for warning in outcome.warnings]
