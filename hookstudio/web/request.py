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

_HOSTS: Final = 4  # whose connections are kept
_EACH: Final = 8


class Request:
    """A request under way. `end()`, from any thread, makes it fail as soon as it waits for the network."""

    def __init__(self) -> None:
        self.ended = False
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


class _Encrypted(_Plain, HTTPSConnection):
    """The same; what _Plain calls is the encrypted connection's own."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted
