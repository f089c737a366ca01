"""How a sync is told: its documents, and lines for people."""

from __future__ import annotations

from typing import Any

from hookstudio.cli.output import Output, one_line, visible
from hookstudio.cli.sync_consent import count
from hookstudio.cli.sync_settle import FIELD_WORDS, field_words
from hookstudio.model.sync import EXISTENCE, HookStatus, Request, SyncPlan, SyncResult, SyncState
from hookstudio.studio.sync_diff import ThreeWays, diff_of, three_ways
from hookstudio.studio.sync_status import Status

_VALUE = 60


def show_status(name: str, status: Status, output: Output, *, diff: bool) -> None:
    """Every hook, with *diff* also what differs, and of a conflict each field three ways."""
    notes = list(status.comparison.notes)
    hooks = [_hook_document(hook, diff=diff) for hook in status.comparison]
    output.document({"tenant": name, "hooks": hooks, "unfinished": status.unfinished, "notes": notes})
    width = max((len(hook.state) for hook in status.comparison), default=0)
    for hook in status.comparison:
        output.result(one_line(f"{hook.state.value:<{width}}  {hook.key}{_fields_of(hook)}"))
        for line in (*hook.notes, *([hook.problem] if hook.problem else [])):
            output.result(one_line(f"{'':<{width}}  {line}"))
        if diff:
            _show_difference(hook, width, output)
    if not status.comparison.hooks:
        output.result("No hook can be compared." if notes else "There are no hooks, neither here nor there.")
    if any(hook.state is SyncState.CONFLICT for hook in status.comparison):
        _tell_way(output, diff=diff)
    tell_notes(notes, output)


def show_requests(requests: tuple[Request, ...], output: Output) -> None:
    for request in requests:
        output.result(one_line(f"{request.method:<6} {request.path}  {request.why}"))


def show_local_changes(plan: SyncPlan, output: Output) -> None:
    for change in plan.local_changes:
        what = f" ({', '.join(FIELD_WORDS.get(name, name) for name in change.fields)})" if change.fields else ""
        output.result(one_line(f"{change.kind:<7} {change.key}{what}"))
    for kind in plan.reordered:
        output.result(f"reorder {kind}")


def show_decisions(plan: SyncPlan, output: Output) -> None:
    """The conflicts that are settled: whose state wins, which is remembered."""
    for decision in plan.decisions:
        sides = ", ".join(f"{FIELD_WORDS.get(name, name)}: {side}" for name, side in decision.sides)
        output.result(one_line(f"settle  {decision.key} ({sides})"))


def show_conflicts(plan: SyncPlan, output: Output) -> None:
    """What a plan leaves, and its notes."""
    for key in plan.conflicts:
        output.result(one_line(f"conflict {key}: left as it is, here and there"))
    if plan.conflicts:
        _tell_way(output, diff=False)
    tell_notes(plan.notes, output)


def end_document(name: str, plan: SyncPlan, requests: tuple[Request, ...], result: SyncResult) -> dict[str, Any]:
    """What a pull or a push was going to do, and what came of it."""
    return {
        "tenant": name,
        "requests": [_request_document(request) for request in requests],
        "changes": [{"hook": change.key, "action": change.kind, "fields": list(change.fields)} for change in plan.local_changes],
        "reordered": list(plan.reordered),
        "applied": result.applied,
        "conflicts": list(plan.conflicts),
        "settled": [{"hook": one.key, "fields": dict(one.sides)} for one in plan.decisions],
        "left": list(plan.left),
        "stopped": [{"hook": stop.key, "reason": stop.reason} for stop in result.stopped],
        "notes": [*plan.notes, *result.notes],
    }


def show_end(plan: SyncPlan, requests: tuple[Request, ...], result: SyncResult, output: Output, *, dry_run: bool) -> None:
    for stop in result.stopped:
        output.message(output.paint("stopped: ", "warning") + one_line(f"{stop.key}: {stop.reason}"))
    if dry_run:
        output.result("Nothing was written, neither here nor there.")
    elif plan or requests:
        output.result(f"{result.applied} of {len(requests) or plan.changes} done.")
    elif plan.decisions:
        output.result(f"What was decided for {count(len(plan.decisions), 'hook')} is remembered.")
    elif not plan.conflicts:
        output.result("There is nothing to do.")
    tell_notes(result.notes, output)


def tell_notes(notes: tuple[str, ...] | list[str], output: Output) -> None:
    for note in notes:
        output.notice(note)


def _tell_way(output: Output, *, diff: bool) -> None:
    shown = "" if diff else "“hookstudio sync status --diff” shows conflicts. "
    output.message(f"{shown}--settle TYPE/SLUG:FIELD=local or =remote decides one, --prefer local or --prefer remote all of them.")


def _show_difference(hook: HookStatus, width: int, output: Output) -> None:
    if hook.state is SyncState.CONFLICT:
        told = {way.name: _three(way, mergeable=hook.merged is not None) for way in three_ways(hook)}
        for name in hook.fields_conflict:
            if name != EXISTENCE:
                output.result(one_line(f"{'':<{width}}  {FIELD_WORDS.get(name, name)}{told.get(name, '')}"))
    if text := diff_of(hook):
        output.result(visible(text.rstrip("\n")))


def _three(way: ThreeWays, *, mergeable: bool) -> str:
    if way.name == "content":
        if way.agreed is None:
            return ": differs, and nothing is known to be agreed"
        return ": changed on both sides, in different lines: a pull can merge it" if mergeable else ": changed on both sides"
    sides = {"here": way.here, "there": way.there, "agreed": way.agreed}
    return ": " + ", ".join(f"{side} “{_short(value)}”" for side, value in sides.items() if value is not None)


def _short(value: str) -> str:
    line = value.replace("\n", " ")
    return line if len(line) <= _VALUE else line[:_VALUE] + "…"


def _hook_document(hook: HookStatus, *, diff: bool) -> dict[str, Any]:
    document: dict[str, Any] = {
        "hook": hook.key,
        "state": hook.state.value,
        "here": list(hook.fields_here),
        "there": list(hook.fields_there),
        "conflicting": list(hook.fields_conflict),
        "mergeable": hook.merged is not None,
        "remote_id": hook.remote.id if hook.remote else None,
        "notes": [*hook.notes, *([hook.problem] if hook.problem else [])],
    }
    if diff:
        ways = three_ways(hook) if hook.state is SyncState.CONFLICT else ()
        fields = [{"field": way.name, "here": way.here, "there": way.there, "agreed": way.agreed} for way in ways]
        document |= {"diff": diff_of(hook), "fields": fields}
    return document


def _request_document(request: Request) -> dict[str, Any]:
    return {"method": request.method, "path": request.path, "hook": request.key, "fields": list(request.body), "why": request.why}


def _fields_of(hook: HookStatus) -> str:
    parts = []
    for where, names in (("here", hook.fields_here), ("there", hook.fields_there)):
        if names:
            parts.append(f"{where}: {', '.join(FIELD_WORDS.get(name, name) for name in names)}")
    if hook.fields_conflict and hook.fields_conflict != (EXISTENCE,):
        parts.append(f"both: {field_words(hook)}")
    return f"  ({'; '.join(parts)})" if parts else ""
