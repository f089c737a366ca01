"""`hookstudio sync`: a workspace and a tenant compared, pulled, pushed; a broken push gone on with, and one taken back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from hookstudio.cli.arguments import UsageError
from hookstudio.cli.output import Output, visible
from hookstudio.cli.tenant_access import can_ask, credentials_for
from hookstudio.model.errors import StudioError
from hookstudio.model.sync import Choices, HookStatus, Request, Side, SyncPlan, SyncResult
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.studio.sync import Sync
from hookstudio.studio.sync_diff import diff_of
from hookstudio.studio.sync_status import Status
from hookstudio.studio.tenants import Tenants

ACTIONS: Final = ("status", "pull", "push", "resume", "restore")
_LEFT = 1
_MEANT_FOR: Final = {
    "prefer": ("pull", "push"),
    "merge": ("pull",),
    "diff": ("status",),
    "confirm_delete": ("push", "resume", "restore"),
    "yes": ("pull", "push", "resume", "restore"),
    "dry_run": ("pull", "push", "resume", "restore"),
}


def sync_command(options: argparse.Namespace, output: Output) -> int:
    """Do what the action says; 1 where conflicts or stopped hooks are left. Raises StudioError."""
    action = options.action
    if action not in ACTIONS:
        raise UsageError(f"“{action}” is not something to do with a tenant's hooks.", hint="It is status, pull, push, resume or restore.")
    for name, actions in _MEANT_FOR.items():
        if getattr(options, name) not in (None, False) and action not in actions:
            raise UsageError(f"“sync {action}” takes no --{name.replace('_', '-')}.")
    confirmed = _number(options.confirm_delete)
    session = Session.open(Path(options.workspace), app_folders())
    tenants = Tenants(session.root)
    settings = tenants.find(options.tenant)
    with tenants.client(settings, credentials_for(tenants, settings, output)) as client:
        sync = Sync(session, client)
        match action:
            case "status":
                return _status(sync, options, output)
            case "pull":
                return _pull(sync, options, output)
            case "push":
                return _push(sync, sync.plan_push(_looked(sync, output), _choices(options)), options, confirmed, output)
            case "restore":
                return _push(sync, sync.plan_restore(), options, confirmed, output)
        return _resume(sync, options, confirmed, output)


def _status(sync: Sync, options: argparse.Namespace, output: Output) -> int:
    status = _looked(sync, output)
    hooks = [_hook_document(hook) | ({"diff": diff_of(hook)} if options.diff else {}) for hook in status.comparison]
    notes = list(status.comparison.notes)
    output.document({"tenant": sync.name, "hooks": hooks, "unfinished": status.unfinished, "notes": notes})
    width = max((len(hook.state) for hook in status.comparison), default=0)
    for hook in status.comparison:
        output.result(visible(f"{hook.state.value:<{width}}  {hook.key}{_fields_of(hook)}").replace("\n", " "))
        for line in (*hook.notes, *([hook.problem] if hook.problem else [])):
            output.result(visible(f"{'':<{width}}  {line}"))
        if options.diff and (diff := diff_of(hook)):
            output.result(visible(diff.rstrip("\n")))
    if not status.comparison.hooks:
        output.result("There are no hooks, neither here nor there.")
    _tell_notes(notes, output)
    return 0


def _pull(sync: Sync, options: argparse.Namespace, output: Output) -> int:
    plan = sync.plan_pull(_looked(sync, output), _choices(options))
    for change in plan.local_changes:
        what = f" ({', '.join(change.fields)})" if change.fields else ""
        output.result(visible(f"{change.kind:<7} {change.key}{what}").replace("\n", " "))
    for kind in plan.reordered:
        output.result(f"reorder {kind}")
    _tell_plan(plan, output)
    result = SyncResult()
    if not options.dry_run:
        if plan and not _agreed_to(f"Change {_count(plan.changes, 'thing')} here?", options, output):
            raise StudioError("Nothing was pulled.")
        result = sync.pull(plan)
    return _ended(sync, plan, plan.requests, result, options, output)


def _push(sync: Sync, plan: SyncPlan, options: argparse.Namespace, confirmed: int | None, output: Output) -> int:
    _tell_requests(plan.requests, output)
    _tell_plan(plan, output)
    result = SyncResult()
    if not options.dry_run:
        if plan.requests and not _agreed_to(f"Make {_count(len(plan.requests), 'request')} that change the tenant?", options, output):
            raise StudioError("Nothing was sent.")
        confirmed = _confirmed(plan.deletions, confirmed, output)
        result = _watched(output, lambda progress: sync.push(plan, confirm_delete=confirmed, progress=progress))
    return _ended(sync, plan, plan.requests, result, options, output)


def _resume(sync: Sync, options: argparse.Namespace, confirmed: int | None, output: Output) -> int:
    requests = sync.unfinished()
    _tell_requests(requests, output)
    result = SyncResult()
    if not options.dry_run:
        if requests and not _agreed_to(f"Go on with {_count(len(requests), 'request')}?", options, output):
            raise StudioError("Nothing was sent.")
        confirmed = _confirmed(sum(1 for request in requests if request.method == "DELETE"), confirmed, output)
        result = _watched(output, lambda progress: sync.resume(confirm_delete=confirmed, progress=progress))
    return _ended(sync, SyncPlan(), requests, result, options, output)


def _ended(
    sync: Sync, plan: SyncPlan, requests: tuple[Request, ...], result: SyncResult, options: argparse.Namespace, output: Output
) -> int:
    output.document(
        {
            "tenant": sync.name,
            "requests": [_request_document(request) for request in requests],
            "changes": [{"hook": change.key, "action": change.kind, "fields": list(change.fields)} for change in plan.local_changes],
            "reordered": list(plan.reordered),
            "applied": result.applied,
            "conflicts": list(plan.conflicts),
            "stopped": [{"hook": stop.key, "reason": stop.reason} for stop in result.stopped],
            "notes": [*plan.notes, *result.notes],
        }
    )
    for stop in result.stopped:
        output.message(output.paint("stopped: ", "warning") + visible(f"{stop.key}: {stop.reason}"))
    if options.dry_run:
        output.result("Nothing was written, neither here nor there.")
    elif plan or requests:
        total = len(requests) or plan.changes
        output.result(f"{result.applied} of {total} done.")
    elif not plan.conflicts:
        output.result("There is nothing to do.")
    _tell_notes(result.notes, output)
    return _LEFT if plan.conflicts or result.stopped else 0


def _looked(sync: Sync, output: Output) -> Status:
    status = sync.status()
    if status.unfinished:
        output.message(output.paint("notice: ", "warning") + "a push was broken off: “hookstudio sync resume” does the rest.")
    return status


def _choices(options: argparse.Namespace) -> Choices:
    side: Side | None = options.prefer
    found: dict[str, Side] = {} if side is None else {"*": side}
    if getattr(options, "merge", False):
        found["content"] = "merge"
    return {"*": found}


def _agreed_to(question: str, options: argparse.Namespace, output: Output) -> bool:
    """Whether the plan is to be carried out. Raises StudioError where nobody can be asked."""
    if options.yes:
        return True
    if not can_ask(output):
        raise StudioError(
            "This changes something, and there is no terminal to ask in. Nothing was done.",
            hint="Look at it with --dry-run, then agree with --yes.",
        )
    output.message(f"{question} [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _confirmed(count: int, confirmed: int | None, output: Output) -> int | None:
    """How many deletions are confirmed; asked for where somebody is there."""
    if not count or confirmed is not None or not can_ask(output):
        return confirmed
    output.message(f"{_count(count, 'hook')} would be deleted on the tenant. Type how many, to confirm that, or nothing to leave them:")
    return _number(sys.stdin.readline().strip() or None)


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"“{text}” is no number of hooks.")
    return int(text)


class _Progress:
    """Tells on a line of a terminal how far it is."""

    cancelled = False

    def __init__(self, output: Output) -> None:
        self._output = output

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self._output.progress(f"{done + 1} of {total}: {note}")


def _watched(output: Output, work: Callable[[_Progress], SyncResult]) -> SyncResult:
    try:
        return work(_Progress(output))
    finally:
        output.progress("")


def _hook_document(hook: HookStatus) -> dict[str, Any]:
    return {
        "hook": hook.key,
        "state": hook.state.value,
        "here": list(hook.fields_here),
        "there": list(hook.fields_there),
        "conflicting": list(hook.fields_conflict),
        "mergeable": hook.merged is not None,
        "remote_id": hook.remote.id if hook.remote else None,
        "notes": [*hook.notes, *([hook.problem] if hook.problem else [])],
    }


def _request_document(request: Request) -> dict[str, Any]:
    return {"method": request.method, "path": request.path, "hook": request.key, "fields": list(request.body), "why": request.why}


def _fields_of(hook: HookStatus) -> str:
    words = {"here": hook.fields_here, "there": hook.fields_there, "both": tuple(f for f in hook.fields_conflict if f != "hook")}
    parts = [f"{where}: {', '.join(names)}" for where, names in words.items() if names]
    return f"  ({'; '.join(parts)})" if parts else ""


def _tell_requests(requests: tuple[Request, ...], output: Output) -> None:
    for request in requests:
        output.result(visible(f"{request.method:<6} {request.path}  {request.why}").replace("\n", " "))


def _tell_plan(plan: SyncPlan, output: Output) -> None:
    for key in plan.conflicts:
        output.result(visible(f"conflict {key}: left as it is, here and there"))
    if plan.conflicts:
        output.message("“hookstudio sync status --diff” shows them; --prefer local or --prefer remote decides all of them.")
    _tell_notes(plan.notes, output)


def _tell_notes(notes: tuple[str, ...] | list[str], output: Output) -> None:
    for note in notes:
        output.message(output.paint("notice: ", "warning") + visible(note))


def _count(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number} {word}s"
