"""Replace a file whole or leave it untouched: temporary file, fsync, replace, fsync of the folder."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path

from hookstudio.storage.failures import file_failure

TEMPORARY_SUFFIX = ".hookstudio-tmp"
_BINARY = getattr(os, "O_BINARY", 0)


def write_bytes(path: Path, data: bytes, *, staging: Path | None = None) -> None:
    """Replace *path* by *data*, or leave it as it was.

    The temporary file is made in *staging*, a folder on the same disk, so that a killed program leaves nothing beside
    the user's files; without one, or where it is on another disk, it is made beside *path*. The permissions of a file
    that is replaced are kept. Raises StudioError in words for whatever the system refuses.
    """
    try:
        if staging is not None:
            try:
                _write(path, data, staging)
                return
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
        _write(path, data, path.parent)
    except OSError as error:
        raise file_failure(error, path, "written") from error


def write_text(path: Path, text: str, *, staging: Path | None = None) -> None:
    """As write_bytes, in UTF-8 and with the line ends as they are in *text*."""
    write_bytes(path, text.encode("utf-8"), staging=staging)


def write_new(path: str, data: bytes) -> None:
    """Write a file that is not there yet, without waiting for the disk: for many files that are synced together. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        done = os.write(descriptor, data)
        while done < len(data):
            done += os.write(descriptor, data[done:])
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Make renames in *folder* survive a loss of power, where the system can (not on Windows)."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks can't; the rename itself has happened
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _write(path: Path, data: bytes, folder: Path) -> None:
    temporary = folder / f".{os.urandom(8).hex()}{TEMPORARY_SUFFIX}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(OSError):
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)
