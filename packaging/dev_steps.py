"""Runs the commands that setting up and testing consist of, with progress and failures in words."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES_OF_A_FAILURE = 60


class SetUpFailed(Exception):
    """Something that setting up needs did not work. `status` is what the script ends with."""

    def __init__(self, message: str, *, hint: str = "", status: int = 3) -> None:
        super().__init__(message)
        self.message, self.hint, self.status = message, hint, status


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    sys.stdout.flush()
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def shown(command: Sequence[str | Path]) -> str:
    """*command* as it could be typed."""
    words = [str(word) for word in command]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def seconds(duration: float) -> str:
    return f"{duration:.1f} s" if duration < 60 else f"{int(duration // 60)} min {int(duration % 60)} s"


def quiet(title: str, command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> bool:
    """Run *command* with its output kept back; show that output only if the command fails. True if it succeeded."""
    begun = time.monotonic()
    sys.stdout.write(f"{title} … ")
    sys.stdout.flush()
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        say("could not be started")
        complain(f"This command could not be started: {shown(command)}\n{error}")
        return False
    took = seconds(time.monotonic() - begun)
    if done.returncode == 0:
        say(f"ok, {took}")
        return True
    say(f"failed after {took}")
    lines = done.stdout.rstrip().splitlines()
    if len(lines) > LINES_OF_A_FAILURE:
        lines = [f"({len(lines) - LINES_OF_A_FAILURE} lines before these)", *lines[-LINES_OF_A_FAILURE:]]
    complain("\n".join([*(f"    {line}" for line in lines), f"    This command failed with status {done.returncode}: {shown(command)}"]))
    return False


def in_view(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> int:
    """Run *command* on this terminal and give its exit status, 130 if it was interrupted."""
    sys.stdout.flush()
    process = subprocess.Popen([str(word) for word in command], cwd=ROOT, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        try:
            process.wait(timeout=10)
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            process.kill()
            process.wait()
        return 130
