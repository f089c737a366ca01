"""What the hook's Node can't parse: underlined where it stands, with the reason at the end of the line."""

from __future__ import annotations

from typing import Final

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.appearance import UNPARSED, UNPARSED_NOTE_STYLE, UNPARSED_PLACE
from hookstudio.ui.editor.buffer import Buffer
from hookstudio.ui.editor.line_notes import LineNotes

_SMALL: Final = (b".", b",", b":", b";", b"'", b"`")  # too small to show a line under them; with what stands before, it can be seen


class ParseMark:
    """Shows at most one place, lines and columns counted from 1. The mark moves with its text until it is shown anew or taken away."""

    def __init__(self, buffer: Buffer, notes: LineNotes) -> None:
        self._buffer, self._notes = buffer, notes
        self.message = ""  # as it is shown

    @property
    def line(self) -> int:
        """The marked line; 0 if there is none."""
        return self._notes.line(UNPARSED) + 1

    @property
    def places(self) -> tuple[int, int]:
        """From which position up to which the text is underlined, in bytes; twice the same where nothing is."""
        at = self._buffer.line_start(max(0, self.line - 1))
        end = self._buffer.send(sci.SCI_INDICATOREND, UNPARSED_PLACE, at)
        if self._buffer.send(sci.SCI_INDICATORVALUEAT, UNPARSED_PLACE, at) == 0:
            at, end = end, self._buffer.send(sci.SCI_INDICATOREND, UNPARSED_PLACE, end)
        return (at, end) if self._buffer.send(sci.SCI_INDICATORVALUEAT, UNPARSED_PLACE, at) else (at, at)

    def show(self, line: int, column: int, length: int, message: str) -> None:
        """Underline *length* characters; where a line has none left there, its last one. Caret and view stay."""
        self._clear_place()
        buffer, line, column = self._buffer, line - 1, column - 1
        start, end = buffer.position_at(line, column), buffer.position_at(line, column + max(1, length))
        if end <= start or (end - start == 1 and buffer.read(start, end) in _SMALL):
            start = buffer.position_at(line, buffer.column_of(start) - 1)
        if end > start:
            buffer.send(sci.SCI_SETINDICATORCURRENT, UNPARSED_PLACE)
            buffer.send(sci.SCI_INDICATORFILLRANGE, start, end - start)
        self.message = self._notes.show(UNPARSED, line, "⚠", message, UNPARSED_NOTE_STYLE)

    def clear(self) -> None:
        if self.message:
            self._clear_place()
            self._notes.clear(UNPARSED)
            self.message = ""

    def _clear_place(self) -> None:
        self._buffer.send(sci.SCI_SETINDICATORCURRENT, UNPARSED_PLACE)
        self._buffer.send(sci.SCI_INDICATORCLEARRANGE, 0, self._buffer.length)
