"""The workspace and the tenant compared with the last state on which they agreed, three ways, hook by hook and field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final, NamedTuple, TypeVar

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import slugify, valid_name
from hookstudio.model.hook_type import TYPE_NAMES
from hookstudio.model.sync import (
    EXISTENCE,
    Agreed,
    Comparison,
    HookStatus,
    LocalHook,
    OrderMerge,
    SyncState,
    digest_of,
    token_of,
)
from hookstudio.model.tenant import HookState, RemoteHook
from hookstudio.remote.code_merge import merge_code
from hookstudio.remote.left_out import comparable
from hookstudio.remote.order import merge_order

PLAIN: Final = ("content", "name", "description", "enabled")
"""What is compared by itself; the order of a hook is compared with that of the others of its type."""

_plain = attrgetter(*PLAIN)

Unfit = Callable[[HookState], str]
Recall = Callable[[Agreed], Agreed]
T = TypeVar("T", LocalHook, RemoteHook)


class _Trio(NamedTuple):
    """What belongs together: a hook here, on the tenant, and as it was agreed on."""

    local: LocalHook | None
    remote: RemoteHook | None
    base: Agreed | None

    @property
    def type(self) -> str:
        side = self.local or self.remote or self.base
        assert side is not None
        return side.type

    @property
    def token(self) -> str:
        return token_of(self.local, self.remote)


def compare(
    local: Sequence[LocalHook],
    remote: Sequence[RemoteHook],
    agreed: Sequence[Agreed],
    unfit: Unfit | None = None,
    recall: Recall | None = None,
) -> Comparison:
    """How every hook stands. *local* in its order, type by type; *unfit* says in a clause why a state can't be held here, '' if it can.

    Hooks that were never agreed on are matched by type and name. *recall* gives an agreed state whose code counts as lost its code back,
    where there is one: it is asked for conflicts only.
    """
    sides = comparable(local, remote, agreed)
    local, agreed, notes = sides.local, sides.agreed, [*sides.notes]
    trios, forgotten = _paired(local, sorted(map(_held, sides.remote), key=_number), agreed)
    kinds: dict[str, list[_Trio]] = {kind: [] for kind in TYPE_NAMES}
    for trio in trios:
        kinds[trio.type].append(trio)
    orders = {kind: _order_of(of_kind) for kind, of_kind in kinds.items()}
    unfit, recall = unfit or (lambda _state: ""), recall or (lambda base: base)
    hooks = [_status(trio, key, orders[trio.type], unfit, recall) for trio, key in zip(trios, _keys(trios), strict=True)]
    hooks = _with_types(hooks, {hook.id: hook.type for hook in local}, {base.hook_id: base.type for base in agreed})
    for kind, order in orders.items():
        if order.moved_here and order.moved_there and not order.clashing:
            notes.append(f"The order of {kind} was changed on both sides, without contradiction: pull first, then push.")
    return Comparison(tuple(hooks), {kind: order for kind, order in orders.items() if order.merged}, forgotten, tuple(notes))


def _with_types(hooks: list[HookStatus], types: Mapping[str, str], agreed: Mapping[str, str]) -> list[HookStatus]:
    """The same, with a sentence for hooks whose type was changed here."""
    told = []
    for hook in hooks:
        if hook.state is SyncState.DELETED_HERE and hook.base is not None and hook.base.hook_id in types:
            to = types[hook.base.hook_id]
            note = f"Its type was changed here to {to}, which the API can't do: this one is deleted and another one created."
        elif hook.state is SyncState.NEW_HERE and hook.local is not None and hook.local.id in agreed:
            was = agreed[hook.local.id]
            note = f"Its type was changed here from {was}, which the API can't do: it is created, and the one of {was} deleted."
        else:
            told.append(hook)
            continue
        told.append(replace(hook, notes=(*hook.notes, note)))
    return told


def as_held(state: HookState) -> HookState:
    """A state of the tenant's as a workspace holds it: names have no white space around them, code no marks at its begin."""
    name, content = state.name.strip(), state.content.lstrip("\ufeff")
    if name == state.name and len(content) == len(state.content):
        return state
    return replace(state, name=name, content=content)


def _held(hook: RemoteHook) -> RemoteHook:
    state = as_held(hook.state)
    return hook if state is hook.state else replace(hook, state=state)


def unheld(state: HookState) -> str:
    """Why a name can't be that of a hook here, as a clause; '' if it can."""
    try:
        valid_name(state.name)
    except StudioError as error:
        return error.message
    return ""


def same(name: str, one: HookState, other: HookState) -> bool:
    """Whether two states have the same in one field."""
    if name == "content":
        return one.content == other.content or digest_of(one.content) == digest_of(other.content)
    return bool(getattr(one, name) == getattr(other, name))


def same_code(state: HookState, base: Agreed) -> bool:
    """Whether a hook's code is the agreed one, also where of that only the hash is left."""
    return digest_of(state.content) == (base.digest or digest_of(base.state.content))


def _number(hook: RemoteHook) -> tuple[float, str, str]:
    return hook.state.order or 0, hook.created_at, hook.id


def _paired(local: Sequence[LocalHook], remote: Sequence[RemoteHook], agreed: Sequence[Agreed]) -> tuple[list[_Trio], tuple[str, ...]]:
    here = {(hook.id, hook.type): hook for hook in local}
    there = {(hook.id, hook.type): hook for hook in remote}
    rivals: dict[tuple[str, str], Agreed] = {}
    for base in sorted(agreed, key=lambda each: each.remote_id):  # a hook here belongs to one hook there
        first = rivals.setdefault((base.hook_id, base.type), base)
        if (base.remote_id, base.type) in there and (first.remote_id, first.type) not in there:
            rivals[base.hook_id, base.type] = base
    bases = list(rivals.values())
    trios = [_Trio(here.get((base.hook_id, base.type)), there.get((base.remote_id, base.type)), base) for base in bases]
    used_here = {trio.local.id for trio in trios if trio.local}
    used_there = {trio.remote.id for trio in trios if trio.remote}
    loose_here = [hook for hook in local if hook.id not in used_here]
    loose_there = [hook for hook in remote if hook.id not in used_there]
    for index, trio in enumerate(trios):  # made anew on one side: it is still the same hook
        if trio.local and not trio.remote and (other := _alike(trio.local, loose_there)):
            loose_there.remove(other)
            trios[index] = trio._replace(remote=other)
        elif trio.remote and not trio.local and (own := _alike(trio.remote, loose_here)):
            loose_here.remove(own)
            trios[index] = trio._replace(local=own)
    trios += _matched(loose_here, loose_there)
    left = [trio for trio in trios if trio.local or trio.remote]
    kept = {trio.base.remote_id for trio in left if trio.base}
    gone = tuple(base.remote_id for base in agreed if base.remote_id not in kept)
    places = {hook.id: index for index, hook in enumerate(local)}
    kinds = {kind: index for index, kind in enumerate(TYPE_NAMES)}
    left.sort(key=lambda trio: (kinds.get(trio.type, 99), places.get(trio.local.id, 0) if trio.local else len(places)))
    return left, gone


def _matched(loose_here: Iterable[LocalHook], loose_there: Iterable[RemoteHook]) -> Iterator[_Trio]:
    """Hooks that were never agreed on, by type and name; of several with one name first those that are equal."""
    named: dict[tuple[str, str], tuple[list[LocalHook], list[RemoteHook]]] = {}
    for hook in loose_here:
        named.setdefault((hook.type, hook.state.name), ([], []))[0].append(hook)
    for other in loose_there:
        named.setdefault((other.type, other.state.name), ([], []))[1].append(other)
    for own, theirs in named.values():
        for exact in (True, False):
            for hook in tuple(own):
                found = next((other for other in theirs if not exact or _equal(hook.state, other.state)), None)
                if found is not None:
                    own.remove(hook)
                    theirs.remove(found)
                    yield _Trio(hook, found, None)
        yield from (_Trio(hook, None, None) for hook in own)
        yield from (_Trio(None, other, None) for other in theirs)


def _alike(hook: LocalHook | RemoteHook, others: Iterable[T]) -> T | None:
    """The first of *others* that has the same type and name."""
    return next((one for one in others if (one.type, one.state.name) == (hook.type, hook.state.name)), None)


def _equal(one: HookState, other: HookState) -> bool:
    return all(same(name, one, other) for name in PLAIN)


def _keys(trios: Sequence[_Trio]) -> list[str]:
    taken: dict[str, set[str]] = {}
    if not all(trio.local for trio in trios):
        for trio in trios:
            if trio.local:
                taken.setdefault(trio.type, set()).add(trio.local.key.partition("/")[2].lower())
    keys = []
    for trio in trios:
        if trio.local:
            keys.append(trio.local.key)
            continue
        slugs = taken.setdefault(trio.type, set())
        slugs.add(slug := slugify(trio.remote.state.name if trio.remote else "", slugs))
        keys.append(f"{trio.type}/{slug}")
    return keys


def _order_of(trios: Sequence[_Trio]) -> OrderMerge:
    """The order of the hooks of one type."""
    tokens = [(trio.token, trio) for trio in trios]
    here = [token for token, trio in tokens if trio.local]
    there = [token for _, token in sorted((_number(trio.remote), token) for token, trio in tokens if trio.remote)]
    if here == there:
        return merge_order((), here, there)
    base = sorted(((trio.base.state.order or 0, trio.base.created_at, trio.base.remote_id), token) for token, trio in tokens if trio.base)
    return merge_order([token for _, token in base], here, there)


def _status(trio: _Trio, key: str, order: OrderMerge, unfit: Unfit, recall: Recall) -> HookStatus:
    local, remote, base = trio.local, trio.remote, trio.base
    if remote is None:
        if base is None:
            return HookStatus(key, trio.type, SyncState.NEW_HERE, local)
        if local is None or not _changed(local.state, base):
            return HookStatus(key, trio.type, SyncState.DELETED_THERE, local, None, base)
        notes = ("It was changed here and deleted there.",)
        return HookStatus(key, trio.type, SyncState.CONFLICT, local, None, recall(base), fields_conflict=(EXISTENCE,), notes=notes)
    if local is not None and not local.packages and _plain(local.state) == _plain(remote.state) and order.stands(local.id):
        return HookStatus(key, trio.type, SyncState.EQUAL, local, remote, base)
    reason = unfit(remote.state) or unheld(remote.state)
    problem = f"It can't be held here: {reason}" if reason else ""
    if local is not None:
        return _both_there(key, local, remote, base, order, recall, problem)
    if base is None:
        return HookStatus(key, trio.type, SyncState.NEW_THERE, None, remote, problem=problem)
    if not _changed(remote.state, base):
        return HookStatus(key, trio.type, SyncState.DELETED_HERE, None, remote, base)
    notes, gone = ("It was deleted here and changed there.",), (EXISTENCE,)
    return HookStatus(key, trio.type, SyncState.CONFLICT, None, remote, recall(base), fields_conflict=gone, notes=notes, problem=problem)


def _changed(state: HookState, base: Agreed) -> bool:
    return not same_code(state, base) or any(not same(name, state, base.state) for name in PLAIN if name != "content")


def _both_there(
    key: str, local: LocalHook, remote: RemoteHook, base: Agreed | None, order: OrderMerge, recall: Recall, problem: str
) -> HookStatus:
    here, there, token = local.state, remote.state, local.id
    own: list[str] = []
    theirs: list[str] = []
    both: list[str] = []
    merged = None
    for name in PLAIN:
        if same(name, here, there):
            continue
        if base is None:
            both.append(name)
            continue
        kept_here, kept_there = (same_code(state, base) if name == "content" else same(name, state, base.state) for state in (here, there))
        if name == "content" and not kept_here and not kept_there and not (base := recall(base)).code_lost:
            merged = merge_code(base.state.content, here.content, there.content).text
            joined = None if merged is None else replace(here, content=merged)
            kept_there, kept_here = (joined is not None and same(name, joined, side) for side in (here, there))
        (theirs if kept_here else own if kept_there else both).append(name)
    if {*local.packages} - {*remote.packages}:
        own.append("packages")
    for names, moved in ((own, order.moved_here), (theirs, order.moved_there), (both, order.clashing)):
        if token in moved:
            names.append("order")
    if not own and not theirs and not both:
        return HookStatus(key, local.type, SyncState.EQUAL, local, remote, base, problem=problem)
    return HookStatus(
        key,
        local.type,
        SyncState.CONFLICT if both else SyncState.CHANGED_THERE if theirs else SyncState.CHANGED_HERE,
        local,
        remote,
        recall(base) if both and base is not None else base,
        fields_here=tuple(own),
        fields_there=tuple(theirs),
        fields_conflict=tuple(both),
        notes=tuple(_sentences(here, there, base, own, theirs, order, token)),
        merged=merged if "content" in both else None,
        problem=problem,
    )


def _sentences(
    here: HookState, there: HookState, base: Agreed | None, own: list[str], theirs: list[str], order: OrderMerge, token: str
) -> Iterable[str]:
    if base is not None and "name" in own:
        yield f"Renamed here from “{base.state.name}” to “{here.name}”."
    if base is not None and "name" in theirs:
        yield f"Renamed there from “{base.state.name}” to “{there.name}”."
    if "order" in own:
        yield f"Moved here: {order.here.index(token) + 1} of {len(order.here)}, there {order.there.index(token) + 1} of {len(order.there)}."
    if "order" in theirs:
        yield f"Moved there: {order.there.index(token) + 1} of {len(order.there)}, here {order.here.index(token) + 1} of {len(order.here)}."
    if token in order.clashing:
        yield "Its order was changed on both sides, in ways that contradict each other."
