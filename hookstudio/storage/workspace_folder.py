"""A workspace on disk: making one, and every change of it. Reading is in workspace_reader.py."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import NAME_LIMIT, Dialect, Hook
from hookstudio.storage.atomic import sync_folder, write_bytes
from hookstudio.storage.code_file import CodeFile, code_path, encoded, read_code_file, write_code_file
from hookstudio.storage.failures import in_words
from hookstudio.storage.fingerprint import Fingerprint
from hookstudio.storage.hook_file import CODE_FILES, HOOK_FILE, hook_to_toml
from hookstudio.storage.local_folder import LOCAL, LocalFolder
from hookstudio.storage.manifest import MANIFEST_FILE, Manifest, new_manifest
from hookstudio.storage.moves import Moves
from hookstudio.storage.order import weave
from hookstudio.storage.regular_file import TOML_LIMIT, Unfit, followed, leads_outside, read_regular, refuse_outside
from hookstudio.storage.saved_contexts import CONTEXTS
from hookstudio.storage.workspace_reader import HOOKS, Reading, WorkspaceReader

if TYPE_CHECKING:
    from hookstudio.storage.local_hooks import LocalHooks

_IGNORED: Final = (f"{LOCAL}/", "node_modules/")
_NOT_COPIED: Final = frozenset({"node_modules", HOOK_FILE, *CODE_FILES})


class WorkspaceFolder:
    """One workspace folder. Changes are made inside `changing()`, on what the disk holds at that moment."""

    def __init__(self, root: Path) -> None:
        """*root* must be a workspace. Raises NotFound or StudioError if it is none."""
        with in_words(root, "opened"):
            self.root = Path(os.path.realpath(root))
            if not self.root.exists():
                raise NotFound(f"There is no folder “{root}”.", hint="“hookstudio init” makes a workspace.")
            if not self.root.is_dir():
                raise StudioError(f"“{root}” is a file, not a workspace.", hint="A workspace is a folder with a hookstudio.toml.")
            if not (self.root / MANIFEST_FILE).exists() and not (self.root / HOOKS).is_dir():
                raise StudioError(f"“{root}” is not a workspace: it has no {MANIFEST_FILE}.", hint="“hookstudio init” makes one.")
        self.local = LocalFolder(self.root)
        self.moves = Moves(self.local)
        self._reader = WorkspaceReader(self.root)

    @classmethod
    def create(cls, root: Path, name: str) -> WorkspaceFolder:
        """A new, empty workspace in *root*, a folder that is made if need be. What lies in it already stays.

        Raises StudioError if it is a workspace, or has a `hooks` or `contexts` of something else.
        """
        clean = _valid_workspace_name(name.strip() or root.absolute().name or "Hooks")
        with in_words(root, "made"):
            if os.path.lexists(root / MANIFEST_FILE):
                raise StudioError(f"“{root}” is already a workspace.", hint="Open it, or choose another folder.")
            for part in (HOOKS, CONTEXTS):
                if os.path.lexists(root / part) and not _is_empty_folder(root / part):
                    raise StudioError(f"“{root}” already has something called “{part}” in it.", hint="Choose another folder.")
            root.mkdir(parents=True, exist_ok=True)
            _write_ignored(root / ".gitignore")
            (root / HOOKS).mkdir(exist_ok=True)
            (root / CONTEXTS).mkdir(exist_ok=True)
        write_bytes(root / MANIFEST_FILE, new_manifest(clean).to_bytes())
        return cls(root)

    @cached_property
    def local_hooks(self) -> LocalHooks:
        """The hooks with their codes, for comparisons."""
        from hookstudio.storage.local_hooks import LocalHooks

        return LocalHooks(self.root)

    def read(self) -> Reading:
        """Everything, as it is now. Changes nothing, but takes back what a killed program left half done. Raises NewerFormat."""
        self._take_back()
        return self._reader.read()

    def steps(self) -> Generator[None, None, Reading]:
        """The same in small steps, in whatever thread."""
        self._take_back()
        return (yield from self._reader.steps())

    def _take_back(self) -> None:
        if self.moves.unfinished:
            with contextlib.suppress(StudioError), self.local.locked():  # held: another program is at it, or this one may not write
                self.moves.take_back()

    @contextlib.contextmanager
    def changing(self, *type_names: str) -> Iterator[Reading]:
        """The lock, and the folder as it is now as far as the manifest and *type_names* go."""
        with self.local.locked():
            self.moves.take_back()
            yield self._reader.reread(type_names)

    def reread(self, *type_names: str) -> Reading:
        return self._reader.reread(type_names)

    def write_row(self, reading: Reading, type_name: str, slugs: Sequence[str]) -> None:
        """Store the order of one type: one write of one file. *slugs* are the readable hooks; others keep their places.

        Raises StudioError, and writes nothing, if the manifest can't be read.
        """
        self.write_rows(reading, {type_name: slugs})

    def write_rows(self, reading: Reading, rows: Mapping[str, Sequence[str]]) -> None:
        """The same for several types, in one write."""
        self.refuse_bad_manifest(reading)
        woven = {type_name: weave(reading.rows.get(type_name, ()), slugs) for type_name, slugs in rows.items()}
        self._write_manifest(reading.manifest.with_order(woven))

    def write_node(self, reading: Reading, node: int | None) -> None:
        """Store the workspace's default Node. Raises StudioError if the manifest can't be read."""
        self.refuse_bad_manifest(reading)
        self._write_manifest(reading.manifest.with_node(node))

    def add_hook(self, hook: Hook, code: str, *, like: Path | None = None) -> Path:
        """Make the folder of a new hook, whole or not at all. *like*: a hook's folder whose other files are copied.

        Its place in the order is written apart: till then it stands at the end. Raises StudioError.
        """
        data = encoded(code)
        staged = self.local.staging() / hook.id
        place = self.type_folder(hook.type) / hook.slug
        with in_words(place, "made"):
            staged.mkdir()
            found = None
            if like is not None:
                copy_plain_files(like, staged, leave=_NOT_COPIED)
                found = self._toml_bytes(like / HOOK_FILE)
        write_bytes(code_path(staged, hook), data)
        write_bytes(staged / HOOK_FILE, hook_to_toml(hook, found))
        self.put_in_place(staged, place)
        return place

    def take_away(self, place: Path) -> None:
        """Remove a folder that was made a moment ago and is not wanted after all."""
        refuse_outside(place.parent, self.root)
        with in_words(place, "removed"):
            place.rename(self.local.staging() / place.name)
        self.local.staging()

    def put_in_place(self, folder: Path, place: Path) -> None:
        """Rename *folder* to *place*, which must be free. Raises StudioError."""
        if os.path.lexists(place):
            raise StudioError(f"“{place}” is already there.")
        refuse_outside(place.parent, self.root)
        with in_words(place, "made"):
            folder.rename(place)
            sync_folder(place.parent)

    def type_folder(self, type_name: str) -> Path:
        """`hooks/TYPE`, made if need be. Raises StudioError if it leads out of the workspace."""
        path = self.root / HOOKS / type_name
        refuse_outside(path, self.root)
        with in_words(path, "made"):
            if not path.is_dir():
                path.mkdir(parents=True, exist_ok=True)
                sync_folder(path.parent)
        return path

    def taken(self, reading: Reading, type_name: str) -> frozenset[str]:
        """Folder names that a new hook of a type can't have: those on disk in any spelling, readable or not."""
        names = set(reading.rows.get(type_name, ()))
        for folder in (self.root / HOOKS / type_name, self.root / HOOKS / type_name.replace("-", "_")):
            with contextlib.suppress(OSError):
                names.update(path.name for path in folder.iterdir())
        return frozenset(name.lower() for name in names)

    def write_hook(self, hook: Hook, place: Path, *, was: Hook) -> None:
        """Store a hook's values, and rename its code file where its dialect is another than before. Raises StudioError.

        `hook.mjs` stands for esm by itself, so it is there first or goes last: a program that is killed between the two
        acts leaves a hook of either dialect, never of neither.
        """
        renamed = hook.dialect is not was.dialect
        if renamed and hook.dialect is Dialect.ESM:
            self._rename_code(place, hook.dialect)
        path = place / HOOK_FILE
        data = hook_to_toml(hook, found := self._toml_bytes(path))
        if data != found:
            write_bytes(followed(path, self.root), data, staging=self.local.staging())
        if renamed and hook.dialect is Dialect.CLASSIC:
            self._rename_code(place, hook.dialect)

    def read_code(self, hook: Hook, place: Path) -> CodeFile:
        return read_code_file(code_path(place, hook), self.root)

    def write_code(self, hook: Hook, place: Path, text: str, expected: Fingerprint | None) -> CodeFile:
        """Raises ChangedOutside if the file is not *expected*; see write_code_file."""
        return write_code_file(code_path(place, hook), text, expected, root=self.root, staging=self.local.staging())

    def _rename_code(self, place: Path, dialect: Dialect) -> None:
        for other in Dialect:
            source, target = place / other.file_name, place / dialect.file_name
            if other is not dialect and source.is_file() and not target.exists():
                with in_words(source, "renamed"):
                    source.rename(target)
                    sync_folder(place)

    def _toml_bytes(self, path: Path) -> bytes | None:
        if path.is_symlink() and leads_outside(path, self.root):
            raise StudioError(f"“{path}” is a link that leads out of the workspace; it is not followed.")
        try:
            with in_words(path, "read"):
                return read_regular(path, TOML_LIMIT)[0]
        except NotFound:
            return None
        except Unfit as error:
            raise StudioError(f"“{path}” could not be read: {error.message}.") from error

    def refuse_bad_manifest(self, reading: Reading) -> None:
        """Raises StudioError if the manifest can't be read, for it is then not written either."""
        if reading.manifest.problem:
            raise StudioError(
                f"“{self.root / MANIFEST_FILE}” can't be read, so nothing is written into it: {reading.manifest.problem}.",
                hint="Repair the file, for example by finishing the merge, and try again.",
            )

    def _write_manifest(self, manifest: Manifest) -> None:
        path = self.root / MANIFEST_FILE
        data = manifest.to_bytes()
        if data == manifest.found:
            return
        staging = self.local.staging()
        if manifest.old_format is not None and manifest.found is not None:
            write_bytes(self.local.folder("backup") / f"{MANIFEST_FILE}.format-{manifest.old_format}", manifest.found)
        write_bytes(followed(path, self.root), data, staging=staging)


def copy_plain_files(source: Path, target: Path, *, leave: frozenset[str]) -> None:
    """Copy the ordinary files of a folder, however deep; links, pipes, dot files and names in *leave* are left out."""
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.name in leave or entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                (target / entry.name).mkdir()
                copy_plain_files(Path(entry.path), target / entry.name, leave=leave)
            elif entry.is_file(follow_symlinks=False):
                shutil.copyfile(entry.path, target / entry.name, follow_symlinks=False)


def _valid_workspace_name(name: str) -> str:
    if len(name) > NAME_LIMIT or not name.isprintable():
        raise StudioError(
            "This name can't be a workspace's.", hint=f"A name has at most {NAME_LIMIT} characters, without line breaks and other controls."
        )
    return name


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink() and not any(path.iterdir())


def _write_ignored(path: Path) -> None:
    """Name our local folders in a `.gitignore`, keeping what it says already."""
    lines: list[str] = []
    if path.is_file():
        try:
            with in_words(path, "read"):
                lines = read_regular(path, TOML_LIMIT)[0].decode().splitlines()
        except (Unfit, UnicodeDecodeError):
            return
    missing = [line for line in _IGNORED if line not in lines]
    if missing:
        write_bytes(path, ("\n".join([*lines, *missing]) + "\n").encode())
