"""Requests to one tenant: within its limits, again where that is safe, ended when nobody waits, and to no other host."""

from __future__ import annotations

import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import certifi
from urllib3.util.ssl_ import create_urllib3_context

from hookstudio.model.progress import Cancelled
from hookstudio.model.tenant_address import TenantAddress
from hookstudio.remote.failures import RemoteFailed, elsewhere, in_circles, no_answer
from hookstudio.remote.rate import LONGEST_S, Bucket, Clock, Patience, pause, wished
from hookstudio.remote.watch import WHOLE_S, Watch
from hookstudio.web.exchange import REDIRECTS, Answer, Exchanges, Outgoing, Trouble, redirected, same_host, usable_proxy
from hookstudio.web.request import Request

CONNECT_S: Final = 6.0
READ_S: Final = 30.0
BODY_LIMIT: Final = 100 * 1024 * 1024
_ATTEMPTS: Final = 6
_REDIRECTS: Final = 3


class _Idle(threading.local):
    work: Iterator[object] | None = None


class Sender:
    """*proxies* by scheme, None for those of the environment; *ca* a file with certificates to trust besides the usual ones."""

    def __init__(
        self,
        address: TenantAddress,
        bucket: Bucket,
        clock: Clock,
        cancelled: Callable[[], bool],
        proxies: Mapping[str, str] | None,
        ca: Path | None,
    ) -> None:
        self.address = address
        self._bucket, self._clock, self._cancelled = bucket, clock, cancelled
        self._patience = Patience(clock, cancelled)
        self._proxies, self._ca = proxies, ca
        self._exchanges = Exchanges(self._context)
        self._watch = Watch(cancelled)
        self._idle = _Idle()

    @contextlib.contextmanager
    def meanwhile(self, work: Iterator[object] | None) -> Iterator[None]:
        """Inside the block this thread takes steps of *work* while it waits for answers."""
        self._idle.work = work
        try:
            yield
        finally:
            self._idle.work = None

    def close(self) -> None:
        """Ends what is under way, from any thread."""
        self._exchanges.close()
        self._watch.close()

    def send(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None, *, harmless: bool) -> Answer:
        """An answer of whatever status but 429. A *harmless* request is made again where that may help, any other only after a 429.

        Raises RemoteFailed without an answer, Cancelled.
        """
        for attempt in range(_ATTEMPTS):
            last = attempt == _ATTEMPTS - 1
            try:
                answer = self._follow(method, address, headers, body, harmless)
            except Trouble as trouble:
                if last or not harmless or trouble.code != "ECONNRESET":
                    raise no_answer(trouble, self.address.host, sure=harmless) from None
                self._patience.wait(pause(attempt, None))
                continue
            wish = wished(answer.headers.get("retry-after", ""), self._clock)
            if answer.status == 429:
                if last or (wish is not None and wish > LONGEST_S):
                    raise _too_often(self.address.host, wish)
            elif answer.status < 500 or not harmless or last:
                return answer
            self._patience.wait(pause(attempt, wish if wish is None else min(wish, LONGEST_S)))
        raise AssertionError("the last attempt ends this")

    def _follow(self, method: str, address: str, headers: Mapping[str, str], body: bytes | None, harmless: bool) -> Answer:
        for _ in range(_REDIRECTS):
            answer = self._once(Outgoing(method, address, headers, body, self._proxy(address), BODY_LIMIT, CONNECT_S, READ_S))
            if answer.status not in REDIRECTS:
                return answer
            target = redirected(address, answer.headers.get("location", ""))
            if not target or not same_host(address, target):
                raise elsewhere(self.address.host, urlsplit(target).netloc.rpartition("@")[2], answer.status, sure=harmless)
            if method != "GET" or target == address:
                break
            address = target
        raise in_circles(self.address.host, method, answer.status, sure=harmless)

    def _once(self, outgoing: Outgoing) -> Answer:
        self._bucket.take(self._patience)
        request = Request(self._idle.work)
        with self._watch.over(request) as watched, self._exchanges.under(request):
            try:
                return self._exchanges.once(outgoing, request)
            except Cancelled:
                if watched.late:
                    raise Trouble("ETIMEDOUT", f"no whole answer in {WHOLE_S:.0f} s") from None
                raise

    def _proxy(self, address: str) -> str:
        parts = urlsplit(address)
        if self.address.on_loopback:
            return ""
        if self._proxies is not None:
            found = self._proxies.get(parts.scheme, "")
        else:
            from urllib.request import getproxies, proxy_bypass

            known = getproxies()
            found = "" if proxy_bypass(parts.netloc) else known.get(parts.scheme, known.get("all", ""))
        return usable_proxy(found)

    def _context(self, _certificate: str, _key: str) -> ssl.SSLContext | None:
        if self.address.origin.startswith("http:"):
            return None  # nothing to check, and reading certificates takes its time
        context = create_urllib3_context()
        try:
            context.load_default_certs()
            context.load_verify_locations(certifi.where())
            if self._ca is not None:
                context.load_verify_locations(self._ca)
        except (OSError, ValueError) as error:
            raise Trouble("ERR_TLS", f"{self._ca}: {error}") from None
        return context


def _too_often(host: str, wish: float | None) -> RemoteFailed:
    when = "in a minute" if wish is None else f"in {wish / 60:.0f} minutes" if wish > 90 else f"in {wish:.0f} seconds"
    return RemoteFailed(
        f"“{host}” is asked too often at the moment.",
        kind="rate",
        hint=f"Try again {when}; if it stays, choose the tenant's real plan.",
        details="429 too_many_requests",
        status=429,
        error="too_many_requests",
    )
