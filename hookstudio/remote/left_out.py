"""Hooks that can't be compared though the tenant has them: their type is not known here or was changed there, or they can't be read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from hookstudio.model.hook_type import TYPE_NAMES
from hookstudio.model.sync import Agreed, LocalHook
from hookstudio.model.tenant import RemoteHook

_TYPES: Final = frozenset(TYPE_NAMES)
_LEFT: Final = "and is left as it is, here and there"


@dataclass(frozen=True, slots=True)
class Comparable:
    """What is left to be compared of both sides and of what was agreed, and sentences on what is not."""

    local: Sequence[LocalHook]
    remote: Sequence[RemoteHook]
    agreed: Sequence[Agreed]
    notes: tuple[str, ...] = ()


def comparable(local: Sequence[LocalHook], remote: Sequence[RemoteHook], agreed: Sequence[Agreed]) -> Comparable:
    """What can be compared. A hook whose id is still there was not deleted there, whatever became of it; on neither side it is touched."""
    strange = {hook.id: hook for hook in remote if hook.problem or hook.type not in _TYPES}
    there = {hook.id: hook for hook in remote}
    here = {(hook.id, hook.type): hook for hook in local}
    bases, notes = [], []
    out_here: set[tuple[str, str]] = set()
    out_there = set(strange)
    for base in agreed:
        hook, own = there.get(base.remote_id), here.get((base.hook_id, base.type))
        if hook is None or (hook.type == base.type and not hook.problem):
            bases.append(base)
        elif (base.hook_id, hook.type) in here and not hook.problem:  # changed alike on both sides
            bases.append(replace(base, type=hook.type))
        elif own is not None:
            out_here.add((base.hook_id, base.type))
            out_there.add(hook.id)
            if hook.id not in strange:
                notes.append(f"{own.key} has another type there, {hook.type}, {_LEFT}. Once it is deleted here, a pull takes the other.")
        elif hook.id not in strange:
            bases.append(base)  # deleted here: what is there now is another hook
    unread = {(hook.type, hook.state.name.strip()) for hook in strange.values() if hook.problem}
    kept = {(base.hook_id, base.type) for base in bases}
    out_here |= {(hook.id, hook.type) for hook in local if (hook.type, hook.state.name) in unread and (hook.id, hook.type) not in kept}
    notes = [*_of_strange(strange.values()), *notes]
    if not out_here and not out_there:
        return Comparable(local, remote, bases)
    return Comparable(
        [hook for hook in local if (hook.id, hook.type) not in out_here],
        [hook for hook in remote if hook.id not in out_there],
        bases,
        tuple(notes),
    )


def _of_strange(hooks: Collection[RemoteHook]) -> list[str]:
    notes = [f"“{hook.state.name or hook.id}” {_why(hook)}, {_LEFT}." for hook in hooks]
    if any(hook.type not in _TYPES and hook.type.replace("_", "-") in _TYPES for hook in hooks):
        notes.append("The tenant writes its types with underscores, as the first generation of the API does: “tenant add --api first”.")
    return notes


def _why(hook: RemoteHook) -> str:
    if hook.problem:
        return f"can't be read (the tenant has {hook.problem})"
    return f"is of the type “{hook.type}”, which is not known here"
