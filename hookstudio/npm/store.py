"""The installed copies that all hooks share: each named after what its lock file brings, whole or not there, never changed."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hookstudio.model.progress import Cancelled
from hookstudio.npm.failures import ModuleFailed, in_words
from hookstudio.npm.lock_file import Lock, Locked, digest_text, read_lock
from hookstudio.npm.lock_rules import digest_of, may_be_absent, this_system, without_integrity
from hookstudio.npm.tree import Count, count, discard, disk_use, looks_whole

_NOTE: Final = "copy.json"
_LOCK_FILE: Final = "package-lock.json"
_MODULES: Final = "node_modules"
_COPIES, _REQUESTS, _STAGING, _LOCKS = "copies", "requests", "staging", "locks"
_STRIPES: Final = 64
_GUARD_S: Final = 60.0
_POLL_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Request:
    """What decides which versions are chosen: what package.json wants, the version of Node, the registry."""

    project: Mapping[str, Any]
    node: str
    registry: str = ""

    @property
    def digest(self) -> str:
        return digest_text([dict(self.project), self.node, self.registry, *this_system()])


@dataclass(frozen=True, slots=True)
class Allowed:
    """The paths in a lock file of the packages whose install scripts may run; the program of the Node that runs them, and its version."""

    paths: frozenset[str] = frozenset()
    node: Path = Path()
    version: str = ""

    def of(self, lock: Lock) -> tuple[Locked, ...]:
        """Those packages, as far as *lock* has them."""
        return tuple(one for one in lock.installed if one.path in self.paths and not one.bundled)

    def ran(self, lock: Lock) -> tuple[str, ...]:
        """What makes a copy different from one without scripts; () where none of the packages of *lock* may run one."""
        there = [one.path for one in self.of(lock)]
        return (*there, f"Node {self.version.partition('.')[0]}") if there else ()


NO_SCRIPTS: Final = Allowed()


@dataclass(frozen=True, slots=True)
class StoreUse:
    """What the copies take: bytes on the disk (shared files once), and how many they are."""

    bytes: int
    copies: int


class ModuleStore:
    """The store in *folder*, which several programs may use at once. Made when first written to."""

    def __init__(self, folder: Path) -> None:
        self.path = folder
        self._counts: dict[str, dict[str, Count]] = {}

    def copy_of(self, lock_text: str | None, allowed: Allowed = NO_SCRIPTS, *, node: str = "") -> Path | None:
        """The folder whose `node_modules` is what that lock file brings for Node *node*, None if there is none that is whole.

        What is in the packages has to be in the lock file: one that does not say it has no copy. The first look at a copy counts its
        files (10 ms for a thousand), later ones only whether each package is there.
        """
        lock = read_lock(lock_text)
        return None if without_integrity(lock) else self._whole(digest_of(lock, allowed.ran(lock), node=node))

    def sizes(self, copy: Path) -> dict[str, int]:
        """Bytes of each package in a copy, by its path in the lock file."""
        return {path: counted[2] for path, counted in (self._noted(copy) or {}).items()}

    def requested(self, request: Request, max_age_s: float) -> str | None:
        """The lock file that came out when the same was installed for another hook, if its copy is still there."""
        note = self.path / _REQUESTS / request.digest
        try:
            if time.time() - note.stat().st_mtime > max_age_s:
                return None
            text = note.read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        return text if self.copy_of(text, node=request.node) is not None else None

    def note_request(self, request: Request, lock_text: str) -> None:
        """Remember which lock file *request* led to. Raises ModuleFailed."""
        folder = self.path / _REQUESTS
        with in_words(folder):
            folder.mkdir(parents=True, exist_ok=True)
            temporary = folder / f".{os.urandom(8).hex()}"
            temporary.write_bytes(lock_text.encode("utf-8"))
            _rename(temporary, folder / request.digest)

    def adopt(self, staging: Path, lock_text: str, allowed: Allowed = NO_SCRIPTS, *, node: str = "") -> Path:
        """Make the finished folder *staging* the copy of *lock_text* for Node *node*, and give where it is.

        Raises ModuleFailed unless what lies there is what the lock file says, to the last folder.

        If there is a whole one already, that stays; a damaged one gives way.
        """
        lock = read_lock(lock_text)
        ran = allowed.ran(lock)
        digest = digest_of(lock, ran, node=node)
        target = self.path / _COPIES / digest
        with in_words(target):
            (staging / "node_modules").mkdir(exist_ok=True)
            (staging / _LOCK_FILE).write_bytes(lock_text.encode("utf-8"))
            counted = count(staging / "node_modules", mend=True)
            _check_against(lock, counted, node)
            (staging / _NOTE).write_text(json.dumps({"format": 1, "packages": counted, "ran": ran}), encoding="utf-8")
            with self._guard():
                if self._whole(digest) is not None:
                    return target
                target.parent.mkdir(parents=True, exist_ok=True)
                if target.exists():
                    _rename(target, staging.parent / "damaged")
                _rename(staging, target)
        self._counts[digest] = counted
        return target

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """A new, empty folder on the disk of the copies; what is still there afterwards is deleted, as is what killed programs left.

        It is named alike each time: npm puts its name into what it writes. Raises ModuleFailed.
        """
        from filelock import FileLock

        place = self.path / _STAGING / os.urandom(8).hex()
        with in_words(place, "made"):
            place.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(place.with_suffix(".lock"), thread_local=False)
            with self._guard():
                abandoned = self._abandoned()
                lock.acquire(timeout=0)
        try:
            for folder, its_lock in abandoned:
                _delete_staging(folder, its_lock)
            with in_words(place, "made"):
                (place / "modules").mkdir(parents=True)
            yield place / "modules"
        finally:
            _delete_staging(place, lock)

    @contextlib.contextmanager
    def only_one(self, digest: str, cancelled: Callable[[], bool], waits: Callable[[], None]) -> Iterator[None]:
        """Nobody else makes the same inside the block. Waits for whoever does, calling *waits*; raises Cancelled, ModuleFailed."""
        from filelock import FileLock, Timeout

        folder = self.path / _LOCKS
        with in_words(folder, "made"):
            folder.mkdir(parents=True, exist_ok=True)
            # As few files as may be: removing one that somebody waits for would let two in.
            lock = FileLock(folder / f"{int(digest, 16) % _STRIPES}.lock", thread_local=False)
            while True:
                try:
                    lock.acquire(timeout=_POLL_S, poll_interval=0.01)
                    break
                except Timeout:
                    if cancelled():
                        raise Cancelled("The installation was cancelled.", hint="Nothing was changed.") from None
                    waits()
        try:
            yield
        finally:
            lock.release()

    def use(self) -> StoreUse:
        """What the copies take. Walks through all of them."""
        return StoreUse(disk_use(self.path / _COPIES), len(self._copies()))

    def clean(self, keep: Iterable[str], *, younger_than_s: float = 600.0) -> int:
        """Delete the copies that belong to none of the lock files *keep*, and give the bytes that this freed.

        Copies made in the last *younger_than_s* stay: whoever installed one may be about to write its lock file.
        """
        kept = {digest_of(read_lock(text)) for text in keep}
        before = disk_use(self.path / _COPIES)
        with self.staging() as staging:
            for copy in self._copies():
                if digest_of(read_lock(_read(copy / _LOCK_FILE))) in kept or _younger(copy / _NOTE, younger_than_s):
                    continue
                with self._guard(), contextlib.suppress(OSError):
                    _rename(copy, staging / copy.name)
                self._counts.pop(copy.name, None)
            self._forget_requests()
        return max(0, before - disk_use(self.path / _COPIES))

    def _whole(self, digest: str) -> Path | None:
        folder = self.path / _COPIES / digest
        counted = self._counts.get(digest)
        if counted is not None:
            if looks_whole(folder, counted):
                return folder
            del self._counts[digest]
            return None
        noted = self._noted(folder)
        if noted is None:
            return None
        with contextlib.suppress(OSError):
            if count(folder / "node_modules") == noted:
                self._counts[digest] = noted
                return folder
        return None

    def _noted(self, copy: Path) -> dict[str, Count] | None:
        """The counts in a copy's note, which is written when all else is there; None without one."""
        packages = self._note(copy).get("packages")
        if not isinstance(packages, dict):
            return None
        found: dict[str, Count] = {}
        for path, one in packages.items():
            if not isinstance(one, list) or len(one) != 3 or not all(isinstance(number, int) for number in one):
                return None
            found[path] = one[0], one[1], one[2]
        return found if _MODULES in found else None

    def _note(self, copy: Path) -> dict[str, Any]:
        try:
            found = json.loads((copy / _NOTE).read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _copies(self) -> list[Path]:
        try:
            return sorted(path for path in (self.path / _COPIES).iterdir() if path.is_dir())
        except OSError:
            return []

    def _forget_requests(self) -> None:
        there = {digest_of(read_lock(_read(copy / _LOCK_FILE))) for copy in self._copies()}
        with contextlib.suppress(OSError):
            for note in (self.path / _REQUESTS).iterdir():
                text = _read(note)
                if text is None or digest_of(read_lock(text)) not in there:
                    note.unlink(missing_ok=True)

    def _abandoned(self) -> list[tuple[Path, Any]]:
        """Staging folders whose owner is gone, with their locks, which this program holds now."""
        from filelock import FileLock, Timeout

        found: list[tuple[Path, Any]] = []
        names = {path.stem for path in (self.path / _STAGING).iterdir() if not path.name.startswith(".")}
        for name in names:
            lock = FileLock(self.path / _STAGING / f"{name}.lock", thread_local=False)
            with contextlib.suppress(Timeout, OSError):
                lock.acquire(timeout=0)
                found.append((self.path / _STAGING / name, lock))
        return found

    @contextlib.contextmanager
    def _guard(self) -> Iterator[None]:
        """Held for renames only, never for long."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.path / ".lock", thread_local=False)
        try:
            lock.acquire(timeout=_GUARD_S, poll_interval=0.01)
        except Timeout:
            raise ModuleFailed("Another Hook Studio holds the store of the modules.", hint="End it, then try again.") from None
        try:
            yield
        finally:
            lock.release()


def _check_against(lock: Lock, counted: Mapping[str, Count], node: str) -> None:
    """Raises ModuleFailed unless what lies there is what the lock file says; what does not fit here may have stayed away."""
    absent = may_be_absent(lock, node)
    missing = [one.path for one in lock.installed if not (one.bundled or one.path in counted or one.path in absent)]
    known = {one.path for one in lock.installed}
    extra = [path for path in counted if path not in known and path.rpartition("/")[2] != "node_modules"]
    if extra and all(f"/{_MODULES}/" in path for path in extra):
        holder = extra[0].rpartition(f"/{_MODULES}/")[0].removeprefix(f"{_MODULES}/")
        raise ModuleFailed(
            f"{holder} brings packages along that nothing declares.",
            hint="Nothing was changed. Choose another version of it, or another module.",
            details=f"not in the lock file: {', '.join(extra)}",
            code="EUNDECLARED",
        )
    if missing or extra:
        raise ModuleFailed(
            "npm did not install what its lock file says.",
            hint="Nothing was changed. Try again; if it stays, delete package-lock.json and add the modules again.",
            details=f"missing: {', '.join(missing) or 'none'}\nnot in the lock file: {', '.join(extra) or 'none'}",
        )


def _delete_staging(folder: Path, lock: Any) -> None:
    """Delete a staging folder, and its lock after it: as long as something is left of the one, the other says whose it was."""
    discard(folder)
    if os.name == "nt":  # where a file that is open can't be deleted
        lock.release()
    with contextlib.suppress(OSError):
        if not folder.exists():
            folder.with_suffix(".lock").unlink(missing_ok=True)
    lock.release()


def _rename(source: Path, target: Path) -> None:
    """Rename, with patience where a scanner of the system has a file open for a moment (Windows)."""
    patience = 40 if sys.platform == "win32" else 0
    while True:
        try:
            source.replace(target)
            return
        except PermissionError:
            if patience == 0:
                raise
            patience -= 1
            time.sleep(_POLL_S)


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def _younger(path: Path, seconds: float) -> bool:
    try:
        return time.time() - path.stat().st_mtime < seconds
    except OSError:
        return False
