"""The command line that a worker is started with: Node with the flags of its version, and the limits in front of all."""

from __future__ import annotations

import os
import shutil
import sys
from functools import cache
from pathlib import Path

from hookstudio.model.node import Runtime
from hookstudio.resources import resource
from hookstudio.runner import interrupt
from hookstudio.runner.job import DEFAULT_MEMORY_MB
from hookstudio.runner.launch import Limits, Wall

_MIB = 1024 * 1024


def child_environment() -> dict[str, str]:
    """The environment of a worker: none, but for what Windows can't start a program without. Hooks don't see that either."""
    if os.name == "nt":
        return {"SYSTEMROOT": os.environ.get("SYSTEMROOT", r"C:\Windows")}
    return {}


def worker_command(
    runtime: Runtime, scratch: Path, modules: Path | None, memory_mb: int, channels: tuple[str, ...], *, network: bool = True
) -> list[str]:
    """The command of a worker whose private folder is *scratch*; *channels* are the harness's arguments."""
    flags = ["--no-warnings", f"--max-old-space-size={memory_mb}"]
    if sys.platform != "win32" and version_of(runtime) >= interrupt.SINCE:
        flags.append(interrupt.FLAG)
    flags += permission_flags(runtime, scratch, modules, network=network)
    return [str(runtime.path), *flags, str(resource("harness", "start.cjs")), *channels]


def limits_in_front(wall: Wall, limits: Limits) -> list[str]:
    """What the system's own tools add in front of the whole command: no core file, a limit on memory, death with the studio.

    The launcher sets these itself; bubblewrap sees to the death.
    """
    if wall is Wall.LANDLOCK:
        return []
    command = []
    if wall is not Wall.NAMESPACE and (setpriv := _tool("setpriv")):
        command += [setpriv, "--pdeathsig", "KILL"]
    if prlimit := _tool("prlimit"):
        command += [prlimit, f"--data={limits.data}", "--core=0"]
    return command


def version_of(runtime: Runtime) -> tuple[int, int]:
    """Major and minor, to be compared."""
    parts = runtime.version.split(".")
    return runtime.major, int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0


def data_limit_mb(runtime: Runtime, memory_mb: int) -> int:
    """How much memory the whole process may take, buffers included, where the system can limit it."""
    return (1024 if runtime.major < 24 else 1536) + max(0, memory_mb - DEFAULT_MEMORY_MB)


def data_limit(runtime: Runtime, memory_mb: int) -> Limits:
    """The same as limits of a process."""
    return Limits(data_limit_mb(runtime, memory_mb) * _MIB)


def permission_flags(runtime: Runtime, scratch: Path, modules: Path | None, *, network: bool) -> list[str]:
    """What makes Node refuse what hooks have no business with, in the words of its version; none before Node 20."""
    if runtime.major < 20:
        return []
    version = version_of(runtime)
    flags = ["--permission" if version >= (23, 5) or (22, 13) <= version < (23, 0) else "--experimental-permission"]
    if version >= (22, 13):
        flags.append("--no-experimental-sqlite")
    if version >= (24, 0):
        flags.append("--disable-sigusr1")
    if version >= (25, 0) and network:
        flags.append("--allow-net")
    flags += [f"--allow-fs-read={folder}{os.sep}*" for folder in _readable(scratch, modules)]
    if sys.platform == "linux":  # the harness puts it in the place of Node's own pipes
        flags += [f"--allow-fs-{act}={os.devnull}" for act in ("read", "write")]
    return flags


def _readable(scratch: Path, modules: Path | None) -> list[Path]:
    folders = [resource("harness"), scratch]
    if modules is not None:
        installed = modules / "node_modules"
        folders += [installed] if installed.resolve() == installed else [installed, installed.resolve()]
    return folders


@cache
def _tool(name: str) -> str | None:
    """The path of one of util-linux's tools; the look-alikes of BusyBox lack the options used here."""
    path = shutil.which(name) if sys.platform == "linux" else None
    return path if path is not None and "busybox" not in Path(path).resolve().name else None
