"""How a run ended, in words, with the sign and the colour that go with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hookstudio.model.outcome import HookError, Outcome, Status, format_duration

if TYPE_CHECKING:
    from hookstudio.model.journey import Journey


@dataclass(frozen=True, slots=True)
class EndingWords:
    """`short` stands in the bar ('ok in 6.2 ms'), `title` above what the console tells of a failure.

    `named` is False where the error's name would only repeat the title.
    """

    sign: str
    role: str
    short: str
    title: str = ""
    named: bool = False


def describe(outcome: Outcome) -> EndingWords:
    """The words for *outcome*."""
    took = format_duration(outcome.duration_ms)
    error = outcome.error
    match outcome.status:
        case Status.OK:
            return EndingWords("ok", "ok", f"ok in {took}")
        case Status.STOPPED:
            return EndingWords("stop", "warning", f"stopped after {took}", f"You stopped the hook after {took}")
        case Status.TIMEOUT:
            return EndingWords("clock", "error", f"timed out after {took}", f"Timed out after {took}", named=True)
        case Status.CRASHED if out_of_memory(error):
            return EndingWords("error", "error", f"out of memory after {took}", f"Out of memory after {took}")
        case Status.CRASHED:
            return EndingWords("error", "error", f"crashed after {took}", f"Crashed after {took}")
        case Status.INVALID if error is not None and error.name == "SyntaxError":
            return EndingWords("error", "error", "syntax error", "Syntax error: nothing was run", named=True)
        case Status.INVALID if missing_handle(error):
            return EndingWords("error", "error", "no handle function", "There is no handle function: nothing was run")
        case Status.INVALID:
            return EndingWords("error", "error", "can't run", "This can't be run")
        case _ if never_called_back(error):
            return EndingWords(
                "error", "error", f"never called back, {took}", f"Never called back: nothing was left to wait for after {took}"
            )
        case _:
            return EndingWords("error", "error", f"failed after {took}", f"Failed after {took}", named=True)


def chain_ending(journey: Journey) -> EndingWords:
    """The words for a whole chain: 'chain ok in 8.1 ms', 'chain failed at “notify”'."""
    took = format_duration(journey.duration_ms)
    if journey.ok:
        return EndingWords("ok", "ok", f"chain ok in {took}" if journey.planned else "nothing to run")
    if journey.status is Status.STOPPED or journey.failing is None:
        return EndingWords("stop", "warning", f"chain stopped after {took}")
    words = describe(journey.failing.outcome)
    return EndingWords(words.sign, words.role, f"{journey.failing.hook.name}: {words.short}")


def out_of_memory(error: HookError | None) -> bool:
    return error is not None and error.name == "OutOfMemory"


def missing_handle(error: HookError | None) -> bool:
    return error is not None and not error.stack and "called handle" in error.message


def never_called_back(error: HookError | None) -> bool:
    """Whether the runner says so; what a hook throws by itself has a stack or another beginning."""
    return error is not None and not error.stack and error.message.startswith(("The hook never called", "The hook never finished"))


def too_large(error: HookError | None) -> bool:
    """Whether the run failed because of the size or depth of its result."""
    return error is not None and not error.stack and any(words in error.message for words in ("nested deeper than", "larger than"))
