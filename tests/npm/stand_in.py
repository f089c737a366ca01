"""A stand-in for an npm registry, on loopback and in the tests' own process, for the real npm and for the program's own client.

registry.publish("left", "1.2.0", dependencies={"right": "^1.0.0"})
registry.fault("drop", "*.tgz", times=1)
... registry.address ... [asked.path for asked in registry.log]
"""

from __future__ import annotations

import contextlib
import fnmatch
import gzip
import hashlib
import json
import os
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from hookstudio.npm import program
from tests.loopback import serving
from tests.npm.shelf import Shelf

Manner = Literal["slow", "drop", "cut", "stall", "silent", "corrupt", "html", "status", "redirect"]
HTML: Final = "<!doctype html><html><body>Please sign in to the hotel's network</body></html>"
_ABBREVIATED: Final = "application/vnd.npm.install-v1+json"
_PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in; names of headers in small letters. `path` as sent, with the query. `certified`: by a certificate, too."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    certified: bool = False

    @property
    def json(self) -> Any:
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)


@dataclass
class Fault:
    """What goes wrong with requests whose path fits `path` (as in a shell, `*` also over slashes), `times` times (None: always)."""

    manner: Manner
    path: str
    times: int | None
    status: int
    headers: Mapping[str, str]
    body: str
    seconds: float


@dataclass
class Answer:
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class StandIn(Shelf):
    """The registry. `has_search`, `has_advisories`: False answers 404, as many registries do. `reached` is set once a fault holds
    a request (`silent`, `stall`); `go_on` lets it go. `tls`: serve https with that.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__()
        self.has_search = self.has_advisories = True
        self.log: list[Asked] = []
        self.reached, self.go_on = threading.Event(), threading.Event()
        self._faults: list[Fault] = []
        self._protected: dict[str, str] = {}
        self._open: dict[socket.socket, threading.Thread] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.address = f"{'https' if tls else 'http'}://{self.host}"

    @contextlib.contextmanager
    def running(self) -> Iterator[StandIn]:
        try:
            with serving(self._server, "stand-in registry", self.go_on.set):
                yield self
        finally:
            for connection, thread in list(self._open.items()):
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
                thread.join(_PATIENCE_S)

    def fault(
        self,
        manner: Manner,
        path: str = "*",
        *,
        times: int | None = None,
        status: int = 500,
        headers: Mapping[str, str] | None = None,
        body: str = '{"error": "a fault"}',
        seconds: float = 0.5,
    ) -> None:
        """From now on: `slow` answers after *seconds*, `drop` hangs up, `cut` hangs up half way, `stall` waits half way, `silent` before
        anything, `corrupt` alters the last bytes, `html` is a login page with 200, `status` answers *status*, *headers* and *body*,
        `redirect` sends to the same path at the address *body*.
        """
        self._faults.append(Fault(manner, path, times, status, headers or {}, body, seconds))

    def well(self) -> None:
        """No faults from now on."""
        self._faults.clear()

    def protect(self, prefix: str, token: str) -> None:
        """Packages whose name starts with *prefix* ('@scope/', '' for all) are there for `Bearer TOKEN` or `Basic TOKEN` only."""
        self._protected[prefix] = token

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def fault_for(self, path: str) -> Fault | None:
        for fault in self._faults:
            if fault.times != 0 and fnmatch.fnmatchcase(path, fault.path):
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def answer(self, asked: Asked) -> Answer:
        """What a healthy registry says. A whole address as path is answered as a proxy that reaches this registry would."""
        parts = urlsplit(asked.path)
        path, query = unquote(parts.path).strip("/"), {key: values[0] for key, values in parse_qs(parts.query).items()}
        token = next((token for prefix, token in self._protected.items() if path.startswith(prefix)), None)
        if token is not None and asked.headers.get("authorization") not in (f"Bearer {token}", f"Basic {token}"):
            return _json(401, {"error": "a login is needed"})
        if path.startswith("-/"):
            return self._service(path, query, asked)
        name, _, rest = path.partition("/")
        if name.startswith("@"):
            scoped, _, rest = rest.partition("/")
            name = f"{name}/{scoped}"
        if rest.startswith("-/"):
            data = self.archive(name, rest.removeprefix("-/").removesuffix(".tgz").removeprefix(f"{name.rpartition('/')[2]}-"))
            return (
                _json(404, {"error": "no such archive"})
                if data is None
                else Answer(200, data, {"content-type": "application/octet-stream"})
            )
        if rest:
            found = self.version(name, rest, self.address)
            return _json(404, f"version not found: {rest}") if found is None else _json(200, found)
        short = _ABBREVIATED in asked.headers.get("accept", "")
        document = self.document(name, self.address, full=not short)
        if document is None:
            return _json(404, {"error": "Not found"})
        answer = _json(200, document, _ABBREVIATED if short else "application/json")
        answer.headers["etag"] = f'"{hashlib.sha256(answer.body).hexdigest()}"'
        same = asked.headers.get("if-none-match") == answer.headers["etag"]
        return Answer(304, b"", {"etag": answer.headers["etag"]}) if same else answer

    def _service(self, path: str, query: Mapping[str, str], asked: Asked) -> Answer:
        if path == "-/ping":
            return _json(200, {})
        if path == "-/v1/search" and self.has_search:
            text = query.get("text", "")
            if not 2 <= len(text) <= 64:
                return _json(400, {"error": "'text' must be 2 to 64 characters"})
            return _json(200, self.search(text, min(int(query.get("size", 20)), 250), int(query.get("from", 0))))
        if path == "-/npm/v1/security/advisories/bulk" and asked.method == "POST" and self.has_advisories:
            return _json(200, self.advise(asked.json))
        if path.startswith("-/package/") and path.endswith("/dist-tags"):
            entry = self.entries.get(path.removeprefix("-/package/").removesuffix("/dist-tags"))
            return _json(404, {"error": "Not found"}) if entry is None else _json(200, entry.tags)
        return _json(404, {"error": "Not found"})

    def entered(self, connection: socket.socket) -> None:
        self._open[connection] = threading.current_thread()

    def left(self, connection: socket.socket) -> None:
        self._open.pop(connection, None)

    def hold(self) -> None:
        self.reached.set()
        self.go_on.wait(_PATIENCE_S)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A healthy, empty registry that lasts for a test. `from tests.npm.stand_in import registry` in a conftest makes it known there."""
    ask_again_at_once(monkeypatch)
    with StandIn().running() as running:
        yield running


def ask_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let npm try again without the half second of mercy that is for registries far away."""
    options = [option for option in program._OPTIONS if not option.startswith("--fetch-retry-mintimeout=")]
    monkeypatch.setattr(program, "_OPTIONS", (*options, "--fetch-retry-mintimeout=10"))


def npm_environment(folder: Path, settings: str = "") -> dict[str, str]:
    """This environment without what it tells npm, with the user's .npmrc made of *settings* and npm's cache, both in *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    npmrc = folder / "npmrc"
    npmrc.write_text(settings, encoding="utf-8")
    own = {
        "npm_config_userconfig": str(npmrc),
        "npm_config_globalconfig": str(folder / "no-npmrc"),
        "npm_config_cache": str(folder / "npm-cache"),
    }
    lower = {name: name.lower() for name in os.environ}
    kept = {name for name, low in lower.items() if not low.startswith("npm_config_") and not low.endswith("_proxy") and low != "npm_token"}
    return {name: os.environ[name] for name in os.environ if name in kept} | own


def _json(status: int, document: object, kind: str = "application/json") -> Answer:
    return Answer(status, json.dumps(document).encode(), {"content-type": kind})


def _handler(registry: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def handle(self) -> None:
            registry.entered(self.connection)
            try:
                super().handle()
            except OSError:  # whoever asked has gone
                self.close_connection = True
            finally:
                registry.left(self.connection)

        def finish(self) -> None:
            with contextlib.suppress(OSError):
                super().finish()

        def do_GET(self) -> None:
            length = int(self.headers.get("content-length", 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            certified = isinstance(self.connection, ssl.SSLSocket) and self.connection.getpeercert() is not None
            asked = Asked(self.command, self.path, headers, self.rfile.read(length), certified)
            registry.log.append(asked)
            fault = registry.fault_for(asked.path)
            if fault is not None and fault.manner in ("silent", "slow"):
                registry.hold() if fault.manner == "silent" else registry.go_on.wait(fault.seconds)
            if fault is not None and fault.manner == "drop":
                self.close_connection = True
                return
            answer = registry.answer(asked)
            if fault is not None:
                answer = _faulty(fault, answer, asked)
            half = len(answer.body) // 2 if fault is not None and fault.manner in ("cut", "stall") else len(answer.body)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body[:half])
            self.wfile.flush()
            if fault is not None and fault.manner == "cut":
                self.close_connection = True
            elif fault is not None and fault.manner == "stall":
                registry.hold()
                self.wfile.write(answer.body[half:])

        do_POST = do_GET
        do_PUT = do_GET

        def do_CONNECT(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            registry.log.append(Asked("CONNECT", self.path, headers, b""))
            self.send_response(502)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            pass

    return Handler


def _faulty(fault: Fault, answer: Answer, asked: Asked) -> Answer:
    if fault.manner == "html":
        return Answer(200, HTML.encode(), {"content-type": "text/html"})
    if fault.manner == "status":
        return Answer(fault.status, fault.body.encode(), {"content-type": "application/json", **fault.headers})
    if fault.manner == "redirect":
        return Answer(302, b"", {"location": fault.body + asked.path})
    if fault.manner == "corrupt":
        return Answer(answer.status, answer.body[:-40] + bytes(min(40, len(answer.body))), answer.headers)
    return answer
