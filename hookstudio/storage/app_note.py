"""A small JSON file of the program's own that several processes may change at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hookstudio.model.errors import StudioError
from hookstudio.storage.failures import in_words
from hookstudio.storage.json_file import read_note, write_json

Note = dict[str, Any]


def change_note(path: Path, change: Callable[[Note], Note]) -> Note:
    """Replace the note by *change* of what it holds now, under a lock of its own. Raises StudioError."""
    from filelock import FileLock, Timeout

    with in_words(path, "written"):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(path.with_name(path.name + ".lock"), timeout=10):
                note = change(read_note(path))
                write_json(path, note)
        except Timeout as error:
            raise StudioError(f"“{path}” is in use by another Hook Studio.", hint="Try again.", details=str(error)) from error
    return note
