"""`.hookstudio/trash/`: what was deleted, each thing in a folder of its own with a note of where it was."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.model.errors import NotFound
from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.storage.atomic import sync_folder
from hookstudio.storage.failures import in_words
from hookstudio.storage.json_file import read_note, to_json, write_json
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import is_plain

_NOTE: Final = ".trashed.json"
_HOOK: Final = "hook"
_KEPT_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Trashed:
    """One thing in the trash. `position` is where the hook stood among the readable ones; `at` is seconds since 1970.

    A hook has its folder in `hook/` and its contexts beside that; a context alone has no `hook/` and an empty id.
    """

    token: str
    folder: Path
    hook_id: str
    name: str
    type: str
    slug: str
    position: int
    at: float

    @property
    def hook_folder(self) -> Path:
        return self.folder / _HOOK

    @property
    def contexts(self) -> tuple[Path, ...]:
        return tuple(sorted(path for path in self.folder.glob("*.json") if path.name != _NOTE))


class Trash:
    """The trash of one workspace, to be changed under its lock."""

    def __init__(self, local: LocalFolder) -> None:
        self._local = local
        self._tokens: dict[str, str] = {}  # of the hooks that were put here by this object

    def put(self, hook: Hook, position: int, place: Path | None, contexts: Sequence[Path]) -> Trashed:
        """Move a hook's folder and its contexts here (no *place*: contexts only). Raises StudioError; then all is where it was."""
        self._purge()
        token = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.urandom(4).hex()}"
        folder = self._local.folder("trash", token)
        item = Trashed(token, folder, hook.id if place else "", hook.name, hook.type, hook.slug, position, time.time())
        moved: list[tuple[Path, Path]] = []
        try:
            write_json(folder / _NOTE, _note_of(item))
            for source, target in [(place, item.hook_folder), *((path, folder / path.name) for path in contexts)]:
                if source is not None:
                    with in_words(source, "moved to the trash"):
                        source.rename(target)
                    moved.append((source, target))
        except BaseException:
            for source, target in moved:  # where this fails too, the thing is in the trash and stays there
                with in_words(source, "put back"):
                    target.rename(source)
            shutil.rmtree(folder, ignore_errors=True)
            raise
        for parent in {source.parent for source, _ in moved}:
            sync_folder(parent)
        self._tokens[item.hook_id] = token
        return item

    def slots(self, hooks: Sequence[tuple[Hook, int]]) -> tuple[Trashed, ...]:
        """Places for hooks (and where they stood) that are about to be moved here together; the notes are not on the disk yet."""
        self._purge()
        folder, stamp = self._local.folder("trash"), time.strftime("%Y%m%d-%H%M%S")
        items = []
        for hook, position in hooks:
            token = f"{stamp}-{os.urandom(4).hex()}"
            item = Trashed(token, folder / token, hook.id, hook.name, hook.type, hook.slug, position, time.time())
            with in_words(item.folder, "made"):
                item.folder.mkdir()
                (item.folder / _NOTE).write_bytes(to_json(_note_of(item)))
            items.append(item)
            self._tokens[item.hook_id] = token
        return tuple(items)

    def all(self) -> tuple[Trashed, ...]:
        """What lies in the trash, newest first; folders without a readable note are left out."""
        folder = self._local.existing("trash")
        items = [_item(path) for path in sorted(folder.iterdir(), reverse=True)] if folder else []
        return tuple(item for item in items if item is not None)

    def holds(self, hook_id: str) -> bool:
        """Whether that hook is in the trash, whoever put it there."""
        folder = self._local.existing("trash", self._tokens[hook_id]) if hook_id in self._tokens else None
        if folder is not None and _item(folder) is not None:
            return True  # thousands may lie here: not all of them need to be looked at
        return any(item.hook_id == hook_id for item in self.all())

    def find(self, token: str) -> Trashed:
        folder = self._local.existing("trash", token)
        item = _item(folder) if folder is not None else None
        if item is not None:
            return item
        raise NotFound("It is no longer in the trash.", hint=f"What is deleted stays there for {_KEPT_DAYS} days.")

    def forget(self, item: Trashed) -> None:
        """Remove an emptied item; where a system keeps a file of it open, the rest goes with the next purge."""
        shutil.rmtree(item.folder, ignore_errors=True)

    def _purge(self) -> None:
        """Remove what was emptied or is old. Most are not, by their names, and their notes are left unread."""
        folder, now = self._local.existing("trash"), time.time()
        young = time.strftime("%Y%m%d", time.localtime(now - (_KEPT_DAYS - 1) * 86400))
        for path in folder.iterdir() if folder else ():
            item = _item(path) if path.name <= young else None
            if _is_emptied(path) if item is None else now - item.at > _KEPT_DAYS * 86400:
                shutil.rmtree(path, ignore_errors=True)


def _is_emptied(folder: Path) -> bool:
    try:
        return not folder.is_symlink() and all(path.name == _NOTE for path in folder.iterdir())
    except OSError:
        return False  # no folder of ours


def _note_of(item: Trashed) -> dict[str, JsonValue]:
    return {"hook": item.hook_id, "name": item.name, "type": item.type, "slug": item.slug, "position": item.position, "at": item.at}


def _item(folder: Path) -> Trashed | None:
    if folder.is_symlink() or not is_plain(folder / _NOTE):
        return None
    note = read_note(folder / _NOTE)
    hook_id, name, kind, slug = (note.get(key) for key in ("hook", "name", "type", "slug"))
    position, at = note.get("position"), note.get("at")
    if not all(isinstance(text, str) for text in (hook_id, name, kind, slug)):
        return None
    if not isinstance(position, int) or not isinstance(at, int | float):
        return None
    with contextlib.suppress(OSError):
        if folder.is_dir() and ((folder / _HOOK).is_dir() or any(path.name != _NOTE for path in folder.glob("*.json"))):
            return Trashed(folder.name, folder, str(hook_id), str(name), str(kind), str(slug), position, float(at))
    return None
