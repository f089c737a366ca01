"""The warnings of a run, each with its code and a sentence."""

from __future__ import annotations

from typing import Final

from hookstudio.model.outcome import RunWarning
from hookstudio.runner.frames import Returned, Thrown, Warned
from hookstudio.runner.record import KEPT_LINES, Record

_SHOWN_PATHS: Final = 10
_PENDING: Final = {
    "Timeout": ("timer", "timers"),
    "Immediate": ("immediate", "immediates"),
    "TCPSocketWrap": ("network connection", "network connections"),
    "TCPWRAP": ("network connection", "network connections"),
    "Socket": ("network connection", "network connections"),
    "TLSWrap": ("network connection", "network connections"),
    "TCPServerWrap": ("server", "servers"),
    "Server": ("server", "servers"),
    "GetAddrInfoReqWrap": ("name lookup", "name lookups"),
    "FSReqCallback": ("file operation", "file operations"),
    "FSReqPromise": ("file operation", "file operations"),
}


def warnings_of(record: Record, *, lingered: bool, died: bool) -> tuple[RunWarning, ...]:
    """All warnings: about the result, then about what came late, what was left and what was dropped. Equal ones once.

    *lingered*: it settled but had to be ended; *died*: its process was gone before all was said.
    """
    found: list[RunWarning] = []
    if isinstance(record.settled, Returned):
        found += _about_result(record.settled)
    found += [RunWarning(warned.code, _late(warned)) for warned in record.warned]
    if record.settled is not None and record.exiting is not None and record.ended is None:
        found.append(RunWarning("late-error", f"The hook ended its process with {record.exiting.call} after its result."))
    elif died and record.settled is not None and record.ended is None:
        message = "The hook's process ended by itself after the hook had settled; what came late may be missing."
        found.append(RunWarning("late-error", message))
    if lingered:
        found.append(RunWarning("timer-left", "The hook went on working after it had handed back its result; it was ended."))
    elif record.ended is not None and record.ended.pending:
        found.append(RunWarning("timer-left", f"The hook left {_list(record.ended.pending)} running after its result; they were ended."))
    if record.dropped or (record.flood and record.ended is None):
        found.append(RunWarning("console-dropped", _dropped(record)))
    return tuple(dict.fromkeys(found))


def _about_result(result: Returned) -> list[RunWarning]:
    found = []
    if result.how == "nothing":
        message = "The hook returned nothing and never called a callback, so the resulting context is null."
        found.append(RunWarning("returned-nothing", message))
    elif result.nothing:
        given = "no result" if result.nothing == "undefined" else "null as its result"
        found.append(RunWarning("no-result", f"The hook handed back {given}, so the resulting context is null."))
    if result.lost:
        places = [f"{path or 'the result itself'} ({what})" for path, what in result.lost[:_SHOWN_PATHS]]
        more = result.lost_count - len(places)
        end = f" and {more} more" if more > 0 else ""
        found.append(RunWarning("not-json", f"JSON can't hold all of the result; lost or changed: {', '.join(places)}{end}."))
    return found


def _late(warned: Warned) -> str:
    said = f": {_said(warned.error)}" if warned.error else "."
    if warned.code == "callback-called-twice":
        return "The callback was called more than once; only the first call counts" + said
    if warned.code == "callback-and-return":
        first = (
            "callback" if warned.settled_by == "callback" else "returned value" if warned.settled_by in ("return", "promise") else "error"
        )
        return f"The hook both used its callback and ended in another way; the {first} came first and counts" + said
    if warned.code == "unhandled-rejection":
        return "A promise was rejected and nothing handled it" + said
    return "An error came after the hook had already ended" + said


def _said(thrown: Thrown) -> str:
    message = thrown.message or thrown.text
    text = f"{thrown.name}: {message}" if thrown.name and thrown.is_error else message
    return text if len(text) <= 300 else text[:299] + "…"


def _list(pending: dict[str, int]) -> str:
    counts: dict[tuple[str, str], int] = {}
    for name, count in pending.items():
        words = _PENDING.get(name, (name, name))
        counts[words] = counts.get(words, 0) + count
    return ", ".join(f"{count} {words[0] if count == 1 else words[1]}" for words, count in counts.items())


def _dropped(record: Record) -> str:
    if record.dropped == 0:
        return "The hook was printing fast when it was ended; its last console lines may be missing."
    total = record.dropped + len(record.lines)
    limit = f"the latest {KEPT_LINES:,} lines are kept" if len(record.lines) >= KEPT_LINES else "the latest ones are kept"
    return f"{record.dropped:,} of {total:,} console lines were dropped; {limit}."
