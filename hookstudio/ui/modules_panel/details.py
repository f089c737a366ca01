"""Looks up what suits, for the rows that are seen: a few at a time, the latest wish first."""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import Final

from PySide6.QtCore import QObject, Signal

from hookstudio.model.module import FoundModule
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.source import Source, Subject, target_of

AT_ONCE: Final = 4
KEPT_S: Final = 300.0  # an answer that is older is asked for again


class Details(QObject):
    """`found` carries a FoundModule with what suits. Answers are kept for the same hook and Node, whatever is searched meanwhile."""

    found = Signal(object)

    def __init__(self, source: Source, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self._subject: Subject | None = None
        self._round, self._text = 0, 0  # count the subjects, and the texts that were searched for
        self._known: dict[str, tuple[float, FoundModule]] = {}
        self._failed: set[str] = set()
        self._wanted: list[str] = []
        self._running: dict[str, Job] = {}

    def set_subject(self, subject: Subject | None) -> None:
        """Forget what is known if something else may suit from now on."""
        before, self._subject = self._subject, subject
        if before is None or subject is None or target_of(before) != target_of(subject):
            self.forget()

    def forget(self) -> None:
        """Everything is to be asked for again: another hook, or another registry."""
        self._round += 1
        self._known.clear()
        self._failed.clear()
        self._wanted.clear()

    def known(self, name: str) -> FoundModule | None:
        """What was found out about a module lately."""
        since, found = self._known.get(name, (0.0, None))
        return found if monotonic() - since < KEPT_S else None

    def retry(self) -> None:
        """Look-ups that failed may be made again: something else is searched for."""
        self._failed.clear()
        self._text += 1

    def want(self, names: Sequence[str]) -> None:
        """Look up *names*, in place of those that were wanted and not begun."""
        self._wanted = list(names)
        self._next()

    def _next(self) -> None:
        subject = self._subject
        while subject is not None and self._wanted and len(self._running) < AT_ONCE:
            name = self._wanted.pop(0)
            if name not in self._running and name not in self._failed and self.known(name) is None:
                self._begin(subject, name)

    def _begin(self, subject: Subject, name: str) -> None:
        now = self._round, self._text
        job = Job(lambda _progress: self._source().detail(subject.session, subject.hook, subject.code, name), self)
        job.succeeded.connect(lambda found: self._take(now[0], found))
        job.failed.connect(lambda _error: self._failed.add(name) if now == (self._round, self._text) else None)
        job.ended.connect(lambda: self._ended(now, name))
        self._running[name] = job
        job.start()

    def _take(self, number: int, found: FoundModule) -> None:
        if number == self._round:
            self._known[found.name] = monotonic(), found
            self.found.emit(found)

    def _ended(self, begun: tuple[int, int], name: str) -> None:
        del self._running[name]
        if begun != (self._round, self._text) and self._subject is not None:
            self._wanted.append(name)  # it was asked for something else, and may be waited for again
        self._next()
