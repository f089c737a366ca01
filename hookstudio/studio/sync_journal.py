"""Requests of a push as its journal holds them, and what a journal says is agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from hookstudio.model.hook import slugify
from hookstudio.model.json_value import JsonValue
from hookstudio.model.sync import Agreed, Agreement, Request
from hookstudio.remote.plan_push import listed
from hookstudio.storage.push_journal import Journal, state_from
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.tenant_files import TenantFiles


def plan_document(
    requests: Sequence[Request], known: Sequence[str], agreed: Sequence[Agreed] = (), *, before: str = "", at: str = ""
) -> JsonValue:
    """The requests, and the ids of the hooks that the tenant had before them, and of those that were agreed on; where that is kept, and
    when it was."""
    ids: list[JsonValue] = [base.remote_id for base in agreed]
    return {"before": before, "at": at, "requests": [asdict(request) for request in requests], "known": list(known), "agreed": ids}


def made_since(journal: Journal, agreed: Sequence[Agreed]) -> dict[int, str]:
    """The requests for hooks that were agreed on since the push began, by number, with their ids on the tenant: they are created already,
    by a request whose answer got lost or by somebody else."""
    before = {*journal.plan.get("agreed", [])}
    found = {(base.hook_id, base.type): base.remote_id for base in agreed if base.hook_id and base.remote_id not in before}
    return {
        number: found[request.hook_id, request.type]
        for number, request in enumerate(journal.requests)
        if request.method == "POST" and not request.packages and number not in journal.done and (request.hook_id, request.type) in found
    }


def as_it_is(request: Request) -> Request:
    """A request of a journal that says of itself what it does, whatever the journal says of it."""
    state = request.expected or request.wanted
    named = state is None or request.key == f"{request.type}/{slugify(state.name)}"
    key = request.key if named or state is None else f"{request.key} (“{state.name}”)"
    if request.packages:
        why = f"install {', '.join(f'{name}@{version}' for name, version in request.packages)} for {key}"
    elif request.method == "PATCH":
        why = f"change {listed(request.body)} of {key}"
    else:
        why = f"{'create' if request.method == 'POST' else 'delete'} {key}"
    return replace(request, why=why)


def known_of(journal: Journal) -> frozenset[str]:
    return frozenset(word for word in journal.plan.get("known", []))


def agreements_of(requests: Sequence[Request], done: Mapping[int, Mapping[str, Any]], numbers: frozenset[int]) -> tuple[Agreement, ...]:
    """What is agreed by the requests with these numbers, which were confirmed."""
    return tuple(_agreement(requests[number], done[number]) for number in sorted(numbers) if _tells(requests, number))


def told_by(journal: Journal | None) -> tuple[Agreement, ...]:
    """What is agreed by all that a broken push has done, and is not yet in the tenant's file; None: there was none."""
    if journal is None:
        return ()
    found = agreements_of(journal.requests, journal.done, journal.fresh)
    return tuple(each for each in found if each.hook_id or each.state is None)


def keep(files: TenantFiles, name: str, folder: SyncFolder) -> None:
    """Bring what a journal knows to be confirmed into the tenant's file. Raises StudioError."""
    journal = folder.journal()
    if journal is None or not journal.fresh:
        return
    files.agree(name, told_by(journal))
    folder.note(-1, "kept")


def _tells(requests: Sequence[Request], number: int) -> bool:
    """Whether a request says something of the state of a hook; what is installed for it is not part of that."""
    return number < len(requests) and not requests[number].packages


def _agreement(request: Request, done: Mapping[str, Any]) -> Agreement:
    if request.method == "DELETE":
        return Agreement(request.remote_id)
    remote_id = str(done.get("remote_id") or request.remote_id)
    state = request.agreed
    if request.method == "POST" and isinstance(done.get("state"), dict):
        state = state_from(done["state"])  # as it was made, which may be otherwise than it was sent
    return Agreement(remote_id, request.hook_id, request.type, state, str(done.get("created_at") or request.created_at))
