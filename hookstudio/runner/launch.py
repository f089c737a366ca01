"""Puts the system's layers in front of a command: the whole command line, and the descriptors that it takes over."""

from __future__ import annotations

import base64
import json
import os
import platform
import sys
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from hookstudio.runner import bubblewrap, seatbelt, seccomp
from hookstudio.runner.visible import DEVICES, Visible, module_folders, visible

LAUNCH_WORD: Final = "--shut-in"
"""The first argument that makes a frozen Hook Studio act as the launcher."""


class Wall(StrEnum):
    """The layer of the system that keeps a hook from files and other processes."""

    NONE = ""
    NAMESPACE = "namespace"
    LANDLOCK = "landlock"
    SEATBELT = "seatbelt"
    JOB = "job-object"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """The layers of the system around a process. `filtered`: with the filter of system calls, too."""

    wall: Wall = Wall.NONE
    filtered: bool = False
    network: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return (*((self.wall.value,) if self.wall else ()), *(("seccomp",) if self.filtered else ()))


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes of memory that the process may take in all."""

    data: int


class Launch:
    """A command line, and descriptors that have to be handed to it and closed here once it runs."""

    def __init__(self, arguments: list[str], descriptors: tuple[int, ...] = ()) -> None:
        self.arguments, self.descriptors = arguments, descriptors

    def close(self) -> None:
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors = ()


def launch(enclosure: Enclosure, command: list[str], scratch: Path, modules: Path | None, limits: Limits) -> Launch:
    """*command*, whose first word is the program, shut in. Raises OSError if the layer can't be put around it."""
    program = Path(command[0])
    if enclosure.wall is Wall.SEATBELT:
        folders = [scratch.resolve(), _harness(), *module_folders(modules)]
        return Launch([*seatbelt.arguments(program, folders, network=enclosure.network), str(program.resolve()), *command[1:]])
    if enclosure.wall not in (Wall.NAMESPACE, Wall.LANDLOCK):
        return Launch(command)
    seen = visible(program, scratch, modules, network=enclosure.network)
    inner = [str(seen.program), *command[1:]]
    if enclosure.wall is Wall.LANDLOCK:
        inner.insert(1, "--openssl-config=/dev/null")  # a configuration that is there and refused would end Node
        return Launch([*_launcher(), _policy(enclosure, seen, limits), *inner])
    bwrap = bubblewrap.find()
    if bwrap is None:
        raise FileNotFoundError(2, "bubblewrap is gone", "bwrap")
    descriptor = _readable(_filter(enclosure.network, bubblewrap.PID_INSIDE, one_exec=False)) if enclosure.filtered else None
    front = bubblewrap.arguments(bwrap, seen, scratch, network=enclosure.network, filter_descriptor=descriptor)
    return Launch([*front, *inner], () if descriptor is None else (descriptor,))


def _harness() -> Path:
    from hookstudio.resources import resource

    return resource("harness").resolve()


def _launcher() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, LAUNCH_WORD]
    return [sys.executable, "-I", "-S", str(Path(__file__).with_name("landlock_launcher.py"))]


def _policy(enclosure: Enclosure, seen: Visible, limits: Limits) -> str:
    code = _filter(enclosure.network, seccomp.OWN_PID, one_exec=True) if enclosure.filtered else b""
    policy = {
        "parent": os.getpid(),
        "limits": {"DATA": limits.data, "CORE": 0},
        "run": [str(path) for path in (seen.program, *seen.libraries)],
        "read": [str(path) for path in (*seen.folders, *(source for source, _ in seen.system))],
        "devices": [str(device) for device in DEVICES],
        "filter": base64.b64encode(code).decode("ascii"),
    }
    return json.dumps(policy)


@cache
def _filter(network: bool, own_pid: int, *, one_exec: bool) -> bytes:
    return seccomp.program(platform.machine(), network=network, own_pid=own_pid, one_exec=one_exec)


def _readable(data: bytes) -> int:
    """A descriptor that *data* can be read from: it is far smaller than what a pipe holds."""
    source, target = os.pipe()
    try:
        os.write(target, data)
    finally:
        os.close(target)
    return source
