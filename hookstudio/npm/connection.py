"""Requests to a registry the way npm would make them: its login, proxy and certificates, with bounds.

A request that nobody waits for any more can be ended at any moment.
"""

from __future__ import annotations

import contextlib
import os
import socket
import ssl
import threading
import zlib
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import certifi
import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, InsecureRequestWarning, NameResolutionError
from urllib3.util.ssl_ import create_urllib3_context

from hookstudio.model.progress import Cancelled
from hookstudio.npm.configuration import Configuration, Login
from hookstudio.npm.reply import RegistryFailed, Reply, registry_failure

CONNECT_S: Final = 6.0
READ_S: Final = 30.0
BODY_LIMIT: Final = 100 * 1024 * 1024
_CHUNK: Final = 256 * 1024
_REDIRECTS: Final = 5
_AGENT: Final = "Hook Studio"


class Request:
    """A request under way. `end()`, from any thread, makes it fail with Cancelled as soon as it waits for the network."""

    def __init__(self) -> None:
        self.ended = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    def uses(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._socket = connection
            ended = self.ended
        if ended:
            self.end()

    def end(self) -> None:
        with self._lock:
            self.ended = True
            connection = self._socket
        if connection is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket's own: that one takes the encryption away from under whoever reads.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _UnderWay(threading.local):
    request: Request | None = None


_UNDER_WAY = _UnderWay()


def _tell(connection: HTTPConnection) -> None:
    if _UNDER_WAY.request is not None and connection.sock is not None:
        _UNDER_WAY.request.uses(connection.sock)


class _Plain(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _tell(self)

    def request(self, *arguments: Any, **options: Any) -> None:
        _tell(self)
        super().request(*arguments, **options)


class _Encrypted(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _tell(self)

    def request(self, *arguments: Any, **options: Any) -> None:
        _tell(self)
        super().request(*arguments, **options)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


class _Adapter(HTTPAdapter):
    """Connections that can be ended, with the certificates of a context instead of those of requests."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        super().__init__(pool_connections=4, pool_maxsize=8)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, ssl_context=self._context, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **options)
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}
        return manager

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        host, _ = super().build_connection_pool_key_attributes(request, verify, cert)
        return host, {}

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Nothing: the context says it all."""


class Connection:
    """Requests with one configuration. Several threads may ask at once; connections are kept for the next request."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._sessions: dict[tuple[str, str], requests.Session] = {}
        self._lock = threading.Lock()
        self._running: set[Request] = set()
        self._closed = False

    def ask(self, address: str, request: Request, *, accept: str = "application/json", body: bytes | None = None) -> Reply:
        """GET *address*, or POST the JSON in *body*. Follows redirects, where no login goes to another host.

        Raises RegistryFailed without an answer, Cancelled after `request.end()`.
        """
        with self._lock:
            if self._closed:
                raise Cancelled("The registry is asked no more.")
            self._running.add(request)
        _UNDER_WAY.request = request
        try:
            return self._follow(address, request, accept, body)
        finally:
            _UNDER_WAY.request = None
            request.uses(None)
            with self._lock:
                self._running.discard(request)

    def close(self) -> None:
        """Ends what is under way."""
        with self._lock:
            self._closed = True
            running, sessions = list(self._running), list(self._sessions.values())
        for request in running:
            request.end()
        for session in sessions:
            session.close()

    def _follow(self, address: str, request: Request, accept: str, body: bytes | None) -> Reply:
        origin, login = address, self.configuration.login_for(address)
        for _ in range(_REDIRECTS):
            reply = self._once(address, request, accept, body, login if _same_host(origin, address) else Login())
            if reply.status not in (301, 302, 303, 307, 308):
                return reply
            target = urljoin(address, reply.headers.get("location", ""))
            if urlsplit(target).scheme not in ("http", "https") or target == address:
                break
            body, address = (None if reply.status == 303 else body), target
        raise self.failure("FETCH_ERROR", "too many or unusable redirects")

    def _once(self, address: str, request: Request, accept: str, body: bytes | None, login: Login) -> Reply:
        headers = {"accept": accept, "user-agent": _AGENT, "accept-encoding": "gzip, deflate"}
        headers |= {"authorization": login.header} if login.header else {}
        headers |= {"content-type": "application/json"} if body is not None else {}
        proxy = self.configuration.proxy_for(address)
        if proxy and urlsplit(proxy).scheme not in ("http", "https"):
            raise self.failure("EINVALIDPROXY", "only proxies whose address starts with http can be used")
        session = self._session(login)
        for attempt in (1, 2):
            try:
                with session.request(
                    "GET" if body is None else "POST",
                    address,
                    data=body,
                    headers=headers,
                    timeout=(CONNECT_S, READ_S),
                    allow_redirects=False,
                    stream=True,
                    proxies={"http": proxy, "https": proxy} if proxy else {},
                    auth=_no_auth,
                ) as response:
                    found = {name.lower(): value for name, value in response.headers.items()}
                    return Reply(response.status_code, found, self._body(response, request))
            except (requests.RequestException, HTTPError, OSError, zlib.error, ValueError) as error:
                code = _code(error)
                if request.ended:
                    raise Cancelled("The registry is asked no more.") from None
                if attempt == 2 or body is not None or code != "ECONNRESET":
                    raise self.failure(code, f"{type(error).__name__} at {urlsplit(address).netloc}") from None
        raise AssertionError("the second attempt ends this")

    def _body(self, response: requests.Response, request: Request) -> bytes:
        parts, size = [], 0
        for part in response.iter_content(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > BODY_LIMIT:
                raise self.failure("FETCH_ERROR", f"an answer of more than {BODY_LIMIT} bytes")
            if request.ended:
                raise Cancelled("The registry is asked no more.")
        return b"".join(parts)

    def failure(self, code: str, raw: str) -> RegistryFailed:
        """The failure in words, without secrets."""
        return registry_failure(code, self.configuration.masked(raw))

    def _session(self, login: Login) -> requests.Session:
        """The session that shows the client's certificate of *login*, if it has one; else the common one."""
        key = (login.certificate, login.key) if login.certificate and login.key else ("", "")
        with self._lock:
            if key not in self._sessions:
                session = requests.Session()
                session.trust_env = False
                session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
                adapter = _Adapter(self._context(*key))
                session.mount("https://", adapter)
                session.mount("http://", adapter)
                self._sessions[key] = session
            return self._sessions[key]

    def _context(self, certificate: str, key: str) -> ssl.SSLContext:
        configuration = self.configuration
        context = create_urllib3_context()
        if not configuration.strict_ssl:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            urllib3.disable_warnings(InsecureRequestWarning)
        try:
            if configuration.ca:
                context.load_verify_locations(cadata="\n".join(configuration.ca))
            else:
                context.load_verify_locations(certifi.where())
            if configuration.extra_ca:
                with contextlib.suppress(OSError):  # Node, too, goes on without it
                    context.load_verify_locations(configuration.extra_ca)
            if certificate:
                context.load_cert_chain(certificate, key)
            elif configuration.cert and configuration.key:
                with _as_file(configuration.cert) as certificate_file, _as_file(configuration.key) as key_file:
                    context.load_cert_chain(certificate_file, key_file)
        except (OSError, ValueError) as error:
            raise self.failure("ERR_TLS", f"npm's setting ca, cafile, cert, key, certfile or keyfile: {error}") from None
        return context


@contextlib.contextmanager
def _as_file(text: str) -> Iterator[str]:
    """A path under which *text* can be read once, without a file on the disk."""
    if os.name != "posix":
        raise ValueError("certificates as text can't be used on this system, name files with certfile and keyfile")
    reading, writing = os.pipe()
    try:
        with os.fdopen(writing, "wb") as stream:
            os.set_blocking(writing, False)
            stream.write(text.encode())
        yield f"/dev/fd/{reading}"
    finally:
        os.close(reading)


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps requests from making a login of its own out of an address or a .netrc."""
    return request


def _same_host(origin: str, address: str) -> bool:
    """Whether *address* is on the host of *origin*, and not less safe."""
    first, second = urlsplit(origin), urlsplit(address)
    upgraded = (
        (first.scheme, second.scheme) == ("http", "https") and first.hostname == second.hostname and not first.port and not second.port
    )
    return upgraded or (first.scheme, first.netloc) == (second.scheme, second.netloc)


def _code(error: BaseException) -> str:
    """npm's code for why a request failed."""
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
