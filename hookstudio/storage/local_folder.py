"""`.hookstudio/`: what belongs to this machine only. It is never shared, and can be deleted while no window is open."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.errors import StudioError
from hookstudio.storage.failures import in_words
from hookstudio.storage.regular_file import is_link, refuse_link

if TYPE_CHECKING:
    from filelock import FileLock

LOCAL: Final = ".hookstudio"
PATIENCE_S: Final = 10.0


class Busy(StudioError):
    """Another window or command holds the workspace for longer than we wait."""


class LocalFolder:
    """The local folder of one workspace, and the lock that every change of the workspace is made under."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.path = root / LOCAL
        self._lock: FileLock | None = None
        self._threads = threading.RLock()
        self._depth = 0

    def folder(self, *parts: str) -> Path:
        """`.hookstudio/PARTS`, made if need be. Raises StudioError, also where a link stands in for one of the folders."""
        path = self.path
        for step in ("", *parts):
            path = path / step if step else path
            refuse_link(path)
            with in_words(path, "made"):
                path.mkdir(exist_ok=True)
        return path

    def existing(self, *parts: str) -> Path | None:
        """The same folder if it is there and no link; makes nothing."""
        path = self.path
        for step in ("", *parts):
            path = path / step if step else path
            try:
                if is_link(path) or not path.is_dir():
                    return None
            except OSError:
                return None
        return path

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else changes the workspace inside the block; may be nested. Raises StudioError, Busy when waiting is in vain."""
        with self._threads:
            if self._depth == 0:
                self._acquire()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0 and self._lock is not None:
                    self._lock.release()

    def staging(self) -> Path:
        """An empty folder for files on their way into the workspace; whatever a killed program left in it is removed.

        Only to be used under the lock: that is why everything found in it is a leftover.
        """
        path = self.folder("staging")
        with in_words(path, "cleared"), os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    with contextlib.suppress(OSError):
                        Path(entry.path).unlink()
        return path

    def _acquire(self) -> None:
        from filelock import FileLock, Timeout

        path = self.folder() / "lock"
        refuse_link(path)
        if self._lock is None:
            self._lock = FileLock(path, timeout=PATIENCE_S, thread_local=False, poll_interval=0.01)
        with in_words(path, "locked"):
            try:
                self._lock.acquire()
            except Timeout as error:
                raise Busy(
                    "Another window or command is busy with this workspace.", hint="Nothing was changed; try again.", details=str(error)
                ) from error
