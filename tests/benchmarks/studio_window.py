"""The program's window in a process of its own, measured from inside with what `probe` gives.

usage: studio_window.py start|keys|memory|flood|stop|open|prepare WORKSPACE [TEXT PERIOD | LINES | SECONDS | SAMPLES]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks import probe


def main(what: str, workspace: str, text: str = "", period: str = "0.04") -> None:
    if what == "start":
        _start(Path(workspace))
        return
    from hookstudio.ui.qt import load_qt

    load_qt()
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from hookstudio.ui.open import SETTLED_AFTER_MS, open_studio, settle

    application = QApplication(sys.argv[:1])
    QTimer.singleShot(SETTLED_AFTER_MS, settle)  # as the program does
    if what == "open":
        _open(Path(workspace), open_studio)
        return
    window = open_studio(Path(workspace))
    measure: dict[str, Callable[[Any], None]] = {
        "prepare": _prepare,
        "memory": lambda window: _memory(window, float(text)),
        "flood": lambda window: _flood(window, text),
        "stop": lambda window: _stop(window, int(text)),
        "keys": lambda window: _keys(window, text, float(period)),
    }
    measure[what](window)
    window.close()
    application.processEvents()


def _start(workspace: Path) -> None:
    """The program as it is started from a terminal; only where it would begin to wait for its user does this come in."""
    from PySide6.QtWidgets import QApplication

    enter = QApplication.exec

    def measured_exec(*_arguments: object) -> int:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        window = next(each for each in application.topLevelWidgets() if each.objectName() == "mainWindow")

        def report(at: float) -> None:
            probe.report(at=at)
            window.close()
            application.quit()

        probe.Editable(lambda: _text_area(window), report, window)
        return enter()

    QApplication.exec = measured_exec  # type: ignore[method-assign]
    from hookstudio.__main__ import main as hookstudio

    sys.argv = ["hookstudio", str(workspace)]
    hookstudio()


def _prepare(window: Any) -> None:
    """Leave the workspace as its user would: with its first hook open in a tab."""
    first = next(iter(window.session.workspace))
    window.hook_list.open_requested.emit(first.id)
    probe.events_until(lambda: _text_area(window) is not None)
    probe.report(opened=first.name)


def _keys(window: Any, text: str, period: float) -> None:
    editor = _editor(window)
    saved = editor.text()
    editor.go_to(editor.text().count("\n") // 2, 1)
    area = _text_area(window)
    assert area is not None
    area.setFocus()
    probe.events(1.0)
    probe.report(latencies=probe.key_latencies(area, text, period))
    # The next pass shall begin with the same text, not with a draft of this one.
    editor.setText(saved)


def _memory(window: Any, settle_s: float) -> None:
    probe.events_until(lambda: _text_area(window) is not None)
    probe.events(settle_s)
    probe.report(**probe.own_memory())


def _flood(window: Any, last_line: str) -> None:
    """The longest stall while nothing happens, and while a hook prints; both as long as each other, one after the other."""
    run = _named(window, "runButton")
    probe.events(1.0)
    beat = probe.Heartbeat()
    began = time.perf_counter()
    run.click()
    probe.events_until(lambda: not run.isEnabled())
    probe.events_until(run.isEnabled)
    probe.events(0.5)
    took, flooded = time.perf_counter() - began, beat.stop()
    if last_line not in _named(window, "consoleView").toPlainText():
        raise RuntimeError("the hook's last line does not stand in the console")
    probe.events(1.0)
    beat = probe.Heartbeat()
    probe.events(took)
    probe.report(flooded=flooded, idle=beat.stop(), seconds=took)


def _stop(window: Any, samples: int) -> None:
    """From the click on Stop until Run can be pressed and no process of the run is there; the first of each side does not count."""
    import subprocess

    from hookstudio.runner.runtimes import bundled
    from tests.leaks import descendants, has_ended

    run, stop, console = (_named(window, name) for name in ("runButton", "stopButton", "consoleView"))
    bare = [str(bundled().path), "-e", ""]
    stopped, started = [], []
    for _ in range(samples + 1):
        probe.events(1.0)
        run.click()
        probe.events_until(lambda: stop.isEnabled() and "going" in console.toPlainText())
        probe.events(0.2)
        processes = descendants()
        began = time.perf_counter()
        stop.click()
        probe.events_until(lambda: run.isEnabled() and all(map(has_ended, processes)))  # noqa: B023
        stopped.append((time.perf_counter() - began) * 1000)
        probe.events(0.5)
        began = time.perf_counter()
        subprocess.run(bare, stdin=subprocess.DEVNULL, capture_output=True, check=True)
        started.append((time.perf_counter() - began) * 1000)
    probe.report(stopped=stopped[1:], started=started[1:])


def _open(workspace: Path, open_studio: Callable[[Path], Any]) -> None:
    """A first window has loaded what a window needs; what counts is opening the large folder until its list is painted."""
    small = open_studio(workspace.parent / "small")
    probe.events(1.0)
    wanted = sum(1 for _ in workspace.glob("hooks/*/*/hook.toml"))
    began = time.perf_counter()
    window = open_studio(workspace)
    tree = _named(window, "hookTree")
    paints = probe.Paints(tree)
    probe.events_until(lambda: paints.count > 0 and _hooks_listed(tree) >= wanted)
    probe.report(seconds=time.perf_counter() - began)
    small.close()
    window.close()


def _hooks_listed(tree: Any) -> int:
    model = tree.model()
    return sum(model.rowCount(model.index(row, 0)) for row in range(model.rowCount()))


def _named(window: Any, name: str) -> Any:
    from PySide6.QtWidgets import QWidget

    return window.findChildren(QWidget, name)[0]


def _editor(window: Any) -> Any:
    from PySide6.QtWidgets import QWidget

    return next((each for each in window.findChildren(QWidget, "codeEditor") if each.isVisible()), None)


def _text_area(window: Any) -> Any:
    """Scintilla's own widget in the current editor, once it is shown with its text."""
    from PySide6.QtWidgets import QAbstractScrollArea

    editor = _editor(window)
    if editor is None or not editor.text():
        return None
    area = editor.focusProxy() or editor.findChild(QAbstractScrollArea)
    return area if isinstance(area, QAbstractScrollArea) else None


if __name__ == "__main__":
    main(*sys.argv[1:])
