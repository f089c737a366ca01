"""What running a hook gives: an ending that explains itself, and everything seen on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from hookstudio.model.json_value import JsonValue


class Status(StrEnum):
    """How a run ended. `failed`: by the hook's own doing; `crashed`: its process died; `invalid`: there was nothing that could run."""

    OK = "ok"
    FAILED = "failed"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    STOPPED = "stopped"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class ConsoleLine:
    """One call of the console (its text may have line breaks). `at_ms`: milliseconds since the hook's code began to load."""

    level: str
    text: str
    at_ms: float

    def to_document(self) -> dict[str, JsonValue]:
        return {"level": self.level, "text": self.text, "at_ms": self.at_ms}


@dataclass(frozen=True, slots=True)
class RunWarning:
    """Something that a tenant may take amiss though the run went on. `code` is stable, `message` is for people."""

    code: str
    message: str

    def to_document(self) -> dict[str, JsonValue]:
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class StackFrame:
    """One frame; line and column count from 1. `module` is None in the user's own file, else a package or a file."""

    function: str
    line: int
    column: int
    module: str | None = None

    def to_document(self) -> dict[str, JsonValue]:
        return {"function": self.function, "line": self.line, "column": self.column, "module": self.module}


@dataclass(frozen=True, slots=True)
class HookError:
    """Why a run did not succeed. `value` is what the hook threw or handed to its callback where that was no Error."""

    name: str
    message: str
    code: str | None = None
    stack: tuple[StackFrame, ...] = ()
    cause: HookError | None = None
    value: JsonValue = None

    @property
    def own_frame(self) -> StackFrame | None:
        """The innermost frame in the user's own file."""
        return next((frame for frame in self.stack if frame.module is None), None)

    def to_document(self) -> dict[str, JsonValue]:
        document: dict[str, JsonValue] = {"name": self.name, "message": self.message}
        if self.code is not None:
            document["code"] = self.code
        document["stack"] = [frame.to_document() for frame in self.stack]
        if self.cause is not None:
            document["cause"] = self.cause.to_document()
        if self.value is not None:
            document["value"] = self.value
        return document


_HEADLINES = {
    Status.OK: "Succeeded",
    Status.FAILED: "Failed",
    Status.TIMEOUT: "Timed out",
    Status.CRASHED: "Crashed",
    Status.STOPPED: "Stopped",
    Status.INVALID: "Can't run",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one run. `result` is the resulting context, None unless `ok`; `node` is the full version that ran it."""

    status: Status
    result: JsonValue = None
    error: HookError | None = None
    console: tuple[ConsoleLine, ...] = ()
    warnings: tuple[RunWarning, ...] = ()
    duration_ms: float = 0.0
    node: str = ""
    dialect: str = "classic"
    sandbox: tuple[str, ...] = ()
    seed: int | None = None

    @property
    def ok(self) -> bool:
        return self.status is Status.OK

    @property
    def headline(self) -> str:
        """One line for people, such as 'Timed out after 10 s' or 'Succeeded in 6.2 ms'."""
        word = _HEADLINES[self.status]
        if self.status is Status.INVALID:
            return word
        preposition = "in" if self.ok else "after"
        return f"{word} {preposition} {format_duration(self.duration_ms)}"

    def with_seed(self, seed: int | None) -> Outcome:
        return replace(self, seed=seed)

    def to_document(self) -> dict[str, Any]:
        """The document that `run --json` prints."""
        return {
            "status": self.status.value,
            "result": self.result,
            "error": self.error.to_document() if self.error else None,
            "console": [line.to_document() for line in self.console],
            "warnings": [warning.to_document() for warning in self.warnings],
            "duration_ms": self.duration_ms,
            "node": self.node,
            "dialect": self.dialect,
            "sandbox": list(self.sandbox),
            "seed": self.seed,
        }


def format_duration(milliseconds: float) -> str:
    """'6.2 ms', '240 ms', '1.5 s', '10 s'."""
    if milliseconds < 100:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 1000:
        return f"{milliseconds:.0f} ms"
    return f"{milliseconds / 1000:.1f}".removesuffix(".0") + " s"
