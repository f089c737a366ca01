"""Which workspaces the user trusts: kept in the program's data folder, so that no folder can say it of itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.storage.app_note import Note, change_note
from hookstudio.storage.atomic import write_text
from hookstudio.storage.failures import in_words
from hookstudio.storage.folders import Folders
from hookstudio.storage.json_file import read_note
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import Unfit, is_plain, read_regular

_FILE: Final = "identity"


class Trust:
    """Trust is in a folder at a place: its path, its file number and a random token in its local folder must all agree.

    A copy elsewhere has another path, another folder at the same path lacks the token, which is not in git.
    """

    def __init__(self, folders: Folders) -> None:
        self._path = folders.data / "trusted.json"

    def has(self, root: Path) -> bool:
        trusted = read_note(self._path).get("workspaces")
        mark = mark_of(root)
        return isinstance(trusted, dict) and mark is not None and trusted.get(str(root.resolve())) == mark

    def add(self, root: Path) -> None:
        """Trust *root* from now on. Raises StudioError if that can't be stored."""
        mark = make_mark(root)
        if mark is None:
            raise StudioError(f"The local folder of “{root}” could not be written, so the trust can't be remembered.")
        change_note(self._path, lambda note: {**note, "workspaces": {**_known(note), str(root.resolve()): mark}})

    def remove(self, root: Path) -> bool:
        """Trust *root* no longer; whether it was trusted. Raises StudioError if that can't be stored."""
        if not self.has(root):
            return False
        change_note(
            self._path,
            lambda note: {**note, "workspaces": {place: mark for place, mark in _known(note).items() if place != str(root.resolve())}},
        )
        return True


def _known(note: Note) -> Note:
    known = note.get("workspaces")
    return known if isinstance(known, dict) else {}


def mark_of(root: Path) -> str | None:
    """What tells the folder at *root* from its copies, None if it has no mark yet."""
    token = _token(LocalFolder(root.resolve()))
    if token is None:
        return None
    with in_words(root, "read"):
        return f"{token}:{root.stat().st_ino}"


def make_mark(root: Path) -> str | None:
    """The mark of the folder at *root*, made if need be; None if it can't be kept there. Raises StudioError."""
    local = LocalFolder(root.resolve())
    if _token(local) is None:
        write_text(local.folder() / _FILE, os.urandom(16).hex() + "\n")
    return mark_of(root)


def _token(local: LocalFolder) -> str | None:
    folder = local.existing()
    if folder is None or not is_plain(folder / _FILE):
        return None
    try:
        return read_regular(folder / _FILE, 1024)[0].decode("ascii").strip() or None
    except (OSError, Unfit, UnicodeDecodeError):
        return None
