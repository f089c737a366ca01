"""How a run ended, in words, with the sign and the colour that go with them."""

from __future__ import annotations

from dataclasses import dataclass

from hookstudio.model.outcome import HookError, Outcome, Status, format_duration


@dataclass(frozen=True, slots=True)
class EndingWords:
    """`short` stands in the bar ('ok in 6.2 ms'), `title` above the failure, `explanation` below it."""

    sign: str
    role: str
    short: str
    title: str = ""
    explanation: str = ""


def describe(outcome: Outcome) -> EndingWords:
    """The words for *outcome*."""
    took = format_duration(outcome.duration_ms)
    error = outcome.error
    match outcome.status:
        case Status.OK:
            return EndingWords("ok", "ok", f"ok in {took}")
        case Status.TIMEOUT:
            return EndingWords(
                "clock",
                "error",
                f"timed out after {took}",
                f"Timed out after {took}",
                "The hook neither called back nor returned within its time limit, so it was ended. A tenant ends it in the same way.",
            )
        case Status.STOPPED:
            return EndingWords("stop", "warning", f"stopped after {took}", f"Stopped after {took}", "You stopped this run.")
        case Status.CRASHED if out_of_memory(error):
            return EndingWords(
                "error",
                "error",
                f"out of memory after {took}",
                f"Out of memory after {took}",
                "The hook wanted more memory than a run may take, so its process was ended.",
            )
        case Status.CRASHED:
            return EndingWords(
                "error",
                "error",
                f"crashed after {took}",
                f"Crashed after {took}",
                "The hook's process ended before the hook called back or returned.",
            )
        case Status.INVALID:
            return _invalid(error)
        case _ if never_called_back(error):
            return EndingWords(
                "error",
                "error",
                f"never called back, {took}",
                f"Never called its callback, ended after {took}",
                "Nothing was left for the hook to wait for, and it had neither called back nor returned its context.",
            )
        case _:
            return EndingWords("error", "error", f"failed after {took}", f"Failed after {took}")


def _invalid(error: HookError | None) -> EndingWords:
    if error is not None and error.name == "SyntaxError":
        return EndingWords("error", "error", "syntax error", "Syntax error", "The code could not be read, so nothing was run.")
    if missing_handle(error):
        return EndingWords(
            "error",
            "error",
            "no handle function",
            "There is no handle function",
            "A hook is a function called handle: “function handle(data, callback) { … }”, exported in an ES module.",
        )
    return EndingWords("error", "error", "can't run", "This can't be run")


def out_of_memory(error: HookError | None) -> bool:
    return error is not None and "memory" in f"{error.name} {error.code} {error.message}".lower()


def missing_handle(error: HookError | None) -> bool:
    return error is not None and "handle" in error.message and not error.stack


def never_called_back(error: HookError | None) -> bool:
    return error is not None and "callback" in error.message and "never" in error.message


def too_large(error: HookError | None) -> bool:
    """Whether the run failed because of the size or depth of its result."""
    return error is not None and any(words in error.message.lower() for words in ("too large", "too big", "nested deeper", "64 mb"))
