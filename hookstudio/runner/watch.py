"""Watches one worker from its job to its end: hands over the job, takes frames, keeps the time limit."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from hookstudio.model.outcome import ConsoleLine
from hookstudio.runner.endings import Close
from hookstudio.runner.frames import Console, ProtocolBroken
from hookstudio.runner.interrupt import MARK, Sender
from hookstudio.runner.protocol import FrameReader, Noise, ReadyReader
from hookstudio.runner.record import KEPT_LINES, Record
from hookstudio.runner.stack import Source
from hookstudio.runner.worker import Worker

READY_LIMIT_S: Final = 5.0  # until it has loaded modules ahead: after that one that loads none is quicker
START_LIMIT_S: Final = 20.0  # from handing over the job until its code begins to load, whatever Node is busy with
LOCATE_S: Final = 0.25  # how long a worker may take to say where it is, once its time is up
LINGER_S: Final = 1.0  # how long a worker that has settled may take to say that all is said
DELIVERY_GAP_S: Final = 0.01  # console lines that come faster are handed on together
_CHUNK: Final = 256 * 1024
_DRAIN: Final = 64  # chunks read after the end at most: a process that escaped could go on writing
_DUMPS: Final = ("<--- ", "FATAL ERROR:", "#", "[", "terminate called", "---", "Native stack", "node:internal")


class Watch:
    """One worker doing one job. `run()` is called once, `stop()` at any time from any thread, `close()` last."""

    def __init__(
        self,
        worker: Worker,
        job: bytes,
        reader: FrameReader,
        timeout_s: float,
        deliver: Callable[[Sequence[ConsoleLine]], None],
        source: Source,
    ) -> None:
        self.record = Record()
        self.gone = False  # the process has closed its channel
        self._worker = worker
        self._held_back = job if worker.preloads else b""
        self._ready = ReadyReader(worker.token) if worker.preloads else None
        self._unsent = memoryview(worker.greeting if worker.preloads else worker.greeting + job)
        self._reader = reader
        self._timeout_s = timeout_s
        self._deliver = deliver
        self._source = source
        self._began = time.monotonic()
        self._deadline = self._began + (READY_LIMIT_S if worker.preloads else START_LIMIT_S)
        self._held: list[ConsoleLine] = []
        self._delivered = 0.0
        self._partial = {worker.output: b"", worker.errors: b""}
        self._dump: deque[str] = deque()  # what may be Node's last words
        self._dumping = False
        self._close: Close | None = None
        self._closing: Close | None = None
        self._answering = False
        self._sender = Sender(worker.frames, worker.process.pid)
        self._bell, self._rope = socket.socketpair()
        self._dead = False

    @property
    def elapsed_ms(self) -> float:
        """Since the code began to load, or since the job was handed over where it did not."""
        return (time.monotonic() - self._began) * 1000

    def run(self) -> Close:
        """Returns when there is nothing more to wait for; the process may still be there."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._worker.frames, selectors.EVENT_READ)
            selector.register(self._worker.output, selectors.EVENT_READ)
            selector.register(self._worker.errors, selectors.EVENT_READ)
            selector.register(self._bell, selectors.EVENT_READ)
            death = _death_of(self._worker.process.pid)
            if death is not None:
                selector.register(death, selectors.EVENT_READ)
            self._send(selector)
            try:
                self._close = self._watch(selector)
            except ProtocolBroken:
                self._close = Close.BROKEN
            finally:
                if death is not None:
                    os.close(death)
            return self._close

    def stop(self) -> None:
        """Has `run` return soon, with Close.STOPPED."""
        with contextlib.suppress(OSError):
            self._rope.send(b"!")

    def close(self) -> None:
        self._sender.close()
        self._bell.close()
        self._rope.close()

    def drain(self) -> None:
        """Takes what was said and not yet heard; the process is gone."""
        with contextlib.suppress(ProtocolBroken):
            for channel in (self._worker.frames, self._worker.output, self._worker.errors):
                for _ in range(_DRAIN):
                    data = self._receive(channel)
                    if not data:
                        break
                    self._take(channel, data)
        for channel, rest in self._partial.items():
            self._raw_line(channel, rest)
        if self._close is not Close.GONE or self.record.exiting is not None:
            for text in self._dump:  # it did not die: they were the hook's own
                self._print("error", text)
        self._hand_on(force=True)

    def _watch(self, selector: selectors.BaseSelector) -> Close:
        while True:
            now = time.monotonic()
            if now >= self._deadline:
                close = self._late()
                if close is not Close.TIMEOUT or not self._ask_where(close):
                    return close
                continue
            wait = self._deadline - now
            if self._held:
                wait = min(wait, max(0.0, self._delivered + DELIVERY_GAP_S - now))
            found = selector.select(0.0 if self._dead else wait)
            if self._dead and not found:
                self.gone = True
                return self._closing or Close.GONE
            for key, events in found:
                channel = key.fileobj
                if not isinstance(channel, socket.socket):
                    selector.unregister(channel)
                    self._dead = True  # a child of its own may hold the channels: they would never end
                    continue
                if events & selectors.EVENT_WRITE:
                    self._send(selector)
                    continue
                if channel is self._bell:
                    selector.unregister(channel)
                    if not self._ask_where(Close.STOPPED):
                        return Close.STOPPED
                    continue
                if self._ready is not None and channel is self._worker.frames:
                    if not self._let_in(self._ready):
                        self.gone = True
                        return Close.GONE
                    self._send(selector)
                    continue
                data = self._receive(channel)
                if data == b"":
                    selector.unregister(channel)
                    if channel is self._worker.frames:
                        self.gone = True
                        return self._closing or Close.GONE
                elif data:
                    self._take(channel, data)
                    if self.record.ended is not None:
                        return self._closing or Close.ENDED
            self._hand_on()

    def _let_in(self, ready: ReadyReader) -> bool:
        """Has the job sent once the worker is ready for it; False if it never will be."""
        try:
            data = self._worker.frames.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            return False
        if ready.feed(data):
            self._ready = None
            self._deadline = time.monotonic() + START_LIMIT_S
            self._unsent = memoryview(bytes(self._unsent) + self._held_back)
            return self._worker.would_wait()
        return bool(data)

    def _ask_where(self, close: Close) -> bool:
        """Ends the run for that reason, but asks Node first what it is doing; whether an answer may come."""
        if self._closing is not None or not self.record.started or self.record.settled is not None:
            return False
        self._closing = close
        self._deadline = time.monotonic() + LOCATE_S
        self.record.asked_where()
        return self._sender.interrupt()

    def _late(self) -> Close:
        if self._closing is not None:
            return self._closing
        if self.record.settled is not None:
            return Close.LINGERED
        return Close.TIMEOUT if self.record.started else Close.NOT_STARTED

    def _send(self, selector: selectors.BaseSelector) -> None:
        """Sends what the channel takes of the job now; the rest when it takes more."""
        jobs = self._worker.jobs
        try:
            self._unsent = self._unsent[jobs.send(self._unsent) :]
        except BlockingIOError:
            pass
        except OSError:
            self._unsent = self._unsent[:0]  # it is gone, which the channel of frames tells
        registered = jobs in selector.get_map()
        if not self._unsent and self._ready is not None:
            if registered:
                selector.unregister(jobs)
        elif not self._unsent:
            if registered:
                selector.unregister(jobs)
            with contextlib.suppress(OSError):
                jobs.shutdown(socket.SHUT_WR)
        elif not registered:
            selector.register(jobs, selectors.EVENT_WRITE)

    def _take(self, channel: socket.socket, data: bytes) -> None:
        if channel is not self._worker.frames:
            self._take_raw(channel, data)
            return
        for frame in self._reader.feed(data):
            if isinstance(frame, Noise):
                self._print("log", frame.text)
                continue
            if isinstance(frame, Console) and self._source.copies:
                frame = replace(frame, lines=tuple(replace(line, text=self._source.restored(line.text)) for line in frame.lines))
            was_started, was_settled = self.record.started, self.record.settled
            self._held += self.record.take(frame)
            if self.record.started and not was_started:
                self._began = time.monotonic()
                self._deadline = self._began + self._timeout_s
            if self.record.settled is not was_settled and self._closing is None:
                self._deadline = time.monotonic() + LINGER_S

    def _take_raw(self, channel: socket.socket, data: bytes) -> None:
        if channel is self._worker.errors:
            self.record.keep_tail(data)
        *lines, rest = (self._partial[channel] + data).split(b"\n")
        if len(rest) > _CHUNK:
            lines, rest = [*lines, rest], b""
        self._partial[channel] = rest
        self.record.dropped += max(0, len(lines) - KEPT_LINES)
        for line in lines[-KEPT_LINES:]:
            self._raw_line(channel, line)

    def _raw_line(self, channel: socket.socket, line: bytes) -> None:
        """A line that was written past the console. What Node says when it dies belongs to the ending, not here."""
        text = line.decode("utf-8", "replace")
        if not text or not self.record.started:
            return
        if channel is self._worker.output:
            self._print("log", text)
            return
        self._answering = self._answering or (self._closing is not None and text.startswith(MARK))
        self._dumping = self._dumping or text.startswith(_DUMPS)
        if not self._dumping and not self._answering:
            self._print("error", text)
        elif not self._answering:
            self._dump.append(text)
            if len(self._dump) > KEPT_LINES:
                self._dump.popleft()
                self.record.dropped += 1

    def _print(self, level: str, text: str) -> None:
        line = ConsoleLine(level, self._source.restored(text), round(self.elapsed_ms, 3))
        self.record.keep((line,))
        self._held.append(line)

    def _hand_on(self, *, force: bool = False) -> None:
        now = time.monotonic()
        if self._held and (force or now - self._delivered >= DELIVERY_GAP_S):
            lines, self._held = self._held, []
            self._delivered = now
            self._deliver(lines)

    def _receive(self, channel: socket.socket) -> bytes | None:
        """What is there to be read: b'' at the end, None if there is nothing now."""
        try:
            return self._sender.receive(_CHUNK) if channel is self._worker.frames else channel.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            return b""


def _death_of(pid: int) -> int | None:
    """A descriptor that can be read once that process has ended, None where the system has none (it has to be closed)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return os.pidfd_open(pid)
    return None
