"""Search as you type: waits for a pause, drops stale answers, and loads further results when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from hookstudio.model.errors import StudioError
from hookstudio.model.module import FoundModule, ModuleSearch, split_request
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.source import Source, Subject

PAUSE_MS: Final = 375
SHORTEST: Final = 2  # characters
MOST_AT_ONCE: Final = 3  # questions under way, answers that nobody waits for any more included


class Search(QObject):
    """What was typed and what was found for it; `changed` after every change of either."""

    changed = Signal()
    answered = Signal()  # the first results for a text have come, or a failure

    def __init__(self, source: Source, parent: QObject) -> None:
        super().__init__(parent)
        self._source = source
        self.known: Callable[[str], FoundModule | None] = lambda _name: None  # what was found out about a module before
        self._subject: Subject | None = None
        self.text, self.name, self.wanted = "", "", ""
        self.found: tuple[FoundModule, ...] = ()
        self.answer: ModuleSearch | None = None
        self.error: StudioError | None = None
        self._number = self._under_way = 0
        self._asking = self._again = self.loading_more = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.ask)

    @property
    def waiting(self) -> bool:
        """Whether what is shown is not yet the answer to what was typed."""
        return self._pause.isActive() or self._asking

    @property
    def wanted_request(self) -> str:
        """What to add where no row but the typed name itself is wanted; '' where that is no name."""
        try:
            name, wanted = split_request(self.text)
        except StudioError:
            return ""
        return f"{name}@{wanted}" if wanted else name

    def set_subject(self, subject: Subject | None, *, anew: bool = True) -> None:
        """Search for another hook, for which something else may suit, or (*anew* False) for the same with other code."""
        self._subject = subject
        if anew:
            self.found = tuple(replace(one, suitable=None) for one in self.found)
            self.type(self.text)

    def type(self, text: str) -> None:
        """Take over what stands in the field."""
        self.text = text.strip()
        self._number += 1
        self.loading_more = False
        try:
            self.name, self.wanted = split_request(self.text)
        except StudioError:
            self.name, self.wanted = self.text, ""
        if len(self.name) < SHORTEST or self._subject is None:
            self._pause.stop()
            self._asking = self._again = False
            self.found, self.answer, self.error = (), None, None
        else:
            self._pause.start()
        self.changed.emit()

    def ask(self) -> None:
        """Ask now."""
        self._pause.stop()
        if self._subject is None or len(self.name) < SHORTEST:
            return
        self._number += 1
        self.loading_more = False
        self._asking, self._again = True, self._under_way >= MOST_AT_ONCE
        if not self._again:
            self._begin(0)
        self.changed.emit()

    def more(self) -> None:
        """Ask for the results that follow, if there are any and nothing else is asked."""
        if self.answer is not None and self.answer.more and not self.waiting and not self.loading_more and self.error is None:
            self.loading_more = True
            self._begin(len(self.found))
            self.changed.emit()

    def know(self, detail: FoundModule) -> None:
        """Take over what became known of one result; what the search said of it and the detail lacks stays."""
        self.found = tuple(_joined(one, detail) if one.name == detail.name else one for one in self.found)
        self.changed.emit()

    def _begin(self, offset: int) -> None:
        subject, number, name = self._subject, self._number, self.name
        if subject is None:
            return
        self._under_way += 1
        job = Job(lambda _progress: self._source().search(subject.session, subject.hook, subject.code, name, offset), self)
        job.succeeded.connect(lambda answer: self._take(number, offset, answer))
        job.failed.connect(lambda error: self._fail(number, offset, error))
        job.ended.connect(self._ended)
        job.start()

    def _ended(self) -> None:
        self._under_way -= 1
        if self._again and self._under_way < MOST_AT_ONCE:
            self._again = False
            self._begin(0)

    def _take(self, number: int, offset: int, answer: ModuleSearch) -> None:
        if number != self._number:
            return
        self._asking = self.loading_more = False
        known = {one.name for one in self.found} if offset else set()
        fresh = tuple(self._with_what_is_known(one) for one in answer.results if one.name not in known)
        if offset and not fresh:
            answer = ModuleSearch(answer.results, answer.source, note=answer.note)  # no more that is new
        self.found = self.found + fresh if offset else fresh
        self.answer, self.error = answer, None
        self.changed.emit()
        if not offset:
            self.answered.emit()

    def _with_what_is_known(self, found: FoundModule) -> FoundModule:
        detail = self.known(found.name)
        return found if detail is None else _joined(found, detail)

    def _fail(self, number: int, offset: int, error: StudioError) -> None:
        """Tell what went wrong; what was found before stays where only more of it did not come."""
        if number != self._number:
            return
        self._asking = self.loading_more = False
        self.error = error
        if not offset:
            self.answer, self.found = None, ()
        self.changed.emit()
        if not offset:
            self.answered.emit()


def _joined(found: FoundModule, detail: FoundModule) -> FoundModule:
    return FoundModule(
        found.name,
        detail.version or found.version,
        found.description or detail.description,
        found.downloads if found.downloads is not None else detail.downloads,
        detail.licence or found.licence,
        detail.size if detail.size is not None else found.size,
        found.publisher or detail.publisher,
        found.date or detail.date,
        detail.types if detail.types is not None else found.types,
        detail.deprecated or found.deprecated,
        detail.suitable or found.suitable,
        found.looks_like or detail.looks_like,
    )
