"""Proof of the layers: a small program of ours is shut in like a hook and really tries what each layer must stop."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hookstudio.model.node import Runtime
from hookstudio.resources import resource
from hookstudio.runner.environment import child_environment, data_limit, limits_in_front, permission_flags
from hookstudio.runner.job import DEFAULT_MEMORY_MB
from hookstudio.runner.launch import Enclosure, Wall, launch

_ATTEMPTS: Final = frozenset({"read", "write", "start", "signal", "unix", "network", "environment"})
_LIMIT_S: Final = 10.0
_MUST_STOP: Final = {
    Wall.NAMESPACE: frozenset({"read", "write", "signal"}),
    Wall.LANDLOCK: frozenset({"read", "write"}),
    Wall.SEATBELT: frozenset({"read", "write", "start", "signal", "unix"}),
    Wall.JOB: frozenset({"start"}),
}
_FILTER_MUST_STOP: Final = frozenset({"start", "signal", "unix"})
PERMISSIONS_MUST_STOP: Final = frozenset({"read", "write", "start"})
_CLOSE_THE_NETWORK: Final = (Wall.NAMESPACE, Wall.SEATBELT)


@dataclass(frozen=True, slots=True)
class Findings:
    """What got through, or the `problem` that kept the canary from running at all."""

    through: frozenset[str] = frozenset()
    problem: str = ""

    def holds(self, must_stop: frozenset[str]) -> bool:
        """Whether all of *must_stop* was tried and stopped."""
        return not self.problem and not self.through & must_stop


def must_stop(enclosure: Enclosure) -> frozenset[str]:
    """What has to fail for the layers of *enclosure* to be claimed."""
    wanted = _MUST_STOP.get(enclosure.wall, frozenset()) | (_FILTER_MUST_STOP if enclosure.filtered else frozenset())
    closes = enclosure.filtered or enclosure.wall in _CLOSE_THE_NETWORK
    return wanted | {"network"} if closes and not enclosure.network else wanted


def try_out(runtime: Runtime, enclosure: Enclosure, *, permissions: bool) -> Findings:
    """Runs the canary on *runtime* in *enclosure*, with Node's own permissions instead if *permissions*. Takes 50 ms. Never raises."""
    try:
        with (
            tempfile.TemporaryDirectory(prefix="hookstudio-", ignore_cleanup_errors=True) as folder,
            _baits(Path(folder).resolve()) as baits,
        ):
            scratch = Path(baits["scratch"])
            flags = permission_flags(runtime, scratch, None, network=enclosure.network) if permissions else []
            command = [str(runtime.path), "--no-warnings", *flags, str(resource("harness").resolve() / "canary.cjs"), json.dumps(baits)]
            said, problem = _run(runtime, enclosure, command, scratch)
            return _findings(said, problem)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        return Findings(problem=_first_line(str(error)))


@contextlib.contextmanager
def _baits(folder: Path) -> Iterator[dict[str, Any]]:
    scratch, marker = folder / "scratch", folder / "marker"
    scratch.mkdir()
    marker.write_text(secrets.token_hex(8), encoding="ascii")
    with contextlib.ExitStack() as stack:
        service = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        local = None
        if sys.platform != "win32":
            listener = stack.enter_context(socket.socket(socket.AF_UNIX))
            local = str(scratch / "local")
            listener.bind(local)
            listener.listen()
        port = service.getsockname()[1]
        yield {"marker": str(marker), "scratch": str(scratch), "parent": os.getpid(), "port": port, "local": local}


def _run(runtime: Runtime, enclosure: Enclosure, command: list[str], scratch: Path) -> tuple[bytes, bytes]:
    limit = data_limit(runtime, DEFAULT_MEMORY_MB)
    started = launch(enclosure, command, scratch, None, limit)
    try:
        process = subprocess.Popen(
            [*limits_in_front(enclosure.wall, limit), *started.arguments],
            env=child_environment(),
            cwd=scratch,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=started.descriptors,
            creationflags=_suspended() if enclosure.wall is Wall.JOB else 0,
        )
    finally:
        started.close()
    job = None
    try:
        if enclosure.wall is Wall.JOB:
            from hookstudio.runner import job_object

            job = job_object.confine(_handle(process), limit.data)
        return process.communicate(timeout=_LIMIT_S)
    finally:
        process.kill()
        process.communicate()
        if job is not None:
            job_object.release(job)


def _suspended() -> int:
    from hookstudio.runner.job_object import CREATE_SUSPENDED

    return CREATE_SUSPENDED


def _handle(process: subprocess.Popen[bytes]) -> int:
    return int(getattr(process, "_handle", 0))


def _findings(said: bytes, problem: bytes) -> Findings:
    try:
        document = json.loads(said)
    except ValueError:
        return Findings(problem=_first_line(problem.decode("utf-8", "replace")))
    if not isinstance(document, dict) or set(document) != _ATTEMPTS:
        return Findings(problem="the canary did not say what it tried")
    return Findings(frozenset(name for name, passed in document.items() if passed is not False))


def _first_line(text: str) -> str:
    return next((line.strip() for line in text.splitlines() if line.strip()), "it gave no reason")[:200]
