"""The harness in one piece, as a worker takes it: its files, and what V8 made of them, which saves a tenth of a worker's work.

What V8 made is made in a process with no hook near it, and kept for as long as Node and the files are the same. No layer
that keeps a hook from files lets it write there; the digest tells damage, and whoever else may write there is not believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Final

from hookstudio.model.node import Runtime
from hookstudio.resources import resource
from hookstudio.runner.environment import child_environment, data_limit, limits_in_front, version_of, worker_command
from hookstudio.runner.job import DEFAULT_MEMORY_MB
from hookstudio.runner.launch import Wall

_FOLDER: Final = "harness"
_KEPT: Final = 20  # files, of so many Nodes or versions of the program
_LIMIT_S: Final = 5.0
_SIZE_LIMIT: Final = 1 << 20
_DIGEST: Final = 32
_ALONE: Final = ("start.cjs", "canary.cjs")  # files that are programs of their own
_NOTHING: Final = b"%08x" % 0
_SAMPLE: Final = "function handle(data, callback) { console.log('run', data); callback(null, data); }"
_CONTEXT: Final = {"user": {"email": "a@example.com", "names": ["a", "b"], "age": 1.5, "known": True, "left": None}}

Codes = tuple[bytes, ...]


class Harness:
    """What workers are given first. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._pieces: dict[Runtime, bytes] = {}
        self._compiled: set[Runtime] = set()

    def keep_in(self, folder: Path | None) -> None:
        """Keep what V8 makes in *folder* from now on, None: nowhere."""
        self._folder = None if folder is None else folder / _FOLDER

    def piece(self, runtime: Runtime) -> bytes:
        """What a worker on *runtime* is sent before anything else."""
        known = self._pieces.get(runtime)
        return self._load(runtime) if known is None else known

    def compile(self, runtime: Runtime) -> None:
        """Have V8 compile the files for the workers to come, unless that was done or tried before. Takes 60 ms; never raises."""
        if not _can_take(runtime):
            return
        self.piece(runtime)
        with self._lock:
            if runtime in self._compiled:
                return
            self._compiled.add(runtime)
        codes = _made(runtime)
        if codes is not None:
            self._pieces[runtime] = _piece(codes)
            self._store(runtime, codes)

    def _load(self, runtime: Runtime) -> bytes:
        if not _can_take(runtime):
            piece = _NOTHING
        else:
            codes = self._stored(runtime)
            piece = _piece(codes or ())
            if codes is not None:
                with self._lock:
                    self._compiled.add(runtime)
        return self._pieces.setdefault(runtime, piece)

    def _stored(self, runtime: Runtime) -> Codes | None:
        if self._folder is None:
            return None
        file = self._folder / _key(runtime)
        with contextlib.suppress(OSError):
            if _is_ours(file) and file.stat().st_size < _SIZE_LIMIT:
                data = file.read_bytes()
                if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                    return _codes(data[_DIGEST:])
        return None

    def _store(self, runtime: Runtime, codes: Codes) -> None:
        if self._folder is None:
            return
        data = json.dumps([len(code) for code in codes]).encode("ascii") + b"\n" + b"".join(codes)
        with contextlib.suppress(OSError):  # the next start makes it again
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._folder / f"{_key(runtime)}.{os.getpid()}"
            draft.write_bytes(hashlib.sha256(data).digest() + data)
            draft.chmod(0o600)
            draft.replace(self._folder / _key(runtime))
            for file in sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)[:-_KEPT]:
                file.unlink()


HARNESS: Final = Harness()


def _can_take(runtime: Runtime) -> bool:
    """Whether scripts of this Node can import like Node's own: they could not before."""
    version = version_of(runtime)
    return version >= (21, 7) or (20, 12) <= version < (21, 0)


@cache
def _texts() -> tuple[tuple[str, bytes], ...]:
    return tuple((file.name, file.read_bytes()) for file in sorted(resource("harness").glob("*.cjs")) if file.name not in _ALONE)


def _piece(codes: Codes, *, make: bool = False) -> bytes:
    codes = codes or (b"",) * len(_texts())
    files = [[name, len(text), len(code)] for (name, text), code in zip(_texts(), codes, strict=True)]
    content = [json.dumps({"files": files, "make": make}).encode("ascii"), b"\n"]
    for (_, text), code in zip(_texts(), codes, strict=True):
        content += [text, code]
    whole = b"".join(content)
    return b"%08x" % len(whole) + whole


def _made(runtime: Runtime) -> Codes | None:
    """What V8 makes of the files in a run of their own, functions that a run calls included; None if that fails."""
    setup = '{"modules": null, "preload": [], "warm": true, "token": "0"}'
    limit = data_limit(runtime, DEFAULT_MEMORY_MB)
    try:
        with tempfile.TemporaryDirectory(prefix="hookstudio-", ignore_cleanup_errors=True) as folder:
            file = Path(folder).resolve() / "sample.js"
            fields = {"nonce": "0", "dialect": "classic", "file": str(file), "url": file.as_uri(), "code": _SAMPLE, "context": _CONTEXT}
            job = json.dumps(fields)
            said = subprocess.run(
                [*limits_in_front(Wall.NONE, limit), *worker_command(runtime, file.parent, None, DEFAULT_MEMORY_MB, ("0", "2"))],
                input=_piece((), make=True) + f"{setup}\n0 {len(job)} {job}\n".encode("ascii"),
                env=child_environment(),
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_LIMIT_S,
                check=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
    except (OSError, subprocess.SubprocessError):
        return None
    return _codes(said.stdout)


def _codes(data: bytes) -> Codes | None:
    line, _, rest = data.partition(b"\n")
    try:
        sizes = json.loads(line)
    except ValueError:
        return None
    if not isinstance(sizes, list) or len(sizes) != len(_texts()) or not all(type(size) is int and size >= 0 for size in sizes):
        return None
    if sum(sizes) != len(rest):
        return None
    ends = [sum(sizes[: number + 1]) for number in range(len(sizes))]
    return tuple(rest[end - size : end] for size, end in zip(sizes, ends, strict=True))


def _key(runtime: Runtime) -> str:
    """Names what V8 made by all that it depends on."""
    parts = [runtime.version, platform.machine(), sys.platform]
    with contextlib.suppress(OSError):
        state = runtime.path.stat()
        parts += [str(runtime.path), str(state.st_mtime_ns), str(state.st_size)]
    seen = hashlib.sha256("\n".join(parts).encode("utf-8", "surrogateescape"))
    for name, text in (*_texts(), ("start.cjs", resource("harness", "start.cjs").read_bytes())):
        seen.update(f"\n{name} {len(text)}\n".encode() + text)
    return seen.hexdigest()


def _is_ours(file: Path) -> bool:
    """Whether nobody else can write it."""
    if sys.platform == "win32":
        return True
    state = file.stat()
    return state.st_uid == os.geteuid() and not state.st_mode & 0o022
