"""Ctrl-C in the terminal and a polite end by the system: the window closes, and what was typed is kept."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts(QObject):
    """Calls *close* on the window's thread when a signal comes; Python's own answer would be an exception amid Qt's code.

    Qt's event loop sleeps outside Python, so that the signal wakes it through a pair of sockets.
    """

    def __init__(self, close: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._close = close
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._heard)
        self._before = [(number, signal.signal(number, _wake)) for number in _SIGNALS]
        self._fd_before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def end(self) -> None:
        """Give the signals back to who had them."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before:
            signal.signal(number, handler)
        self._reader.close()
        self._writer.close()

    def _heard(self) -> None:
        self._reader.recv(4096)
        self._close()


def _wake(_number: int, _frame: object) -> None:
    """The byte that was written for the signal does the rest."""
