"""The line where the last run failed: tinted, with the message at its end."""

from __future__ import annotations

from hookstudio.ui.editor.appearance import FAILED, NOTE_STYLE
from hookstudio.ui.editor.line_notes import LineNotes


class FailureMark:
    """Shows at most one failure. The mark moves with its line as the text is edited, and goes with it."""

    def __init__(self, notes: LineNotes) -> None:
        self._notes = notes
        self.message = ""  # as it is shown

    @property
    def line(self) -> int:
        """The marked line, counted from 0; -1 if there is none."""
        return self._notes.line(FAILED)

    def show(self, line: int, message: str) -> None:
        """Mark *line* and write the first line of *message* to it."""
        self.message = self._notes.show(FAILED, line, "✕", message, NOTE_STYLE)

    def clear(self) -> None:
        self._notes.clear(FAILED)
        self.message = ""
