"""Brings what a plan took from a tenant into the workspace: all of it or nothing, as one step that can be taken back."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from hookstudio.model.errors import ChangedOutside, NotFound, StudioError
from hookstudio.model.hook import Hook, slugify
from hookstudio.model.sync import Agreement, LocalChange, SyncPlan, SyncResult
from hookstudio.model.tenant import HookState
from hookstudio.model.tenant_address import which_tenant
from hookstudio.remote.order import insert_missing
from hookstudio.storage.atomic import write_new
from hookstudio.storage.code_file import code_path, encoded
from hookstudio.storage.failures import in_words
from hookstudio.storage.hook_file import HOOK_FILE, fresh_id, hook_to_toml, new_hook_id
from hookstudio.storage.regular_file import CODE_LIMIT, Unfit, read_regular
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.storage.trash import Trashed
from hookstudio.storage.workspace_reader import Reading
from hookstudio.studio.exchange import Arrival, Exchange, Making, Rewrite
from hookstudio.studio.javascript import detect_dialect
from hookstudio.studio.pull_step import pull_step, taking_back
from hookstudio.studio.session import Session
from hookstudio.studio.sync_pulled import Pulled, Reagreed, hashes_of


def apply_pull(
    session: Session, plan: SyncPlan, files: TenantFiles, name: str, note: Callable[[Pulled], object] = lambda _pulled: None
) -> SyncResult:
    """Do what *plan* says, then remember what is agreed with the tenant *name*. What is pulled never runs by itself.

    *note* is told what is done before it counts as done and is agreed on; nothing is done where it fails.

    Raises StudioError, and changes nothing: ChangedOutside where the workspace is no longer what the plan was made for.
    """
    file = files.read(name)
    pull, before = _Pull(session, plan, which_tenant(file.settings)), file.agreed
    exchange = Exchange(session.edits)
    went: tuple[Trashed, ...] = ()
    came: tuple[str, ...] = ()

    def noted(items: Sequence[Trashed]) -> None:
        agreements = pull.agreements()
        note(pull.noted(items, agreements, taking_back(agreements, before)))

    if plan.changes or plan.rows:
        went, came = exchange.make(pull.types, lambda reading: pull.make(reading, exchange), noted)
    agreements = pull.agreements()
    back = taking_back(agreements, before)
    try:
        files.agree(name, agreements)
    finally:  # the hooks are there, so that the step is, too
        if plan.changes or plan.rows:
            rows = (pull.rows_before, pull.rows_after)
            text = f"Pull from “{name}”"
            session.push(pull_step(text, exchange, (came, went), pull.rewrites, rows, files, name, (back, agreements)))
    return SyncResult(plan.changes)


class _Pull:
    """What is going to be done, worked out on the workspace as it is under the lock. `ids`: those of hooks that are made, by token."""

    def __init__(self, session: Session, plan: SyncPlan, tenant: str) -> None:
        self._edits, self._plan, self._tenant = session.edits, plan, tenant
        self.types = sorted({change.type for change in plan.local_changes} | {*plan.rows})
        self.ids: dict[str, str] = {}
        self.came: dict[str, dict[str, str]] = {}
        self.rewrites: list[Rewrite] = []
        self.rows_before: dict[str, list[str]] = {}
        self.rows_after: dict[str, list[str]] = {}

    def agreements(self) -> list[Agreement]:
        """What is agreed then, once hooks that are made have their ids."""
        return [replace(each, hook_id=self.ids.get(each.hook_id, each.hook_id)) for each in self._plan.agreements]

    def noted(self, went: Sequence[Trashed], agreements: Sequence[Agreement], back: Sequence[Agreement]) -> Pulled:
        """What is done, for whoever takes it back in another program."""
        owners = {each.remote_id: each.hook_id for each in (*back, *agreements) if each.hook_id}
        rows = {kind: (tuple(self.rows_before[kind]), tuple(row)) for kind, row in self.rows_after.items()}
        tokens = tuple((item.hook_id, item.token) for item in went)
        after = {each.remote_id: each for each in agreements}
        whose = tuple(Reagreed(owners.get(each.remote_id, ""), each, after[each.remote_id]) for each in back)
        what = tuple(f"{change.kind} {change.key}" for change in self._plan.local_changes)
        return Pulled("", "", what, self.came, tokens, tuple(self.rewrites), rows, whose)

    def make(self, reading: Reading, exchange: Exchange) -> Making:
        self._edits.folder.refuse_bad_manifest(reading)
        changes = {kind: [change for change in self._plan.local_changes if change.kind == kind] for kind in ("create", "change", "delete")}
        self.ids = self._new_ids(reading, changes["create"])
        leaving = [change.token for change in changes["delete"] if self._checked(reading, change)]
        self.rewrites = [self._rewrite(reading, change) for change in changes["change"]]
        staging = exchange.staging()
        taken = exchange.taken(reading, self.types, leaving)
        arriving = [self._arrival(change, staging / str(index), taken) for index, change in enumerate(changes["create"])]
        self.rows_before = {kind: [hook.id for hook in reading.workspace.of_type(kind)] for kind in self._plan.rows}
        self.rows_after = {kind: self._row(kind, row, leaving) for kind, row in self._plan.rows.items()}
        return Making(leaving, arriving, self.rewrites, self.rows_after)

    def _new_ids(self, reading: Reading, changes: Sequence[LocalChange]) -> dict[str, str]:
        """Ids for hooks that are made: the same in every clone that pulls them, so that they meet in version control."""
        taken = {*reading.places, *(item.hook_id for item in self._edits.trash.all())} if changes else set()
        ids = {}
        for change in changes:
            wanted = fresh_id(self._tenant, change.type, change.remote_id)
            ids[change.token] = new_hook_id() if wanted in taken else wanted
            taken.add(ids[change.token])
        return ids

    def _row(self, kind: str, tokens: Sequence[str], leaving: Sequence[str]) -> list[str]:
        before, planned = self.rows_before[kind], self._plan.rows_here[kind]
        known = {*planned}
        if [hook_id for hook_id in before if hook_id in known] != list(planned):
            raise _changed(f"the order of {kind} is no longer the same")
        gone = {*leaving}
        return insert_missing([self.ids.get(token, token) for token in tokens], [hook_id for hook_id in before if hook_id not in gone])

    def _checked(self, reading: Reading, change: LocalChange) -> Hook:
        """The hook that a change is for, as it is. Raises ChangedOutside."""
        try:
            hook = reading.workspace.find(change.token)
        except NotFound:
            raise _changed(f"{change.key} is gone") from None
        code = self._edits.folder.read_code(hook, reading.place(hook.id)).text
        if HookState(hook.name, hook.description, code, None, hook.enabled) != change.expected:
            raise _changed(f"{change.key} is no longer the same")
        return hook

    def _rewrite(self, reading: Reading, change: LocalChange) -> Rewrite:
        hook, state = self._checked(reading, change), change.state
        assert state is not None
        place = reading.place(hook.id)
        file = code_path(place, hook).name
        old_code, old_values = _bytes(place / file), _bytes(place / HOOK_FILE)
        after = replace(hook, name=state.name, description=state.description, enabled=state.enabled)
        expected: dict[str, bytes | None] = {HOOK_FILE: old_values}
        wanted: dict[str, bytes | None] = {}
        if "content" in change.fields:
            if not hook.dialect_fixed:
                after = replace(after, dialect=detect_dialect(state.content))
            name = file if after.dialect is hook.dialect else after.dialect.file_name
            expected |= {file: old_code} | ({name: None} if name != file else {})
            wanted |= ({file: None} if name != file else {}) | {name: encoded(state.content)}
        wanted[HOOK_FILE] = hook_to_toml(after, old_values)
        return Rewrite(hook.id, expected, wanted)

    def _arrival(self, change: LocalChange, folder: Path, taken: dict[str, set[str]]) -> Arrival:
        state = change.state
        assert state is not None
        slug = slugify(state.name, taken[change.type])
        taken[change.type].add(slug.lower())
        dialect = detect_dialect(state.content)
        hook = Hook(self.ids[change.token], state.name, slug, change.type, state.description, state.enabled, dialect)
        with in_words(folder, "written"):
            folder.mkdir()
            write_new(f"{folder}{os.sep}{HOOK_FILE}", hook_to_toml(hook))
            write_new(f"{folder}{os.sep}{dialect.file_name}", encoded(state.content))
        self.came[hook.id] = hashes_of(folder)
        return Arrival(hook, folder)


def _bytes(path: Path) -> bytes:
    try:
        with in_words(path, "read"):
            return read_regular(path, CODE_LIMIT)[0]
    except Unfit as error:
        raise StudioError(f"“{path}” could not be read: {error.message}.") from error


def _changed(what: str) -> ChangedOutside:
    return ChangedOutside(f"The workspace was changed since the pull was planned: {what}.", hint="Nothing was written. Plan it again.")
