"""The bar beside changed lines, brought up to date when typing rests."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.appearance import CHANGED, DELETED
from hookstudio.ui.editor.buffer import Buffer
from hookstudio.ui.editor.changed_lines import LineChanges, changed_lines

_SETTLE_MS: Final = 250


class ChangeMarks(QObject):
    """Holds the saved text and marks what differs from it. Markers move with their lines in between."""

    def __init__(self, buffer: Buffer, parent: QObject) -> None:
        super().__init__(parent)
        self._buffer = buffer
        self._saved: list[bytes] = [b""]
        self._changes = LineChanges()
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self.update_marks)

    @property
    def changes(self) -> LineChanges:
        """What was marked last."""
        return self._changes

    def set_saved(self, text: bytes) -> None:
        """Compare with *text* from now on."""
        self._saved = _lines(text)
        self.update_marks()

    def text_changed(self) -> None:
        self._timer.start()

    def update_marks(self) -> None:
        """Compare now and mark the lines."""
        self._timer.stop()
        changes = changed_lines(self._saved, _lines(self._buffer.whole()))
        send = self._buffer.send
        for marker in (CHANGED, DELETED):
            send(sci.SCI_MARKERDELETEALL, marker)
        for line in changes.changed:
            send(sci.SCI_MARKERADD, line, CHANGED)
        for line in changes.deleted_after:
            send(sci.SCI_MARKERADD, max(0, line), DELETED)
        self._changes = changes


def _lines(text: bytes) -> list[bytes]:
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.split(b"\n")
