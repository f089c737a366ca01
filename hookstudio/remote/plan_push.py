"""What a push does: every writing request for the changes made here, and what is agreed once each of them is done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from hookstudio.model.sync import (
    EXISTENCE,
    Agreement,
    Choices,
    Comparison,
    Decision,
    HookStatus,
    LocalHook,
    OrderMerge,
    Request,
    Side,
    SyncPlan,
    SyncState,
    chosen,
)
from hookstudio.model.tenant import ORDER_LIMIT, Generation, HookState
from hookstudio.remote import wire
from hookstudio.remote.order import STEP, fewest_changes, insert_missing, settled
from hookstudio.remote.plan import same_code
from hookstudio.remote.plan_names import untangled
from hookstudio.remote.plan_pull import decided

_SENT: Final = ("name", "description", "content", "enabled")


@dataclass(slots=True)
class _Draft:
    """`numbers`: those that are sent, by token. `rebased`: the types of which the tenant's order is agreed from now on."""

    api: Generation
    numbers: dict[str, float] = field(default_factory=dict)
    agreements: list[Agreement] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rebased: set[str] = field(default_factory=set)


def plan_push(comparison: Comparison, choices: Choices, api: Generation = "v1") -> SyncPlan:
    """What is done on the tenant: hooks that are created, then changed, then deleted.

    A hook that was changed there as well is left, for nobody has seen here what comes of both: it is pulled first. Where a conflict is
    decided for the tenant, its state stays and counts as a change of the tenant's.
    """
    draft = _Draft(api, agreements=[Agreement(remote_id) for remote_id in comparison.forgotten], notes=list(comparison.notes))
    sides: dict[str, dict[str, Side]] = {}
    for hook in comparison:
        found = decided(hook, choices, merge=False)
        if found is None:
            draft.conflicts.append(hook.key)
        else:
            sides[hook.token] = found
    created = {hook.token for hook in comparison if _is_created(hook, sides)}
    for kind, order in comparison.orders.items():
        draft.numbers |= _numbers(comparison, kind, order, choices, created, sides.keys(), draft)
    ways: dict[str, list[Request]] = {"POST": [], "PATCH": [], "DELETE": []}
    packages: list[Request] = []
    for hook in comparison:
        if hook.token in sides:
            request = _plan_hook(hook, sides[hook.token], hook.token in created, draft)
            if request is not None:
                ways[request.method].append(request)
            if hook.local is not None and (hook.token in created or "packages" in hook.fields_here):
                packages += _packages_request(hook, hook.local)
    _tell_rest(comparison, draft)
    return SyncPlan(
        requests=(*ways["POST"], *untangled(ways["PATCH"]), *packages, *ways["DELETE"]),
        conflicts=tuple(draft.conflicts),
        agreements=tuple(draft.agreements),
        notes=tuple(draft.notes),
        decisions=tuple(Decision(hook.key, tuple(sides[hook.token].items())) for hook in comparison if sides.get(hook.token)),
    )


def create_request(hook_id: str, key: str, kind: str, state: HookState, api: Generation, why: str) -> Request:
    """The request that creates a hook."""
    body = wire.new_hook(kind, state, api)
    return Request("POST", "/hooks/", body, why, key, kind, hook_id, "", None, state, state)


def change_request(
    hook_id: str, remote_id: str, key: str, kind: str, was: HookState, fields: Mapping[str, Any], api: Generation, why: str
) -> Request:
    """The request that changes *fields* of a hook that has the state *was*."""
    wanted = replace(was, **fields)
    body = wire.changes(api, **fields)
    return Request("PATCH", wire.path_of(remote_id), body, why, key, kind, hook_id, remote_id, was, wanted, wanted)


def delete_request(remote_id: str, key: str, kind: str, was: HookState, why: str) -> Request:
    return Request("DELETE", wire.path_of(remote_id), {}, why, key, kind, "", remote_id, was)


def _packages_request(hook: HookStatus, local: LocalHook) -> Iterator[Request]:
    """What installs the modules of a hook that the tenant has not, on tenants of the first generation."""
    have = hook.remote.packages if hook.remote is not None else ()
    missing = tuple(package for package in local.packages if package not in have)
    if missing and hook.state is not SyncState.CHANGED_THERE:
        remote_id = hook.remote.id if hook.remote is not None else ""
        path = f"{wire.path_of(remote_id) if remote_id else '/hooks/(new)'}/packages"
        why = f"install {', '.join(f'{name}@{version}' for name, version in missing)} for {hook.key}"
        yield Request("POST", path, {}, why, hook.key, hook.type, local.id, remote_id, packages=missing)


def _is_created(hook: HookStatus, sides: Mapping[str, Mapping[str, Side]]) -> bool:
    if hook.state is SyncState.NEW_HERE:
        return True
    return hook.remote is None and hook.local is not None and sides.get(hook.token, {}).get(EXISTENCE) == "local"


def _plan_hook(hook: HookStatus, sides: Mapping[str, Side], created: bool, draft: _Draft) -> Request | None:
    if created and hook.local is not None:
        state = replace(hook.local.state, order=draft.numbers.get(hook.token))
        why = f"create {hook.key}, which is new here" if hook.base is None else f"create {hook.key} again, which was deleted there"
        if hook.base is not None:
            draft.agreements.append(Agreement(hook.base.remote_id))
        return create_request(hook.local.id, hook.key, hook.type, state, draft.api, why)
    if EXISTENCE in sides and hook.base is not None:
        return _settle_existence(hook, sides[EXISTENCE], draft)
    if hook.state is SyncState.DELETED_HERE and hook.remote is not None:
        return delete_request(hook.remote.id, hook.key, hook.type, hook.remote.state, f"delete {hook.key}, which was deleted here")
    if hook.local is None or hook.remote is None:
        return None
    return _change(hook, sides, draft)


def _settle_existence(hook: HookStatus, side: Side, draft: _Draft) -> Request | None:
    assert hook.base is not None
    if hook.remote is not None and side == "local":
        return delete_request(hook.remote.id, hook.key, hook.type, hook.remote.state, f"delete {hook.key}, which was deleted here")
    if hook.remote is not None:
        draft.agreements.append(Agreement(hook.base.remote_id))
    elif hook.local is not None:
        state = replace(hook.local.state, order=hook.base.state.order)
        draft.agreements.append(Agreement(hook.base.remote_id, hook.local.id, hook.type, state, hook.base.created_at))
    return None


def _change(hook: HookStatus, sides: Mapping[str, Side], draft: _Draft) -> Request | None:
    here, there, base = hook.here, hook.there, hook.base
    assert here is not None and there is not None and hook.local is not None and hook.remote is not None
    names = set() if hook.state is SyncState.CHANGED_THERE else {*hook.fields_here, *(n for n, side in sides.items() if side == "local")}
    fields: dict[str, Any] = {name: getattr(here, name) for name in _SENT if name in names}
    if hook.token in draft.numbers:
        fields["order"] = draft.numbers[hook.token]
    agreed = _agreed_now(hook, here, there, sides, rebased=hook.type in draft.rebased)
    if base is not None and base.remote_id != hook.remote.id:
        draft.agreements.append(Agreement(base.remote_id))
    entry = Agreement(hook.remote.id, hook.local.id, hook.type, agreed, hook.remote.created_at)
    if base is None or base.code_lost or (base.remote_id, base.hook_id, base.state) != (entry.remote_id, entry.hook_id, agreed):
        draft.agreements.append(entry)
    if not fields:
        return None
    why = f"change {listed(fields)} of {hook.key}"
    request = change_request(hook.local.id, hook.remote.id, hook.key, hook.type, there, fields, draft.api, why)
    return replace(request, agreed=replace(agreed, **fields), created_at=hook.remote.created_at)


def _agreed_now(hook: HookStatus, here: HookState, there: HookState, sides: Mapping[str, Side], *, rebased: bool) -> HookState:
    """What is agreed before anything is sent: what both have, and of what is decided for the tenant the state here."""
    agreed = there
    if hook.base is not None:
        agreed = hook.base.state
        if hook.base.code_lost:
            agreed = replace(agreed, content=(there if same_code(there, hook.base) else here).content)
        differing = {*hook.fields_here, *hook.fields_there, *hook.fields_conflict}
        agreed = replace(agreed, **{name: getattr(there, name) for name in _SENT if name not in differing})
        if rebased:
            agreed = replace(agreed, order=there.order)
    return replace(agreed, **{name: getattr(here, name) for name, side in sides.items() if side == "remote" and name in _SENT})


def _numbers(
    comparison: Comparison,
    kind: str,
    order: OrderMerge,
    choices: Choices,
    created: set[str],
    planned: Collection[str],
    draft: _Draft,
) -> dict[str, float]:
    """The numbers of a type's hooks that are to be sent: of those that are created, and the fewest others."""
    hooks = {hook.token: hook for hook in comparison if hook.type == kind}
    leaving = {token for token, hook in hooks.items() if hook.local is None and hook.base is not None and hook.token in planned}
    standing = {token for token, hook in hooks.items() if (hook.remote is not None and token not in leaving) or token in created}
    there = [token for token in order.there if token in standing]
    own = [token for token in order.here if token in standing]
    by_hand = all(chosen(choices, hooks[token].key, "order") == "local" for token in order.clashing)
    held = bool(order.moved_there) or not by_hand
    moving = bool(order.moved_here or order.clashing) and not held
    if not held:
        draft.rebased.add(kind)
    if not moving and not created & standing:
        return {}
    if moving:
        whole = settled(order, ()) if order.clashing else order.merged
        row = insert_missing(insert_missing([token for token in whole if token in standing], own), there)
    else:
        row = insert_missing(there, own)
    numbers = [None if token in created else _number(hooks[token]) for token in row]
    fixed = [index for index, token in enumerate(row) if token not in created and (held or not _free(hooks[token], planned))]
    found = fewest_changes(numbers, fixed=fixed, ties=not moving)
    if found is None:
        if moving:
            draft.rebased.discard(kind)
            draft.notes.append(
                f"The order of {kind} is not sent: a hook that was changed there would have to get another number. Pull first."
            )
        last = max((_number(hooks[token]) for token in there), default=0.0)
        fresh = [token for token in row if token in created]
        return {token: min(int(last // 1) + STEP * step, ORDER_LIMIT) for step, token in enumerate(fresh, start=1)}
    return {token: number for token, number, old in zip(row, found, numbers, strict=True) if number != old}


def _free(hook: HookStatus, planned: Collection[str]) -> bool:
    """Whether a hook may get another number."""
    return hook.local is not None and hook.token in planned and hook.state is not SyncState.CHANGED_THERE


def _number(hook: HookStatus) -> float:
    return (hook.there.order if hook.there else None) or 0


def _tell_rest(comparison: Comparison, draft: _Draft) -> None:
    waiting = [hook for hook in comparison if hook.state in (SyncState.NEW_THERE, SyncState.CHANGED_THERE, SyncState.DELETED_THERE)]
    if waiting:
        count = "1 hook was" if len(waiting) == 1 else f"{len(waiting)} hooks were"
        draft.notes.append(f"{count} changed on the tenant, and nothing of that is overwritten: a pull takes it.")
    mixed = [hook.key for hook in waiting if hook.fields_here]
    if mixed:
        draft.notes.append(
            f"Not sent, as it was changed there as well: {', '.join(mixed[:5])}{' …' if len(mixed) > 5 else ''}. Pull first."
        )


def listed(fields: Mapping[str, Any]) -> str:
    """The names of fields, in words."""
    names = {"content": "code", "order": "place"}
    return ", ".join(names.get(name, name) for name in fields)
