"""Messages at the end of lines, or below them where an engine can do no better; the newest wins where two share a line."""

from __future__ import annotations

from typing import Final

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.buffer import Buffer

_LONGEST: Final = 160  # characters of a message; the console has all of it
_NOWHERE: Final = -1


class LineNotes:
    """One note for each marker: it moves with its line as the text is edited, and goes with it."""

    def __init__(self, buffer: Buffer, *, at_line_end: bool) -> None:
        self._buffer, self._at_line_end = buffer, at_line_end
        self._notes: dict[int, tuple[int, int, bytes]] = {}  # marker: its handle, the style and the text

    def line(self, marker: int) -> int:
        """The line of that marker's note, counted from 0; -1 if there is none."""
        handle = self._notes[marker][0] if marker in self._notes else _NOWHERE
        return self._buffer.send(sci.SCI_MARKERLINEFROMHANDLE, handle) if handle >= 0 else _NOWHERE

    def show(self, marker: int, line: int, sign: str, message: str, style: int) -> str:
        """Mark *line* and write the first line of *message* to it, in place of that marker's note before. What is shown of it."""
        self._forget(marker)
        line = max(0, min(line, self._buffer.line_count - 1))
        handle = self._buffer.send(sci.SCI_MARKERADD, line, marker)
        text = (message.strip().splitlines() or [""])[0]
        text = (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…").replace("\0", " ")
        self._notes[marker] = (handle, style, f"{sign} {text}".encode("utf-8", "replace") if text else b"")
        self._write()
        return text

    def clear(self, marker: int) -> None:
        if marker in self._notes:
            self._forget(marker)
            self._write()

    def _forget(self, marker: int) -> None:
        if self._notes.pop(marker, None) is not None:
            self._buffer.send(sci.SCI_MARKERDELETEALL, marker)

    def _write(self) -> None:
        send, send_bytes = self._buffer.send, self._buffer.send_bytes
        send(sci.SCI_EOLANNOTATIONCLEARALL if self._at_line_end else sci.SCI_ANNOTATIONCLEARALL)
        for marker, (_, style, text) in self._notes.items():
            line = self.line(marker)
            if line < 0 or not text:
                continue
            if self._at_line_end:
                send_bytes(sci.SCI_EOLANNOTATIONSETTEXT, line, text)
                send(sci.SCI_EOLANNOTATIONSETSTYLE, line, style)
                send(sci.SCI_EOLANNOTATIONSETVISIBLE, sci.EOLANNOTATION_STANDARD)
            else:
                send_bytes(sci.SCI_ANNOTATIONSETTEXT, line, text)
                send(sci.SCI_ANNOTATIONSETSTYLE, line, style)
                send(sci.SCI_ANNOTATIONSETVISIBLE, sci.ANNOTATION_INDENTED)
