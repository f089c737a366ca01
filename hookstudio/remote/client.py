"""The management API of a tenant, as far as hooks go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Self, TypeVar

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.model.hook_type import TYPE_NAMES
from hookstudio.model.tenant import HookState, RemoteHook, TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.remote import wire
from hookstudio.remote.authorization import FORM, Authorization, UnusableToken, fits_a_header
from hookstudio.remote.failures import RemoteFailed, masked, refusal, unusable
from hookstudio.remote.rate import Bucket, Clock, SystemClock
from hookstudio.remote.report import ConnectionReport, failed, worked
from hookstudio.remote.sending import Sender
from hookstudio.web.exchange import Answer

PAGE: Final = 100
_READINGS: Final = 4
_ROOM: Final = 200 * 1024 * 1024  # for all pages of one reading
_SAID_LIMIT: Final = 1000
_NOT_THE_TOKEN: Final = ("missing_scope", "invalid_audience")
_JSON: Final = "application/json"
T = TypeVar("T")


class TenantClient:
    """One tenant's hooks. Several threads may ask at once; `close()`, from any of them, ends what is under way.

    *bucket*: shared by all that ask the same tenant, made for the plan if not given. *proxies* by scheme, None for the environment's;
    *ca*: a file with certificates to trust besides the usual ones. *cancelled* is looked at while something takes long.

    Every method raises RemoteFailed, and Cancelled when nobody waits any more. The constructor raises StudioError.
    """

    def __init__(
        self,
        settings: TenantSettings,
        credentials: Credentials,
        *,
        proxies: Mapping[str, str] | None = None,
        ca: Path | None = None,
        clock: Clock | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        bucket: Bucket | None = None,
    ) -> None:
        self.settings, self.address = settings, tenant_address(settings.url)
        _check(settings, credentials)
        clock = clock or SystemClock()
        self._sender = Sender(self.address, bucket or Bucket(settings.plan, clock), clock, cancelled, proxies, ca)
        self._authorization = Authorization(settings, self.address, credentials, self._ask_for_token, clock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"TenantClient({self.address.origin})"

    def close(self) -> None:
        """Ends what is under way."""
        self._sender.close()

    @property
    def granted(self) -> tuple[str, ...]:
        """The permissions that the tenant said it gave with the last token."""
        return tuple(self._clean(each) for each in self._authorization.granted)

    def authorize(self) -> None:
        """Get a token, unless there is one."""
        self._token()

    def test(self) -> ConnectionReport:
        """Whether hooks can be read there, and if not, what is wrong, in words. Raises Cancelled, but no RemoteFailed."""
        try:
            self._token()
            page, document = self.page(1)
        except RemoteFailed as error:
            return failed(self.address, error)
        return worked(self.settings, self.address, page.total, self.granted, wire.generation(document))

    def hooks(self, meanwhile: Iterator[object] | None = None) -> tuple[RemoteHook, ...]:
        """All hooks, in the order in which the tenant lists them. Pages that do not fit together, as hooks came or went, are read again.

        *meanwhile*: other work in small steps that never fail; as many are taken as there is time for while the tenant answers.
        """
        size = PAGE
        with self._sender.meanwhile(meanwhile):
            for _ in range(_READINGS):
                found, size = self._all_pages(size)
                if found is not None:
                    return found
        raise self._unusable("the pages of the list of hooks do not fit together", "GET")

    def page(self, limit: int, offset: int = 0, *, room: int = _ROOM) -> tuple[wire.Page, object]:
        """A page of *limit* hooks after *offset* pages, which has at most *room* bytes, and its document."""
        try:
            answer = self._ask("GET", f"/hooks/?limit={limit}&offset={offset}")
        except RemoteFailed as error:
            if error.kind != "missing":
                raise
            message = f"There is no tenant's management API at “{self.address.base}”."
            raise RemoteFailed(
                message, kind="address", hint="Check the tenant's address.", details=error.details, status=error.status
            ) from None
        if len(answer.body) > room:
            raise self._unusable(f"a list of hooks of more than {_ROOM // (1024 * 1024)} MB", "GET")
        page, document = self._read(answer, "GET", lambda found: (wire.read_page(found, self.settings.api), found))
        clean = {kind: self._clean(kind) for kind in {hook.type for hook in page.hooks} if kind not in TYPE_NAMES}
        hooks = tuple(replace(hook, type=clean.get(hook.type, hook.type)) for hook in page.hooks) if clean else page.hooks
        return wire.Page(page.total, hooks, len(answer.body)), document

    def hook(self, hook_id: str) -> RemoteHook:
        """The hook as it is now. RemoteFailed of kind `missing` if it is not there."""
        return self._read(self._ask("GET", wire.path_of(hook_id)), "GET", self._one)

    def create(self, kind: str, state: HookState) -> RemoteHook:
        """The hook that was made. If this fails with `unsure`, it may have been made."""
        body = wire.new_hook(kind, state, self.settings.api)
        return self._read(self._ask("POST", "/hooks/", body), "POST", self._one)

    def change(self, hook_id: str, **fields: object) -> RemoteHook:
        """The hook after a change of these fields, which are some of FIELDS."""
        body = wire.changes(self.settings.api, **fields)
        return self._read(self._ask("PATCH", wire.path_of(hook_id), body), "PATCH", self._one)

    def delete(self, hook_id: str) -> None:
        """Delete the hook. RemoteFailed of kind `missing` if it is not there."""
        self._ask("DELETE", wire.path_of(hook_id))

    def add_packages(self, hook_id: str, packages: Iterable[tuple[str, str]]) -> RemoteHook:
        """The hook after packages were installed for it; of the first generation only."""
        self._ask("POST", f"{wire.path_of(hook_id)}/packages", [{"name": name, "version": version} for name, version in packages])
        return self.hook(hook_id)

    def _all_pages(self, size: int) -> tuple[tuple[RemoteHook, ...] | None, int]:
        """Every hook, None if the pages do not fit together; and the size of page that the tenant gives."""
        page, _ = self.page(size)
        total, room = page.total, _ROOM - page.size
        if 0 < len(page.hooks) < min(size, total):
            return None, len(page.hooks)  # it gives less than was asked for, and would count pages of its own size
        found = {hook.id: hook for hook in page.hooks}
        read, offset = len(page.hooks), 1
        while page.hooks and len(found) == read < total == page.total:  # else they do not fit, and no more of them are asked for
            page, _ = self.page(size, offset, room=room)
            found |= {hook.id: hook for hook in page.hooks}
            read, offset, room = read + len(page.hooks), offset + 1, room - page.size
        return (tuple(found.values()) if len(found) == read == total == page.total else None), size

    def _one(self, found: object) -> RemoteHook:
        return wire.read_hook(found, self.settings.api)

    def _ask(self, method: str, path: str, body: object = None) -> Answer:
        """A good answer; with another token, once, if the tenant does not accept this one."""
        packed = None if body is None else wire.packed(body)
        for again in (False, True):
            token = self._token()
            headers = {"authorization": f"Bearer {token}", "accept": _JSON}
            headers |= {"content-type": _JSON} if packed is not None else {}
            headers |= {"x-plusauth-tenant": self.settings.tenant_header} if self.settings.tenant_header else {}
            answer = self._send(method, self.address.base + path, headers, packed, harmless=method == "GET")
            if 200 <= answer.status < 300:
                return answer
            failure = self._refusal(answer, method)
            if again or answer.status != 401 or failure.error in _NOT_THE_TOKEN or not self._authorization.renewable:
                raise failure
            self._authorization.refused(token)
        raise AssertionError("the second attempt ends this")

    def _send(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None, *, harmless: bool) -> Answer:
        try:
            return self._sender.send(method, address, headers, body, harmless=harmless)
        except RemoteFailed as error:
            raise error.without(self._authorization.secrets) from None

    def _token(self) -> str:
        try:
            return self._authorization.token()
        except UnusableToken:
            raise unusable(self.address.host, "no token in the answer of the token endpoint", "GET") from None

    def _ask_for_token(self, form: bytes) -> object:
        answer = self._send("POST", self.address.token_endpoint, {"accept": _JSON, "content-type": FORM}, form, harmless=True)
        if 200 <= answer.status < 300:
            return self._read(answer, "GET", lambda found: found)
        failure = self._refusal(answer, "GET")
        if failure.kind == "missing":
            raise _no_tenant(f"There is no tenant at “{self.address.origin}”.", failure)
        raise failure

    def _read(self, answer: Answer, method: str, read: Callable[[object], T]) -> T:
        try:
            return read(wire.document(answer.body))
        except wire.Malformed as error:
            raise self._unusable(str(error), method) from None

    def _refusal(self, answer: Answer, method: str) -> RemoteFailed:
        name, words = (self._clean(text) for text in wire.said(answer.body))
        return refusal(answer.status, name, words, self.address.host, method, audience=self.address.audience)

    def _unusable(self, what: str, method: str) -> RemoteFailed:
        return unusable(self.address.host, self._clean(what), method)

    def _clean(self, text: str) -> str:
        """What the tenant said, on one line, of bounded length and without a secret, of which nothing is left by the cut either."""
        return " ".join(masked(text, self._authorization.secrets).split())[:_SAID_LIMIT]


def _no_tenant(message: str, error: RemoteFailed) -> RemoteFailed:
    return RemoteFailed(message, kind="address", hint="Check the tenant's address.", details=error.details, status=error.status)


def _check(settings: TenantSettings, credentials: Credentials) -> None:
    if not credentials:
        raise StudioError(
            f"There is no secret and no token for the tenant “{settings.name}”.",
            hint="Set HOOKSTUDIO_CLIENT_SECRET or HOOKSTUDIO_TOKEN, or add the tenant again.",
        )
    if credentials.token and not fits_a_header(credentials.token):
        raise StudioError("The token has characters that no token has.", hint="Copy it again, without line breaks and spaces.")
    if not credentials.token and not settings.client_id:
        raise StudioError(f"The tenant “{settings.name}” has no client id.", hint="Give it one, or use a token.")
    if settings.tenant_header and not fits_a_header(settings.tenant_header):
        raise StudioError(f"“{settings.tenant_header}” can't be the name of a tenant.")
