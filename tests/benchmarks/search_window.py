"""The modules panel in the program's window: how long after the typing pause what was found stands painted, and a bare question.

usage: search_window.py WORKSPACE REGISTRY WORD …; the first word does not count
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from tests.benchmarks import probe
from tests.benchmarks.table import interleaved


class Pause(QObject):
    """When the pause after typing was over last."""

    def __init__(self, timer: QTimer) -> None:
        super().__init__(timer)
        self.over_at = 0.0
        timer.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Timer:
            self.over_at = time.perf_counter()
        return False


class Painted(QObject):
    """The name that stood first when the results were painted last, '' for none."""

    def __init__(self, results: QListView) -> None:
        super().__init__(results)
        self.first = ""
        self._model = results.model()
        results.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.first = str(self._model.index(0, 0).data() or "")
        return False


def main(workspace: str, registry: str, *words: str) -> None:
    import requests

    from hookstudio.ui.qt import load_qt

    load_qt()
    from hookstudio.ui.open import SETTLED_AFTER_MS, open_studio, settle

    application = QApplication(sys.argv[:1])
    QTimer.singleShot(SETTLED_AFTER_MS, settle)  # as the program does
    window: Any = open_studio(Path(workspace))
    probe.events_until(lambda: bool(window.findChildren(QWidget, "moduleSearchField")))
    panel = window.modules.panel
    probe.events_until(lambda: panel.listing.subject is not None and panel.isVisible())
    probe.events(1.0)
    field, results = panel.searching.field, panel.searching.results
    (timer,) = panel.searching.search.findChildren(QTimer)
    pause, painted = Pause(timer), Painted(results)
    for_panel, for_bare, asks = iter(words), iter(words), requests.Session()
    asks.trust_env = False

    def shown() -> float:
        word = next(for_panel)
        field.clear()
        probe.events(0.3)  # what is asked about the rows of before has come
        QTest.keyClicks(field, word)
        probe.events_until(lambda: painted.first == word)
        return (time.perf_counter() - pause.over_at) * 1000

    def answered() -> float:
        began = time.perf_counter()
        answer = asks.get(f"{registry}/-/v1/search?text={next(for_bare)}&size=20")
        took = (time.perf_counter() - began) * 1000
        answer.raise_for_status()
        return took

    seen, bare = interleaved(len(words) - 1, shown, answered)
    window.close()
    application.processEvents()
    probe.report(shown=seen, answered=bare)


if __name__ == "__main__":
    main(*sys.argv[1:])
