"""`.hookstudio/drafts/`: text that was typed and not saved, offered again after a crash.

Each process writes drafts of its own, and holds a lock while it does: two windows on one hook never overwrite each
other's text, and a draft of a window that is still open is not offered as if it had been lost.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.storage.fingerprint import Fingerprint
from hookstudio.storage.hook_file import is_hook_id
from hookstudio.storage.json_file import read_note, write_json
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import is_plain

if TYPE_CHECKING:
    from filelock import FileLock

_PROCESS: Final = os.urandom(6).hex()
_LIMIT: Final = 64 * 1024 * 1024  # unsaved text may be larger than code that can be saved


@dataclass(frozen=True, slots=True)
class Draft:
    """Unsaved text of a hook. `base`: the file that it was typed over, None where that is unknown; `at`: seconds since 1970."""

    hook_id: str
    text: str
    base: Fingerprint | None
    at: float


class Drafts:
    """The drafts of one workspace, as this process sees them."""

    def __init__(self, local: LocalFolder) -> None:
        self._local = local
        self._alive: FileLock | None = None

    def keep(self, hook_id: str, text: str, base: Fingerprint | None) -> None:
        """Store *text* as the draft of a hook. Raises StudioError if it can't be written."""
        folder = self._local.folder("drafts")
        self._show_life(folder)
        note: JsonValue = {"hook": hook_id, "text": text, "base": base.digest if base else None, "at": time.time()}
        write_json(folder / f"{hook_id}.{_owner()}.json", note)

    def get(self, hook_id: str) -> Draft | None:
        """The newest draft of a hook that is this process's own or was left by one that is gone."""
        return self._newest().get(hook_id)

    def all(self) -> tuple[Draft, ...]:
        """The newest draft of each hook that has one, latest first."""
        return tuple(sorted(self._newest().values(), key=lambda draft: -draft.at))

    def discard(self, hook_id: str) -> None:
        """Forget the drafts of a hook that `get` would give. A file that can't be deleted stays, and is offered again."""
        for path, draft in self._readable():
            if draft.hook_id == hook_id:
                with contextlib.suppress(OSError):
                    path.unlink()

    def _newest(self) -> dict[str, Draft]:
        newest: dict[str, Draft] = {}
        for _, draft in self._readable():
            if draft.hook_id not in newest or newest[draft.hook_id].at < draft.at:
                newest[draft.hook_id] = draft
        return newest

    def _readable(self) -> list[tuple[Path, Draft]]:
        folder = self._local.existing("drafts")
        if folder is None:
            return []
        found: list[tuple[Path, Draft]] = []
        alive: dict[str, bool] = {_owner(): False}
        for path in sorted(folder.glob("*.*.json")):
            owner = path.name.split(".")[1]
            if owner not in alive:
                alive[owner] = _is_alive(folder, owner)
            draft = None if alive[owner] or not is_plain(path) else _draft(path)
            if draft is not None:
                found.append((path, draft))
        return found

    def _show_life(self, folder: Path) -> None:
        from filelock import FileLock, Timeout

        if self._alive is None:
            self._alive = FileLock(folder / f"{_owner()}.alive", timeout=0, thread_local=False)
        if not self._alive.is_locked:
            with contextlib.suppress(Timeout, OSError):  # another session of this process holds it
                self._alive.acquire()


def _owner() -> str:
    return f"{os.getpid()}-{_PROCESS}"


def _is_alive(folder: Path, owner: str) -> bool:
    """Whether the process that wrote these drafts still holds its lock."""
    path = folder / f"{owner}.alive"
    if not is_plain(path):
        return False
    from filelock import FileLock, Timeout

    try:
        with FileLock(path, timeout=0):
            pass
    except Timeout:
        return True
    except OSError:
        return False
    with contextlib.suppress(OSError):
        path.unlink()
    return False


def _draft(path: Path) -> Draft | None:
    try:
        note = read_note(path, _LIMIT)
        hook_id, text, base, at = note["hook"], note["text"], note["base"], note["at"]
        if (
            isinstance(hook_id, str)
            and is_hook_id(hook_id)
            and isinstance(text, str)
            and isinstance(base, str | None)
            and isinstance(at, int | float)
        ):
            return Draft(hook_id, text, Fingerprint(base) if base else None, float(at))
    except (KeyError, ValueError, TypeError, AttributeError, StudioError):
        pass
    return None
