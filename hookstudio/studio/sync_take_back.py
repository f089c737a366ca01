"""The requests that take pushes back: what they did is undone on the tenant, and what others did there since then stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hookstudio.model.hook import slugify
from hookstudio.model.sync import Agreed, Request, SyncPlan
from hookstudio.model.tenant import FIELDS, Generation, HookState, RemoteHook
from hookstudio.remote.plan import as_held, same
from hookstudio.remote.plan_names import untangled
from hookstudio.remote.plan_push import change_request, create_request, delete_request
from hookstudio.storage.push_journal import found_done


@dataclass(frozen=True, slots=True)
class Done:
    """A push: its requests, what is known of those that were done, by number, and those that may have been; what the tenant had before,
    by id, and which hooks here those were; when it was."""

    requests: Sequence[Request]
    done: Mapping[int, Mapping[str, Any]]
    unheard: frozenset[int]
    before: Mapping[str, RemoteHook]
    ids: Mapping[str, str]
    at: str


def plan_take_back(
    pushes: Sequence[Done], remote: Sequence[RemoteHook], agreed: Sequence[Agreed], api: Generation, keys: Mapping[str, str]
) -> SyncPlan:
    """What undoes *pushes*, the last one first. A hook that is not as they left it is left as it is. *keys* of hooks here by id."""
    undoing = _Undoing({hook.id: hook for hook in remote})
    for push in pushes:
        for number in reversed(range(len(push.requests))):
            undoing.undo(push, number)
    return _Requests(undoing, remote, agreed, api, keys).plan()


@dataclass(slots=True)
class _Undoing:
    """What the tenant would have, hook by hook, once one request after the other is undone."""

    hooks: dict[str, RemoteHook]
    ids: dict[str, str] = field(default_factory=dict)
    times: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    """Why hooks are not put back, by their keys."""
    notes: list[str] = field(default_factory=list)
    _stopped: set[str] = field(default_factory=set)

    def undo(self, push: Done, number: int) -> None:
        request, done = push.requests[number], push.done.get(number)
        remote_id = str((done or {}).get("remote_id") or request.remote_id)
        if request.packages:
            if done is not None:
                self.notes.append(f"What was installed for {request.key} there stays: {', '.join(name for name, _ in request.packages)}.")
            return
        if number not in push.unheard and (done is None or found_done(done)):
            return
        if request.method == "POST" and done is None:
            remote_id = self._unheard(push, request)
        if not remote_id or remote_id in self._stopped:
            return
        self.times[remote_id] = push.at
        self.ids |= {remote_id: push.ids[remote_id]} if remote_id in push.ids else {}
        before = self.hooks.get(remote_id)
        reason = {"POST": self._uncreate, "PATCH": self._unchange, "DELETE": self._undelete}[request.method](push, request, done, remote_id)
        if reason and done is not None:
            self.left[request.key] = reason
            self._stopped.add(remote_id)
        elif done is None and request.method != "DELETE" and self.hooks.get(remote_id) != before:
            what = "created" if request.method == "POST" else "changed"
            self.notes.append(f"Whether the push {what} {request.key} is not known, as it broke off there: it may have been somebody else.")

    def _unheard(self, push: Done, request: Request) -> str:
        """The id of a hook that was made without an answer, '' if there is none."""
        for hook in self.hooks.values():
            if hook.id not in push.before and hook.type == request.type and request.wanted and _left_so(hook.state, request.wanted, FIELDS):
                return hook.id
        return ""

    def _uncreate(self, _push: Done, request: Request, done: Mapping[str, Any] | None, remote_id: str) -> str:
        hook = self.hooks.get(remote_id)
        made = HookState(**done["state"]) if done and isinstance(done.get("state"), dict) else request.wanted
        if hook is None or made is None:
            return ""
        if not _left_so(hook.state, made, ()):
            return "It was created by the push and changed there since then."
        del self.hooks[remote_id]
        return ""

    def _unchange(self, _push: Done, request: Request, _done: Mapping[str, Any] | None, remote_id: str) -> str:
        hook, was, became = self.hooks.get(remote_id), request.expected, request.wanted
        if was is None or became is None:
            return ""
        if hook is None:
            return "It was deleted there since then."
        names = [name for name in FIELDS if name in request.body]
        if all(_same(name, hook.state, was) for name in names):
            return ""
        if not _left_so(hook.state, became, names):
            return "It was changed there since then."
        self.hooks[remote_id] = replace(hook, state=replace(hook.state, **{name: getattr(was, name) for name in names}))
        return ""

    def _undelete(self, push: Done, request: Request, done: Mapping[str, Any] | None, remote_id: str) -> str:
        hook = push.before.get(remote_id)
        if hook is not None and done is not None:
            self.hooks.setdefault(remote_id, hook)
        elif remote_id not in self.hooks:
            self.notes.append(f"{request.key} is no longer there, and whether the push deleted it is not known: it is not created again.")
        return ""


@dataclass(slots=True)
class _Requests:
    """The requests that lead from what the tenant has to what it is to have."""

    undoing: _Undoing
    remote: Sequence[RemoteHook]
    agreed: Sequence[Agreed]
    api: Generation
    keys: Mapping[str, str]
    notes: list[str] = field(default_factory=list)

    def plan(self) -> SyncPlan:
        wanted, now = self.undoing.hooks, {hook.id: hook for hook in self.remote}
        bases = {base.remote_id: base for base in self.agreed}
        leaving = {hook.id: hook for hook in self.remote if hook.id not in wanted}
        requests: dict[str, list[Request]] = {"POST": [], "PATCH": [], "DELETE": []}
        places = self._places([hook for hook in wanted.values() if hook.id not in now], leaving, bases)
        for hook in wanted.values():
            there = now.get(hook.id) or places.get(hook.id)
            if there is None:
                requests["POST"] += self._create(hook)
            else:
                requests["PATCH"] += self._change(there, hook, bases.get(there.id))
        for hook in leaving.values():
            key = self._key(hook, bases.get(hook.id))
            why = f"delete {key}, which was not there at {self.undoing.times.get(hook.id, '')}"
            requests["DELETE"].append(delete_request(hook.id, key, hook.type, hook.state, why))
        left = tuple(f"{key} is left as it is there. {reason}" for key, reason in self.undoing.left.items())
        return SyncPlan(
            requests=(*requests["POST"], *untangled(requests["PATCH"]), *requests["DELETE"]),
            left=tuple(self.undoing.left),
            notes=(*left, *self.undoing.notes, *self.notes),
        )

    def _places(self, gone: Sequence[RemoteHook], leaving: dict[str, RemoteHook], bases: Mapping[str, Agreed]) -> dict[str, RemoteHook]:
        """The hooks that take the places of those that are *gone*, by their ids; they stay, and are no longer *leaving*.

        The first choice is one that is the same hook here, the last one that has at least the name: it need not be deleted then, which
        may not be confirmed, to have the hook only once.
        """

        def is_own(hook: RemoteHook, other: RemoteHook) -> bool:
            hook_id, base = self.undoing.ids.get(hook.id), bases.get(other.id)
            return bool(hook_id) and base is not None and (base.hook_id, other.type) == (hook_id, hook.type)

        found: dict[str, RemoteHook] = {}
        for fits in (is_own, _is_twin, _is_namesake):
            for hook in gone:
                other = next((each for each in leaving.values() if fits(hook, each)), None) if hook.id not in found else None
                if other is not None:
                    found[hook.id] = leaving.pop(other.id)
        return found

    def _create(self, hook: RemoteHook) -> list[Request]:
        key = self._key(hook, None)
        if any(_is_twin(hook, other) for other in self.remote if other.id not in self.undoing.times):
            self.notes.append(f"{key} is there again already.")
            return []
        if hook.packages:
            self.notes.append(f"{key} had packages, which are not put back: {', '.join(name for name, _ in hook.packages)}.")
        why = f"create {key} again, as it was at {self.undoing.times.get(hook.id, '')}"
        return [create_request(self.undoing.ids.get(hook.id, ""), key, hook.type, hook.state, self.api, why)]

    def _change(self, there: RemoteHook, wanted: RemoteHook, base: Agreed | None) -> list[Request]:
        fields = {name: getattr(wanted.state, name) for name in FIELDS if not _same(name, wanted.state, there.state)}
        if not fields:
            return []
        key = self._key(there, base)
        if fields.get("order", 0) is None:
            fields["order"] = 0
            self.notes.append(f"{key} had no number for its place. None can't be sent: it gets 0, which is the same place.")
        hook_id = base.hook_id if base else ""
        request = change_request(hook_id, there.id, key, there.type, there.state, fields, self.api, f"put back {key}")
        return [replace(request, agreed=replace(base.state, **fields) if base else None, created_at=base.created_at if base else "")]

    def _key(self, hook: RemoteHook, base: Agreed | None) -> str:
        hook_id = base.hook_id if base else self.undoing.ids.get(hook.id, "")
        return self.keys.get(hook_id, f"{hook.type}/{slugify(hook.state.name)}")


def _is_namesake(hook: RemoteHook, other: RemoteHook) -> bool:
    return (other.type, other.state.name) == (hook.type, hook.state.name)


def _is_twin(hook: RemoteHook, other: RemoteHook) -> bool:
    return _is_namesake(hook, other) and same("content", other.state, hook.state)


def _same(name: str, one: HookState, other: HookState) -> bool:
    """The same in one field; no number for the place counts as 0."""
    return (one.order or 0) == (other.order or 0) if name == "order" else same(name, as_held(one), as_held(other))


def _left_so(now: HookState, left: HookState, sent: Sequence[str]) -> bool:
    """Whether a hook is still as a push left it. Its place counts only if it was *sent*: others move with every reorder."""
    return all(_same(name, now, left) for name in FIELDS if name != "order" or name in sent)
