"""What is measured inside a window's process, the same for the bare window and for the program; needs nothing but PySide6."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea

PATIENCE_S = 120.0


def report(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def report_and_quit(at: float) -> None:
    report(at=at)
    QCoreApplication.quit()


def events(seconds: float = 0.0) -> None:
    """Let the window live for a while."""
    until = time.perf_counter() + seconds
    while True:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        rest = until - time.perf_counter()
        if rest <= 0:
            return
        time.sleep(min(rest, 0.0005))


def events_until(condition: Callable[[], bool]) -> None:
    """Let the window live until *condition* holds. Raises TimeoutError."""
    deadline = time.perf_counter() + PATIENCE_S
    while not condition():
        if time.perf_counter() > deadline:
            raise TimeoutError("what was waited for did not happen")
        events(0.0)
        time.sleep(0.0005)


class Paints(QObject):
    """Counts how often the text area of an editor was painted."""

    def __init__(self, editor: QAbstractScrollArea) -> None:
        super().__init__(editor)
        self.count = 0
        editor.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.count += 1
        return False


class Editable(QObject):
    """Calls *then* with the time as soon as the editor that *find* gives is shown and has been painted."""

    def __init__(self, find: Callable[[], QAbstractScrollArea | None], then: Callable[[float], None], parent: QObject) -> None:
        super().__init__(parent)
        self._find, self._then = find, then
        self._paints: Paints | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if self._paints is not None and self._paints.count:
            self._timer.stop()
            self._then(time.perf_counter())
            return
        editor = self._find() if self._paints is None else None
        if editor is not None and editor.isVisible():
            self._paints = Paints(editor)
            editor.viewport().update()


def key_latencies(editor: QAbstractScrollArea, text: str, period_s: float) -> list[float]:
    """Milliseconds from when each character of *text* was due to be pressed until it stood painted.

    Keys are due at a steady pace; work that the window does in between and that makes one late counts against it.
    """
    paints = Paints(editor)
    latencies = []
    due = time.perf_counter() + period_s
    for character in text:
        events(max(0.0, due - time.perf_counter()))
        before = paints.count
        if character == "\n":
            QTest.keyClick(editor, Qt.Key.Key_Return)
        else:
            QTest.keyClicks(editor, character)
        events_until(lambda before=before: paints.count > before)  # type: ignore[misc]
        latencies.append((time.perf_counter() - due) * 1000)
        due = max(due + period_s, time.perf_counter())
    return latencies


class Heartbeat(QObject):
    """The longest time for which the window's thread did not come round to its events."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ms = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def stop(self) -> float:
        self._timer.stop()
        return self.longest_ms

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1000)
        self._last = now


def own_memory() -> dict[str, float]:
    """MB of this process alone: `pss` its own pages and its share of those it has in common with others, `uss` its own only."""
    values: dict[str, int] = {}
    for line in Path(f"/proc/{os.getpid()}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]:
        name, _, rest = line.partition(":")
        values[name] = int(rest.split()[0])
    return {"pss": values["Pss"] / 1024, "uss": (values["Private_Clean"] + values["Private_Dirty"]) / 1024}
