"""Makes the outcome of a run from what is known about it: each ending in its own words."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from hookstudio.model.hook import Dialect
from hookstudio.model.outcome import HookError, Outcome, StackFrame, Status, format_duration
from hookstudio.runner.environment import data_limit_mb
from hookstudio.runner.frames import Exiting, Failed, Invalid, Returned, Settled, Silent, Thrown, Unusable
from hookstudio.runner.job import RunJob
from hookstudio.runner.record import Record
from hookstudio.runner.refusals import Rules
from hookstudio.runner.stack import Source
from hookstudio.runner.warnings import warnings_of

_HOW_TO_HANDLE: Final = {
    Dialect.CLASSIC: "The code declares no function called handle. Add “function handle(data, callback) { … }” at the top level.",
    Dialect.ESM: "The module exports no function called handle. Add “export async function handle(data) { … }”.",
}


def lost_code(nonce: str) -> int:
    """What the harness exits with when it can't be heard any more: a hook that exits so by chance is not told of tampering."""
    return 20 + int(nonce[:2], 16) % 100


class Close(Enum):
    """What ended the watching of a worker."""

    ENDED = "the worker said that all is said"
    LINGERED = "it had settled but did not come to its end"
    GONE = "its channel closed"
    TIMEOUT = "the time limit"
    STOPPED = "the user"
    BROKEN = "it said what no worker says"
    NOT_STARTED = "it never began"


@dataclass(frozen=True, slots=True)
class Finish:
    """How watching ended: `exit_code` as subprocess has it, `duration_ms` since the code began to load, `sandbox` the layers around.

    `lost`: the harness ended because it could not be heard any more.
    """

    close: Close
    exit_code: int
    duration_ms: float
    sandbox: tuple[str, ...] = ()
    lost: bool = False


def outcome_of(job: RunJob, record: Record, finish: Finish, source: Source, find_syntax_error: Callable[[], StackFrame | None]) -> Outcome:
    """The outcome. *find_syntax_error* is asked where Node did not say where in a module a syntax error is."""
    settled = _in_time(job, record, finish)
    status, error, duration = Status.OK, None, finish.duration_ms
    result = None
    rules = Rules(job.network, finish.sandbox)
    if settled is None or isinstance(settled, Invalid):
        status, error = _unsettled(job, record, finish, source) if settled is None else _invalid(job, settled, source, rules)
    else:
        duration = settled.ms
        if isinstance(settled, Returned):
            result = settled.value
        elif isinstance(settled, Unusable):
            status, error = Status.FAILED, _unusable(settled, source, rules)
        elif isinstance(settled, Silent):
            status, error = Status.FAILED, _silent(settled)
        else:
            status, error = _failed(job, settled, source, rules, find_syntax_error)
    warnings = warnings_of(record, lingered=finish.close is Close.LINGERED, died=finish.close in (Close.GONE, Close.BROKEN))
    lines = tuple(record.lines)
    return Outcome(status, result, error, lines, warnings, round(duration, 3), job.runtime.version, job.dialect.value, finish.sandbox)


def _in_time(job: RunJob, record: Record, finish: Finish) -> Settled | None:
    """How the hook settled, unless that was in the moment in which it was asked why it takes so long."""
    settled = record.settled
    late = finish.close is Close.TIMEOUT and settled is not None and not isinstance(settled, Invalid) and settled.ms > job.timeout_s * 1000
    return None if late else settled


def never_ran(job: RunJob, status: Status, message: str) -> Outcome:
    """The outcome of a run that no worker ever saw."""
    name = "Error" if status is Status.INVALID else "Crashed"
    error = None if status is Status.STOPPED else HookError(name, message)
    return Outcome(status, error=error, node=job.runtime.version, dialect=job.dialect.value)


def _failed(job: RunJob, failed: Failed, source: Source, rules: Rules, find: Callable[[], StackFrame | None]) -> tuple[Status, HookError]:
    thrown = failed.error
    error = hook_error(thrown, source, rules)
    if failed.how != "callback" and _no_room(thrown):
        return Status.CRASHED, HookError("OutOfMemory", _out_of_memory(job, buffers=True), stack=error.stack, cause=error)
    if failed.phase == "load" and job.dialect is Dialect.ESM and thrown.name == "SyntaxError" and error.own_frame is None:
        frame = source.syntax_frame(thrown.stack) or find()
        if frame is not None:
            return Status.INVALID, HookError(error.name, error.message, stack=(frame,))
    return Status.FAILED, error


def _no_room(thrown: Thrown) -> bool:
    """Whether V8 or Node themselves threw for want of memory: the innermost frame is theirs then."""
    if thrown.code == "ERR_MEMORY_ALLOCATION_FAILED":
        return True
    innermost = next((line for line in thrown.stack.splitlines() if line.lstrip(" ").startswith("at ")), "")
    by_engine = "<anonymous>)" in innermost or "node:" in innermost or "(internal/" in innermost or "(buffer.js" in innermost
    return thrown.name == "RangeError" and thrown.message == "Array buffer allocation failed" and by_engine


def _invalid(job: RunJob, invalid: Invalid, source: Source, rules: Rules) -> tuple[Status, HookError]:
    if invalid.error is None:
        return Status.INVALID, HookError("Error", _HOW_TO_HANDLE[job.dialect])
    error = hook_error(invalid.error, source, rules)
    frame = source.syntax_frame(invalid.error.stack)
    return Status.INVALID, HookError(error.name, error.message, stack=(frame,) if frame else ())


def _silent(silent: Silent) -> HookError:
    if silent.phase == "load":
        return HookError("Error", "The hook's module never finished loading: it waits at its top level for something that never comes.")
    if silent.promise and silent.declared < 2:
        return HookError("Error", "The hook never finished: the promise it returned never settled, and it never called its callback.")
    more = " The promise it returned never settled either." if silent.promise else ""
    return HookError("Error", f"The hook never called its callback and handed nothing back; nothing was left to wait for.{more}")


def _unusable(unusable: Unusable, source: Source, rules: Rules) -> HookError:
    place = f"at {unusable.path}" if unusable.path else "as a whole"
    if unusable.problem == "threw" and unusable.error is not None:
        cause = hook_error(unusable.error, source, rules)
        return HookError("TypeError", f"The result can't be read as JSON: {cause.message}", stack=cause.stack, cause=cause)
    words = {
        "circular": f"it is circular, {place} it contains {unusable.detail or 'itself'} again.",
        "bigint": f"{place} it is a BigInt{f' ({unusable.detail}n)' if unusable.detail else ''}, which JSON does not have.",
        "depth": f"it is nested deeper than 200 levels, {_short(place)}.",
        "size": "it is larger than 64 MB.",
        "count": "it has more than 500,000 values.",
    }
    return HookError("TypeError", f"The result can't be JSON: {words.get(unusable.problem, 'it can’t be read.')}")


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "…"


def _unsettled(job: RunJob, record: Record, finish: Finish, source: Source) -> tuple[Status, HookError | None]:
    if finish.close is Close.STOPPED:
        stack, where = _whereabouts(record, finish, source)
        return Status.STOPPED, HookError("Stopped", f"The hook was stopped{where}.", stack=stack) if where else None
    if finish.close is Close.TIMEOUT:
        stack, where = _whereabouts(record, finish, source)
        busy = f"; it was busy{where}" if where else ""
        limit = format_duration(job.timeout_s * 1000)
        return Status.TIMEOUT, HookError("TimeoutError", f"The hook did not finish within its time limit of {limit}{busy}.", stack=stack)
    if finish.close is Close.BROKEN or (finish.lost and record.exiting is None):
        return Status.CRASHED, HookError(
            "Crashed", "The hook tampered with the channel that its result would have taken. Its run was ended."
        )
    tail = record.tail.decode("utf-8", "replace")
    if _ran_out_of_memory(tail) and record.exiting is None and _was_killed(finish.exit_code):
        return Status.CRASHED, HookError("OutOfMemory", _out_of_memory(job))
    ended = _exit_words(finish.exit_code)
    if not record.started:
        reason = next((line.strip() for line in tail.splitlines() if line.strip()), "it gave no reason")
        late = finish.close is Close.NOT_STARTED
        how = "did not begin in time" if late else f"could not start: {ended}"
        return Status.CRASHED, HookError("Crashed", f"Node {job.runtime.version} {how} ({reason}).")
    if record.exiting is not None:
        if record.exiting.call.startswith("process.exit") and finish.exit_code < 0:
            ended = _exit_words(128 - finish.exit_code)  # a code above 128, which looks like a signal from outside of the namespace
        return Status.CRASHED, _exited(record.exiting, ended, source)
    if finish.exit_code == -int(getattr(signal, "SIGKILL", 9)):
        ended += " (the hook did that, or this computer ran out of memory)"
    return Status.CRASHED, HookError("Crashed", f"The hook's process ended before the hook had handed back a result: {ended}.")


def _whereabouts(record: Record, finish: Finish, source: Source) -> tuple[tuple[StackFrame, ...], str]:
    """Where the hook was when its time was up, as a stack and in words; nothing where none of its own lines was at work."""
    answered = (
        finish.exit_code == -int(signal.SIGINT) and record.exiting is None
    )  # Node ends with its answer, a hook that gives one does not
    for text in record.whereabouts(answered=answered):
        stack = source.frames(text)
        own = next((frame for frame in stack if frame.module is None), None)
        if own is not None:
            name = own.function.partition(" [as ")[0].rpartition(".")[2]  # of 'Timeout.later [as _onTimeout]'
            named = name.isidentifier() and not name.startswith("_on")  # Node's name for a function that has none
            return stack, f" in {name}, line {own.line}" if named else f" in line {own.line}"
    return (), ""


def _exited(exiting: Exiting, ended: str, source: Source) -> HookError:
    stack = tuple(frame for frame in source.frames(exiting.error.stack) if frame.module is None)
    return HookError("Crashed", f"The hook ended its own process with {exiting.call}: {ended}. Use the callback or return.", stack=stack)


def _exit_words(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def _was_killed(exit_code: int) -> bool:
    """By a signal, also where a shell or bubblewrap puts that into words of its own."""
    return exit_code < 0 or exit_code > 128


def _ran_out_of_memory(tail: str) -> bool:
    return any(sign in tail for sign in ("out of memory", "bad_alloc", "Allocation failed", "Cannot allocate memory"))


def _out_of_memory(job: RunJob, *, buffers: bool = False) -> str:
    limit = f"its limit is {job.memory_mb} MB"
    if buffers:
        limit = (
            f"there was no room for another buffer; {limit} for objects and {data_limit_mb(job.runtime, job.memory_mb)} MB for everything"
        )
    return f"The hook ran out of memory: {limit}."


def hook_error(thrown: Thrown, source: Source, rules: Rules) -> HookError:
    """What was thrown, as the user sees it: own file restored in every text, refusals of the sandbox in a sentence."""
    cause = hook_error(thrown.cause, source, rules) if thrown.cause else None
    code = source.restored(thrown.code) or None
    if not thrown.is_error:
        message = thrown.message or (f"The hook threw {thrown.text}." if thrown.text in ("null", "undefined", "") else _short(thrown.text))
        return HookError(thrown.name or "Error", source.restored(message), code, cause=cause, value=thrown.value)
    message = rules.explain(thrown) or source.restored(thrown.message)
    stack = source.frames(thrown.stack, thrown.message)
    return HookError(thrown.name or "Error", message, code, stack, cause)
