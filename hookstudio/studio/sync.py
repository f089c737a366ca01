"""The hooks of a workspace and those of a tenant: how they stand, and what brings them together, with nothing lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from hookstudio.model.errors import ChangedOutside, NotFound, StudioError
from hookstudio.model.progress import Progress
from hookstudio.model.steps import Steps
from hookstudio.model.sync import Agreed, Choices, Request, SyncPlan, SyncResult
from hookstudio.model.tenant_address import asked_as, refuse_another, which_tenant
from hookstudio.remote.client import TenantClient
from hookstudio.remote.plan_pull import plan_pull
from hookstudio.remote.plan_push import plan_push
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.studio import sync_restore
from hookstudio.studio.session import Session
from hookstudio.studio.sync_check import warnings_of
from hookstudio.studio.sync_journal import as_it_is, keep, known_of, made_since, plan_document, told_by
from hookstudio.studio.sync_pull import apply_pull
from hookstudio.studio.sync_pulled import Pulled, keep_here, note
from hookstudio.studio.sync_push import Sending
from hookstudio.studio.sync_restore import Pushed
from hookstudio.studio.sync_status import Status, compare_sides, local_steps, with_agreements
from hookstudio.studio.sync_take_back import plan_take_back


class Sync:
    """A workspace and one of its tenants. What asks the tenant can be done in whatever thread; `pull` where the session is used.

    Every method raises StudioError: RemoteFailed of the tenant, Cancelled, and AnotherTenant for what was looked at or planned for another
    tenant, or where the file of this one names another by now.
    """

    def __init__(self, session: Session, client: TenantClient) -> None:
        self._session, self._client = session, client
        self._edits_folder = session.edits.folder
        self.name = client.settings.name
        self._files = TenantFiles(self._edits_folder.local)
        self.folder = SyncFolder(self._edits_folder.local, self.name, client.settings)
        self.tenant = asked_as(client.settings)
        self.has_begun = False
        """Whether the requests of a push are being sent, or were."""

    def close(self) -> None:
        """End what is being asked of the tenant."""
        self._client.close()

    def status(self) -> Status:
        """How every hook stands. Writes nothing, neither here nor there."""
        modules = self._session.edits.module_files if self._client.settings.api == "first" else None
        running = self.folder.running()
        reading = Steps(local_steps(self._edits_folder, modules))
        remote = self._client.hooks(reading)
        local, agreed = reading.result(), self._agreed(codes=False)
        comparison = compare_sides(local, remote, agreed, partial(self._files.recalled, self.name))
        running = running or self.folder.running()
        told = "A push to this tenant is under way: what follows is how it stood in between." if running else self.folder.damage()
        if told:
            comparison = replace(comparison, notes=(told, *comparison.notes))
        return Status(comparison, remote, agreed, not running and self.folder.broken_off(), self.tenant)

    def plan_pull(self, status: Status, choices: Choices | None = None) -> SyncPlan:
        """What a pull would do."""
        self._refuse_another(status.tenant)
        return replace(plan_pull(status.comparison, choices or {}), tenant=self.tenant)

    def plan_push(self, status: Status, choices: Choices | None = None) -> SyncPlan:
        """What a push would do: every request that it would make to change something, and what is to be said of the codes in it."""
        self._refuse_another(status.tenant)
        plan = plan_push(status.comparison, choices or {}, self._client.settings.api)
        return replace(plan, notes=(*plan.notes, *warnings_of(plan.requests)), tenant=self.tenant)

    def pull(self, plan: SyncPlan) -> SyncResult:
        """Do what the plan says, all of it or nothing, as one step that can be taken back; what it changes here is kept before."""
        self._refuse_another(plan.tenant)
        keep(self._files, self.name, self.folder)
        path, url = keep_here(self._session, plan, self.folder), which_tenant(self._client.settings)

        def noted(pulled: Pulled) -> None:
            if path is not None:
                self.folder.note_pull(path, note(replace(pulled, url=url, at=sync_restore.now())))

        return apply_pull(self._session, plan, self._files, self.name, noted)

    def push(self, plan: SyncPlan, *, confirm_delete: int | None = None, progress: Progress | None = None) -> SyncResult:
        """Do what the plan says and nothing else; what the tenant has now is kept before.

        Nothing is deleted there unless *confirm_delete* says how many. Raises SyncBroken where it was broken off in the middle.
        """
        requests, notes = _confirmed(plan, confirm_delete)
        with self.folder.alone():
            self._refuse_another(plan.tenant)
            notes = (*self._settle(), *notes)
            self._files.agree(self.name, plan.agreements)
            if not requests:
                return SyncResult(notes=notes)
            remote, agreed = self._client.hooks(), self._agreed()
            saved = sync_restore.save(self.folder, which_tenant(self._client.settings), remote, agreed)
            known = [hook.id for hook in remote]
            self.folder.begin(plan_document(requests, known, agreed, before=saved.stem, at=sync_restore.now()))
            sending = Sending(self._client, self.folder, requests, frozenset(known), _taken(agreed, requests), listed=remote)
            return self._send(sending, progress, notes)

    def plan_resume(self) -> SyncPlan:
        """What is left of a push that was broken off."""
        return SyncPlan(self.unfinished(), tenant=self.tenant)

    def resume(self, plan: SyncPlan | None = None, *, confirm_delete: int | None = None, progress: Progress | None = None) -> SyncResult:
        """Do the rest of a push that was broken off; nothing if there is none. Deleting has to be confirmed again.

        *plan*: what of it was shown; nothing besides that is done.
        """
        with self.folder.alone():
            self._refuse_another(self.tenant if plan is None else plan.tenant)
            journal = self.folder.journal()
            if journal is None:
                return SyncResult(notes=(*self._settle(), "There is no push to go on with."))
            agreed = self._agreed()
            since = made_since(journal, agreed)
            requests, done = tuple(map(as_it_is, journal.requests)), {*journal.done, *since}
            rest = tuple(request for number, request in enumerate(requests) if number not in done)
            if plan is not None and any(request not in plan.requests for request in rest):
                raise ChangedOutside(
                    "Another push than the one that was shown was broken off meanwhile.", hint="Look at what is left of it."
                )
            notes = _confirmed(SyncPlan(rest), confirm_delete)[1]
            keep(self._files, self.name, self.folder)
            left = frozenset(number for number, each in enumerate(requests) if notes and number not in done and each.method == "DELETE")
            made = {str(done["remote_id"]) for done in journal.done.values() if done.get("remote_id")}
            taken = _taken(agreed, requests) | made
            sending = Sending(
                self._client, self.folder, requests, known_of(journal), taken, done, {*journal.sending}, {*journal.unheard}, left
            )
            sending.made = {requests[number].hook_id: str(one["remote_id"]) for number, one in journal.done.items() if one.get("remote_id")}
            sending.made |= {requests[number].hook_id: remote_id for number, remote_id in since.items()}
            return self._send(sending, progress, notes)

    def unfinished(self) -> tuple[Request, ...]:
        """The requests of a broken push that are not known to be done, nor to be about hooks that are there by now."""
        journal = self.folder.journal()
        if journal is None:
            return ()
        done = {*journal.done, *made_since(journal, self._agreed(codes=False))}
        return tuple(as_it_is(request) for number, request in enumerate(journal.requests) if number not in done)

    def pushes(self) -> tuple[Pushed, ...]:
        """The pushes that can be taken back, the last one first."""
        return tuple(sync_restore.pushes(self.folder))

    def plan_restore(self, before: int | None = None) -> SyncPlan:
        """What would take back the last push that sent something, or all from the one with the number *before* on.

        What others did since then stays.

        Raises NotFound if there is none.
        """
        known = self.pushes()
        sent = [push.number for push in known if push.has_sent]
        if not sent:
            raise NotFound("There was no push to this tenant from this workspace, so there is nothing to put back.")
        first = sent[0] if before is None else before
        if first not in [push.number for push in known]:
            raise NotFound(f"No push with the number {first} is kept.", hint="“hookstudio sync restore --list” shows them.")
        url, settings = which_tenant(self._client.settings), self._client.settings
        done = [sync_restore.read_push(self.folder, push, url) for push in known if push.number >= first]
        keys = {hook.id: hook.key for hook in self._edits_folder.read().workspace}
        plan = plan_take_back(done, self._client.hooks(), self._agreed(), settings.api, keys)
        return replace(plan, tenant=self.tenant)

    def _refuse_another(self, tenant: str) -> None:
        """Raise AnotherTenant unless *tenant* is this one and the tenant's file still says so, too."""
        refuse_another(self._files.read(self.name, codes=False).settings, self.tenant)
        refuse_another(self._client.settings, tenant)

    def _agreed(self, *, codes: bool = True) -> tuple[Agreed, ...]:
        """What is agreed, with what a broken push has done."""
        return with_agreements(self._files.read(self.name, codes=codes).agreed, told_by(self.folder.journal()))

    def _settle(self) -> tuple[str, ...]:
        """An older push that was broken off is not gone on with once another one begins; what it has done is remembered.

        A note on one of which nothing is to be understood.
        """
        damage = self.folder.damage()
        keep(self._files, self.name, self.folder)
        self.folder.end(broken=True)
        return (damage,) if damage else ()

    def _send(self, sending: Sending, progress: Progress | None, notes: Sequence[str]) -> SyncResult:
        self.has_begun = True
        try:
            result = sending.run(progress)
        except StudioError:
            keep(self._files, self.name, self.folder)
            raise
        keep(self._files, self.name, self.folder)
        self.folder.end()
        return replace(result, notes=(*notes, *result.notes))


def _confirmed(plan: SyncPlan, confirm_delete: int | None) -> tuple[tuple[Request, ...], tuple[str, ...]]:
    """The requests that may be made, and a note on those that may not. Raises StudioError if another number was confirmed."""
    count = plan.deletions
    if confirm_delete is not None and confirm_delete != count:
        raise StudioError(
            f"{_counted(confirm_delete, 'deletion')} would be confirmed, but {_counted(count, 'hook')} would be deleted on the tenant. "
            "Nothing was done.",
            hint="Look at the plan again.",
        )
    if not count or confirm_delete is not None:
        return plan.requests, ()
    hooks = "1 hook was" if count == 1 else f"{count} hooks were"
    note = f"{hooks} not deleted on the tenant: that has to be confirmed, by --confirm-delete {count}."
    return tuple(request for request in plan.requests if request.method != "DELETE"), (note,)


def _counted(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number} {word}s"


def _taken(agreed: Sequence[Agreed], requests: Sequence[Request]) -> frozenset[str]:
    """The ids of the tenant's hooks that belong to hooks here."""
    return frozenset({base.remote_id for base in agreed} | {request.remote_id for request in requests if request.remote_id})
