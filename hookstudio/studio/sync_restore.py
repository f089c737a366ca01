"""What a tenant had before a push: kept as a bundle and exactly, and the plan that puts it back."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from hookstudio.model.bundle import Bundle, BundledHook
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook, slugify
from hookstudio.model.hook_type import TYPE_NAMES, find_type
from hookstudio.model.json_value import JsonValue
from hookstudio.model.sync import Agreed, Request, SyncPlan
from hookstudio.model.tenant import FIELDS, Generation, HookState, RemoteHook
from hookstudio.remote.plan import as_held, same, unheld
from hookstudio.remote.plan_push import change_request, create_request, delete_request
from hookstudio.storage.hook_file import fresh_id, is_hook_id
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.studio.javascript import detect_dialect
from hookstudio.studio.sync_status import unheld_here


def save(folder: SyncFolder, url: str, remote: Sequence[RemoteHook], agreed: Sequence[Agreed]) -> Path:
    """Keep what the tenant has now, in a bundle as far as a bundle can hold it. Raises StudioError."""
    ids = {base.remote_id: base.hook_id for base in agreed}
    hooks: list[JsonValue] = [{**asdict(hook), "packages": [list(pair) for pair in hook.packages]} for hook in remote]
    state: dict[str, JsonValue] = {"url": url, "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "hooks": hooks, "ids": dict(ids)}
    return folder.save_before(bundle_of(remote, ids), state)


def bundle_of(remote: Sequence[RemoteHook], ids: Mapping[str, str]) -> Bundle | None:
    """The hooks in a bundle, with the ids that they have here; None if there is none that a bundle can hold."""
    taken: dict[str, set[str]] = {}
    used: set[str] = set()
    found = []
    for hook in sorted(remote, key=lambda each: (_place(each.type), each.state.order or 0, each.created_at, each.id)):
        state = as_held(hook.state)
        if find_type(hook.type) is None or unheld(state) or unheld_here(state):
            continue
        slug = slugify(state.name, taken.setdefault(hook.type, set()))
        taken[hook.type].add(slug)
        wanted = ids.get(hook.id) or hook.id
        hook_id = wanted if is_hook_id(wanted) and wanted not in used else fresh_id(hook.id, hook.type, slug)
        used.add(hook_id)
        dialect = detect_dialect(state.content)
        own = Hook(hook_id, state.name, slug, hook.type, state.description, state.enabled, dialect)
        found.append(BundledHook(own, state.content.encode()))
    return Bundle(tuple(found)) if found else None


def plan_restore(
    saved: JsonValue, remote: Sequence[RemoteHook], agreed: Sequence[Agreed], url: str, api: Generation, keys: Mapping[str, str]
) -> SyncPlan:
    """The requests that give the tenant what it had. *keys* of hooks here by id. Raises StudioError for what another tenant had."""
    hooks, ids, at = _read(saved, url)
    now = {hook.id: hook for hook in remote}
    bases = {base.remote_id: base for base in agreed}
    requests: dict[str, list[Request]] = {"POST": [], "PATCH": [], "DELETE": []}
    notes: list[str] = []
    kept: set[str] = set()
    for hook in hooks:
        key = keys.get(ids.get(hook.id, ""), f"{hook.type}/{slugify(hook.state.name)}")
        there = now.get(hook.id) or _twin(hook, [one for one in remote if one.id not in kept and one.id not in {h.id for h in hooks}])
        if there is None:
            why = f"create {key} again, as it was at {at}"
            requests["POST"].append(create_request(ids.get(hook.id, ""), key, hook.type, hook.state, api, why))
            if hook.packages:
                notes.append(f"{key} had packages, which are not put back: {', '.join(name for name, _ in hook.packages)}.")
            continue
        kept.add(there.id)
        fields = {name: getattr(hook.state, name) for name in FIELDS if not same(name, hook.state, there.state)}
        if fields.get("order", 0) is None:
            del fields["order"]
        if fields:
            base = bases.get(there.id)
            request = change_request(base.hook_id if base else "", there.id, key, hook.type, there.state, fields, api, f"put back {key}")
            requests["PATCH"].append(
                replace(request, agreed=replace(base.state, **fields) if base else None, created_at=base.created_at if base else "")
            )
    for hook in remote:
        if hook.id not in kept:
            key = keys.get(bases[hook.id].hook_id if hook.id in bases else "", f"{hook.type}/{slugify(hook.state.name)}")
            why = f"delete {key}, which was not there at {at}"
            requests["DELETE"].append(delete_request(hook.id, key, hook.type, hook.state, why))
    return SyncPlan(requests=tuple(each for way in requests.values() for each in way), notes=tuple(notes))


def _twin(hook: RemoteHook, others: Sequence[RemoteHook]) -> RemoteHook | None:
    """The hook that took its place: of the same type, name and code."""
    for other in others:
        if (other.type, other.state.name) == (hook.type, hook.state.name) and same("content", other.state, hook.state):
            return other
    return None


def _read(saved: JsonValue, url: str) -> tuple[list[RemoteHook], Mapping[str, str], str]:
    try:
        document: Any = saved
        hooks = [_hook(one) for one in document["hooks"]]
        ids, at, whose = document["ids"], document["at"], document["url"]
    except (KeyError, TypeError, ValueError) as error:
        raise StudioError("What was kept of the tenant can't be understood.", details=str(error)) from error
    if whose != url:
        raise StudioError(f"What was kept is of another tenant: {whose}.", hint=f"This one is {url}.")
    return hooks, ids, at


def _hook(document: Mapping[str, Any]) -> RemoteHook:
    packages = tuple((str(name), str(version)) for name, version in document["packages"])
    return RemoteHook(**{**document, "state": HookState(**document["state"]), "packages": packages})


def _place(kind: str) -> int:
    return TYPE_NAMES.index(kind) if kind in TYPE_NAMES else len(TYPE_NAMES)
