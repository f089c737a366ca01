"""How the hooks of a workspace stand to those of a tenant."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

from hookstudio.model.errors import StudioError
from hookstudio.model.hook_type import TYPE_NAMES, find_type
from hookstudio.model.module import ModuleSet
from hookstudio.model.steps import Steps
from hookstudio.model.sync import Agreed, Agreement, Comparison, LocalHook, digest_of
from hookstudio.model.tenant import HookState, RemoteHook
from hookstudio.remote.plan import Recall, as_held, compare
from hookstudio.storage.hook_file import DESCRIPTION_LIMIT
from hookstudio.storage.module_files import ModuleFiles
from hookstudio.storage.workspace_folder import WorkspaceFolder
from hookstudio.storage.workspace_reader import HOOKS, STEP, Reading
from hookstudio.studio.module_keys import keys_of


@dataclass(frozen=True, slots=True)
class LocalSide:
    """The hooks of a workspace as they are on the disk. `unread`: the ids of those whose code can't be read.

    `blind`: the types in which a hook's folder can't be read, so that one that is missing is not known to be deleted.
    """

    hooks: tuple[LocalHook, ...]
    unread: frozenset[str] = frozenset()
    blind: frozenset[str] = frozenset()
    names: frozenset[tuple[str, str]] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """A comparison; all that the tenant has, types that are not known here included; what was agreed. `unfinished`: a push was broken.

    `tenant`: which one was looked at, and as which client.
    """

    comparison: Comparison
    remote: tuple[RemoteHook, ...]
    agreed: tuple[Agreed, ...] = ()
    unfinished: bool = False
    tenant: str = ""


def read_local(folder: WorkspaceFolder, modules: ModuleFiles | None = None) -> LocalSide:
    """The hooks as they are on the disk at this moment, in whatever thread; with their packages if *modules* is given.

    Raises StudioError if their order can't be read.
    """
    return Steps(local_steps(folder, modules)).result()


def local_steps(folder: WorkspaceFolder, modules: ModuleFiles | None = None) -> Generator[None, None, LocalSide]:
    """The same in small steps."""
    reading = yield from folder.steps()
    folder.refuse_bad_manifest(reading)
    hooks, unread, names, notes = [], set(), set(), []
    for number, hook in enumerate(reading.workspace):
        if number % STEP == 0:
            yield
        try:
            found = folder.local_hooks.get(hook, reading.codes[hook.id])
            if modules is not None:
                found = replace(found, packages=_packages(modules.read(reading.place(hook.id))))
        except StudioError as error:
            unread.add(hook.id)
            names.add((hook.type, hook.name))
            notes.append(f"{hook.key} is left out: {error.message}")
            continue
        hooks.append(found)
    blind = _blind(reading)
    notes += [f"{problem.file} could not be read: {problem.message}" for problem in reading.workspace.problems]
    return LocalSide(tuple(hooks), frozenset(unread), blind, frozenset(names), tuple(notes))


def compare_sides(local: LocalSide, remote: Iterable[RemoteHook], agreed: Iterable[Agreed], recall: Recall | None = None) -> Comparison:
    """How every hook stands that can be read here. What can't be read is not taken for deleted: it is left out on both sides.

    *recall* as for `compare`.
    """
    remote, agreed = tuple(remote), tuple(agreed)
    known, out = {hook.id for hook in local.hooks}, set()
    kept = []
    for base in agreed:
        if base.hook_id in local.unread or (base.type in local.blind and base.hook_id not in known):
            out.add(base.remote_id)
        else:
            kept.append(base)
    agreed_ids = {base.remote_id for base in kept}
    theirs = [
        hook
        for hook in remote
        if hook.id not in out and (hook.id in agreed_ids or (hook.type, as_held(hook.state).name) not in local.names)
    ]
    found = compare(local.hooks, theirs, kept, unheld_here, recall)
    left_out = max(len(local.notes), _left_out(local, remote, agreed, found))
    return replace(found, notes=(*local.notes, *found.notes, *_only_there(found)), left_out=left_out)


def _left_out(local: LocalSide, remote: Iterable[RemoteHook], agreed: Iterable[Agreed], found: Comparison) -> int:
    """How many hooks of either side are not in the comparison; one that both sides have counts once."""
    shown = {hook.local.id for hook in found if hook.local is not None}
    there = {hook.remote.id for hook in found if hook.remote is not None} | {*found.forgotten}
    out = {hook.id: (hook.type, hook.state.name) for hook in local.hooks if hook.id not in shown}
    ids, names = {*out, *local.unread}, {*out.values(), *local.names}
    whose = {base.remote_id: base.hook_id for base in agreed}
    rest = (hook for hook in remote if hook.id not in there and whose.get(hook.id) not in ids)
    return len(ids) + sum(1 for hook in rest if (hook.type, as_held(hook.state).name) not in names)


def _only_there(found: Comparison) -> Iterable[str]:
    """What tenants of the first generation have installed for hooks that have it not here."""
    for hook in found:
        if hook.remote is not None and hook.remote.packages:
            have = {name for name, _ in hook.local.packages} if hook.local is not None else set()
            more = [f"{name}@{version}" for name, version in hook.remote.packages if name not in have]
            if more:
                yield f"{hook.key} has packages there that it has not here: {', '.join(more)}. “hookstudio modules add” adds them."


def _packages(files: ModuleSet) -> tuple[tuple[str, str], ...]:
    return tuple(sorted({(one.name, one.version) for one in keys_of(files.lock).values()}))


def unheld_here(state: HookState) -> str:
    """Why a workspace can't hold a state, as a clause; '' if it can."""
    if len(state.description) > DESCRIPTION_LIMIT:
        return f"its description has more than {DESCRIPTION_LIMIT} characters."
    return ""


def with_agreements(agreed: Iterable[Agreed], agreements: Iterable[Agreement]) -> tuple[Agreed, ...]:
    """What is agreed once the agreements are remembered."""
    entries = {base.remote_id: base for base in agreed}
    for each in agreements:
        if each.state is None:
            entries.pop(each.remote_id, None)
        else:
            entries[each.remote_id] = Agreed(
                each.hook_id, each.remote_id, each.type, each.state, each.created_at, digest_of(each.state.content)
            )
    return tuple(entries.values())


def _blind(reading: Reading) -> frozenset[str]:
    blind: set[str] = set()
    for problem in reading.workspace.problems:
        top, _, rest = problem.file.partition("/")
        if top != HOOKS:
            continue
        kind = find_type(rest.partition("/")[0])
        blind |= {kind.name} if kind is not None else set(TYPE_NAMES) if not rest else set()
    return frozenset(blind)
