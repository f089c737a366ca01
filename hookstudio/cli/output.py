"""Where the command line writes: results to standard output, messages to standard error, or one JSON document and nothing else."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any, Final, TextIO

from hookstudio.model.errors import StudioError

_COLOURS: Final = {"muted": "2", "ok": "32", "warning": "33", "error": "31", "call": "34", "strong": "1"}
_REORDERING: Final = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))  # what makes text read otherwise than it stands
_CONTROLS: Final = (
    {code: chr(0x2400 + code) for code in range(32) if code not in (9, 10)}
    | {127: "␡"}
    | dict.fromkeys((*range(128, 160), *_REORDERING), "�")
)
_BREAKS: Final = dict.fromkeys((0x0A, 0x2028, 0x2029), " ")
_JSON_ESCAPES: Final = {code: f"\\u{code:04x}" for code in (*range(127, 160), 0x2028, 0x2029, *_REORDERING)}


class OutputLost(StudioError):
    """Standard output can't be written: the disk behind it is full, say."""


class Output:
    """UTF-8 whatever the system's encoding, with `\\n` as line end; a reader that goes away is no error. Safe to use from threads."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._lock = threading.Lock()
        self._lost = False

    def result(self, text: str) -> None:
        """A line of the result, for people; nothing with `--json`."""
        if not self.as_json:
            self._write(sys.stdout, text + "\n")

    def document(self, value: Mapping[str, Any]) -> None:
        """The JSON document that is the whole answer; nothing without `--json`."""
        if self.as_json:
            self._write(sys.stdout, json_for_people(value) + "\n")

    def raw(self, text: str) -> None:
        """A result that is the same with and without `--json`."""
        self._write(sys.stdout, text + "\n")

    def message(self, text: str) -> None:
        """A line for people beside the result; nothing with `--json`."""
        if not self.as_json:
            self._write(sys.stderr, text + "\n")

    def notice(self, text: str) -> None:
        """Something that people should know beside the result; nothing with `--json`."""
        self.message(self.paint("notice: ", "warning") + one_line(text))

    def can_ask(self) -> bool:
        """Whether there is somebody at a terminal who can be asked something."""
        return not self.as_json and all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))

    def alarm(self, text: str) -> None:
        """A line that people have to see whatever else is asked for."""
        self._write(sys.stderr, text + "\n")

    def progress(self, text: str) -> None:
        """What is going on, on a line of its own that the next one takes the place of; '' clears it. Nothing but in a terminal."""
        if not self.as_json and sys.stderr is not None and sys.stderr.isatty():
            self._write(sys.stderr, f"\r\x1b[K{one_line(text)}")

    def failure(self, error: StudioError) -> None:
        """Say why it did not work."""
        if self.as_json and not self._lost:
            self.document({"error": {"message": error.message, "hint": error.hint, "details": error.details}})
            return
        lines = [self.paint("hookstudio: ", "error") + visible(error.message).replace("\n", "\n  ")]
        lines += [f"  {visible(line)}" for line in error.hint.splitlines()]
        lines += [self.paint(f"  {visible(line)}", "muted") for line in error.details.splitlines()]
        self._write(sys.stderr, "\n".join(lines) + "\n")

    def paint(self, text: str, role: str, stream: TextIO | None = None) -> str:
        """*text* in a colour where *stream* (standard error if not said) is a terminal that wants colours."""
        return f"\x1b[{_COLOURS[role]}m{text}\x1b[0m" if text and _wants_colour(stream or sys.stderr) else text

    def _write(self, stream: TextIO | None, text: str) -> None:
        """Raises OutputLost if the system refuses. Whoever read the stream may have gone (`| head`): the rest then goes nowhere."""
        if stream is None:  # closed by whoever started the program
            return
        data = text.encode("utf-8", "backslashreplace")  # half a character becomes its JSON escape
        with self._lock:
            try:
                stream.flush()
                stream.buffer.write(data)
                stream.buffer.flush()
            except OSError as error:
                _lead_nowhere(stream)
                if stream is sys.stdout and not isinstance(error, BrokenPipeError | ConnectionResetError):
                    self._lost = True
                    raise OutputLost("Standard output can't be written.", details=str(error)) from error


def _lead_nowhere(stream: TextIO) -> None:
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def visible(text: str) -> str:
    """*text* with its control characters as signs, so that it can't take over a terminal; tabs and line breaks stay."""
    return text.replace("\r\n", "\n").translate(_CONTROLS)


def one_line(text: str) -> str:
    """The same without line breaks: what others have written into it begins no line of its own."""
    return visible(text).translate(_BREAKS)


def json_for_people(value: object) -> str:
    """*value* as JSON that can't take over a terminal either: its control characters are escapes, so that the value is the same."""
    return json.dumps(value, ensure_ascii=False, indent=2).translate(_JSON_ESCAPES)


def _wants_colour(stream: TextIO | None) -> bool:
    return stream is not None and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()
