"""A request that can be ended while it waits for the network, and the connections that make it so."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.wait import wait_for_read

_HOSTS: Final = 4  # whose connections are kept
_EACH: Final = 8


class Request:
    """A request under way. `end()`, from any thread, makes it fail as soon as it waits for the network.

    *meanwhile*: work in small steps that never fail, which are taken while the other side makes its answer.
    """

    def __init__(self, meanwhile: Iterator[object] | None = None) -> None:
        self.ended = False
        self._meanwhile = meanwhile
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def here(self) -> Iterator[None]:
        """Inside the block, whatever this thread sends belongs to this request."""
        _UNDER_WAY.request = self
        try:
            yield
        finally:
            _UNDER_WAY.request = None
            self.uses(None)

    def uses(self, connection: socket.socket | None) -> None:
        with self._lock:
            self._socket = connection
            ended = self.ended
        if ended:
            self.end()

    def pass_time(self, connection: socket.socket) -> None:
        """Take steps of the other work until there is something to read, or none is left."""
        while self._meanwhile is not None and not self.ended and not wait_for_read(connection, 0):
            if next(self._meanwhile, self) is self:
                self._meanwhile = None

    def end(self) -> None:
        with self._lock:
            self.ended = True
            connection = self._socket
        if connection is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket's own: that one takes the encryption away from under whoever reads.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


def new_session(context: ssl.SSLContext | None) -> requests.Session:
    """A session that takes certificates from *context*, of the system where that is None, and neither settings nor logins nor cookies
    from anywhere."""
    session = _Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(context)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


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

    def getresponse(self) -> Any:
        if _UNDER_WAY.request is not None and self.sock is not None:
            _UNDER_WAY.request.pass_time(self.sock)
        return super().getresponse()


class _Encrypted(_Plain, HTTPSConnection):
    """The same; what _Plain calls is the encrypted connection's own."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted


class _Session(requests.Session):
    """Leaves redirects to whoever asks."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """None: requests would read where they lead even without following."""


class _Adapter(HTTPAdapter):
    """Connections that can be ended, with the certificates of a context instead of those of requests."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        super().__init__(pool_connections=_HOSTS, pool_maxsize=_EACH)

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
