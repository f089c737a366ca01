"""One request and its answer, whole or with the reason why there is none."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import DecodeError, HTTPError, InvalidHeader, NameResolutionError, ProtocolError, ReadTimeoutError

from hookstudio.model.progress import Cancelled
from hookstudio.web.request import Request, pools

CONNECT_S: Final = 6.0
READ_S: Final = 30.0
BODY_LIMIT: Final = 100 * 1024 * 1024
REDIRECTS: Final = (301, 302, 303, 307, 308)
_CHUNK: Final = 256 * 1024
_AGENT: Final = "Hook Studio"


class Trouble(Exception):
    """There is no answer. `code` is one of the system's, or FETCH_ERROR; `text` names the kind of error and the host, no secrets."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request to be made. `proxy` '' for none; `body_limit` in bytes, for the answer unpacked; time-outs in seconds for each wait."""

    method: str
    address: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    proxy: str = field(default="", repr=False)
    body_limit: int = BODY_LIMIT
    connect_s: float = CONNECT_S
    read_s: float = READ_S


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whatever its status. Names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Exchanges:
    """Makes requests over connections that are kept for the next one. Several threads may ask at once.

    *context* makes what to trust and what to show for the paths of a certificate of one's own and its key, '' for none. None stands for
    what the system trusts.
    """

    def __init__(self, context: Callable[[str, str], ssl.SSLContext | None]) -> None:
        self._context = context
        self._contexts: dict[tuple[str, str], ssl.SSLContext | None] = {}
        self._pools: dict[tuple[str, str, str], PoolManager] = {}
        self._lock = threading.Lock()
        self._running: set[Request] = set()
        self._closed = False

    @contextlib.contextmanager
    def under(self, request: Request) -> Iterator[None]:
        """Around the exchanges of *request*: `close()` ends them, too. Raises Cancelled once it is closed."""
        with self._lock:
            if self._closed:
                raise _given_up()
            self._running.add(request)
        try:
            with request.here():
                yield
        finally:
            with self._lock:
                self._running.discard(request)

    def once(self, outgoing: Outgoing, request: Request, certificate: str = "", key: str = "") -> Answer:
        """The answer; redirects are not followed. A GET whose kept connection was gone is made again.

        Raises Trouble without an answer, Cancelled after `request.end()`.
        """
        connections = self._connections(outgoing.proxy, certificate, key)
        headers = {"user-agent": _AGENT, "accept": "*/*", "accept-encoding": "gzip, deflate", **outgoing.headers}
        for attempt in (1, 2):
            try:
                response = connections.urlopen(
                    outgoing.method,
                    _without_login(outgoing.address),
                    redirect=False,
                    retries=False,
                    body=outgoing.body,
                    headers=headers,
                    timeout=Timeout(connect=outgoing.connect_s, read=outgoing.read_s),
                    preload_content=False,
                )
                return _answer(response, request, outgoing.body_limit)
            except (HTTPError, OSError, zlib.error, ValueError) as error:
                code = _code(error)
                if request.ended:
                    raise _given_up() from None
                if attempt == 2 or outgoing.method != "GET" or code != "ECONNRESET":
                    raise Trouble(code, f"{type(error).__name__} at {urlsplit(outgoing.address).netloc.rpartition('@')[2]}") from None
        raise AssertionError("the second attempt ends this")

    def close(self) -> None:
        """Ends what is under way."""
        with self._lock:
            self._closed = True
            running, connections = list(self._running), list(self._pools.values())
        for request in running:
            request.end()
        for each in connections:
            each.clear()

    def _connections(self, proxy: str, certificate: str, key: str) -> PoolManager:
        with self._lock:
            found = self._pools.get((proxy, certificate, key))
            if found is None:
                if (certificate, key) not in self._contexts:
                    self._contexts[certificate, key] = self._context(certificate, key)
                try:
                    found = pools(self._contexts[certificate, key], proxy)
                except ValueError:
                    raise Trouble("EINVALIDPROXY", "the proxy's address can't be used") from None
                self._pools[proxy, certificate, key] = found
            return found


def usable_proxy(named: str) -> str:
    """The address of a proxy as somebody has named it, '' for none. Raises Trouble for one that can't be used."""
    found = named if "://" in named or not named else f"http://{named}"
    try:
        scheme = urlsplit(found).scheme
    except ValueError:
        raise Trouble("EINVALIDPROXY", "the proxy's address can't be used") from None
    if found and scheme not in ("http", "https"):
        raise Trouble("EINVALIDPROXY", "only proxies whose address starts with http can be used")
    return found


def redirected(address: str, location: str) -> str:
    """Where an answer from *address* with this header sends a request on to; '' for what is no address of the web."""
    try:
        target = urljoin(address, location)
        parts = urlsplit(target)
        return target if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 else ""
    except ValueError:
        return ""


def same_host(origin: str, address: str) -> bool:
    """Whether *address* is on the host of *origin*, and not less safe."""
    first, second = urlsplit(origin), urlsplit(address)
    upgraded = (
        (first.scheme, second.scheme) == ("http", "https") and first.hostname == second.hostname and not first.port and not second.port
    )
    return upgraded or (first.scheme, first.netloc) == (second.scheme, second.netloc)


def _answer(response: BaseHTTPResponse, request: Request, limit: int) -> Answer:
    """All of a response, whose connection is then free for the next request."""
    try:
        parts, size = [], 0
        for part in response.stream(_CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > limit:
                raise Trouble("FETCH_ERROR", f"an answer of more than {limit} bytes")
            if request.ended:
                raise _given_up()
        return Answer(response.status, {name.lower(): response.headers[name] for name in response.headers}, b"".join(parts))
    except BaseException:
        response.close()
        raise
    finally:
        response.release_conn()


def _without_login(address: str) -> str:
    """Logins go in headers only, where they are not shown to a proxy."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else address


def _given_up() -> Cancelled:
    return Cancelled("Nobody waits for the answer any more.")


def _code(error: BaseException) -> str:
    """The system's code for why a request failed, FETCH_ERROR where it has none."""
    seen: list[BaseException] = []
    stack: list[object] = [error]
    while stack and len(seen) < 20:
        one = stack.pop()
        if isinstance(one, BaseException) and one not in seen:
            seen.append(one)
            stack += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    kinds: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
        ((ssl.SSLCertVerificationError,), "CERT_UNTRUSTED"),
        ((NameResolutionError, socket.gaierror), "ENOTFOUND"),
        ((ConnectionRefusedError,), "ECONNREFUSED"),
        ((ReadTimeoutError, TimeoutError), "ETIMEDOUT"),
        ((ssl.SSLError,), "ERR_SSL"),
        ((OSError, HTTPError), "ECONNRESET"),
    )
    if isinstance(error, (DecodeError, InvalidHeader, ValueError, zlib.error)) and not isinstance(error, (OSError, ProtocolError)):
        return "FETCH_ERROR"
    return next((code for classes, code in kinds if any(isinstance(one, classes) for one in seen)), "FETCH_ERROR")
