"""Folders of installed packages: cloned without taking space again, counted, and told to be whole."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from typing import Final, TypeAlias

Count: TypeAlias = "tuple[int, int, int]"
"""Of one package: entries of its folder, files in it, their bytes; what other packages lie below it is counted with those."""

_UNWANTED: Final = stat.S_ISUID | stat.S_ISGID | stat.S_ISVTX | stat.S_IWOTH
HIDDEN_LOCK: Final = ".package-lock.json"


def clone(source: Path, target: Path, *, linked: bool = True) -> None:
    """Make *target*, a folder that is not there yet, what *source* is. *linked*: with hard links, where the disk can do that.

    npm's own list of what is there is copied last: it believes the list only if nothing else is newer. Raises OSError.
    """
    _clone(str(source), str(target), linked)
    if (source / HIDDEN_LOCK).is_file():
        shutil.copyfile(source / HIDDEN_LOCK, target / HIDDEN_LOCK)


def count(modules: Path, *, mend: bool = False) -> dict[str, Count]:
    """Every package below the folder `node_modules` by path (`node_modules/a`); the folder itself is 'node_modules'.

    *mend*: take from files what archives must not bring: to run as another user, to be written by all. Raises OSError.
    """
    found: dict[str, Count] = {}
    if modules.is_dir():
        _count_modules(str(modules), modules.name, found, mend)
    return found


def looks_whole(folder: Path, counted: dict[str, Count]) -> bool:
    """Whether each package that was *counted* still has as many entries as then: what a half deleted copy does not."""
    try:
        return all(_entries(f"{folder}/{path}") == one[0] for path, one in counted.items())
    except OSError:
        return False


def discard(folder: Path) -> None:
    """Delete a folder with all that is in it, as far as the system lets go of it; never raises."""
    shutil.rmtree(folder, ignore_errors=True)
    if os.name == "nt" and folder.exists():  # read-only files
        for path in folder.rglob("*"):
            try:
                path.chmod(stat.S_IWRITE)
            except OSError:
                continue
        shutil.rmtree(folder, ignore_errors=True)


def disk_use(folder: Path) -> int:
    """Bytes of all files below *folder*; one that several names share counts once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                        continue
                    status = Path(entry.path).lstat() if os.name == "nt" else entry.stat(follow_symlinks=False)
                    if status.st_nlink > 1:
                        if (status.st_dev, status.st_ino) in seen:
                            continue
                        seen.add((status.st_dev, status.st_ino))
                    total += status.st_size
        except OSError:
            continue
    return total


def _entries(folder: str) -> int:
    with os.scandir(folder) as entries:
        return sum(1 for _ in entries)


def _clone(source: str, target: str, linked: bool) -> bool:
    """Clone a folder; whether hard links go on being worth a try."""
    Path(target).mkdir()
    with os.scandir(source) as entries:
        for entry in entries:
            there = f"{target}/{entry.name}"
            if entry.is_symlink():
                Path(there).symlink_to(Path(entry.path).readlink())
            elif entry.is_dir(follow_symlinks=False):
                linked = _clone(entry.path, there, linked)
            elif entry.name != HIDDEN_LOCK:
                linked = _clone_file(entry.path, there, linked)
    return linked


def _clone_file(source: str, target: str, linked: bool) -> bool:
    if linked:
        try:
            os.link(source, target)
            return True
        except OSError:  # another disk, one without hard links, or too many of them
            linked = False
    shutil.copy2(source, target)
    return linked


def _count_modules(folder: str, path: str, found: dict[str, Count], mend: bool) -> None:
    names = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            names += 1
            if entry.name.startswith(".") or not entry.is_dir(follow_symlinks=False):
                continue
            if entry.name.startswith("@"):
                with os.scandir(entry.path) as scoped:
                    for one in scoped:
                        if one.is_dir(follow_symlinks=False):
                            _count_package(one.path, f"{path}/{entry.name}/{one.name}", found, mend)
            else:
                _count_package(entry.path, f"{path}/{entry.name}", found, mend)
    found[path] = names, 0, 0


def _count_package(folder: str, path: str, found: dict[str, Count], mend: bool) -> None:
    names, files, size = 0, 0, 0
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                names += here is folder
                if not entry.is_dir(follow_symlinks=False):
                    files += 1
                    status = entry.stat(follow_symlinks=False)
                    size += status.st_size
                    if mend and status.st_mode & _UNWANTED and stat.S_ISREG(status.st_mode) and os.name == "posix":
                        Path(entry.path).chmod(stat.S_IMODE(status.st_mode) & ~_UNWANTED)
                elif entry.name == "node_modules" and here is folder:
                    _count_modules(entry.path, f"{path}/node_modules", found, mend)
                else:
                    waiting.append(entry.path)
    found[path] = names, files, size
