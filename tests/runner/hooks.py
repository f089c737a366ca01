"""What the tests of the runner share: jobs made from a few lines of code."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import pytest

from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue
from hookstudio.model.outcome import ConsoleLine, Outcome
from hookstudio.runner import sandbox
from hookstudio.runner.job import RunJob
from hookstudio.runner.launch import Enclosure, Wall
from hookstudio.runner.proofs import PROOFS
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import bundled
from tests.leaks import descendants

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


def workers(pid: int | str = "self") -> set[int]:
    """The process groups below a process: one for each worker, however many processes its layers take."""
    found: set[int] = set()
    if sys.platform != "win32":
        for child in descendants(pid):
            with contextlib.suppress(ProcessLookupError):
                found.add(os.getpgid(child))
    return found - {os.getpgrp()} if sys.platform != "win32" else found


@contextlib.contextmanager
def only_walls(monkeypatch: pytest.MonkeyPatch, *walls: Wall) -> Iterator[None]:
    """As on a system that has no other walls than these, filter of system calls included."""

    def candidates(*, network: bool) -> list[Enclosure]:
        return [Enclosure(wall, True, network) for wall in walls]

    monkeypatch.setattr(sandbox, "_candidates", candidates)
    PROOFS.keep_in(None)
    PROOFS.forget()
    try:
        yield
    finally:
        PROOFS.forget()
