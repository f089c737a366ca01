"""Runs the command line for a test: inside this process, or as the program that a user starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hookstudio.cli import run

PROGRAM = (sys.executable, "-m", "hookstudio")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call of the program gave."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it has to be."""
        return json.loads(self.out)


class Inside:
    """Calls the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str | Path) -> Answer:
        self._capsys.readouterr()
        status = run([str(word) for word in words])
        out, err = self._capsys.readouterr()
        return Answer(status, out, err)


def start(*words: str | Path, env: Mapping[str, str] | None = None, **options: Any) -> subprocess.Popen[bytes]:
    """The program as a process, its output piped."""
    settings = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([*PROGRAM, *map(str, words)], env={**os.environ, **(env or {})}, **settings)


def call(*words: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Answer:
    """What the program answers, run to its end."""
    process = start(*words, env=env, stdin=subprocess.PIPE)
    out, err = process.communicate(stdin, timeout=60)
    return Answer(process.returncode, out.decode(), err.decode())


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {what}"
        time.sleep(0.01)


def running() -> dict[int, int]:
    """The processes of this machine, each with its parent."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout.splitlines()
    return {int(row.split()[0]): int(row.split()[1]) for row in rows if not row.split()[2].startswith("Z")}


def children_of(pid: int) -> list[int]:
    """The processes that *pid* started and that still run, its grandchildren included."""
    parents = running()
    found, waiting = [], [pid]
    while waiting:
        parent = waiting.pop()
        own = [child for child, its in parents.items() if its == parent]
        found += own
        waiting += own
    return found
