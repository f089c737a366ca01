"""How much memory waiting workers hold, measured on Linux; nothing is known elsewhere."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

from hookstudio.model.node import Runtime
from hookstudio.runner.run import Runner

_PATIENCE_S: Final = 3.0
_PAUSE_S: Final = 0.1


def memory_of_one(runtime: Runtime) -> float | None:
    """MB that one waiting worker holds, without modules of a hook; takes half a second. None if that can't be known here."""
    if sys.platform != "linux":
        return None
    with Runner() as runner:
        runner.prepare(runtime)
        last, deadline = 0.0, time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            time.sleep(_PAUSE_S)
            now = sum(memory_of(pid) for pid in runner.waiting_processes)
            if 0 < now <= last * 1.01:
                return round(now, 1)
            last = now
    return round(last, 1) or None


def memory_of(pid: int) -> float:
    """MB of a process and all that it started: their own pages and their share of those they have in common with others."""
    total = _pages(pid)
    try:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            total += sum(memory_of(int(child)) for child in children.read_text(encoding="ascii").split())
    except OSError:  # it ended meanwhile
        return total
    return total


def _pages(pid: int) -> float:
    """The share of a process alone, or, where the system keeps that to itself, all that it holds."""
    for file, field in ((f"/proc/{pid}/smaps_rollup", "Pss:"), (f"/proc/{pid}/status", "VmRSS:")):
        try:
            lines = Path(file).read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            continue
        for line in lines:
            if line.startswith(field):
                return int(line.split()[1]) / 1024
    return 0.0
