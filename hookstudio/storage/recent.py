"""The workspaces that were opened lately, newest first."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hookstudio.storage.app_note import Note, change_note
from hookstudio.storage.folders import Folders
from hookstudio.storage.json_file import read_note

_KEPT: Final = 12


class RecentWorkspaces:
    """A list in the program's data folder; it never touches the workspaces themselves."""

    def __init__(self, folders: Folders) -> None:
        self._path = folders.data / "recent.json"

    def all(self) -> tuple[Path, ...]:
        """Those that still exist, newest first."""
        return tuple(path for path in map(Path, _paths(read_note(self._path))) if _is_folder(path))

    def add(self, root: Path) -> None:
        """Put *root* first. Raises StudioError if the list can't be written."""
        text = str(root.resolve())
        change_note(self._path, lambda note: {**note, "workspaces": [text, *(p for p in _paths(note) if p != text)][:_KEPT]})

    def forget(self, root: Path) -> None:
        """Drop *root* from the list; the folder stays. Raises StudioError if the list can't be written."""
        texts = (str(root), str(root.resolve()))
        change_note(self._path, lambda note: {**note, "workspaces": [path for path in _paths(note) if path not in texts]})


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _paths(note: Note) -> list[str]:
    listed = note.get("workspaces")
    return [path for path in listed if isinstance(path, str) and "\0" not in path] if isinstance(listed, list) else []
