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
    from hookstudio.npm.store import ModuleStore
    from hookstudio.storage.folders import Folders

STORE: Final = "modules"
_LOCK_FILE: Final = "package-lock.json"
_KEPT: Final = 1000


@dataclass(frozen=True, slots=True)
class ModulePlace:
    """What a hook's code can load. `keys`: what its lock file names. `absent`: it names modules that are not on this computer."""

    packages: Packages
    keys: Keys = field(default_factory=dict)
    absent: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found for a lock file of that date, size and number. `copy`: the folder of the installed copy, None for none."""

    stamp: tuple[int, int, int]
    lock: str
    keys: Keys
    copy: Path | None


class ModulePlaces:
    """Finds the places of hooks' modules; what it knows of a lock file holds until that changes. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Path, _Known] = {}
        self._stores: dict[Path, ModuleStore] = {}

    def of(self, session: Session, hook: Hook) -> ModulePlace:
        """The place of a hook's modules as it is now: two looks at the disk where nothing has changed. Raises NotFound."""
        folder = session.hook_folder(hook.id)
        session.finish_modules(folder)
        try:
            status = (folder / _LOCK_FILE).stat()
        except OSError:
            return ModulePlace(packages_beside(folder, session.root))
        stamp = status.st_mtime_ns, status.st_size, status.st_ino
        with self._lock:
            known = self._known.get(folder)
        if known is None or known.stamp != stamp:
            known = self._read(session, hook, stamp)
        elif known.copy is None or not _whole(known.copy):
            known = _Known(stamp, known.lock, known.keys, self._copy(session, known.lock))
        with self._lock:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[folder] = known
        if known.copy is not None:
            return ModulePlace(Packages(known.copy), known.keys)
        beside = packages_beside(folder, session.root)
        return ModulePlace(beside, known.keys, absent=bool(known.keys) and beside.folder is None)

    def _read(self, session: Session, hook: Hook, stamp: tuple[int, int, int]) -> _Known:
        try:
            lock = session.module_set(hook.id).lock or ""
        except StudioError:  # whoever lists the hook's modules is told why
            return _Known(stamp, "", {}, None)
        return _Known(stamp, lock, keys_of(lock), self._copy(session, lock))

    def _copy(self, session: Session, lock: str) -> Path | None:
        from hookstudio.npm.store import ModuleStore

        folder = store_folder(session.folders)
        with self._lock:
            store = self._stores.setdefault(folder, ModuleStore(folder))
        return store.copy_of(lock) if lock else None


def store_folder(folders: Folders) -> Path:
    """Where the installed copies of this user's hooks are."""
    return folders.data / STORE


def _whole(copy: Path) -> bool:
    return (copy / NODE_MODULES).is_dir()
