"""The Nodes that Hook Studio installed: `node/VERSION/` in its data folder, each whole or not there at all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from hookstudio.model.errors import NotFound
from hookstudio.model.node import Runtime
from hookstudio.model.progress import Cancelled
from hookstudio.storage.atomic import sync_folder
from hookstudio.storage.failures import in_words
from hookstudio.storage.folders import Folders
from hookstudio.storage.json_file import read_note, write_json

PROGRAM: Final = "node.exe" if os.name == "nt" else "node"
_VERSION = re.compile(r"([0-9]{1,3})\.[0-9]{1,4}\.[0-9]{1,4}")
_STAGING, _LOCK, _NOTE = ".staging", ".lock", "installation.json"
_POLL_S: Final = 0.1


class NodeFolder:
    """Installed Nodes are proven before they are adopted, so that listing them starts none of them."""

    def __init__(self, folders: Folders) -> None:
        self.path = folders.data / "node"

    def runtimes(self) -> tuple[Runtime, ...]:
        """The installed Nodes, newest first."""
        try:
            versions = [entry.name for entry in os.scandir(self.path) if _VERSION.fullmatch(entry.name)]
        except OSError:
            return ()
        found = [runtime for version in versions if (runtime := self._runtime(version)) is not None]
        return tuple(sorted(found, key=lambda runtime: [int(part) for part in runtime.version.split(".")], reverse=True))

    @contextlib.contextmanager
    def staging(self, cancelled: Callable[[], bool]) -> Iterator[Path]:
        """An empty folder for an installation on its way, gone afterwards; nobody else installs or removes inside the block.

        Waits for whoever does, until *cancelled*; sweeps what a killed program left. Raises Cancelled, StudioError.
        """
        with self._locked(cancelled):
            folder = self.path / _STAGING
            shutil.rmtree(folder, ignore_errors=True)
            with in_words(folder, "made"):
                folder.mkdir(exist_ok=True)
                work = Path(tempfile.mkdtemp(dir=folder))
            try:
                yield work
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def adopt(self, program: Path, version: str, yields_to: Path | None) -> Runtime:
        """Make the proven *program*, a file in the staging folder, the installed Node of that version. Raises StudioError."""
        whole = Path(tempfile.mkdtemp(dir=self.path / _STAGING))
        target = self.path / version
        write_json(whole / _NOTE, {"yields_to": None if yields_to is None else str(yields_to)})
        with in_words(target, "written"):
            whole.chmod(0o755)
            (whole / "bin").mkdir()
            program.rename(whole / "bin" / PROGRAM)
            sync_folder(whole / "bin")
            sync_folder(whole)
            if target.exists():  # without a program in it, else it would not be installed again
                target.rename(self.path / _STAGING / "replaced")
            whole.rename(target)
            sync_folder(self.path)
        runtime = self._runtime(version)
        assert runtime is not None
        return runtime

    def remove(self, runtime: Runtime) -> None:
        """Take an installed Node away, whole. Raises NotFound if it is gone, StudioError if the system keeps it."""
        with self.staging(lambda: False) as staging:
            target = self.path / runtime.version
            if not target.is_dir():
                raise NotFound(f"Node {runtime.version} is not installed.")
            with in_words(target, "removed"):
                target.rename(staging / "removed")

    def _runtime(self, version: str) -> Runtime | None:
        program = self.path / version / "bin" / PROGRAM
        if not program.is_file() or program.is_symlink():
            return None
        other = read_note(self.path / version / _NOTE).get("yields_to")
        yields_to = Path(other) if isinstance(other, str) and "\0" not in other else None
        return Runtime(int(version.partition(".")[0]), version, program, "installed", yields_to)

    @contextlib.contextmanager
    def _locked(self, cancelled: Callable[[], bool]) -> Iterator[None]:
        from filelock import FileLock, Timeout

        with in_words(self.path, "written"):
            self.path.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.path / _LOCK, timeout=_POLL_S, poll_interval=0.02, thread_local=False)
            while True:
                try:
                    lock.acquire()
                    break
                except Timeout:
                    if cancelled():
                        raise Cancelled("The installation was cancelled.", hint="Nothing was installed.") from None
        try:
            yield
        finally:
            lock.release()
