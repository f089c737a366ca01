"""The line where the last run failed: tinted, with the message at its end."""

from __future__ import annotations

from typing import Final

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.appearance import FAILED, NOTE_STYLE
from hookstudio.ui.editor.buffer import Buffer

_LONGEST: Final = 160  # characters of a message; the console has all of it


class FailureMark:
    """Shows at most one failure. The mark moves with its line as the text is edited, and goes with it."""

    def __init__(self, buffer: Buffer, *, at_line_end: bool) -> None:
        self._buffer, self._at_line_end = buffer, at_line_end
        self._handle = -1
        self.message = ""  # as it is shown

    @property
    def line(self) -> int:
        """The marked line, counted from 0; -1 if there is none."""
        return self._buffer.send(sci.SCI_MARKERLINEFROMHANDLE, self._handle) if self._handle >= 0 else -1

    def show(self, line: int, message: str) -> None:
        """Mark *line* and write the first line of *message* to it."""
        self.clear()
        send, send_bytes = self._buffer.send, self._buffer.send_bytes
        line = max(0, min(line, self._buffer.line_count - 1))
        self._handle = send(sci.SCI_MARKERADD, line, FAILED)
        text = (message.strip().splitlines() or [""])[0]
        self.message = (text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…").replace("\0", " ")
        note = self.message.encode("utf-8", "replace")
        if not note:
            return
        if self._at_line_end:
            send_bytes(sci.SCI_EOLANNOTATIONSETTEXT, line, b"\xe2\x9c\x95 " + note)
            send(sci.SCI_EOLANNOTATIONSETSTYLE, line, NOTE_STYLE)
            send(sci.SCI_EOLANNOTATIONSETVISIBLE, sci.EOLANNOTATION_STANDARD)
        else:
            send_bytes(sci.SCI_ANNOTATIONSETTEXT, line, b"\xe2\x9c\x95 " + note)
            send(sci.SCI_ANNOTATIONSETSTYLE, line, NOTE_STYLE)
            send(sci.SCI_ANNOTATIONSETVISIBLE, sci.ANNOTATION_INDENTED)

    def clear(self) -> None:
        if self._handle < 0:
            return
        self._buffer.send(sci.SCI_MARKERDELETEALL, FAILED)
        self._buffer.send(sci.SCI_EOLANNOTATIONCLEARALL if self._at_line_end else sci.SCI_ANNOTATIONCLEARALL)
        self._handle, self.message = -1, ""
