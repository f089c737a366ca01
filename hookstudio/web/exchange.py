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

import requests
from urllib3.exceptions import HTTPError, NameResolutionError

from hookstudio.model.progress import Cancelled
from hookstudio.web.request import Request, new_session

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
        self._sessions: dict[tuple[str, str], requests.Session] = {}
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
        session = self._session(certificate, key)
        for attempt in (1, 2):
            try:
                with session.request(
                    outgoing.method,
                    outgoing.address,
                    data=outgoing.body,
                    headers={"user-agent": _AGENT, "accept-encoding": "gzip, deflate", **outgoing.headers},
                    timeout=(outgoing.connect_s, outgoing.read_s),
                    allow_redirects=False,
                    stream=True,
                    proxies={"http": outgoing.proxy, "https": outgoing.proxy} if outgoing.proxy else {},
                    auth=_no_auth,
                ) as response:
                    found = {name.lower(): value for name, value in response.headers.items()}
                    return Answer(response.status_code, found, _body(response, request, outgoing.body_limit))
            except (requests.RequestException, HTTPError, OSError, zlib.error, ValueError) as error:
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
            running, sessions = list(self._running), list(self._sessions.values())
        for request in running:
            request.end()
        for session in sessions:
            session.close()

    def _session(self, certificate: str, key: str) -> requests.Session:
        with self._lock:
            if (certificate, key) not in self._sessions:
                self._sessions[certificate, key] = new_session(self._context(certificate, key))
            return self._sessions[certificate, key]


def usable_proxy(named: str) -> str:
    """The address of a proxy as somebody has named it, '' for none. Raises Trouble for one that can't be used."""
    found = named if "://" in named or not named else f"http://{named}"
    try:
        parts = urlsplit(found)
        whole = bool(parts.hostname) and parts.port != 0 and not any(sign.isspace() for sign in parts.netloc)
    except ValueError:
        whole = False
    if found and not whole:
        raise Trouble("EINVALIDPROXY", "the proxy's address can't be used")
    if found and parts.scheme not in ("http", "https"):
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


def _body(response: requests.Response, request: Request, limit: int) -> bytes:
    parts, size = [], 0
    for part in response.iter_content(_CHUNK):
        parts.append(part)
        size += len(part)
        if size > limit:
            raise Trouble("FETCH_ERROR", f"an answer of more than {limit} bytes")
        if request.ended:
            raise _given_up()
    return b"".join(parts)


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from making a login of its own out of an address or a .netrc."""
    return request


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
        ((requests.Timeout, TimeoutError), "ETIMEDOUT"),
        ((requests.exceptions.InvalidProxyURL,), "EINVALIDPROXY"),
        ((ssl.SSLError,), "ERR_SSL"),
        ((OSError, HTTPError), "ECONNRESET"),
    )
    connection = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, HTTPError)
    if not isinstance(error, (requests.Timeout, *connection)) and isinstance(error, (requests.RequestException, ValueError, zlib.error)):
        return "FETCH_ERROR"
    return next((code for classes, code in kinds if any(isinstance(one, classes) for one in seen)), "FETCH_ERROR")
