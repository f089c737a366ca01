"""Which versions of modules could not be loaded on which Node though others could: they are not proposed again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hookstudio.storage.app_note import Note, change_note
from hookstudio.storage.folders import Folders
from hookstudio.storage.json_file import read_note

_KEPT: Final = 5000


class LoadNotes:
    """A list in the program's data folder. *kind* names what tried to load: a Node major with a dialect, such as `12-classic`."""

    def __init__(self, folders: Folders) -> None:
        self._path = folders.data / "not-loadable.json"

    def failed(self, kind: str) -> frozenset[str]:
        """The versions, as name@version, that could not be loaded."""
        return frozenset(_listed(read_note(self._path), kind))

    def add(self, kind: str, spelled: Sequence[str]) -> None:
        """These could not. Raises StudioError if that can't be stored."""

        def change(note: Note) -> Note:
            return {**note, kind: [*spelled, *(one for one in _listed(note, kind) if one not in spelled)][:_KEPT]}

        change_note(self._path, change)

    def forget(self, kind: str, spelled: str) -> None:
        """This one could, after all. Raises StudioError if that can't be stored."""
        if spelled in self.failed(kind):
            change_note(self._path, lambda note: {**note, kind: [one for one in _listed(note, kind) if one != spelled]})


def _listed(note: Note, kind: str) -> list[str]:
    listed = note.get(kind)
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
