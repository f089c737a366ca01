"""Keeps what the find bar asked for: where it stands in the text, marked in view, walked through and replaced."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from hookstudio.model.errors import StudioError
from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.appearance import MATCH
from hookstudio.ui.editor.buffer import Buffer, Span
from hookstudio.ui.editor.search import Query, find_all, replacements

_SETTLE_MS: Final = 150
_MOST_MARKED: Final = 2000  # in one view


class Finder(QObject):
    """Searches while it is active. All places are known, but only those in view are marked."""

    counted = Signal(int, int)  # which place is selected, from 1, 0 if none is; how many there are
    failed = Signal(str)  # why the query cannot be answered

    def __init__(self, buffer: Buffer, parent: QObject) -> None:
        super().__init__(parent)
        self._buffer = buffer
        self._query = Query()
        self._places: list[Span] = []
        self._starts: list[int] = []
        self._stale = False
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self._search_again)

    @property
    def places(self) -> tuple[Span, ...]:
        """Everything that was found, from the top."""
        return tuple(self._places)

    def ask(self, query: Query, origin: int | None = None) -> None:
        """Look for *query* and select its first place at or after *origin*, by default the start of the selection."""
        self._query = query
        if not self._search():
            return
        start = self._buffer.selection.start if origin is None else origin
        if self._places:
            self._select(self._places[bisect_left(self._starts, start) % len(self._places)])
        self._tell()

    def stop(self) -> None:
        """Forget the query and take the marks away."""
        self._timer.stop()
        self._query = Query()
        self._places, self._starts = [], []
        self._unmark()

    def text_changed(self) -> None:
        if self._query.pattern:
            self._stale = True
            self._timer.start()

    def view_changed(self) -> None:
        if self._places and not self._stale:
            self._mark()

    def step(self, forwards: bool) -> None:
        """Select the next or previous place, beginning again at the other end."""
        self._refresh()
        if not self._places:
            return
        selection = self._buffer.selection
        if forwards:
            index = bisect_left(self._starts, selection.end if selection.end > selection.start else selection.start)
            if index < len(self._places) and self._places[index] == selection:
                index += 1
        else:
            index = bisect_left(self._starts, selection.start) - 1
        self._select(self._places[index % len(self._places)])
        self._tell()

    def replace(self, template: str) -> None:
        """Replace the selected place and select the next one; if none is selected, only select."""
        self._refresh()
        selection = self._buffer.selection
        if selection in self._places:
            found = next((one for one in replacements(self._query, self._buffer.whole(), template) if one.span == selection), None)
            if found is not None:
                with self._buffer.one_step():
                    self._buffer.replace(found.span.start, found.span.end, found.data)
                end = found.span.start + len(found.data)
                self._buffer.select(end, end)
                self._refresh()
        self.step(True)

    def replace_all(self, template: str) -> int:
        """Replace every place as one step that can be undone. How many there were."""
        try:
            found = replacements(self._query, self._buffer.whole(), template)
        except StudioError as error:
            self.failed.emit(error.message)
            return 0
        with self._buffer.one_step():
            for one in reversed(found):
                self._buffer.replace(one.span.start, one.span.end, one.data)
        if self._search():
            self._tell()
        return len(found)

    def _refresh(self) -> None:
        if self._stale:
            self._search()

    def _search_again(self) -> None:
        if self._search():
            self._tell()

    def _search(self) -> bool:
        """Find the places; False if the query cannot be answered, which is told."""
        self._timer.stop()
        self._stale = False
        try:
            self._places = find_all(self._query, self._buffer.whole())
        except StudioError as error:
            self._places, self._starts = [], []
            self._unmark()
            self.failed.emit(error.message)
            return False
        self._starts = [place.start for place in self._places]
        return True

    def _select(self, place: Span) -> None:
        send = self._buffer.send
        send(sci.SCI_ENSUREVISIBLEENFORCEPOLICY, self._buffer.line_of(place.start))
        self._buffer.select(place.start, place.end)

    def _tell(self) -> None:
        selection = self._buffer.selection
        index = bisect_left(self._starts, selection.start)
        selected = index < len(self._places) and self._places[index] == selection
        self._mark()
        self.counted.emit(index + 1 if selected else 0, len(self._places))

    def _mark(self) -> None:
        self._unmark()
        send = self._buffer.send
        top = send(sci.SCI_GETFIRSTVISIBLELINE)
        first = self._buffer.line_start(send(sci.SCI_DOCLINEFROMVISIBLE, top))
        bottom = send(sci.SCI_DOCLINEFROMVISIBLE, top + send(sci.SCI_LINESONSCREEN) + 1)
        last = self._buffer.line_end(min(bottom, self._buffer.line_count - 1))
        index = max(0, bisect_left(self._starts, first) - 1)
        selected = self._buffer.selection
        for place in self._places[index : index + _MOST_MARKED]:
            if place.start > last:
                break
            if place.end > place.start and place != selected:
                send(sci.SCI_INDICATORFILLRANGE, place.start, place.end - place.start)

    def _unmark(self) -> None:
        send = self._buffer.send
        send(sci.SCI_SETINDICATORCURRENT, MATCH)
        send(sci.SCI_INDICATORCLEARRANGE, 0, self._buffer.length)
