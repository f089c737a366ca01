"""Asks a worker's Node where it is, also in the middle of an endless loop.

Node started with `--trace-sigint` answers the signal SIGINT with the stack of whatever it is doing, on its standard error,
and ends. That takes no inspector and no thread of JavaScript, so that no permission has to stay open for the hook.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import sys
from typing import Final

FLAG: Final = "--trace-sigint"
SINCE: Final = (12, 17)
MARK: Final = "KEYBOARD_INTERRUPT"
"""What Node's answer begins with."""

_CREDENTIALS: Final = struct.Struct("3i")  # struct ucred: process, user, group
_ROOM: Final = socket.CMSG_SPACE(_CREDENTIALS.size) if sys.platform != "win32" else 0


class Sender:
    """The process at the other end of a channel. The kernel names it, by an id that holds outside of the hook's namespace."""

    def __init__(self, channel: socket.socket, started: int) -> None:
        """*channel*: nothing that matters has been sent yet. *started*: the process that was started for it."""
        self._channel = channel
        self._started = started
        self._descriptor: int | None = None
        self._unnamed = sys.platform == "linux"
        if sys.platform == "linux":
            channel.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)

    def receive(self, size: int) -> bytes:
        """As `recv`; the first message tells who sends."""
        if sys.platform != "linux" or not self._unnamed:
            return self._channel.recv(size)
        data, attached, _flags, _address = self._channel.recvmsg(size, _ROOM)
        self._unnamed = False
        for level, kind, content in attached:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS) and len(content) >= _CREDENTIALS.size:
                with contextlib.suppress(OSError):
                    self._descriptor = os.pidfd_open(_CREDENTIALS.unpack_from(content)[0])
        return data

    def interrupt(self) -> bool:
        """Sends the signal; whether that worked. The process that was started must not have been waited for yet."""
        if sys.platform == "win32":
            return False  # a process without a console can't be sent this one
        try:
            if sys.platform != "linux":
                os.kill(self._started, signal.SIGINT)
            elif self._descriptor is None:
                return False
            else:
                signal.pidfd_send_signal(self._descriptor, signal.SIGINT)
        except OSError:
            return False
        return True

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
