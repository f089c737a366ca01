"""What a pull does: the changes of the tenant brought into the workspace, and what is agreed from then on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from hookstudio.model.sync import (
    EXISTENCE,
    Agreement,
    Choices,
    Comparison,
    Decision,
    HookStatus,
    LocalChange,
    OrderMerge,
    Side,
    SyncPlan,
    SyncState,
    chosen,
)
from hookstudio.model.tenant import HookState
from hookstudio.remote.order import insert_missing, settled


@dataclass(slots=True)
class _Draft:
    changes: list[LocalChange] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


def plan_pull(comparison: Comparison, choices: Choices) -> SyncPlan:
    """What is done here. A conflict that nobody decided is left, and of its hook nothing is done.

    Where a conflict is decided for the workspace, its state stays and counts as a change of the tenant's.
    """
    draft = _Draft()
    draft.agreements += [Agreement(remote_id) for remote_id in comparison.forgotten]
    open_orders = {kind for kind, order in comparison.orders.items() if undecided(comparison, kind, order, choices)}
    for hook in comparison:
        if hook.problem and hook.state not in (SyncState.EQUAL, SyncState.CHANGED_HERE, SyncState.DELETED_HERE):
            draft.notes.append(f"{hook.key}: {hook.problem}")
        else:
            _plan_hook(hook, choices, draft, renumbered=hook.type not in open_orders)
    gone = {change.token for change in draft.changes if change.kind == "delete"}
    come = {change.token for change in draft.changes if change.kind == "create"}
    rows, reordered = {}, []
    for kind, order in comparison.orders.items():
        row = _row(comparison, order, choices, come, gone, open_order=kind in open_orders)
        stay = tuple(token for token in order.here if token not in gone)
        if row != stay:
            rows[kind] = row
        if tuple(token for token in row if token not in come) != stay:
            reordered.append(kind)
    return SyncPlan(
        local_changes=tuple(draft.changes),
        rows=rows,
        rows_here={kind: comparison.orders[kind].here for kind in rows},
        reordered=tuple(reordered),
        conflicts=tuple(draft.conflicts),
        agreements=tuple(draft.agreements),
        notes=(*comparison.notes, *draft.notes),
        decisions=tuple(draft.decisions),
        hooks_here=sum(1 for hook in comparison if hook.local is not None),
    )


def undecided(comparison: Comparison, kind: str, order: OrderMerge, choices: Choices) -> bool:
    """Whether the order of a type has a clash that nobody decided."""
    return any(
        chosen(choices, hook.key, "order") not in ("local", "remote")
        for hook in comparison
        if hook.type == kind and hook.token in order.clashing
    )


def decided(hook: HookStatus, choices: Choices, *, merge: bool) -> dict[str, Side] | None:
    """What is decided for each field of a conflict, None if something is not. *merge*: whether codes can be merged."""
    sides: dict[str, Side] = {}
    for name in hook.fields_conflict:
        side = chosen(choices, hook.key, name)
        if side is None or (side == "merge" and not (merge and name == "content" and hook.merged is not None)):
            return None
        sides[name] = side
    return sides


def _plan_hook(hook: HookStatus, choices: Choices, draft: _Draft, *, renumbered: bool) -> None:
    sides = decided(hook, choices, merge=True)
    if sides is None:
        draft.conflicts.append(hook.key)
        return
    if sides:
        draft.decisions.append(Decision(hook.key, tuple(sides.items())))
    match hook.state:
        case SyncState.NEW_THERE:
            _create(hook, draft)
        case SyncState.DELETED_THERE:
            _delete(hook, draft)
        case SyncState.CONFLICT if EXISTENCE in sides:
            _settle_existence(hook, sides[EXISTENCE], draft)
        case SyncState.EQUAL | SyncState.CHANGED_HERE | SyncState.CHANGED_THERE | SyncState.CONFLICT:
            _change(hook, sides, draft, renumbered=renumbered)


def _change(hook: HookStatus, sides: dict[str, Side], draft: _Draft, *, renumbered: bool) -> None:
    here, there = hook.here, hook.there
    assert here is not None and there is not None
    taken = [name for name in (*hook.fields_there, *(name for name, side in sides.items() if side == "remote")) if name != "order"]
    state = replace(here, **{name: getattr(there, name) for name in taken})
    if sides.get("content") == "merge" and hook.merged is not None:
        state, taken = replace(state, content=hook.merged), [*taken, "content"]
    if taken:
        draft.changes.append(LocalChange("change", hook.key, hook.type, hook.token, state, here, tuple(taken), _remote_id(hook)))
    _agree(hook, there, draft, renumbered=renumbered)


def _settle_existence(hook: HookStatus, side: Side, draft: _Draft) -> None:
    if hook.remote is None:
        if side == "remote":
            _delete(hook, draft)
        elif hook.base is not None:
            draft.agreements.append(Agreement(hook.base.remote_id))
    elif side == "remote":
        _create(hook, draft)
    elif hook.base is not None:
        draft.agreements.append(Agreement(hook.remote.id, hook.base.hook_id, hook.type, replace(hook.remote.state), hook.remote.created_at))


def _create(hook: HookStatus, draft: _Draft) -> None:
    draft.changes.append(LocalChange("create", hook.key, hook.type, hook.token, hook.there, remote_id=_remote_id(hook)))
    _agree(hook, hook.there, draft, renumbered=True)


def _delete(hook: HookStatus, draft: _Draft) -> None:
    draft.changes.append(LocalChange("delete", hook.key, hook.type, hook.token, expected=hook.here))
    if hook.base is not None:
        draft.agreements.append(Agreement(hook.base.remote_id))


def _agree(hook: HookStatus, state: HookState | None, draft: _Draft, *, renumbered: bool) -> None:
    """From now on the tenant's state is the agreed one; `hook_id` is the token of a hook that is still to be made."""
    assert hook.remote is not None and state is not None
    if not renumbered and hook.base is not None:
        state = replace(state, order=hook.base.state.order)
    base = hook.base
    if base is not None and base.remote_id != hook.remote.id:
        draft.agreements.append(Agreement(base.remote_id))
    same_place = base is not None and (base.remote_id, base.hook_id) == (hook.remote.id, hook.token)
    if not same_place or base is None or base.state != state or base.code_lost:
        draft.agreements.append(Agreement(hook.remote.id, hook.token, hook.type, state, hook.remote.created_at))


def _remote_id(hook: HookStatus) -> str:
    return hook.remote.id if hook.remote else ""


def _row(
    comparison: Comparison,
    order: OrderMerge,
    choices: Choices,
    come: Collection[str],
    gone: Collection[str],
    *,
    open_order: bool,
) -> tuple[str, ...]:
    """The order that the type has here afterwards."""
    if open_order:
        whole: tuple[str, ...] = tuple(insert_missing(order.here, order.there))
    elif order.clashing:
        theirs = {h.token for h in comparison if h.token in order.clashing and chosen(choices, h.key, "order") == "remote"}
        whole = settled(order, theirs)
        whole = tuple(insert_missing(insert_missing(whole, order.here), order.there))
    else:
        whole = order.merged
    standing = set(order.here) | set(come)
    return tuple(token for token in whole if token in standing and token not in gone)
