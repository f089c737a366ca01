"""Looks up what suits, for the rows that are seen: a few at a time, the latest wish first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.source import Source, Subject

AT_ONCE: Final = 4


class Details(QObject):
    """`found` carries a FoundModule with what suits. A look-up that fails is not repeated for the same hook and Node."""

    found = Signal(object)

    def __init__(self, source: Source, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._subject: Subject | None = None
        self._round = 0
        self._asked: set[str] = set()
        self._wanted: list[str] = []
        self._running = 0

    def set_subject(self, subject: Subject | None) -> None:
        """Forget what was asked if something else may suit from now on."""
        before, self._subject = self._subject, subject
        if _target(before) != _target(subject):
            self._round += 1
            self._asked.clear()
            self._wanted.clear()

    def want(self, names: Sequence[str]) -> None:
        """Look up *names*, in place of those that were wanted and not begun."""
        self._wanted = [name for name in names if name not in self._asked]
        self._next()

    def _next(self) -> None:
        subject, number = self._subject, self._round
        while subject is not None and self._wanted and self._running < AT_ONCE:
            name = self._wanted.pop(0)
            self._asked.add(name)
            self._running += 1
            self._begin(subject, number, name)

    def _begin(self, subject: Subject, number: int, name: str) -> None:
        job = Job(lambda _progress: self._source().detail(subject.session, subject.hook, subject.code, name), self)
        job.succeeded.connect(lambda found: self.found.emit(found) if number == self._round else None)
        job.ended.connect(self._ended)
        job.start()

    def _ended(self) -> None:
        self._running -= 1
        self._next()


def _target(subject: Subject | None) -> object:
    return None if subject is None else (subject.session, subject.hook.id, subject.hook.dialect, subject.node)
