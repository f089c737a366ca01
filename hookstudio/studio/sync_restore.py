"""What a tenant had before each push: kept as a bundle and exactly, beside what the push did, so that it can be taken back."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hookstudio.model.bundle import Bundle, BundledHook
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook, slugify
from hookstudio.model.hook_type import TYPE_NAMES, find_type
from hookstudio.model.json_value import JsonValue
from hookstudio.model.sync import Agreed
from hookstudio.model.tenant import RemoteHook
from hookstudio.remote.plan import as_held, unheld
from hookstudio.storage.hook_file import fresh_id, is_hook_id
from hookstudio.storage.push_journal import state_from
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.studio.javascript import detect_dialect
from hookstudio.studio.sync_status import unheld_here
from hookstudio.studio.sync_take_back import Done


@dataclass(frozen=True, slots=True)
class Pushed:
    """A push that can be taken back: its number, when it was, what it did (a few words each) of how many requests.

    `has_sent`: whether it may have done something.
    """

    number: int
    at: str
    done: tuple[str, ...]
    requests: int
    path: Path
    has_sent: bool = True


def save(folder: SyncFolder, url: str, remote: Sequence[RemoteHook], agreed: Sequence[Agreed]) -> Path:
    """Keep what the tenant has now, in a bundle as far as a bundle can hold it. Raises StudioError."""
    ids = {base.remote_id: base.hook_id for base in agreed}
    hooks: list[JsonValue] = [{**asdict(hook), "packages": [list(pair) for pair in hook.packages]} for hook in remote]
    state: dict[str, JsonValue] = {"url": url, "at": now(), "hooks": hooks, "ids": dict(ids)}
    return folder.save_before(bundle_of(remote, ids), state)


def now() -> str:
    """The time as it is noted."""
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


def bundle_of(remote: Sequence[RemoteHook], ids: Mapping[str, str]) -> Bundle | None:
    """The hooks in a bundle, with the ids that they have here; None if there is none that a bundle can hold."""
    taken: dict[str, set[str]] = {}
    used: set[str] = set()
    found = []
    for hook in sorted(remote, key=lambda each: (_place(each.type), each.state.order or 0, each.created_at, each.id)):
        state = as_held(hook.state)
        if hook.problem or find_type(hook.type) is None or unheld(state) or unheld_here(state):
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


def pushes(folder: SyncFolder) -> Iterator[Pushed]:
    """The pushes that can be taken back, the last first; one that is not finished is among them."""
    for path in folder.saved():
        journal = folder.record(path)
        if journal is not None:
            requests = journal.requests
            done = tuple(request.why for number, request in enumerate(requests) if number in journal.done)
            yield Pushed(int(path.stem.rpartition("-")[2]), str(journal.plan.get("at", "")), done, len(requests), path, journal.has_sent)


def read_push(folder: SyncFolder, push: Pushed, url: str) -> Done:
    """All that is known of a push. Raises StudioError for one to another tenant, and where the notes can't be understood."""
    journal = folder.record(push.path)
    if journal is None:
        raise StudioError("What was kept of the tenant is gone.")
    hooks, ids, at = _read(folder.read_saved(push.path), url)
    return Done(journal.requests, journal.done, journal.unheard, {hook.id: hook for hook in hooks}, ids, at)


def _read(saved: JsonValue, url: str) -> tuple[list[RemoteHook], Mapping[str, str], str]:
    try:
        document: Any = saved
        hooks = [_hook(one) for one in document["hooks"]]
        ids, at, whose = document["ids"], document["at"], document["url"]
        if not isinstance(ids, dict) or not all(isinstance(word, str) for word in (at, whose, *ids.values())):
            raise TypeError("no ids and no texts")
    except (KeyError, TypeError, ValueError) as error:
        raise StudioError("What was kept of the tenant can't be understood.", details=str(error)) from error
    if whose != url:
        raise StudioError(f"What was kept is of another tenant: {whose}.", hint=f"This one is {url}.")
    return hooks, ids, at


def _hook(document: Mapping[str, Any]) -> RemoteHook:
    packages = tuple((str(name), str(version)) for name, version in document["packages"])
    found = RemoteHook(**{**document, "state": state_from(document["state"]), "packages": packages})
    if not all(isinstance(word, str) for word in (found.id, found.type, found.created_at, found.updated_at)):
        raise TypeError("a hook without its texts")
    return found


def _place(kind: str) -> int:
    return TYPE_NAMES.index(kind) if kind in TYPE_NAMES else len(TYPE_NAMES)
