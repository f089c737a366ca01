"""What a pull has changed here: noted beside the hooks as they were before, so that one command puts them back in another program."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue
from hookstudio.model.sync import Agreed, Agreement, SyncPlan, SyncResult
from hookstudio.storage.failures import in_words
from hookstudio.storage.hook_file import HOOK_FILE
from hookstudio.storage.push_journal import state_from
from hookstudio.storage.regular_file import CODE_LIMIT, Unfit, read_regular
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.storage.workspace_reader import Reading
from hookstudio.studio.exchange import Arrival, Exchange, Making, Rewrite
from hookstudio.studio.pull_step import holds, pull_step, taking_back
from hookstudio.studio.session import Session

_FILES: Final = frozenset({HOOK_FILE, *(dialect.file_name for dialect in Dialect)})
_OF_SYSTEMS: Final = (".DS_Store", "Thumbs.db", "desktop.ini")  # put into folders that somebody only looks at
_TOKEN: Final = re.compile(r"[0-9A-Za-z-]{1,80}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_HINT: Final = "The hooks as they were are in the bundle beside it, which “hookstudio import” takes."


@dataclass(frozen=True, slots=True)
class Reagreed:
    """What was agreed of a hook before a pull, and what the pull agreed in its place. `hook_id`: the hook's here, '' if it has none."""

    hook_id: str
    was: Agreement
    became: Agreement

    @property
    def whose(self) -> str:
        return self.hook_id or self.was.remote_id

    @property
    def has_moved(self) -> bool:
        """Whether another place is agreed."""
        was, became = self.was.state, self.became.state
        return was is None or became is None or was.order != became.order


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did. `came`: the hooks it made, with hashes of their files; `went`: the tokens in the trash of those it deleted.

    `back`: what is agreed again once it is taken back; `rows`: the orders of types before and after it.
    """

    url: str
    at: str
    what: tuple[str, ...] = ()
    came: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    went: tuple[tuple[str, str], ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    rows: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    back: tuple[Reagreed, ...] = ()


@dataclass(frozen=True, slots=True)
class GoingBack:
    """How a pull can be taken back. `what`: create, change, delete or reorder, and which hook or type. `left`: hooks that are not as the
    pull left them, with sentences in `notes`."""

    path: Path
    pulled: Pulled
    what: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    making: Making = field(default_factory=Making)
    tokens: tuple[str, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.what)


def keep_here(session: Session, plan: SyncPlan, folder: SyncFolder) -> Path | None:
    """Keep the hooks that *plan* changes or deletes, in a bundle; where the note on the pull goes. None if it changes nothing here."""
    if not plan.changes and not plan.rows:
        return None
    from hookstudio.studio.bundle_contents import collect

    known = {hook.id for hook in session.workspace}
    ids = [change.token for change in plan.local_changes if change.kind != "create" and change.token in known]
    bundle = None
    if ids:
        with contextlib.suppress(StudioError):  # a hook of which something can't be read; the note has what is changed of it
            bundle = collect(session, ids)
    return folder.save_here(bundle)


def hashes_of(folder: Path) -> dict[str, str]:
    """The hashes of a hook's own files."""
    return {name: hashlib.sha256(data).hexdigest() for name in sorted(_FILES) if (data := _read(folder / name)) is not None}


def note(pulled: Pulled) -> JsonValue:
    """A pull as it is noted."""
    rewrites: list[JsonValue] = [{"hook": one.hook_id, "was": _packed(one.expected), "is": _packed(one.wanted)} for one in pulled.rewrites]
    back: list[JsonValue] = [{"hook": each.hook_id, "agreed": asdict(each.was), "became": asdict(each.became)} for each in pulled.back]
    return {
        "url": pulled.url,
        "at": pulled.at,
        "what": list(pulled.what),
        "came": {hook_id: dict(hashes) for hook_id, hashes in pulled.came.items()},
        "went": [list(pair) for pair in pulled.went],
        "rewrites": rewrites,
        "rows": {kind: [list(before), list(after)] for kind, (before, after) in pulled.rows.items()},
        "back": back,
    }


def plan_back(session: Session, folder: SyncFolder, url: str) -> GoingBack:
    """How the last pull is taken back. Raises NotFound if there is none, StudioError for a note that can't be understood."""
    paths = folder.pulls()
    if not paths:
        raise NotFound("There was no pull from this tenant that could be taken back.")
    pulled = _parsed(folder.read_saved(paths[0]), paths[0])
    if pulled.url != url:
        raise StudioError(f"The last pull was from another tenant: {pulled.url}.", hint=f"This one is {url}. {_HINT}")
    agreed = TenantFiles(session.edits.folder.local).read(folder.name, codes=False).agreed
    return _Planning(session, pulled, agreed).plan(paths[0])


def take_back(session: Session, going: GoingBack, files: TenantFiles, name: str, folder: SyncFolder) -> SyncResult:
    """Do that, all of it or nothing, as one step of undo.

    Raises StudioError, and changes nothing, where the workspace is no longer what it was planned for.
    """
    again = taking_back(going.agreements, files.read(name).agreed)
    files.agree(name, going.agreements)  # first: hooks that are newer than that only look changed on both sides alike
    exchange, making = Exchange(session.edits), going.making
    kinds = {*making.rows, *(hook.type for hook in session.workspace if hook.id in {*making.leaving})}
    kinds |= {session.workspace.find(rewrite.hook_id).type for rewrite in making.rewrites}
    kinds |= {session.edits.trash.find(token).type for token in going.tokens}
    rows: dict[str, list[str]] = {}

    def make(reading: Reading) -> Making:
        taken = exchange.taken(reading, kinds, making.leaving)
        arriving: list[Arrival] = [exchange.from_trash(reading, token, taken, making.leaving) for token in going.tokens]
        rows.update({kind: [hook.id for hook in reading.workspace.of_type(kind)] for kind in making.rows})
        return Making(making.leaving, arriving, making.rewrites, making.rows)

    try:
        if going.what:
            went, came = exchange.make(sorted(kinds), make)
            turned = (rows, making.rows)
            text = f"Take back the pull from “{name}”"
            session.push(pull_step(text, exchange, (came, went), making.rewrites, turned, files, name, (again, going.agreements)))
    except BaseException:
        files.agree(name, again)
        raise
    folder.forget_pull(going.path)
    return SyncResult(len(going.what), notes=going.notes)


class _Planning:
    """Compares what a pull left with what is here now."""

    def __init__(self, session: Session, pulled: Pulled, agreed: Sequence[Agreed]) -> None:
        self._session, self._pulled, self._agreed = session, pulled, agreed
        self._folder = session.edits.folder
        self._reading = self._folder.read()
        self._what: list[tuple[str, str]] = []
        self._left: dict[str, str] = {}
        self._placed: dict[str, str] = {}
        self._notes: list[str] = []

    def plan(self, path: Path) -> GoingBack:
        self._leave_what_is_agreed_since()
        left = {*self._left}
        leaving = [hook_id for hook_id in self._pulled.came if hook_id not in left and self._leaves(hook_id)]
        rewrites = [one.reversed() for one in self._pulled.rewrites if one.hook_id not in left and self._goes_back(one)]
        tokens = [token for whose, token in self._pulled.went if whose not in left and self._comes_back(whose, token, leaving)]
        rows = {kind: before for kind, (before, after) in self._pulled.rows.items() if self._stands(kind, before, after)}
        agreements = tuple(each.was for each in self._pulled.back if each.whose not in self._left)
        return GoingBack(
            path,
            self._pulled,
            tuple(self._what),
            tuple(self._left.values()),
            tuple(self._notes),
            Making(leaving, (), rewrites, rows),
            tuple(tokens),
            agreements,
        )

    def _leave_what_is_agreed_since(self) -> None:
        """Leave the hooks that were pushed or pulled again, here or in another clone: what is agreed goes with what they are now."""
        agreed = {base.remote_id: base for base in self._agreed}
        groups: dict[str, list[Reagreed]] = {}
        for each in self._pulled.back:
            groups.setdefault(each.whose, []).append(each)
        for whose, group in groups.items():
            own = {each.was.remote_id for each in group}
            as_left = all(holds(each.became, agreed.get(each.was.remote_id)) for each in group)
            as_was = all(holds(each.was, agreed.get(each.was.remote_id)) for each in group)
            if (as_left or as_was) and not any(base.hook_id == whose and base.remote_id not in own for base in self._agreed):
                continue
            known = group[0].became if group[0].became.state else group[0].was
            name = known.state.name if known.state else whose
            key = self._key(whose) if whose in self._reading.places else f"{known.type}/{name}"
            self._leave(whose, key, "What is agreed of it with the tenant was changed since the pull.")
            self._placed |= {known.type: key} if any(each.has_moved for each in group) else {}

    def _leaves(self, hook_id: str) -> bool:
        if hook_id not in self._reading.places:
            return False
        key = self._key(hook_id)
        if hashes_of(self._reading.place(hook_id)) != self._pulled.came[hook_id]:
            self._leave(hook_id, key, "It came with the pull and was changed since then.")
            return False
        if more := self._added(hook_id):
            self._leave(hook_id, key, f"It came with the pull, and has more than that now: {', '.join(more[:5])}.")
            return False
        self._what.append(("delete", key))
        return True

    def _added(self, hook_id: str) -> list[str]:
        """What somebody has added to a hook that a pull has made: files, folders and contexts, by name."""
        place, hook = self._reading.place(hook_id), self._reading.workspace.find(hook_id)
        with in_words(place, "read"):
            names = sorted(path.name for path in place.iterdir() if path.name not in {*self._pulled.came[hook_id], *_OF_SYSTEMS})
        return names + [path.name for _, path in self._session.edits.context_files.by_hook().get((hook.type, hook.slug), ())]

    def _goes_back(self, rewrite: Rewrite) -> bool:
        if rewrite.hook_id not in self._reading.places:
            self._leave(rewrite.hook_id, rewrite.hook_id, "It is gone, and was changed by the pull.")
            return False
        place, key = self._reading.place(rewrite.hook_id), self._key(rewrite.hook_id)
        now = {name: _read(place / name) for name in rewrite.wanted}
        if now == rewrite.expected:
            return False
        if now != rewrite.wanted:
            self._leave(rewrite.hook_id, key, "It was changed since the pull.")
            return False
        self._what.append(("change", key))
        return True

    def _comes_back(self, hook_id: str, token: str, leaving: Sequence[str]) -> bool:
        if hook_id in self._reading.places and hook_id not in leaving:
            return False
        try:
            item = self._session.edits.trash.find(token)
        except NotFound:
            self._leave(hook_id, hook_id, "It was deleted by the pull and is no longer in the trash.")
            return False
        self._what.append(("create", f"{item.type}/{item.slug}"))
        return True

    def _stands(self, kind: str, before: Sequence[str], after: Sequence[str]) -> bool:
        now = [hook.id for hook in self._reading.workspace.of_type(kind) if hook.id in {*after}]
        if [hook_id for hook_id in before if hook_id in {*now}] == [hook_id for hook_id in now if hook_id in {*before}]:
            return False
        if now != [hook_id for hook_id in after if hook_id in {*now}]:
            self._notes.append(f"The order of {kind} was changed since the pull, and is left as it is.")
            return False
        if kind in self._placed:
            self._notes.append(f"The order of {kind} is left as it is, for the place of {self._placed[kind]} is.")
            return False
        self._what.append(("reorder", kind))
        return True

    def _key(self, hook_id: str) -> str:
        return self._reading.workspace.find(hook_id).key

    def _leave(self, hook_id: str, key: str, reason: str) -> None:
        self._left[hook_id] = key
        self._notes.append(f"{key} is left as it is. {reason}")


def _read(path: Path) -> bytes | None:
    try:
        return read_regular(path, CODE_LIMIT)[0]
    except (OSError, Unfit):
        return None


def _packed(files: Mapping[str, bytes | None]) -> dict[str, JsonValue]:
    return {name: None if data is None else base64.b64encode(data).decode() for name, data in files.items()}


def _unpacked(files: Any) -> dict[str, bytes | None]:
    if not {*files} <= _FILES:
        raise ValueError("a file that is none of a hook's")
    return {name: None if data is None else base64.b64decode(data, validate=True) for name, data in files.items()}


def _parsed(document: JsonValue, path: Path) -> Pulled:
    try:
        found: Any = document
        rewrites = tuple(Rewrite(str(one["hook"]), _unpacked(one["was"]), _unpacked(one["is"])) for one in found["rewrites"])
        went = tuple((str(hook_id), str(token)) for hook_id, token in found["went"])
        if not all(_TOKEN.fullmatch(token) for _, token in went) or any({*one.expected} != {*one.wanted} for one in rewrites):
            raise ValueError("no token, or other files")
        rows = {str(kind): (tuple(map(str, before)), tuple(map(str, after))) for kind, (before, after) in found["rows"].items()}
        came = {str(hook_id): {str(name): str(value) for name, value in hashes.items()} for hook_id, hashes in found["came"].items()}
        back = tuple(Reagreed(str(one["hook"]), _agreement(one["agreed"]), _agreement(one["became"])) for one in found["back"])
        if any(each.was.remote_id != each.became.remote_id for each in back):
            raise ValueError("what was agreed of another hook")
        return Pulled(str(found["url"]), str(found["at"]), tuple(map(str, found["what"])), came, went, rewrites, rows, back)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StudioError(f"“{path}” can't be understood.", hint=_HINT, details=str(error)) from error


def _agreement(document: Any) -> Agreement:
    state = None if document["state"] is None else state_from(document["state"])
    found = Agreement(**{**document, "state": state})
    if not all(isinstance(text, str) for text in (found.remote_id, found.hook_id, found.type, found.created_at, found.digest)):
        raise TypeError("something agreed without its texts")
    if found.digest and not _DIGEST.fullmatch(found.digest):
        raise ValueError("no digest of a code")
    return found
