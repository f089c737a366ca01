"""Which packages' install scripts the user allowed: kept in the program's data folder, never in a workspace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from hookstudio.storage.app_note import Note, change_note
from hookstudio.storage.folders import Folders
from hookstudio.storage.json_file import read_note

SCRIPTS_FILE: Final = "install-scripts.json"
_KEPT: Final = 50
_KEY: Final = "fingerprints"


class ScriptChoices:
    """Names with versions, each with the fingerprints of what was looked at: the very archive, and those of all that it needs."""

    def __init__(self, folders: Folders) -> None:
        self.path: Path = folders.data / SCRIPTS_FILE

    def spelled(self) -> frozenset[str]:
        """The packages, as name@version, that something was allowed of."""
        return frozenset(_known(read_note(self.path)))

    def allowed(self, packages: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        """Those of *packages* (name@version and fingerprint) whose scripts may run; '' is no fingerprint."""
        asked = frozenset(packages)
        known = _known(read_note(self.path)) if asked else {}
        return frozenset((spelled, print_) for spelled, print_ in asked if print_ and print_ in known.get(spelled, ()))

    def allow(self, spelled: str, fingerprints: Iterable[str]) -> None:
        """Allow the scripts of a package from now on. Raises StudioError if that can't be stored."""
        new = list(dict.fromkeys(fingerprints))

        def change(note: Note) -> Note:
            known = _known(note)
            kept = [*new, *(one for one in known.get(spelled, []) if one not in new)][:_KEPT]
            return {**note, _KEY: {**known, spelled: kept}}

        change_note(self.path, change)


def _known(note: Mapping[str, object]) -> dict[str, list[str]]:
    known = note.get(_KEY)
    if not isinstance(known, dict):
        return {}
    return {key: [one for one in prints if isinstance(one, str)] for key, prints in known.items() if isinstance(prints, list)}
