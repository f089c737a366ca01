"""The colour of calls: a name before a bracket. Lexers know words, not calls, so the visible lines are looked at as they are shown."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.appearance import CALL
from hookstudio.ui.editor.buffer import Buffer

_IDENTIFIER: Final = 11  # the lexer's style of a name that is no keyword
_NAME_BYTES: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$#") | frozenset(range(0x80, 0x100))
_LONG_LINE: Final = 2000  # bytes; what stands further right in a line keeps the colour of text
_SETTLE_MS: Final = 120


class CallColours(QObject):
    """Keeps the calls of the visible lines coloured; a key press costs one line, the rest of the view follows when typing rests."""

    def __init__(self, buffer: Buffer, parent: QObject) -> None:
        super().__init__(parent)
        self._buffer = buffer
        self._first = self._last = 0  # the lines from _first up to but not including _last are coloured
        self._dirty: set[int] = set()
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._colour_view)

    def text_changed(self, position: int, lines_added: int) -> None:
        """Note the line of a change; where lines came or went, what stands below counts as new too."""
        line = self._buffer.line_of(position)
        if lines_added and line < self._last:
            self._last = max(line, self._first)
            self._first = min(self._first, line)
        self._dirty.add(line)
        self._settle.start()

    def view_changed(self, other_lines: bool) -> None:
        """Colour the changed lines, and what has come into view if there are *other_lines* than before."""
        dirty, self._dirty = self._dirty, set()
        for line in dirty if len(dirty) < 20 else ():
            if self._first <= line < self._last:
                self._colour(line, line + 1)
        if not other_lines and self._last > self._first:
            return
        first, last = self._view()
        if first >= self._first and last <= self._last:
            return
        if first > self._last or last < self._first:
            self._first = self._last = first
        if first < self._first:
            self._colour(first, self._first)
        if last > self._last:
            self._colour(self._last, last)
        self._first, self._last = min(first, self._first), max(last, self._last)

    def _colour_view(self) -> None:
        self._first, self._last = self._view()
        self._colour(self._first, self._last)

    def _view(self) -> tuple[int, int]:
        send = self._buffer.send
        top = send(sci.SCI_GETFIRSTVISIBLELINE)
        bottom = top + send(sci.SCI_LINESONSCREEN) + 1
        first, last = send(sci.SCI_DOCLINEFROMVISIBLE, top), send(sci.SCI_DOCLINEFROMVISIBLE, bottom)
        return first, min(last + 1, self._buffer.line_count, first + 400)

    def _colour(self, first: int, last: int) -> None:
        buffer = self._buffer
        send = buffer.send
        send(sci.SCI_SETINDICATORCURRENT, CALL)
        for line in range(first, last):
            start = buffer.line_start(line)
            end = min(buffer.line_end(line), start + _LONG_LINE)
            if end <= start:
                continue
            send(sci.SCI_INDICATORCLEARRANGE, start, end - start)
            text = buffer.read(start, end)
            bracket = text.find(b"(")
            while bracket != -1:
                name = bracket
                while name and text[name - 1] in _NAME_BYTES:
                    name -= 1
                if name < bracket and buffer.style_at(start + bracket - 1) == _IDENTIFIER:
                    send(sci.SCI_INDICATORFILLRANGE, start + name, bracket - name)
                bracket = text.find(b"(", bracket + 1)
