"""The HTTP side of a stand-in tenant: reads requests, logs them, and answers them well or as a fault says."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Protocol

from tests.e2e.tenant.faults import Asked, Fault
from tests.e2e.tenant.records import Refused

HTML: Final = "<!doctype html><html><body>Please sign in to the hotel's network</body></html>"
_JSON: Final = "application/json"
_PATIENCE_S: Final = 30.0


class Answering(Protocol):
    """What the server asks of a tenant."""

    log: list[Asked]
    lock: threading.RLock
    held: threading.Event
    released: threading.Event

    def struck(self, method: str, path: str) -> Fault | None: ...

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str, bytes]: ...


class Server(ThreadingHTTPServer):
    """Serves *tenant* on a free port of loopback; `hang_up()`, after `server_close()`, ends the connections that are still open."""

    daemon_threads = True

    def __init__(self, tenant: Answering) -> None:
        self.open: dict[socket.socket, threading.Thread] = {}
        super().__init__(("127.0.0.1", 0), _handler(tenant, self))

    def hang_up(self) -> None:
        for connection, thread in list(self.open.items()):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            thread.join(_PATIENCE_S)


def packed(value: object) -> bytes:
    """*value* as JSON."""
    return json.dumps(value).encode()


def _handler(tenant: Answering, server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, *_words: Any) -> None:
            pass

        def handle(self) -> None:
            server.open[self.connection] = threading.current_thread()
            try:
                super().handle()
            except OSError:  # whoever asked has gone
                self.close_connection = True
            finally:
                server.open.pop(self.connection, None)

        def finish(self) -> None:
            with contextlib.suppress(OSError):
                super().finish()

        def _do(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length") or 0))
            with tenant.lock:
                control = self.path.startswith("/-/")
                fault = None if control else tenant.struck(self.command, self.path)
                status, kind, answer = self._answer(headers, body, fault)
                if not control:
                    tenant.log.append(Asked(self.command, self.path, headers, body, status))
            if fault is not None and self._struck(fault, status, kind, answer):
                return
            self._send(status, kind, answer, {})

        def _answer(self, headers: dict[str, str], body: bytes, fault: Fault | None) -> tuple[int, str, bytes]:
            if fault is not None and fault.manner not in ("drop-after", "silent-after", "cut", "body"):
                return 0, "", b""
            try:
                return tenant.answer(self.command, self.path, headers, body)
            except Refused as refused:
                return refused.status, _JSON, packed(_error(refused.status, refused.name, refused.words))
            except (ValueError, KeyError, TypeError) as error:
                return 400, _JSON, packed(_error(400, "invalid_request", str(error)))

        def _struck(self, fault: Fault, status: int, kind: str, answer: bytes) -> bool:
            """Do what the fault says; False: answer as if nothing had been."""
            match fault.manner:
                case "drop" | "drop-after":
                    self._drop()
                case "cut":
                    self._send(status, kind, answer, {}, sent=len(answer) // 2)
                    self._drop()
                case "silent" | "silent-after":
                    tenant.held.set()
                    tenant.released.wait(_PATIENCE_S)
                    self._drop()
                case "status":
                    body = packed(_error(fault.status, fault.error, "")) if fault.body is None else fault.body.encode()
                    self._send(fault.status, _JSON, body, dict(fault.headers or {}))
                case "redirect":
                    self._send(fault.status if 300 <= fault.status < 400 else 302, "", b"", {"location": fault.location})
                case "html":
                    self._send(200 if fault.status == 500 else fault.status, "text/html", HTML.encode(), {})
                case "body":
                    self._send(status, _JSON, (fault.body or "").encode(), dict(fault.headers or {}))
                case "huge":
                    self._pour()
            return True

        def _send(self, status: int, kind: str, body: bytes, more: dict[str, str], sent: int | None = None) -> None:
            self.send_response(status)
            for name, value in {**({"content-type": kind} if kind else {}), **more}.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:sent])
            self.wfile.flush()

        def _pour(self) -> None:
            self.send_response(200)
            self.send_header("content-type", _JSON)
            self.end_headers()
            self.close_connection = True
            while not tenant.released.is_set():
                self.wfile.write(b" " * 65_536)

        def _drop(self) -> None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)

        do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _do

    return Handler


def _error(status: int, name: str, words: str) -> dict[str, Any]:
    return {"error": name, **({"error_description": words} if words else {}), "status": status}
