"""The command line that a worker is started with: limits in front, then Node with the flags of its version."""

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
from hookstudio.runner.sandbox import has_permissions

_MIB = 1024 * 1024


def child_environment() -> dict[str, str]:
    """The environment of a worker: none, but for what Windows can't start a program without. Hooks don't see that either."""
    if os.name == "nt":
        return {"SYSTEMROOT": os.environ.get("SYSTEMROOT", r"C:\Windows")}
    return {}


def worker_command(runtime: Runtime, scratch: Path, modules: Path | None, memory_mb: int, channels: tuple[str, ...]) -> list[str]:
    """The whole command of a worker whose private folder is *scratch*; *channels* are the harness's arguments."""
    flags = ["--no-warnings", f"--max-old-space-size={memory_mb}", "--stack-trace-limit=30", *_permission_flags(runtime, scratch, modules)]
    if sys.platform != "win32" and version_of(runtime) >= interrupt.SINCE:
        flags.append(interrupt.FLAG)
    harness = resource("harness", "worker.cjs")
    return [*_limits(runtime, memory_mb), str(runtime.path), *flags, str(harness), *channels]


def version_of(runtime: Runtime) -> tuple[int, int]:
    """Major and minor, to be compared."""
    parts = runtime.version.split(".")
    return runtime.major, int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0


def data_limit_mb(runtime: Runtime, memory_mb: int) -> int:
    """How much memory the whole process may take, buffers included, where the system can limit it."""
    return (1024 if runtime.major < 24 else 1536) + max(0, memory_mb - DEFAULT_MEMORY_MB)


def _permission_flags(runtime: Runtime, scratch: Path, modules: Path | None) -> list[str]:
    if not has_permissions(runtime):
        return []
    version = version_of(runtime)
    flags = ["--permission" if version >= (23, 5) or (22, 13) <= version < (23, 0) else "--experimental-permission"]
    if version >= (22, 13):
        flags.append("--no-experimental-sqlite")
    if version >= (24, 0):
        flags.append("--disable-sigusr1")
    if version >= (25, 0):
        flags.append("--allow-net")
    return flags + [f"--allow-fs-read={folder}{os.sep}*" for folder in _readable(scratch, modules)]


def _readable(scratch: Path, modules: Path | None) -> list[Path]:
    folders = [resource("harness"), scratch]
    if modules is not None:
        installed = modules / "node_modules"
        folders += [installed] if installed.resolve() == installed else [installed, installed.resolve()]
    return folders


def _limits(runtime: Runtime, memory_mb: int) -> list[str]:
    """Memory outside the heap, no core file, and death with the studio, where the system's own tools offer these."""
    command = []
    if setpriv := _tool("setpriv"):
        command += [setpriv, "--pdeathsig", "KILL"]
    if prlimit := _tool("prlimit"):
        command += [prlimit, f"--data={data_limit_mb(runtime, memory_mb) * _MIB}", "--core=0"]
    return command


@cache
def _tool(name: str) -> str | None:
    """The path of one of util-linux's tools; the look-alikes of BusyBox lack the options used here."""
    path = shutil.which(name) if sys.platform == "linux" else None
    return path if path is not None and "busybox" not in Path(path).resolve().name else None
