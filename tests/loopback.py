"""Servers of tests, on a thread of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import BaseServer


@contextmanager
def serving(server: BaseServer, name: str, let_go: Callable[[], object]) -> Iterator[None]:
    """*server* answers inside the block, and is closed behind it. *let_go* ends the waiting of what it was made to hold."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name=name)
    thread.start()
    try:
        yield
    finally:
        let_go()
        server.shutdown()
        thread.join()
        server.server_close()
