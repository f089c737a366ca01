"""The folder in which workers have their own: for one program, and gone when that has ended, however it did."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

_PREFIX: Final = "hookstudio-runs-"
_ATTEMPTS: Final = 3


class ScratchFolder:
    """Below the system's folder for temporary files; made when first asked for, and anew where somebody has cleaned up there since.

    Nobody else may read or write it. What programs that were killed have left is deleted when one is made (not on Windows).
    """

    def __init__(self) -> None:
        self._path: Path | None = None
        self._held: int | None = None

    def path(self) -> Path:
        """Where it is. Raises OSError."""
        if self._path is None or not _is_ours(self._path):
            self._let_go()
            _sweep()
            for _ in range(_ATTEMPTS):
                self._path = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
                self._held = _hold(self._path)
                if self._held is not None or sys.platform == "win32":
                    break
                with contextlib.suppress(OSError):  # another program was sweeping at that very moment
                    self._path.rmdir()
            else:
                self._path = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()  # on a disk where nothing can be held
        return self._path

    def close(self) -> None:
        """Delete it with all that is in it."""
        if self._path is not None:
            shutil.rmtree(self._path, ignore_errors=True)
        self._let_go()
        self._path = None

    def _let_go(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _is_ours(path: Path) -> bool:
    """Whether the folder is still there, and nobody else's by now."""
    with contextlib.suppress(OSError):
        state = path.lstat()
        return path.is_dir() and (sys.platform == "win32" or (state.st_uid == os.geteuid() and not state.st_mode & 0o077))
    return False


def _hold(path: Path) -> int | None:
    """A descriptor that says that somebody needs the folder, until it is closed; None if somebody does already, or it can't be told."""
    if sys.platform == "win32":
        return None
    import fcntl

    descriptor = None
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if descriptor is not None:
            os.close(descriptor)
        return None
    return descriptor


def _sweep() -> None:
    """Delete the folders of programs that are gone."""
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            if _is_ours(folder) and (held := _hold(folder)) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)
