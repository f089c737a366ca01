"""A stand-in for an npm registry, on loopback, that serves one tiny Node package to the real npm, well or badly."""

from __future__ import annotations

import io
import json
import os
import random
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.node import NodePackage
from hookstudio.runner.node_packages import this_platform
from hookstudio.runner.node_tools import PROGRAM
from tests.loopback import serving
from tests.npm.shelf import integrity

VERSION = "12.22.12"
NAME = "node-for-tests"
RUNS_HOOKS = os.name == "posix"
"""A script can stand in for a Node only where the system starts scripts as programs."""

_PADDING = b"# " + random.Random(7).randbytes(40_000).hex().encode()


def archive(program: str | None = None, version: str = VERSION, **files: str) -> bytes:
    """A package's archive with that program (None: one that says *version*, '': none), and other members by path."""
    program = f"#!/bin/sh\necho v{version}\n" if program is None else program
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for path, text in {"package/package.json": json.dumps({"name": NAME, "version": version}), **files}.items():
            _add(tar, path, text.encode())
        if program:
            _add(tar, f"package/bin/{PROGRAM}", program.encode() + _PADDING)
    return buffer.getvalue()


def package_of(data: bytes, version: str = VERSION) -> NodePackage:
    """The row of the table that *data* is the archive of, for this platform."""
    return NodePackage(int(version.partition(".")[0]), this_platform(), NAME, version, len(data), integrity(data))


class Registry:
    """What is served. `manner` is one of: well, missing, no-version, login, html, fault, corrupt, truncated, stalled, silent."""

    def __init__(self, data: bytes, version: str = VERSION) -> None:
        self.version = version
        self.data, self.manner, self.asked = data, "well", list[str]()
        self.stalled = threading.Event()
        self.go_on = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = True
        self.host = f"127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[Registry]:
        with serving(self._server, "stand-in registry", self.go_on.set):
            yield self

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked.append(f"{handler.path} {handler.headers.get('authorization', '')}".strip())
        if self.manner == "silent":
            self.stalled.set()
            self.go_on.wait(30)
        if self.manner in ("missing", "login", "fault"):
            _send(
                handler,
                {"missing": 404, "login": 401, "fault": 500}[self.manner],
                json.dumps({"error": handler.headers.get("authorization")}),
            )
        elif self.manner == "html":
            _send(handler, 200, "<html>Please sign in to the hotel's network</html>", "text/html")
        elif handler.path.endswith(".tgz"):
            self._send_archive(handler)
        else:
            version = "1.0.0" if self.manner == "no-version" else self.version
            dist = {"tarball": f"http://{self.host}/{NAME}/-/{NAME}.tgz", "integrity": integrity(self.data)}
            document = {
                "name": NAME,
                "dist-tags": {"latest": version},
                "versions": {version: {"name": NAME, "version": version, "dist": dist}},
            }
            _send(handler, 200, json.dumps(document))

    def _send_archive(self, handler: BaseHTTPRequestHandler) -> None:
        data = self.data
        if self.manner == "corrupt":
            data = data[:-40] + bytes(40)
        half = len(data) // 2 if self.manner in ("truncated", "stalled") else len(data)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[:half])
        handler.wfile.flush()
        if self.manner == "stalled":
            self.stalled.set()
            self.go_on.wait(30)
            handler.wfile.write(data[half:])
        handler.close_connection = True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        registry = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                try:
                    registry.answer(self)
                except OSError:  # whoever asked has gone
                    self.close_connection = True

            def log_message(self, *_words: Any) -> None:
                pass

        return Handler


def configure_npm(monkeypatch: pytest.MonkeyPatch, folder: Path, host: str) -> None:
    """Make npm ask *host* and nothing else, whatever the machine's own configuration says."""
    settings = folder / "npmrc"
    settings.write_text(f"registry=http://{host}/\n", encoding="utf-8")
    for name in [name for name in os.environ if name.lower().startswith("npm_config_") or name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("npm_config_userconfig", str(settings))
    monkeypatch.setenv("npm_config_globalconfig", str(folder / "no-npmrc"))
    monkeypatch.setenv("npm_config_cache", str(folder / "npm-cache"))


def _add(tar: tarfile.TarFile, path: str, data: bytes) -> None:
    member = tarfile.TarInfo(path)
    member.size, member.mode = len(data), 0o644
    tar.addfile(member, io.BytesIO(data))


def _send(handler: BaseHTTPRequestHandler, status: int, text: str, kind: str = "application/json") -> None:
    data = text.encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)
