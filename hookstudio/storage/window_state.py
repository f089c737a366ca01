"""`.hookstudio/state/`: how the window looked, for the next start. Nothing of it matters when it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hookstudio.model.hook import is_slug
from hookstudio.storage.json_file import read_note, write_json
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import is_plain


class WindowState:
    """Named JSON objects of one workspace."""

    def __init__(self, local: LocalFolder) -> None:
        self._local = local

    def read(self, name: str) -> dict[str, Any]:
        """The object called *name*; a missing or broken one reads as {}."""
        folder = self._local.existing("state")
        return read_note(path) if folder and is_plain(path := self._file(folder, name)) else {}

    def write(self, name: str, state: dict[str, Any]) -> None:
        """Store an object. Raises StudioError if it can't be written."""
        write_json(self._file(self._local.folder("state"), name), state)

    @staticmethod
    def _file(folder: Path, name: str) -> Path:
        if not is_slug(name):
            raise ValueError(f"not a name for a state file: {name!r}")
        return folder / f"{name}.json"
