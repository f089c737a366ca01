"""What a worker may say. Every frame is checked like any outside data: the code that ran beside its author is a stranger's.

The line of a frame is `NONCE SEQUENCE TYPE JSON NONCE`. Types: started, console* and busy*, then one of result, unusable, failed,
silent and invalid; warning* and exit at any time; end last. `ms` are milliseconds since the code began to load.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hookstudio.model.json_value import JsonValue
from hookstudio.model.outcome import ConsoleLine

LEVELS: Final = frozenset({"log", "info", "debug", "warn", "error", "trace"})
WARNING_CODES: Final = frozenset({"callback-called-twice", "callback-and-return", "late-error", "unhandled-rejection"})
SETTLED_BY: Final = ("", "callback", "return", "promise", "throw", "rejection", "uncaught", "missing", "syntax", "nothing", "silence")
RESULT_DEPTH: Final = 200  # the harness refuses deeper results; a frame that holds one is none of its own
_CAUSES: Final = 6


class ProtocolBroken(Exception):
    """A worker said something that the harness never says. Ends the run; no user sees this text alone."""


@dataclass(frozen=True, slots=True)
class Started:
    """The hook's code begins to load: the time limit counts from here."""


@dataclass(frozen=True, slots=True)
class Console:
    lines: tuple[ConsoleLine, ...]
    dropped: int
    flood: bool


@dataclass(frozen=True, slots=True)
class Thrown:
    """What was thrown or handed over as an error. `is_error` is False for any other value, which `value` holds if it is JSON."""

    is_error: bool
    name: str = ""
    message: str = ""
    code: str = ""
    stack: str = ""
    permission: str = ""
    resource: str = ""
    text: str = ""
    value: JsonValue = None
    cause: Thrown | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """A result. `how` is callback, return, promise or nothing; `nothing` says 'undefined' or 'null' where it is that."""

    ms: float
    how: str
    nothing: str
    lost: tuple[tuple[str, str], ...]
    lost_count: int
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Unusable:
    """A result that is no JSON: `problem` is circular, bigint, depth, size, count or threw, `path` a JSON Pointer to it."""

    ms: float
    problem: str
    path: str
    detail: str
    error: Thrown | None


@dataclass(frozen=True, slots=True)
class Failed:
    """`how` is callback, throw, rejection or uncaught; `phase` is load or call."""

    ms: float
    phase: str
    how: str
    error: Thrown


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing is pending and nothing was handed back. `promise`: handle returned one; `declared`: how many parameters it has."""

    ms: float
    phase: str
    promise: bool
    declared: int


@dataclass(frozen=True, slots=True)
class Invalid:
    """`reason` is syntax, with `error`, or handle, with what was `found` in its place."""

    reason: str
    found: str
    error: Thrown | None


@dataclass(frozen=True, slots=True)
class Warned:
    code: str
    settled_by: str
    error: Thrown | None


@dataclass(frozen=True, slots=True)
class Exiting:
    """The hook is about to end its own process by `call`."""

    call: str
    error: Thrown


@dataclass(frozen=True, slots=True)
class Busy:
    """The hook goes on and on with promises, ticks or the console; just now at `stack`."""

    stack: str


@dataclass(frozen=True, slots=True)
class Ended:
    """All is said. `pending` counts what was still open, by Node's names."""

    pending: dict[str, int]


Frame = Started | Console | Returned | Unusable | Failed | Silent | Invalid | Warned | Exiting | Busy | Ended
Settled = Returned | Unusable | Failed | Silent | Invalid


def read_frame(kind: str, document: JsonValue) -> Frame:
    """The frame of that type. Raises ProtocolBroken where anything is missing or of the wrong kind."""
    reader = _READERS.get(kind)
    if reader is None:
        raise ProtocolBroken(f"a frame of the unknown type {kind[:40]!r}")
    return reader(_Fields(document))


class _Fields:
    """Typed access to the fields of a JSON object."""

    def __init__(self, document: JsonValue) -> None:
        if not isinstance(document, dict):
            raise ProtocolBroken("a frame that is no object")
        self._fields = document

    def has(self, name: str) -> bool:
        return name in self._fields

    def any(self, name: str) -> JsonValue:
        if name not in self._fields:
            raise ProtocolBroken(f"a frame without {name}")
        return self._fields[name]

    def text(self, name: str, default: str | None = None) -> str:
        value = self.any(name) if default is None else self._fields.get(name, default)
        if not isinstance(value, str):
            raise ProtocolBroken(f"{name} is no text")
        return value

    def one_of(self, name: str, *allowed: str) -> str:
        value = self.text(name)
        if value not in allowed:
            raise ProtocolBroken(f"{name} is {value[:40]!r}")
        return value

    def flag(self, name: str) -> bool:
        value = self.any(name)
        if not isinstance(value, bool):
            raise ProtocolBroken(f"{name} is no boolean")
        return value

    def count(self, name: str) -> int:
        value = self.any(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53:
            raise ProtocolBroken(f"{name} is no count")
        return int(value)

    def milliseconds(self, name: str = "ms") -> float:
        return _milliseconds(self.any(name))

    def rows(self, name: str) -> list[JsonValue]:
        value = self.any(name)
        if not isinstance(value, list):
            raise ProtocolBroken(f"{name} is no list")
        return value

    def thrown(self, name: str = "error") -> Thrown | None:
        return _thrown(_Fields(self._fields[name]), 0) if name in self._fields else None


def _milliseconds(value: JsonValue) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise ProtocolBroken("a time that is none")
    return float(value)


def _line(row: JsonValue) -> ConsoleLine:
    if not isinstance(row, list) or len(row) != 3:
        raise ProtocolBroken("a console line that is none")
    level, at, text = row
    if not isinstance(level, str) or level not in LEVELS or not isinstance(text, str):
        raise ProtocolBroken("a console line that is none")
    return ConsoleLine(level, text, _milliseconds(at))


def _lost(row: JsonValue) -> tuple[str, str]:
    if isinstance(row, list) and len(row) == 2:
        path, what = row
        if isinstance(path, str) and isinstance(what, str):
            return path, what
    raise ProtocolBroken("a lost value that is none")


def _thrown(fields: _Fields, depth: int) -> Thrown:
    if depth > _CAUSES:
        raise ProtocolBroken("too many causes")
    cause = _thrown(_Fields(fields.any("cause")), depth + 1) if fields.has("cause") else None
    names = ("name", "message", "code", "stack", "permission", "resource", "text")
    texts = {name: fields.text(name, "") for name in names}
    value = fields.any("value") if fields.has("value") else None
    return Thrown(fields.one_of("kind", "error", "value") == "error", **texts, value=value, cause=cause)


def _error(fields: _Fields) -> Thrown:
    return _thrown(_Fields(fields.any("error")), 0)


def _result(fields: _Fields) -> Returned:
    return Returned(
        fields.milliseconds(),
        fields.one_of("how", "callback", "return", "promise", "nothing"),
        fields.one_of("nothing", "", "undefined", "null"),
        tuple(map(_lost, fields.rows("lost"))),
        fields.count("lost_count"),
        fields.any("value"),
    )


def _unusable(fields: _Fields) -> Unusable:
    problem = fields.one_of("problem", "circular", "bigint", "depth", "size", "count", "threw")
    return Unusable(fields.milliseconds(), problem, fields.text("path"), fields.text("detail"), fields.thrown())


def _failed(fields: _Fields) -> Failed:
    how = fields.one_of("how", "callback", "throw", "rejection", "uncaught")
    return Failed(fields.milliseconds(), fields.one_of("phase", "load", "call"), how, _error(fields))


def _silent(fields: _Fields) -> Silent:
    return Silent(fields.milliseconds(), fields.one_of("phase", "load", "call"), fields.flag("promise"), fields.count("declared"))


def _ended(fields: _Fields) -> Ended:
    pending = _Fields(fields.any("pending"))
    return Ended({name: pending.count(name) for name in pending._fields})


_READERS: Final[dict[str, Callable[[_Fields], Frame]]] = {
    "started": lambda _fields: Started(),
    "console": lambda fields: Console(tuple(map(_line, fields.rows("lines"))), fields.count("dropped"), fields.flag("flood")),
    "result": _result,
    "unusable": _unusable,
    "failed": _failed,
    "silent": _silent,
    "invalid": lambda fields: Invalid(fields.one_of("reason", "syntax", "handle"), fields.text("found", ""), fields.thrown()),
    "warning": lambda fields: Warned(fields.one_of("code", *WARNING_CODES), fields.one_of("settled_by", *SETTLED_BY), fields.thrown()),
    "exit": lambda fields: Exiting(fields.text("call"), _error(fields)),
    "busy": lambda fields: Busy(fields.text("stack")),
    "end": _ended,
}
