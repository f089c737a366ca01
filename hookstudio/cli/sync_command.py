"""`hookstudio sync`: a workspace and a tenant compared, pulled, pushed; a broken push gone on with, and one taken back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from hookstudio.cli.arguments import UsageError
from hookstudio.cli.interrupts import Interrupted, Interrupts, interruptible
from hookstudio.cli.output import Output
from hookstudio.cli.progress_line import ProgressLine
from hookstudio.cli.sync_back import list_pushes, restore_here
from hookstudio.cli.sync_consent import Consent, count, number_of
from hookstudio.cli.sync_report import (
    end_document,
    show_conflicts,
    show_decisions,
    show_end,
    show_local_changes,
    show_requests,
    show_status,
)
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
    "confirm_delete": ("pull", "push", "resume", "restore"),
    "here": ("restore",),
    "list": ("restore",),
    "before": ("restore",),
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
    before = number_of(options.before, "pushes")
    if (options.list or options.here) and (before is not None or (options.list and options.here)):
        raise UsageError("--list, --here and --before don't go together.")
    with interruptible() as interrupts:
        consent = Consent(options, output, interrupts)
        session = Session.open(Path(options.workspace), app_folders())
        tenants = Tenants(session.root)
        settings = tenants.find(options.tenant)
        if options.list:
            return list_pushes(session.edits.folder.local, settings.name, output)
        if options.here:
            return restore_here(session, settings, consent, output, dry_run=options.dry_run)
        with interrupts.heard():
            credentials = credentials_for(tenants, settings, output, trusted=session.trusted)
        with tenants.client(settings, credentials, interrupts.is_over) as client:
            syncing = _Syncing(Sync(session, client), session, options, output, interrupts, consent)
            try:
                return syncing.do(action, before, lambda status: settled_choices(settlements, status.comparison, _for_all(options)))
            except Cancelled as error:
                raise Interrupted(error.hint or syncing.hint()) from None


class _Syncing:
    """The actions on one tenant."""

    def __init__(
        self, sync: Sync, session: Session, options: argparse.Namespace, output: Output, interrupts: Interrupts, consent: Consent
    ) -> None:
        self._sync, self._session, self._options, self._output, self._interrupts = sync, session, options, output, interrupts
        self._consent = consent

    def do(self, action: str, before: int | None, choices_of: Callable[[Status], Choices]) -> int:
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
                return self._push(sync.plan_push(status, choices_of(status)), compare=not self._options.no_compare)
            case "restore":
                return self._push(sync.plan_restore(before))
        return self._resume()

    def hint(self) -> str:
        """What to say of work that was given up."""
        return "“hookstudio sync resume” does the rest of the push." if self._sync.folder.broken_off() else ""

    def _pull(self, plan: SyncPlan) -> int:
        show_local_changes(plan, self._output)
        show_decisions(plan, self._output)
        show_conflicts(plan, self._output)
        result = SyncResult()
        if not self._options.dry_run:
            question = f"Change {count(plan.changes, 'thing')} here?" if plan else _remembering(plan)
            if (plan or plan.decisions) and not self._consent.given(question):
                raise StudioError("Nothing was pulled.")
            self._consent.to_delete_here(plan)
            result = self._sync.pull(plan)
            if plan:
                self._output.message("What was here before is kept: “hookstudio sync restore --here” takes the pull back.")
        return self._ended(plan, plan.requests, result)

    def _push(self, plan: SyncPlan, *, compare: bool = False) -> int:
        show_requests(plan.requests, self._output)
        show_decisions(plan, self._output)
        show_conflicts(plan, self._output)
        more: dict[str, Any] = {}
        if compare:
            from hookstudio.cli.push_effects import show_effects

            more = show_effects(self._session, plan, self._output, self._interrupts)
        result, confirmed = SyncResult(), None
        if not self._options.dry_run:
            requests = len(plan.requests)
            question = f"Make {count(requests, 'request')} that {'changes' if requests == 1 else 'change'} the tenant?"
            if (requests or plan.decisions) and not self._consent.given(question if requests else _remembering(plan)):
                raise StudioError("Nothing was sent.")
            confirmed = self._consent.to_delete(plan.deletions)
            result = self._watched(lambda progress: self._sync.push(plan, confirm_delete=confirmed, progress=progress))
        return self._ended(plan, plan.requests, result, more, confirmed)

    def _resume(self) -> int:
        requests = self._sync.unfinished()
        show_requests(requests, self._output)
        result, confirmed = SyncResult(), None
        if not self._options.dry_run:
            if requests and not self._consent.given(f"Go on with {count(len(requests), 'request')}?"):
                raise StudioError("Nothing was sent.")
            confirmed = self._consent.to_delete(SyncPlan(requests).deletions)
            result = self._watched(lambda progress: self._sync.resume(confirm_delete=confirmed, progress=progress))
        return self._ended(SyncPlan(), requests, result, confirmed=confirmed)

    def _ended(
        self,
        plan: SyncPlan,
        requests: tuple[Request, ...],
        result: SyncResult,
        more: dict[str, Any] | None = None,
        confirmed: int | None = None,
    ) -> int:
        self._output.document(end_document(self._sync.name, plan, requests, result) | (more or {}))
        show_end(plan, requests, result, self._output, dry_run=self._options.dry_run)
        undeleted = SyncPlan(requests).deletions and confirmed is None and not self._options.dry_run
        return _LEFT if plan.conflicts or plan.left or result.stopped or undeleted else 0

    def _looked(self) -> Status:
        status = self._sync.status()
        if status.unfinished:
            self._output.notice("a push was broken off: “hookstudio sync resume” does the rest.")
        return status

    def _watched(self, work: Callable[[ProgressLine], SyncResult]) -> SyncResult:
        try:
            return work(ProgressLine(self._output, self._interrupts))
        finally:
            self._output.progress("")


def _remembering(plan: SyncPlan) -> str:
    return f"Remember what is decided for {count(len(plan.decisions), 'hook')}?"


def _for_all(options: argparse.Namespace) -> Choices:
    """What is decided for every hook."""
    side: Side | None = options.prefer
    found: dict[str, Side] = {} if side is None else {"*": side}
    if options.merge:
        found["content"] = "merge"
    return {"*": found}
