"""Marks the bracket at the caret and the one it belongs to."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.buffer import Buffer

_BRACES: Final = b"()[]{}"
_NOWHERE: Final = 2**31 - 1  # past any text; the bindings take no negative number for this parameter
_DELAY_MS: Final = 80  # finding the partner may cross the whole file, which no key press should wait for


class BraceMarks(QObject):
    """Follows the caret a moment later, and takes old marks away at once."""

    def __init__(self, buffer: Buffer, parent: QObject) -> None:
        super().__init__(parent)
        self._buffer = buffer
        self._shown = False
        self._timer = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer.timeout.connect(self._mark)

    def caret_moved(self) -> None:
        if self._shown:
            self._clear()
        self._timer.start()

    def jump(self) -> None:
        """Put the caret at the partner of the bracket beside it."""
        at = self._brace_at_caret()
        partner = self._buffer.send(sci.SCI_BRACEMATCH, at) if at >= 0 else -1
        if partner >= 0:
            self._buffer.move_caret(partner)

    def _brace_at_caret(self) -> int:
        caret = self._buffer.caret
        for position in (caret - 1, caret):
            byte = self._buffer.read(position, position + 1)
            if byte and byte in _BRACES:
                return position
        return -1

    def _mark(self) -> None:
        at = self._brace_at_caret()
        if at < 0:
            return
        partner = self._buffer.send(sci.SCI_BRACEMATCH, at)
        if partner < 0:
            self._buffer.send(sci.SCI_BRACEBADLIGHT, at)
        else:
            self._buffer.send(sci.SCI_BRACEHIGHLIGHT, at, partner)
        self._shown = True

    def _clear(self) -> None:
        self._buffer.send(sci.SCI_BRACEHIGHLIGHT, _NOWHERE, _NOWHERE)
        self._shown = False
