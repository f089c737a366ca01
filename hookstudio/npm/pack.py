"""Has npm fetch the archive of one package, as a Node of Hook Studio's comes in one."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from hookstudio.model.node import NodePackage
from hookstudio.model.progress import Progress
from hookstudio.npm.program import Npm


def fetch_package(node: Path, cli: Path, package: NodePackage, folder: Path, progress: Progress) -> Path:
    """Put the archive of *package* into the empty *folder* and give its path. *progress* is told bytes.

    *node* runs *cli*, npm's script. Everything npm writes is in *folder*. Raises ModuleFailed, Cancelled.
    """
    npm = Npm(node, cli, folder / "cache")
    arguments = ["pack", f"{package.name}@{package.version}", f"--pack-destination={folder}"]
    answer = npm.run(arguments, folder, progress=_Received(folder, package.size, progress))
    archive = next(iter(sorted(folder.glob("*.tgz"))), None)
    if answer.status == 0 and archive is not None:
        return archive
    raise answer.failure(f"Node {package.version}", "fetched")


class _Received:
    """Tells bytes instead of npm's notes: npm streams an archive into a temporary file of its cache first."""

    def __init__(self, folder: Path, total: int, progress: Progress) -> None:
        self._folder, self._total, self._progress, self._done = folder, total, progress, 0

    @property
    def cancelled(self) -> bool:
        return self._progress.cancelled

    def __call__(self, done: int, total: int, note: str = "") -> None:
        self._done = max(done, self._done, min(self._total, self._received()))
        waiting = note if note.startswith("Waiting") else "Fetching"
        self._progress(self._done, self._total if self._done else total, "Fetching" if self._done else waiting)

    def _received(self) -> int:
        largest = 0
        for place in (self._folder, self._folder / "cache" / "_cacache" / "tmp"):
            with contextlib.suppress(OSError), os.scandir(place) as entries:
                largest = max([largest, *(entry.stat().st_size for entry in entries if entry.is_file())])
        return largest
