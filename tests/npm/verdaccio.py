"""A real registry by other hands: Verdaccio, on loopback. It is fetched once, by npm from the registry that npm is set up for.

A tree of packages beside the virtual environment keeps it from run to run; nothing of it is part of the program.
"""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from filelock import FileLock

from hookstudio.runner.runtimes import bundled, npm_cli
from tests.npm.shelf import Shelf
from tests.npm.stand_in import npm_environment

VERSION: Final = "6.8.0"
_PLACE: Final = Path(sys.prefix) / "share" / "hookstudio-tests" / f"verdaccio-{VERSION}"
_MANIFEST: Final = {"private": True, "dependencies": {"verdaccio": VERSION}, "overrides": {"node-fetch": "2.7.0"}}
_PATIENCE_S: Final = 60.0
_CONFIGURATION: Final = """
storage: {folder}/storage
auth: {{htpasswd: {{file: {folder}/htpasswd, max_users: 10, algorithm: sha1}}}}
uplinks: {{}}
packages:
  '@private/*': {{access: $authenticated, publish: $authenticated}}
  '**': {{access: $all, publish: $authenticated}}
web: {{enable: false}}
log: {{type: file, path: {folder}/verdaccio.log, level: warn}}
"""


class Verdaccio:
    """A running Verdaccio and a user of it. `address` has no slash at its end."""

    def __init__(self, address: str, token: str) -> None:
        self.address, self.token = address, token
        self.host = address.partition("//")[2]

    def publish(self, shelf: Shelf, name: str, tag: str = "latest") -> None:
        """Publish every version that *shelf* has of a package, oldest first."""
        document = shelf.document(name, self.address, full=True)
        assert document is not None
        for version, manifest in document["versions"].items():
            archive = shelf.archive(name, version)
            assert archive is not None
            attachment = {"content_type": "application/octet-stream", "data": base64.b64encode(archive).decode(), "length": len(archive)}
            body = {
                "_id": name,
                "name": name,
                "description": manifest.get("description", ""),
                "dist-tags": {tag: version},
                "versions": {version: manifest},
                "readme": document.get("readme", ""),
                "_attachments": {f"{name}-{version}.tgz": attachment},
            }
            self.put(f"/{name.replace('/', '%2f')}", body)

    def tag(self, name: str, tag: str, version: str) -> None:
        """Have a tag name a version."""
        self.put(f"/-/package/{name.replace('/', '%2f')}/dist-tags/{tag}", version)

    def put(self, path: str, body: object) -> Any:
        return _ask(self.address + path, body, {"Authorization": f"Bearer {self.token}"})


@pytest.fixture(scope="session")
def verdaccio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Verdaccio]:
    """An empty Verdaccio that lasts for the session: use package names of your own."""
    program = _installed()
    folder = tmp_path_factory.mktemp("verdaccio")
    configuration = folder / "configuration.yaml"
    configuration.write_text(_CONFIGURATION.format(folder=json.dumps(str(folder))[1:-1]), encoding="utf-8")
    with _running(program, configuration, folder) as address:
        user = {"name": "ada", "password": "lovelace-1815", "email": "ada@example.test"}
        token = _ask(f"{address}/-/user/org.couchdb.user:ada", user, {})["token"]
        yield Verdaccio(address, token)


def _installed() -> Path:
    """The program, fetched by the first process that needs it."""
    _PLACE.parent.mkdir(parents=True, exist_ok=True)
    program = _PLACE / "node_modules" / "verdaccio" / "bin" / "verdaccio"
    with FileLock(_PLACE.parent / "verdaccio.lock"):
        if not (_PLACE / "complete").is_file():
            _PLACE.mkdir(exist_ok=True)
            (_PLACE / "package.json").write_text(json.dumps(_MANIFEST), encoding="utf-8")
            options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--update-notifier=false"]
            command = [str(bundled().path), str(npm_cli()), "install", *options]
            done = subprocess.run(command, cwd=_PLACE, capture_output=True, text=True, timeout=300, check=False)
            assert done.returncode == 0, done.stderr
            (_PLACE / "complete").touch()
    return program


@contextlib.contextmanager
def _running(program: Path, configuration: Path, folder: Path) -> Iterator[str]:
    """Have it listen on a port that was free a moment ago; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    command = [str(bundled().path), str(program), "--config", str(configuration), "--listen", address]
    with (folder / "output.txt").open("w+b") as output:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=npm_environment(folder / "npm")
        )
        try:
            _wait(process, address, Path(output.name))
            yield address
        finally:
            process.terminate()
            process.wait(_PATIENCE_S)


def _wait(process: subprocess.Popen[bytes], address: str, output: Path) -> None:
    """Until it answers."""
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/-/ping", timeout=_PATIENCE_S):
            return
        time.sleep(0.05)
    raise AssertionError(f"Verdaccio did not start: {output.read_text(encoding='utf-8', errors='replace')}")


def _ask(address: str, body: object, headers: dict[str, str]) -> Any:
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json", **headers}, method="PUT")
    with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:
        return json.loads(answer.read() or b"null")
