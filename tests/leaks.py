"""What a test may leave behind by mistake: threads, child processes and windows without an owner."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS_TO_END = 5.0


@dataclass(frozen=True, slots=True)
class Traces:
    """What runs or exists at one moment."""

    threads: frozenset[threading.Thread]
    processes: frozenset[int]
    windows: frozenset[Any]

    @classmethod
    def now(cls) -> Traces:
        return cls(frozenset(_threads()), frozenset(descendants()), frozenset(_windows()))

    def since(self, before: Traces) -> list[str]:
        """In words, what is here and was not there *before*."""
        return [
            *(f"the thread {thread.name}" for thread in self.threads - before.threads),
            *(f"the process {pid}: {command_of(pid)}" for pid in self.processes - before.processes),
            *(f"the window {window!r}" for window in self.windows - before.windows),
        ]


def left_behind(before: Traces) -> list[str]:
    """What was not there *before* and does not end by itself within a moment."""
    if _new_windows(before):
        # What only a reference cycle or a pending deletion keeps alive is on its way out.
        gc.collect()
        _carry_out_deletions()
    deadline = time.monotonic() + SECONDS_TO_END
    while left := Traces.now().since(before):
        if time.monotonic() > deadline:
            return left
        time.sleep(0.01)
    return []


def descendants(pid: int | str = "self") -> list[int]:
    """The live processes that this one started, and theirs. Where the system has no cheap way to tell (Windows): none."""
    if sys.platform == "linux":
        return _descendants_from_proc(pid)
    return [] if sys.platform == "win32" else _descendants_from_ps()


def command_of(pid: int) -> str:
    """The command line of a process, '?' where it can't be told."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return "?"


def _descendants_from_proc(pid: int | str) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = [int(word) for word in (task / "children").read_text(encoding="ascii").split()]
        except OSError:
            continue
        for child in children:
            if not has_ended(child):
                found.append(child)
            found += _descendants_from_proc(child)
    return found


def has_ended(pid: int) -> bool:
    """Whether a process is gone; one whose end nobody has taken note of yet holds nothing but its number. Linux."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _descendants_from_ps() -> list[int]:
    ps = subprocess.Popen(["ps", "-A", "-o", "pid=,ppid=,stat="], stdout=subprocess.PIPE, text=True)
    rows = [line.split() for line in ps.communicate()[0].splitlines()]
    found: list[int] = []
    parents = {os.getpid()}
    while parents:
        children = {int(pid) for pid, ppid, state in rows if int(ppid) in parents and state[0] != "Z" and int(pid) != ps.pid}
        found += children
        parents = children
    return found


def _threads() -> list[threading.Thread]:
    # A thread that Qt started and that once ran Python code stays listed as a dummy for good.
    return [thread for thread in threading.enumerate() if not thread.name.startswith("Dummy-")]


def _windows() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or not isinstance(widgets.QApplication.instance(), widgets.QApplication):
        return []
    return [window for window in widgets.QApplication.topLevelWidgets() if window.parent() is None]


def _new_windows(before: Traces) -> bool:
    return bool(frozenset(_windows()) - before.windows)


def _carry_out_deletions() -> None:
    core = sys.modules["PySide6.QtCore"]
    core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)
    core.QCoreApplication.processEvents()
