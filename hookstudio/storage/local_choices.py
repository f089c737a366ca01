"""What the user decided for one workspace on this computer only: kept in the program's data folder, never in the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hookstudio.model.errors import StudioError
from hookstudio.storage.app_note import Note, change_note
from hookstudio.storage.folders import Folders
from hookstudio.storage.json_file import read_note
from hookstudio.storage.trust import make_mark, mark_of

NETWORK: Final = "network"
UNPROTECTED: Final = "unprotected"


class LocalChoices:
    """Yes or no by name, for a folder at a place as trust has it: a copy or another folder at the same path has none of them."""

    def __init__(self, folders: Folders) -> None:
        self._path = folders.data / "choices.json"

    def get(self, root: Path, name: str) -> bool | None:
        """The choice, None if there is none."""
        entry = _entry(read_note(self._path), root)
        mark = mark_of(root)
        chosen = entry.get(name) if mark is not None and entry.get("mark") == mark else None
        return chosen if isinstance(chosen, bool) else None

    def set(self, root: Path, name: str, chosen: bool) -> None:
        """Remember a choice. Raises StudioError if that can't be stored."""
        mark = make_mark(root)
        if mark is None:
            raise StudioError(f"The choice for “{root}” can't be remembered: its local folder could not be written.")

        def change(note: Note) -> Note:
            entry = _entry(note, root)
            kept = entry if entry.get("mark") == mark else {}
            return {**note, str(root.resolve()): {**kept, "mark": mark, name: chosen}}

        change_note(self._path, change)

    def forget_permissions(self, root: Path) -> None:
        """Nothing that the user allowed in *root* is allowed any more; what they refused stays refused. Raises StudioError."""
        entry = _entry(read_note(self._path), root)
        if True in entry.values():
            kept = {name: value for name, value in entry.items() if value is not True}
            change_note(self._path, lambda note: {**note, str(root.resolve()): kept})


def _entry(note: Note, root: Path) -> Note:
    entry = note.get(str(root.resolve()))
    return entry if isinstance(entry, dict) else {}
