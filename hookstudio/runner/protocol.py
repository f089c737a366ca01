"""Takes frames out of the bytes that come from a worker: nonce, sequence, size and depth are checked here, the rest in frames."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NoReturn

from hookstudio.model.json_value import JsonValue
from hookstudio.runner.frames import RESULT_DEPTH, Frame, ProtocolBroken, read_frame

LINE_LIMIT: Final = 72 * 1024 * 1024  # a result of 64 MB and what is said about it
NOISE_LIMIT: Final = 100_000  # bytes shown of what is no frame
VALUES_LIMIT: Final = 700_000  # of one frame: the harness gives up a result beyond 500,000, and small ones take a hundred times their text
_FRAME_DEPTH: Final = RESULT_DEPTH + 10
_STRING: Final = re.compile(rb'"[^"]*"')


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes on the channel that are no frame of this run: something the hook wrote there, or printed where both share one."""

    text: str


class ReadyReader:
    """Finds the line in which a worker says that it is ready, among whatever the modules that it has loaded wrote."""

    def __init__(self, token: str) -> None:
        self._mark = b"\n" + token.encode("ascii") + b" ready\n"
        self._rest = b""

    def feed(self, data: bytes) -> bool:
        """Whether it has been said."""
        text = self._rest + data
        self._rest = text[-len(self._mark) :]
        return self._mark in text


class FrameReader:
    """Frames of one run, in order. Bytes without the run's nonce are noise; with it, everything has to be right, to its end."""

    def __init__(self, nonce: str) -> None:
        self._mark = b"\n" + nonce.encode("ascii") + b" "
        self._seal = b" " + nonce.encode("ascii")
        self._buffer = bytearray()
        self._searched = 0
        self._sequence = 0

    def feed(self, data: bytes) -> Iterator[Frame | Noise]:
        """What *data* completes. Raises ProtocolBroken, after which the reader is of no further use."""
        self._buffer += data
        complete = self._buffer.rfind(b"\n", self._searched) + 1
        if complete == 0:
            self._searched = len(self._buffer)
            if self._searched > LINE_LIMIT:
                raise ProtocolBroken("a line without an end")
            return
        text = b"\n" + bytes(self._buffer[:complete])
        del self._buffer[:complete]
        self._searched = len(self._buffer)
        at = 0
        while (mark := text.find(self._mark, at)) >= 0:
            yield from _noise(text[at:mark])
            at = text.index(b"\n", mark + 1)
            yield self._frame(text[mark + 1 : at])
        yield from _noise(text[at:])

    def _frame(self, line: bytes) -> Frame:
        parts = line.split(b" ", 3)
        if len(line) > LINE_LIMIT or len(parts) != 4:
            raise ProtocolBroken("a frame that is too long or too short")
        if parts[1] != b"%d" % self._sequence:
            raise ProtocolBroken("a frame out of order")
        if not parts[3].endswith(self._seal):
            raise ProtocolBroken("a frame that somebody else has ended")
        self._sequence += 1
        return read_frame(parts[2].decode("ascii", "replace"), parse(parts[3][: -len(self._seal)]))


def _noise(text: bytes) -> Iterator[Noise]:
    if said := text.strip(b"\n"):
        yield Noise(said[:NOISE_LIMIT].decode("utf-8", "replace"))


def parse(text: bytes) -> JsonValue:
    """The JSON value in *text*; half surrogates, which no file can hold, become U+FFFD. Raises ProtocolBroken."""
    if _signs(text) > VALUES_LIMIT and _has_too_many(text):
        raise ProtocolBroken("a frame of too many values")
    try:
        value: JsonValue = json.loads(text.decode("utf-8"), parse_constant=_no_number, parse_float=_number)
    except (ValueError, RecursionError) as error:
        raise ProtocolBroken("a frame that is no JSON") from error
    if text.count(b"[") + text.count(b"{") > _FRAME_DEPTH and _depth_over(value, _FRAME_DEPTH):
        raise ProtocolBroken("a frame that is nested too deeply")
    return _well_formed(value) if b"\\ud" in text.lower() else value


def _signs(text: bytes) -> int:
    """At least as many as the values in *text*, if it is JSON: what opens or parts them, in strings, too."""
    return 1 + text.count(b",") + text.count(b"[") + text.count(b"{")


def _has_too_many(text: bytes) -> bool:
    """Whether there are more values than a frame may have, or that many strings; in a time that is bounded by the length of *text*."""
    plain = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    if plain.count(b'"') > 4 * VALUES_LIMIT:
        return True
    return _signs(plain) - sum(_signs(match[0]) - 1 for match in _STRING.finditer(plain)) > VALUES_LIMIT


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _number(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def _depth_over(value: JsonValue, limit: int) -> bool:
    """Whether *value* is nested deeper than *limit*: level by level, so that its width costs memory but no stack."""
    level: list[JsonValue] = [value]
    for _ in range(limit):
        below: list[JsonValue] = []
        for item in level:
            if isinstance(item, dict):
                below.extend(child for child in item.values() if isinstance(child, dict | list))
            elif isinstance(item, list):
                below.extend(child for child in item if isinstance(child, dict | list))
        if not below:
            return False
        level = below
    return True


def _well_formed(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    if isinstance(value, dict):
        return {str(_well_formed(key)): _well_formed(item) for key, item in value.items()}
    return value
