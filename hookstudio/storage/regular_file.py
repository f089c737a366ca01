"""Files that may be anything: too large, a pipe, a device, a link. Nothing outside of a workspace is read or written through a link."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path
from typing import Final

from hookstudio.model.errors import StudioError

TOML_LIMIT: Final = 1024 * 1024
CODE_LIMIT: Final = 5 * 1024 * 1024
CONTEXT_LIMIT: Final = 5 * 1024 * 1024
_FLAGS = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


class Unfit(StudioError):
    """Something stands where a plain file of bounded size should be; the message is a clause without the file's name."""


def read_regular(path: str | Path, limit: int) -> tuple[bytes, os.stat_result]:
    """The bytes of a regular file and its status. Never waits for a pipe or a device.

    Raises Unfit for anything but a regular file of at most *limit* bytes, OSError for what the system refuses.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unfit("it is not an ordinary file")
        if status.st_size > limit:
            raise Unfit(f"it is larger than {limit // (1024 * 1024)} MB")
        data = os.read(descriptor, status.st_size + 1)
        if len(data) != status.st_size:  # it grows or shrinks while it is read
            while len(data) <= limit and (more := os.read(descriptor, 65536)):
                data += more
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise Unfit(f"it is larger than {limit // (1024 * 1024)} MB")
    return data, status


def is_link(entry: os.DirEntry[str] | Path) -> bool:
    """Whether an entry or a path is a symbolic link or, on Windows, a junction."""
    if entry.is_symlink():
        return True
    if sys.platform == "win32":
        try:
            return os.lstat(entry).st_reparse_tag == stat.IO_REPARSE_TAG_MOUNT_POINT
        except OSError:
            return False
    return False


def refuse_link(path: Path) -> None:
    """For a file or folder of the program's own. Raises StudioError if a link stands in for it."""
    if is_link(path):
        raise StudioError(f"“{path}” is a link, and Hook Studio keeps its own files in real folders only.", hint="Delete the link.")


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or a link to one; a link that can't be followed is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_file(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is an ordinary file, or a link to one."""
    try:
        return entry.is_file()
    except OSError:
        return False


def is_plain(path: Path) -> bool:
    """Whether there is an ordinary file at *path*, and no link to one: what the program's own notes are."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def leads_outside(path: str | Path, root: Path) -> bool:
    """Whether *path*, its links followed, is outside *root* (which is already resolved)."""
    found, allowed = os.path.normcase(os.path.realpath(path)), os.path.normcase(root)
    return found != allowed and not found.startswith(os.path.join(allowed, ""))  # noqa: PTH118


def refuse_outside(path: Path, root: Path) -> None:
    """For whoever writes into the folder *path*, or takes something out of it. Raises StudioError if it leads out of *root*."""
    if leads_outside(path, root):
        raise StudioError(
            f"“{path}” is a link that leads out of the workspace; nothing is changed there.",
            hint="Replace the link with a folder or file of the workspace.",
        )


def followed(path: Path, root: Path) -> Path:
    """The file that is to be replaced for *path*: the one that it leads to if it is one. Raises StudioError if that is outside *root*."""
    refuse_outside(path, root)
    return path.resolve() if path.is_symlink() else path
