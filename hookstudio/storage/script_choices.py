"""Which packages' install scripts the user allowed: kept in the program's data folder, never in a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hookstudio.storage.app_note import Note, change_note
from hookstudio.storage.folders import Folders
from hookstudio.storage.json_file import read_note

SCRIPTS_FILE: Final = "install-scripts.json"


class ScriptChoices:
    """Names with versions, each with the hash of the very archive that was looked at: another one under that number is not allowed."""

    def __init__(self, folders: Folders) -> None:
        self.path: Path = folders.data / SCRIPTS_FILE

    def allowed(self, packages: Mapping[str, str]) -> frozenset[str]:
        """Those of *packages* (name@version → integrity) whose scripts may run."""
        known = _known(read_note(self.path)) if packages else {}
        return frozenset(spelled for spelled, integrity in packages.items() if integrity and known.get(spelled) == integrity)

    def allow(self, spelled: str, integrity: str) -> None:
        """Allow the scripts of a package from now on. Raises StudioError if that can't be stored."""
        change_note(self.path, lambda note: {**note, "allowed": {**_known(note), spelled: integrity}})


def _known(note: Note) -> dict[str, str]:
    known = note.get("allowed")
    return {key: text for key, text in known.items() if isinstance(text, str)} if isinstance(known, dict) else {}
