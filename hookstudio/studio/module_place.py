"""Which modules a run gets: the installed copy that the hook's lock file names, else the `node_modules` beside the code."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.studio.module_keys import Keys, keys_of
from hookstudio.studio.run_place import NODE_MODULES, Packages, packages_beside
from hookstudio.studio.session import Session

if TYPE_CHECKING:
    from hookstudio.model.node import Runtime
    from hookstudio.npm.store import Allowed, ModuleStore
    from hookstudio.storage.folders import Folders

STORE: Final = "modules"
_LOCK_FILE: Final = "package-lock.json"
_SCRIPTS_FILE: Final = "install-scripts.json"
_KEPT: Final = 1000


@dataclass(frozen=True, slots=True)
class ModulePlace:
    """What a hook's code can load. `keys`: what its lock file names. `absent`: it names modules that are not on this computer."""

    packages: Packages
    keys: Keys = field(default_factory=dict)
    absent: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found for a lock file, and for the allowed scripts, of that date, size and number.

    `copy`: the folder of the installed copy for that Node, None for none.
    """

    stamp: tuple[int, ...]
    lock: str
    keys: Keys
    copy: Path | None
    node: str = ""


class ModulePlaces:
    """Finds the places of hooks' modules; what it knows of a lock file holds until that changes. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, _Known] = {}
        self._stores: dict[Path, ModuleStore] = {}

    def of(self, session: Session, hook: Hook, runtime: Runtime) -> ModulePlace:
        """The place of a hook's modules as it is now: a few looks at the disk where nothing has changed. Raises NotFound."""
        folder = session.hook_folder(hook.id)
        session.modules.finish(folder)
        stamp = _stamp(folder / _LOCK_FILE)
        if not stamp:
            return ModulePlace(packages_beside(folder, session.root))
        stamp += _stamp(session.folders.data / _SCRIPTS_FILE)
        with self._lock:
            known = self._known.get(folder)
        if known is None or known.stamp != stamp or known.node != runtime.version:
            known = self._read(session, hook, stamp, runtime)
        elif known.copy is None or not _whole(known.copy):
            known = self._found(session, known.lock, known.keys, stamp, runtime)
        with self._lock:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[folder] = known
        if known.copy is not None:
            return ModulePlace(Packages(known.copy), known.keys)
        beside = packages_beside(folder, session.root)
        return ModulePlace(beside, known.keys, absent=bool(known.keys) and beside.folder is None)

    def _read(self, session: Session, hook: Hook, stamp: tuple[int, ...], runtime: Runtime) -> _Known:
        try:
            lock = session.module_set(hook.id).lock or ""
        except StudioError:  # whoever lists the hook's modules is told why
            return _Known(stamp, "", {}, None, runtime.version)
        return self._found(session, lock, keys_of(lock), stamp, runtime)

    def _found(self, session: Session, lock: str, keys: Keys, stamp: tuple[int, ...], runtime: Runtime) -> _Known:
        if not keys:
            return _Known(stamp, lock, keys, None, runtime.version)
        from hookstudio.npm.store import ModuleStore

        folder = store_folder(session.folders)
        with self._lock:
            store = self._stores.setdefault(folder, ModuleStore(folder))
        allowed = allowed_scripts(session.folders, lock, runtime)
        return _Known(stamp, lock, keys, store.copy_of(lock, allowed, node=runtime.version), runtime.version)


def allowed_scripts(folders: Folders, lock: str | None, runtime: Runtime) -> Allowed:
    """The packages of a lock file whose install scripts the user allowed, with the Node that runs them."""
    from hookstudio.npm.lock_file import read_lock
    from hookstudio.npm.lock_rules import fingerprint
    from hookstudio.npm.store import NO_SCRIPTS, Allowed
    from hookstudio.storage.script_choices import ScriptChoices

    choices = ScriptChoices(folders)
    if not choices.path.is_file():
        return NO_SCRIPTS
    found = read_lock(lock)
    known = choices.spelled()
    prints = {one.path: (one.spelled, fingerprint(found, one.path)) for one in found.installed if one.spelled in known}
    there = choices.allowed(prints.values())
    paths = frozenset(path for path, one in prints.items() if one in there)
    return Allowed(paths, runtime.path, runtime.version) if paths else NO_SCRIPTS


def store_folder(folders: Folders) -> Path:
    """Where the installed copies of this user's hooks are."""
    return folders.data / STORE


def _stamp(file: Path) -> tuple[int, ...]:
    """What changes when a file does; () for one that is not there."""
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _whole(copy: Path) -> bool:
    return (copy / NODE_MODULES).is_dir()
