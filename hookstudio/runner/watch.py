"""Watches one worker from its job to its end: hands over the job, takes frames, keeps the time limit."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from hookstudio.model.outcome import ConsoleLine
from hookstudio.runner.endings import Close
from hookstudio.runner.frames import Console, ProtocolBroken
from hookstudio.runner.protocol import FrameReader, Noise
from hookstudio.runner.record import KEPT_LINES, Record
from hookstudio.runner.stack import Source
from hookstudio.runner.worker import Worker

START_LIMIT_S: Final = 20.0  # from handing over the job until its code begins to load, whatever Node is busy with
LINGER_S: Final = 1.0  # how long a worker that has settled may take to say that all is said
DELIVERY_GAP_S: Final = 0.01  # console lines that come faster are handed on together
_CHUNK: Final = 256 * 1024
_DRAIN: Final = 64  # chunks read after the end at most: a process that escaped could go on writing
_DUMPS: Final = ("<--- ", "FATAL ERROR:", "#", "[", "terminate called", "---", "Native stack", "node:internal")


class Watch:
    """One worker doing one job. `run()` is called once; `stop_requested` is asked when the channel closes."""

    def __init__(
        self,
        worker: Worker,
        job: bytes,
        reader: FrameReader,
        timeout_s: float,
        deliver: Callable[[Sequence[ConsoleLine]], None],
        stop_requested: Callable[[], bool],
        source: Source,
    ) -> None:
        self.record = Record()
        self._worker = worker
        self._unsent = memoryview(worker.greeting + job)
        self._reader = reader
        self._timeout_s = timeout_s
        self._deliver = deliver
        self._stop_requested = stop_requested
        self._source = source
        self._began = time.monotonic()
        self._deadline = self._began + START_LIMIT_S
        self._held: list[ConsoleLine] = []
        self._delivered = 0.0
        self._partial = {worker.output: b"", worker.errors: b""}
        self._dumping = False

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
            self._send(selector)
            try:
                return self._watch(selector)
            except ProtocolBroken:
                return Close.BROKEN

    def drain(self) -> None:
        """Takes what was said and not yet heard; the process is gone."""
        with contextlib.suppress(ProtocolBroken):
            for channel in (self._worker.frames, self._worker.output, self._worker.errors):
                for _ in range(_DRAIN):
                    data = _receive(channel)
                    if not data:
                        break
                    self._take(channel, data)
        for channel, rest in self._partial.items():
            self._raw_line(channel, rest)
        self._hand_on(force=True)

    def _watch(self, selector: selectors.BaseSelector) -> Close:
        while True:
            now = time.monotonic()
            if now >= self._deadline:
                return self._late()
            wait = self._deadline - now
            if self._held:
                wait = min(wait, max(0.0, self._delivered + DELIVERY_GAP_S - now))
            for key, events in selector.select(wait):
                channel = key.fileobj
                if not isinstance(channel, socket.socket):
                    continue
                if events & selectors.EVENT_WRITE:
                    self._send(selector)
                    continue
                data = _receive(channel)
                if data == b"":
                    selector.unregister(channel)
                    if channel is self._worker.frames:
                        return Close.STOPPED if self._stop_requested() else Close.GONE
                elif data:
                    self._take(channel, data)
                    if self.record.ended is not None:
                        return Close.ENDED
            self._hand_on()

    def _late(self) -> Close:
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
        if not self._unsent:
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
            if self.record.settled is not was_settled:
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
        if channel is self._worker.errors:
            self._dumping = self._dumping or text.startswith(_DUMPS)
        if text and self.record.started and not (channel is self._worker.errors and self._dumping):
            self._print("log" if channel is self._worker.output else "error", text)

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


def _receive(channel: socket.socket) -> bytes | None:
    """What is there to be read: b'' at the end, None if there is nothing now."""
    try:
        return channel.recv(_CHUNK)
    except (BlockingIOError, InterruptedError):
        return None
    except OSError:
        return b""
