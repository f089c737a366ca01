"""`hookstudio sync`: a workspace and a tenant compared, pulled, pushed; a broken push gone on with, and one taken back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from hookstudio.cli.arguments import UsageError
from hookstudio.cli.interrupts import Interrupted, Interrupts, interruptible
from hookstudio.cli.output import Output
from hookstudio.cli.sync_report import count, end_document, show_conflicts, show_end, show_local_changes, show_requests, show_status
from hookstudio.cli.sync_settle import parse_settlements, settled_choices
from hookstudio.cli.tenant_access import credentials_for
from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled
from hookstudio.model.sync import Choices, Request, Side, SyncPlan, SyncResult
from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.studio.sync import Sync
from hookstudio.studio.sync_status import Status
from hookstudio.studio.tenants import Tenants

ACTIONS: Final = ("status", "pull", "push", "resume", "restore")
_LEFT = 1
_MEANT_FOR: Final = {
    "prefer": ("pull", "push"),
    "settle": ("pull", "push"),
    "merge": ("pull",),
    "diff": ("status",),
    "no_compare": ("push",),
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
    settlements = parse_settlements(options.settle or (), merging=action == "pull")
    confirmed = _number(options.confirm_delete)
    with interruptible() as interrupts:
        session = Session.open(Path(options.workspace), app_folders())
        tenants = Tenants(session.root)
        settings = tenants.find(options.tenant)
        with interrupts.heard():
            credentials = credentials_for(tenants, settings, output, trusted=session.trusted)
        with tenants.client(settings, credentials, interrupts.is_over) as client:
            syncing = _Syncing(Sync(session, client), session, options, output, interrupts)
            try:
                return syncing.do(action, confirmed, lambda status: settled_choices(settlements, status.comparison, _for_all(options)))
            except Cancelled as error:
                raise Interrupted(error.hint or syncing.hint()) from None


class _Syncing:
    """The actions on one tenant."""

    def __init__(self, sync: Sync, session: Session, options: argparse.Namespace, output: Output, interrupts: Interrupts) -> None:
        self._sync, self._session, self._options, self._output, self._interrupts = sync, session, options, output, interrupts

    def do(self, action: str, confirmed: int | None, choices_of: Callable[[Status], Choices]) -> int:
        sync = self._sync
        match action:
            case "status":
                show_status(sync.name, self._looked(), self._output, diff=self._options.diff)
                return 0
            case "pull":
                status = self._looked()
                return self._pull(sync.plan_pull(status, choices_of(status)))
            case "push":
                status = self._looked()
                return self._push(sync.plan_push(status, choices_of(status)), confirmed, compare=not self._options.no_compare)
            case "restore":
                return self._push(sync.plan_restore(), confirmed)
        return self._resume(confirmed)

    def hint(self) -> str:
        """What to say of work that was given up."""
        return "“hookstudio sync resume” does the rest of the push." if self._sync.folder.journal() is not None else ""

    def _pull(self, plan: SyncPlan) -> int:
        show_local_changes(plan, self._output)
        show_conflicts(plan, self._output)
        result = SyncResult()
        if not self._options.dry_run:
            if plan and not self._agreed_to(f"Change {count(plan.changes, 'thing')} here?"):
                raise StudioError("Nothing was pulled.")
            result = self._sync.pull(plan)
        return self._ended(plan, plan.requests, result)

    def _push(self, plan: SyncPlan, confirmed: int | None, *, compare: bool = False) -> int:
        show_requests(plan.requests, self._output)
        show_conflicts(plan, self._output)
        more: dict[str, Any] = {}
        if compare:
            from hookstudio.cli.push_effects import show_effects

            more = show_effects(self._session, plan, self._output, self._interrupts)
        result = SyncResult()
        if not self._options.dry_run:
            if plan.requests and not self._agreed_to(f"Make {count(len(plan.requests), 'request')} that change the tenant?"):
                raise StudioError("Nothing was sent.")
            confirmed = self._confirmed(plan.deletions, confirmed)
            result = self._watched(lambda progress: self._sync.push(plan, confirm_delete=confirmed, progress=progress))
        return self._ended(plan, plan.requests, result, more)

    def _resume(self, confirmed: int | None) -> int:
        requests = self._sync.unfinished()
        show_requests(requests, self._output)
        result = SyncResult()
        if not self._options.dry_run:
            if requests and not self._agreed_to(f"Go on with {count(len(requests), 'request')}?"):
                raise StudioError("Nothing was sent.")
            confirmed = self._confirmed(sum(1 for request in requests if request.method == "DELETE"), confirmed)
            result = self._watched(lambda progress: self._sync.resume(confirm_delete=confirmed, progress=progress))
        return self._ended(SyncPlan(), requests, result)

    def _ended(self, plan: SyncPlan, requests: tuple[Request, ...], result: SyncResult, more: dict[str, Any] | None = None) -> int:
        self._output.document(end_document(self._sync.name, plan, requests, result) | (more or {}))
        show_end(plan, requests, result, self._output, dry_run=self._options.dry_run)
        return _LEFT if plan.conflicts or result.stopped else 0

    def _looked(self) -> Status:
        status = self._sync.status()
        if status.unfinished:
            self._output.notice("a push was broken off: “hookstudio sync resume” does the rest.")
        return status

    def _agreed_to(self, question: str) -> bool:
        """Whether the plan is to be carried out. Raises StudioError where nobody can be asked."""
        self._interrupts.check()
        if self._options.yes:
            return True
        if not self._output.can_ask():
            raise StudioError(
                "This changes something, and there is no terminal to ask in. Nothing was done.",
                hint="Look at it with --dry-run, then agree with --yes.",
            )
        self._output.message(f"{question} [y/N]")
        return self._typed().lower() in ("y", "yes")

    def _confirmed(self, deletions: int, confirmed: int | None) -> int | None:
        """How many deletions are confirmed; asked for where somebody is there."""
        if not deletions or confirmed is not None or not self._output.can_ask():
            return confirmed
        hooks = count(deletions, "hook")
        self._output.message(f"{hooks} would be deleted on the tenant. Type how many, to confirm that, or nothing to leave them:")
        return _number(self._typed() or None)

    def _typed(self) -> str:
        with self._interrupts.heard():
            return sys.stdin.readline().strip()

    def _watched(self, work: Callable[[_Progress], SyncResult]) -> SyncResult:
        try:
            return work(_Progress(self._output, self._interrupts))
        finally:
            self._output.progress("")


class _Progress:
    """Tells on a line of a terminal how far it is."""

    def __init__(self, output: Output, interrupts: Interrupts) -> None:
        self._output, self._interrupts = output, interrupts

    @property
    def cancelled(self) -> bool:
        return self._interrupts.came

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self._output.progress(f"{done + 1} of {total}: {note}")


def _for_all(options: argparse.Namespace) -> Choices:
    """What is decided for every hook."""
    side: Side | None = options.prefer
    found: dict[str, Side] = {} if side is None else {"*": side}
    if options.merge:
        found["content"] = "merge"
    return {"*": found}


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise UsageError(f"“{text}” is no number of hooks.")
    return int(text)
