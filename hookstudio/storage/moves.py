"""Many renames within a workspace as one act: all of them happen or none, also where the program is killed between two.

Before the first one a journal says what is going to be moved and what the manifest was; when the last one is done the
journal goes, and that is the moment at which it has happened. Whoever takes the workspace's lock and finds a journal takes
back what it says.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.storage.atomic import sync_folder, write_bytes
from hookstudio.storage.failures import in_words
from hookstudio.storage.json_file import read_note, write_json
from hookstudio.storage.local_folder import LOCAL, LocalFolder
from hookstudio.storage.manifest import MANIFEST_FILE
from hookstudio.storage.regular_file import TOML_LIMIT, Unfit, followed, is_plain, leads_outside, read_regular, refuse_outside

_FOLDER: Final = "exchange"
_JOURNAL: Final = "journal.json"
_BEFORE, _NEW = "manifest.before", "new"
_MOVED: Final = frozenset({"hooks", "contexts", LOCAL})
_ONE_BY_ONE: Final = 100  # more than that take seconds one after another; all at once waits for other programs' files, too
_JOURNAL_LIMIT: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Move:
    """One rename: *source* is a file or folder, *target* a free place, both within the workspace."""

    source: Path
    target: Path


class Moves:
    """The moves of one workspace, to be made under its lock."""

    def __init__(self, local: LocalFolder) -> None:
        self._local = local
        self._journal = local.path / _FOLDER / _JOURNAL

    def staging(self) -> Path:
        """An empty folder for what is going to be moved in. Raises StudioError."""
        folder = self._local.folder(_FOLDER)
        with in_words(folder, "cleared"):
            if (folder / _NEW).is_symlink():
                (folder / _NEW).unlink()
            elif os.path.lexists(folder / _NEW):
                shutil.rmtree(folder / _NEW)
            (folder / _NEW).mkdir()
        return folder / _NEW

    def clear(self) -> None:
        """Remove what was staged and what is no longer needed; nothing while moves are unfinished."""
        folder = self._local.existing(_FOLDER)
        if folder is not None and not self.unfinished:
            shutil.rmtree(folder, ignore_errors=True)

    def make(self, moves: Sequence[Move], then: Callable[[], None], made: Iterable[Path] = ()) -> None:
        """Make *moves* in their order, then call *then*, which may write the manifest. Raises StudioError; then all is as it was.

        That what is moved in and what was *made* for it beside that is on the disk is seen to here.
        """
        root, folder = self._local.root, self._local.folder(_FOLDER)
        for parent in {place.parent for move in moves for place in (move.source, move.target)}:
            refuse_outside(parent, root)
        with in_words(folder, "written"):
            _sync([*made, *(move.source for move in moves if folder in move.source.parents)])
        before = _manifest(root)
        if before is not None:
            write_bytes(folder / _BEFORE, before)
        inside = len(str(root)) + 1
        told: list[JsonValue] = [[_spelled(place, inside) for place in (move.source, move.target)] for move in moves]
        write_json(self._journal, {"moves": told, "manifest": before is not None})
        try:
            for move in moves:
                with in_words(move.target, "made"):
                    if os.path.lexists(move.target):
                        raise StudioError(f"“{move.target}” is already there.")
                    move.source.rename(move.target)
            _sync_parents(moves)
            then()
            with in_words(self._journal, "removed"):
                self._journal.unlink()
            with contextlib.suppress(OSError):
                sync_folder(folder)
        except BaseException:
            self.take_back()
            raise
        self.clear()

    @property
    def unfinished(self) -> bool:
        """Whether moves are being made or were not finished."""
        return is_plain(self._journal) and self._local.existing(_FOLDER) is not None

    def take_back(self) -> None:
        """Undo moves that were not finished, if there are any. Raises StudioError if the system refuses; the journal stays then."""
        if not self.unfinished:
            return
        note = read_note(self._journal, _JOURNAL_LIMIT)
        moves = list(self._told(note))
        for move in reversed(moves):
            if os.path.lexists(move.target) and not os.path.lexists(move.source):
                with in_words(move.source, "put back"):
                    move.target.rename(move.source)
        before = self._journal.with_name(_BEFORE)
        if note.get("manifest") is True and is_plain(before):
            with contextlib.suppress(OSError, Unfit):
                self._restore_manifest(read_regular(before, TOML_LIMIT)[0])
        with in_words(self._journal, "removed"):
            _sync_parents(moves)
            self._journal.unlink()
        self.clear()

    def _told(self, note: dict[str, Any]) -> Iterable[Move]:
        """The moves in a journal. It may come with a workspace from anywhere, so that none may lead out of it."""
        root, moves = self._local.root, note.get("moves")
        for pair in moves if isinstance(moves, list) else []:
            if isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) and "\0" not in name for name in pair):
                places = [PurePosixPath(name) for name in pair]
                if all(place.parts[:1] and place.parts[0] in _MOVED and ".." not in place.parts for place in places):
                    source, target = (root / place for place in places)
                    if not leads_outside(source.parent, root) and not leads_outside(target.parent, root):
                        yield Move(source, target)

    def _restore_manifest(self, before: bytes) -> None:
        path = self._local.root / MANIFEST_FILE
        if _manifest(self._local.root) != before and not leads_outside(path, self._local.root):
            write_bytes(followed(path, self._local.root), before, staging=self._local.staging())


def _spelled(place: Path, inside: int) -> str:
    """A place in the workspace as the journal names it; *inside*: where in its text the part after the workspace begins."""
    return str(place)[inside:].replace(os.sep, "/")


def _manifest(root: Path) -> bytes | None:
    with contextlib.suppress(OSError, Unfit):
        if not leads_outside(root / MANIFEST_FILE, root):
            return read_regular(root / MANIFEST_FILE, TOML_LIMIT)[0]
    return None


def _sync(places: Iterable[Path]) -> None:
    """Have the system write out files, and what is in folders, that were just made."""
    known = list(places)
    if len(known) > _ONE_BY_ONE and hasattr(os, "sync"):
        os.sync()
        return
    files = [file for place in known for file in (place.rglob("*") if place.is_dir() else (place,)) if file.is_file()]
    for file in files:
        descriptor = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    for folder in {file.parent for file in files}:
        sync_folder(folder)


def _sync_parents(moves: Iterable[Move]) -> None:
    parents = {place.parent for move in moves for place in (move.source, move.target)}
    if len(parents) > _ONE_BY_ONE and hasattr(os, "sync"):
        os.sync()
        return
    for parent in parents:
        with contextlib.suppress(OSError):
            sync_folder(parent)
