"""A request that can be ended while it waits for the network, and the connections that make it so."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager, ProxyManager
from urllib3.util.request import make_headers
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


def pools(context: ssl.SSLContext | None, proxy: str = "") -> PoolManager:
    """Connections that are kept, with what *context* trusts and shows, through *proxy* if there is one.

    Raises ValueError for a proxy that can't be one.
    """
    manager: PoolManager
    if proxy:
        where = urlsplit(proxy)
        if not where.hostname:
            raise ValueError("a proxy without a host")
        login = f"{unquote(where.username)}:{unquote(where.password or '')}" if where.username else None
        manager = ProxyManager(
            proxy, num_pools=_HOSTS, maxsize=_EACH, ssl_context=context, proxy_headers=make_headers(proxy_basic_auth=login)
        )
    else:
        manager = PoolManager(num_pools=_HOSTS, maxsize=_EACH, ssl_context=context)
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}
    return manager


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
