"""Saved test contexts: `contexts/TYPE+SLUG+NAME.json` for one hook, `contexts/NAME.json` for all of them."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.storage.failures import in_words
from hookstudio.storage.json_file import read_json, write_json
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.regular_file import is_file, leads_outside, refuse_outside

CONTEXTS: Final = "contexts"
_ENDING: Final = ".json"
_MARK: Final = "+"  # in no type and in no slug
_FORBIDDEN: Final = frozenset('<>:"/\\|?*' + _MARK)
_NAME_LIMIT: Final = 80
_SHOWN: Final = 60
_FILE_LIMIT: Final = 240  # bytes; every usual disk takes 255


@dataclass(frozen=True, slots=True)
class SavedContext:
    """A context file. `shared`: it belongs to no hook in particular."""

    name: str
    path: Path
    shared: bool = False


class ContextFiles:
    """The context files of one workspace, to be changed under its lock."""

    def __init__(self, local: LocalFolder) -> None:
        self.folder, self._local = local.root / CONTEXTS, local

    def list(self, hook: Hook) -> tuple[SavedContext, ...]:
        """The contexts saved with *hook*, then those for all hooks, each by name."""
        own = [SavedContext(name, path) for name, path in self._named(_prefix(hook.type, hook.slug))]
        shared = [SavedContext(name, path, shared=True) for name, path in self._named("") if _MARK not in name and not name.startswith(".")]
        return tuple(sorted(own, key=_by_name) + sorted(shared, key=_by_name))

    def files_of(self, type_name: str, slug: str) -> tuple[Path, ...]:
        return tuple(path for _, path in self._named(_prefix(type_name, slug)))

    def by_hook(self) -> dict[tuple[str, str], tuple[tuple[str, Path], ...]]:
        """The contexts of all hooks, name and file, by type and slug; looked at once."""
        found: dict[tuple[str, str], list[tuple[str, Path]]] = {}
        for stem, path in sorted(self._named("")):
            parts = stem.split(_MARK, 2)
            if len(parts) == 3:
                found.setdefault((parts[0], parts[1]), []).append((parts[2], path))
        return {place: tuple(items) for place, items in found.items()}

    def read(self, saved: SavedContext) -> JsonValue:
        """The context. Raises StudioError naming the file: gone, too large, not JSON, a link out of the workspace."""
        if leads_outside(saved.path, self._local.root):
            raise StudioError(f"“{saved.path}” is a link that leads out of the workspace; it is not followed.")
        return read_json(saved.path)

    def find(self, hook: Hook, name: str) -> SavedContext | None:
        """The context of *hook* (not a shared one) with that name; capitals do not count, as on some disks."""
        return next((saved for saved in self.list(hook) if not saved.shared and _folded(saved.name) == _folded(name)), None)

    def write(self, hook: Hook, name: str, value: JsonValue) -> SavedContext:
        """Store *value* under *name*, over what has that name. Raises StudioError."""
        saved = self.find(hook, name) or SavedContext(valid_context_name(name), self.path_for(hook, valid_context_name(name)))
        self._make_folder()
        write_json(saved.path, value, staging=self._local.staging())
        return saved

    def rename(self, hook: Hook, saved: SavedContext, name: str) -> SavedContext:
        """Give a file another name. Raises StudioError if it is taken or can't be used."""
        clean = valid_context_name(name)
        path = saved.path.with_name(clean + _ENDING) if saved.shared else self.path_for(hook, clean)
        other = next((item for item in self.list(hook) if item.shared == saved.shared and _folded(item.name) == _folded(clean)), None)
        if other is not None and other.path != saved.path:
            raise StudioError(f"There is already a context called “{other.name}”.", hint="Choose another name.")
        if not saved.path.is_file():
            raise NotFound(f"“{saved.path}” does not exist.", hint="Was it moved or deleted outside Hook Studio?")
        refuse_outside(self.folder, self._local.root)
        with in_words(path, "renamed"):
            saved.path.rename(path)
        return SavedContext(clean, path, saved.shared)

    def free_name(self, hook: Hook, name: str) -> str:
        """*name*, or with a number behind it if it is taken."""
        taken = {_folded(saved.name) for saved in self.list(hook)}
        candidate, number = name, 1
        while _folded(candidate) in taken:
            number += 1
            candidate = f"{name[: _NAME_LIMIT - 5].rstrip()} {number}"
        return candidate

    def path_for(self, hook: Hook, name: str) -> Path:
        path = self.folder / f"{_prefix(hook.type, hook.slug)}{name}{_ENDING}"
        if len(os.fsencode(path.name)) > _FILE_LIMIT:
            told = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
            raise StudioError(f"The name of the context “{told}” of {hook.key} is too long for a file.", hint="Choose a shorter one.")
        return path

    def make_folder(self) -> None:
        """The folder of the contexts, made if need be. Raises StudioError if it leads out of the workspace."""
        self._make_folder()

    def take_in(self, file: Path, type_name: str, slug: str) -> None:
        """Move a file that was saved with a hook back to it; its slug may be another one now. Raises StudioError."""
        name = file.name.removesuffix(_ENDING).split(_MARK, 2)[-1]
        self._make_folder()
        prefix, number = _prefix(type_name, slug) if _MARK in file.name else "", 1
        path = self.folder / f"{prefix}{name}{_ENDING}"
        while os.path.lexists(path):
            number += 1
            path = self.folder / f"{prefix}{name} {number}{_ENDING}"
        with in_words(path, "written"):
            file.rename(path)

    def copy(self, source: Hook, target: Hook) -> None:
        """Copy the contexts of one hook to another. Files that can't be read are left out."""
        for path in self.files_of(source.type, source.slug):
            name = path.name[len(_prefix(source.type, source.slug)) : -len(_ENDING)]
            try:
                self.write(target, name, self.read(SavedContext(name, path)))
            except StudioError:
                continue

    def _named(self, prefix: str) -> tuple[tuple[str, Path], ...]:
        if leads_outside(self.folder, self._local.root):
            return ()
        try:
            with os.scandir(self.folder) as entries:
                return tuple(
                    (entry.name[len(prefix) : -len(_ENDING)], Path(entry.path))
                    for entry in entries
                    if entry.name.startswith(prefix) and entry.name.endswith(_ENDING) and entry.name.isprintable() and is_file(entry)
                )
        except OSError:
            return ()

    def _make_folder(self) -> None:
        refuse_outside(self.folder, self._local.root)
        with in_words(self.folder, "made"):
            self.folder.mkdir(exist_ok=True)


def valid_context_name(name: str) -> str:
    """*name* as it can stand in a file name on every system. Raises StudioError saying what is wrong."""
    clean = unicodedata.normalize("NFC", name).strip()
    if not clean:
        raise StudioError("A saved context needs a name.", hint="Type at least one character.")
    if len(clean) > _NAME_LIMIT:
        raise StudioError(f"A context's name has at most {_NAME_LIMIT} characters.")
    bad = sorted({character for character in clean if character in _FORBIDDEN or not character.isprintable()})
    if bad:
        shown = " ".join(character if character.isprintable() else repr(character) for character in bad)
        raise StudioError(f"A context's name becomes a file name and can't contain: {shown}")
    if clean.startswith(".") or clean.endswith("."):
        raise StudioError("A context's name can't begin or end with a dot.")
    return clean


def _prefix(type_name: str, slug: str) -> str:
    return f"{type_name}{_MARK}{slug}{_MARK}"


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _by_name(saved: SavedContext) -> str:
    return _folded(saved.name)
