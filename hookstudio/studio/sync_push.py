"""Sends what a plan says to a tenant, request by request, so that it can be broken off anywhere and gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.model.sync import Request, Stopped, SyncResult
from hookstudio.model.tenant import FIELDS, HookState, RemoteHook
from hookstudio.remote.client import TenantClient
from hookstudio.remote.failures import RemoteFailed
from hookstudio.remote.plan import as_held, same
from hookstudio.storage.sync_folder import SyncFolder

_OF_THE_HOOK: Final = ("refused", "exists", "plan")
"""Failures that say something about one hook, so that the others can go on."""

_FOR_ROOM: Final = ("exists", "plan")
"""Those of them that a deletion or another name may have mended once it is done."""


class SyncBroken(StudioError):
    """A push that was broken off. What was done is noted, and `resume` does the rest."""

    exit_status = 3


@dataclass(slots=True)
class Sending:
    """The requests of one push. *known*: the ids of the hooks that the tenant had before it; *taken*: those that belong to hooks here."""

    client: TenantClient
    folder: SyncFolder
    requests: Sequence[Request]
    known: frozenset[str]
    taken: frozenset[str]
    done: set[int] = field(default_factory=set)
    sending: set[int] = field(default_factory=set)
    unheard: set[int] = field(default_factory=set)
    """Those of `sending` that may have done something."""
    left: frozenset[int] = frozenset()
    """The numbers of those that are not to be sent."""
    listed: tuple[RemoteHook, ...] | None = None
    made: dict[str, str] = field(default_factory=dict)
    """Ids on the tenant of hooks that this push has made, by their ids here."""
    applied: int = 0
    stopped: list[Stopped] = field(default_factory=list)

    def run(self, progress: Progress | None = None) -> SyncResult:
        """Send what is not done yet; what there was no room for once more, where something has made room.

        Raises SyncBroken where the tenant or the way to it fails, and Cancelled.
        """
        waiting = [number for number in range(len(self.requests)) if number not in self.done | self.left]
        while waiting:
            before = {*self.done}
            held = self._round(waiting, progress)
            if not any(self._makes_room(number) for number in self.done - before):
                self.stopped += held.values()
                break
            waiting = sorted(held)
        return SyncResult(self.applied, tuple(self.stopped))

    def _round(self, numbers: Sequence[int], progress: Progress | None) -> dict[int, Stopped]:
        """Send these; those of them that there was no room for."""
        held: dict[int, Stopped] = {}
        for number in numbers:
            request = self.requests[number]
            if progress is not None:
                progress(len(self.done), len(self.requests), request.why)
                if progress.cancelled:
                    raise Cancelled("The push was broken off.", hint=self._hint())
            waits = bool(request.packages) and any(self.requests[other].hook_id == request.hook_id for other in held)
            try:
                reason = self._send(number, request)
            except RemoteFailed as error:
                if error.kind not in _OF_THE_HOOK:
                    raise SyncBroken(f"The push was broken off: {error.message}", hint=self._hint(), details=error.details) from error
                reason = error.message + (f" {error.details}" if error.details else "")
                waits = error.kind in _FOR_ROOM
            if reason and waits:
                held[number] = Stopped(request.key, reason)
            elif reason:
                self.stopped.append(Stopped(request.key, reason))
        return held

    def _makes_room(self, number: int) -> bool:
        return self.requests[number].method == "DELETE" or "name" in self.requests[number].body

    def _hint(self) -> str:
        count = len(self.requests)
        return f"{len(self.done)} of {count} requests were done. “hookstudio sync resume” does the rest; “sync status” says how it stands."

    def _send(self, number: int, request: Request) -> str:
        """Send one request; why not, as a sentence, or ''."""
        if request.packages:
            return self._install(number, request)
        return self._create(number, request) if request.method == "POST" else self._write(number, request)

    def _install(self, number: int, request: Request) -> str:
        remote_id = request.remote_id or self.made.get(request.hook_id, "")
        if not remote_id:
            return "It was not created, so that nothing is installed for it."
        for last in (False, True):
            try:
                have = self.client.hook(remote_id).packages
                missing = [package for package in request.packages if package not in have]
                if missing:
                    self._begin(number)
                    have = self.client.add_packages(remote_id, missing).packages
            except RemoteFailed as error:
                if error.kind == "missing":
                    return "It was deleted there meanwhile."
                if not error.unsure or last:
                    raise
                continue
            if {*request.packages} <= {*have}:
                return self._confirm(number, None)
        return "The tenant did not install what it was asked for."

    def _create(self, number: int, request: Request) -> str:
        wanted = request.wanted
        assert wanted is not None
        if number in self.sending and (made := self._made(request)) is not None:
            return self._confirm(number, made)
        if any(_alike(hook, request) for hook in self._listing() if hook.id not in self.taken):
            return "A hook with its name was created there meanwhile."
        self._begin(number)
        for last in (False, True):
            try:
                return self._confirm(number, self.client.create(request.type, wanted))
            except RemoteFailed as error:
                made = self._found(request, error) if error.unsure else None
                if made is not None:
                    return self._confirm(number, made)
                if last or not error.unsure:
                    self._did_nothing(number)
                    raise
        raise AssertionError("the second attempt ends this")

    def _found(self, request: Request, error: RemoteFailed) -> RemoteHook | None:
        """The hook of a request whose answer got lost."""
        try:
            return self._made(request)
        except RemoteFailed:
            raise error from None

    def _write(self, number: int, request: Request) -> str:
        reason = ""
        for last in (False, True):
            now = self._now(request)
            if now is None:
                if request.method == "DELETE":
                    return self._confirm(number, None)
                return "It was deleted there meanwhile."
            if request.wanted is not None and _equal(now, request.wanted):
                return self._confirm(number, None)
            if request.expected is None or not _equal(now, request.expected):
                return "It was changed there since the plan was made."
            self._begin(number)
            try:
                reason = self._change(request)
            except RemoteFailed as error:
                if error.kind != "missing" and (not error.unsure or last):
                    self._look_after(number, request)
                    raise
                continue
            if not reason:
                return self._confirm(number, None)
        return reason or "It was changed there since the plan was made."

    def _begin(self, number: int) -> None:
        if number not in self.unheard or number not in self.sending:
            self.folder.note(number, "sending")
        self.sending.add(number)
        self.unheard.add(number)

    def _did_nothing(self, number: int) -> None:
        self.folder.note(number, "nothing")
        self.unheard.discard(number)

    def _look_after(self, number: int, request: Request) -> None:
        """Note it where a request that failed is seen to have done nothing: what is there later was done by somebody else."""
        try:
            now = self._now(request)
        except RemoteFailed:
            return
        if now is not None and request.expected is not None and _equal(now, request.expected):
            self._did_nothing(number)

    def _change(self, request: Request) -> str:
        """Change or delete the hook, and see that it is so; what is wrong, as a sentence, or ''."""
        if request.method == "DELETE":
            self.client.delete(request.remote_id)
            return "" if self._now(request) is None else "The tenant said that it was deleted, but it is still there."
        fields = {name: getattr(request.wanted, name) for name in request.body}
        now, wanted = self.client.change(request.remote_id, **fields).state, request.wanted
        taken = wanted is not None and all(same(name, as_held(now), as_held(wanted)) for name in fields)
        return "" if taken else "The tenant did not take it as it was sent."

    def _now(self, request: Request) -> HookState | None:
        try:
            hook = self.client.hook(request.remote_id)
        except RemoteFailed as error:
            if error.kind != "missing":
                raise
            return None
        return hook.state

    def _confirm(self, number: int, hook: RemoteHook | None) -> str:
        more: dict[str, JsonValue] = {} if number in self.unheard else {"found": True}
        if hook is not None:
            more |= {"remote_id": hook.id, "created_at": hook.created_at, "state": asdict(as_held(hook.state))}
            self.taken |= {hook.id}
            self.made[self.requests[number].hook_id] = hook.id
        self.folder.note(number, "done", more)
        self.done.add(number)
        self.applied += 1
        return ""

    def _made(self, request: Request) -> RemoteHook | None:
        """The hook that this request has made, if it has, by a look at what is there now."""
        self.listed = None
        wanted = request.wanted
        for hook in self._listing():
            if (
                hook.id not in self.known | self.taken
                and _alike(hook, request)
                and wanted is not None
                and same("content", hook.state, wanted)
            ):
                return hook
        return None

    def _listing(self) -> tuple[RemoteHook, ...]:
        if self.listed is None:
            self.listed = self.client.hooks()
        return self.listed


def _alike(hook: RemoteHook, request: Request) -> bool:
    return request.wanted is not None and (hook.type, as_held(hook.state).name) == (request.type, as_held(request.wanted).name)


def _equal(now: HookState, other: HookState) -> bool:
    one, two = as_held(now), as_held(other)
    return all(same(name, one, two) for name in FIELDS)
