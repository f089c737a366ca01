"""The changes of a workspace as single acts on the disk, each under the lock and on what is there at that moment."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hookstudio.model.errors import ChangedOutside, NotFound, StudioError
from hookstudio.model.hook import NAME_LIMIT, Dialect, Hook, slugify, valid_name
from hookstudio.model.hook_type import hook_type
from hookstudio.model.workspace import Workspace
from hookstudio.storage.code_file import CodeFile, code_path
from hookstudio.storage.fingerprint import Fingerprint
from hookstudio.storage.hook_file import new_hook_id
from hookstudio.storage.saved_contexts import ContextFiles
from hookstudio.storage.trash import Trash, Trashed
from hookstudio.storage.workspace_folder import WorkspaceFolder
from hookstudio.storage.workspace_reader import Reading

if TYPE_CHECKING:
    from hookstudio.model.module import ModuleSet
    from hookstudio.storage.module_files import ModuleFiles

T = TypeVar("T")


class WorkspaceEdits:
    """Changes one workspace folder and keeps what was last read of it; *changed* is told after each change."""

    def __init__(self, folder: WorkspaceFolder, changed: Callable[[Workspace], None]) -> None:
        self.folder, self._changed = folder, changed
        self.trash = Trash(folder.local)
        self.context_files = ContextFiles(folder.local)
        self.reading = folder.read()

    @property
    def workspace(self) -> Workspace:
        return self.reading.workspace

    @cached_property
    def module_files(self) -> ModuleFiles:
        """The files with the modules of each hook."""
        from hookstudio.storage.module_files import ModuleFiles

        return ModuleFiles(self.folder.local)

    def reload(self) -> None:
        """Read everything again. Raises NewerFormat."""
        self._take(self.folder.read())

    def adopt(self, reading: Reading) -> None:
        """Take a reading that was made elsewhere for what is known."""
        self._take(reading)

    def create(
        self, name: str, type_name: str, code: str, description: str, dialect: Dialect, *, fixed: bool, position: int | None
    ) -> Hook:
        kind = hook_type(type_name).name
        clean = valid_name(name)
        with self._changing(kind) as reading:
            slugs = _slugs(reading, kind)
            _check_position(kind, position, len(slugs))
            if position is not None:
                self.folder.refuse_bad_manifest(reading)
            hook = Hook(
                id=new_hook_id(),
                name=clean,
                slug=slugify(clean, self.folder.taken(reading, kind)),
                type=kind,
                description=description,
                dialect=dialect,
                dialect_fixed=fixed,
            )
            place = self.folder.add_hook(hook, code)
            with _or_else(lambda: self.folder.take_away(place)):
                self._store_row(reading, kind, _inserted(slugs, hook.slug, position))
        return self.workspace.find(hook.id)

    def duplicate(self, hook_id: str) -> Hook:
        kind = self.workspace.find(hook_id).type
        with self._changing(kind) as reading:
            source, place = reading.workspace.find(hook_id), reading.place(hook_id)
            code = self.folder.read_code(source, place)
            name = _copy_name(source.name, {hook.name for hook in reading.workspace.of_type(kind)})
            hook = replace(source, id=new_hook_id(), name=name, slug=slugify(name, self.folder.taken(reading, kind)))
            new = self.folder.add_hook(hook, code.text, like=place)
            slugs = _slugs(reading, kind)
            with _or_else(lambda: self.folder.take_away(new)):
                self._store_row(reading, kind, _inserted(slugs, hook.slug, slugs.index(source.slug) + 1))
            self.context_files.copy(source, hook)
        return self.workspace.find(hook.id)

    def update(self, hook_id: str, **fields: Any) -> tuple[Hook, Hook]:
        """Give a hook other values; the hook before and after. The file is left alone if nothing changes."""
        kind = self.workspace.find(hook_id).type
        with self._changing(kind) as reading:
            before = reading.workspace.find(hook_id)
            after = replace(before, **fields)
            if after != before:
                self.folder.write_hook(after, reading.place(hook_id), was=before)
        return before, after

    def move(self, hook_id: str, position: int, *, clamp: bool = False) -> int:
        """Move a hook to the final index *position*; its index before. *clamp*: the nearest one if it is not in the row."""
        kind = self.workspace.find(hook_id).type
        with self._changing(kind, files=False) as reading:
            row = reading.workspace.of_type(kind)
            before = row.index(reading.workspace.find(hook_id))
            wanted = max(0, min(position, len(row) - 1)) if clamp else position
            moved = reading.workspace.moved(hook_id, wanted)
            self.folder.write_row(reading, kind, [hook.slug for hook in moved.of_type(kind)])
        return before

    def delete(self, hook_id: str) -> Trashed:
        """Move a hook and its saved contexts to the trash."""
        kind = self.workspace.find(hook_id).type
        with self._changing(kind) as reading:
            hook, slugs = reading.workspace.find(hook_id), _slugs(reading, kind)
            files = self.context_files.files_of(kind, hook.slug)
            place = reading.place(hook_id)
            item = self.trash.put(hook, slugs.index(hook.slug), place, files)
            with _or_else(lambda: self._put_back(item, place)):
                self._store_row(_without(reading, kind, hook.slug), kind, [slug for slug in slugs if slug != hook.slug])
        return item

    def restore(self, token: str) -> Hook:
        """Put a deleted hook back to where it was; its folder has another name if that one is taken by now."""
        kind = self.trash.find(token).type
        with self._changing(kind) as reading:
            item = self.trash.find(token)
            if item.hook_id in reading.places:
                raise StudioError(f"“{item.name}” is in the workspace already.", hint=f"The deleted one is in “{item.folder}”.")
            taken = self.folder.taken(reading, kind)
            slug = slugify(item.slug, taken) if item.slug.lower() in taken else item.slug
            place = self.folder.type_folder(kind) / slug
            self.folder.put_in_place(item.hook_folder, place)
            slugs = _slugs(reading, kind)
            with _or_else(lambda: self.folder.put_in_place(place, item.hook_folder)):
                self._store_row(reading, kind, _inserted(slugs, slug, min(item.position, len(slugs))))
            self._take_in_contexts(item, slug)
        return self.workspace.find(item.hook_id)

    def set_default_node(self, node: int | None) -> int | None:
        """The Node for hooks that ask for none; the one before."""
        with self._changing() as reading:
            self.folder.write_node(reading, node)
        return reading.workspace.node

    def under_lock(self, type_names: Sequence[str], act: Callable[[Reading], T]) -> T:
        """Do *act* on the workspace as it is, under its lock; it may change hooks of these types."""
        with self._changing(*type_names) as reading:
            return act(reading)

    def save_code(self, hook_id: str, text: str, expected: Fingerprint | None, dialect: Dialect) -> CodeFile:
        """Write a hook's code, and give the hook *dialect* unless its dialect is fixed. Raises ChangedOutside."""
        kind = self.workspace.find(hook_id).type
        with self._changing(kind) as reading:
            hook, place = reading.workspace.find(hook_id), reading.place(hook_id)
            saved = self.folder.write_code(hook, place, text, expected)
            if dialect is not hook.dialect and not hook.dialect_fixed:
                found = replace(hook, dialect=dialect)
                self.folder.write_hook(found, place, was=hook)
                saved = replace(saved, path=code_path(place, found))
        return saved

    def rewrite(self, hook_id: str, before: str, after: str, **fields: Any) -> Hook:
        """Write other code and other values of a hook, both or neither; the hook before. Raises ChangedOutside."""
        kind = self.workspace.find(hook_id).type
        with self._changing(kind) as reading:
            hook, place = reading.workspace.find(hook_id), reading.place(hook_id)
            file = self.folder.read_code(hook, place)
            if file.text != before:
                raise ChangedOutside(f"“{file.path}” was changed meanwhile.", hint="Look at it again: nothing was written.")
            written = self.folder.write_code(hook, place, after, file.fingerprint)
            with _or_else(lambda: self.folder.write_code(hook, place, before, written.fingerprint)):
                self.folder.write_hook(replace(hook, **fields), place, was=hook)
        return hook

    def rewrite_over(self, hook_id: str, known: str, wanted: str, **fields: Any) -> tuple[Hook, str]:
        """The same whatever the file holds; the hook and its code before. A copy of the hook goes to the trash if that is not *known*."""
        kind = self.workspace.find(hook_id).type
        with self._changing(kind) as reading:
            hook, place = reading.workspace.find(hook_id), reading.place(hook_id)
            found = self.folder.read_code(hook, place).text
            if found not in (known, wanted):
                name = _copy_name(hook.name, {other.name for other in reading.workspace.of_type(kind)})
                copy = replace(hook, id=new_hook_id(), name=name, slug=slugify(name, self.folder.taken(reading, kind)))
                made = self.folder.add_hook(copy, found, like=place)
                with _or_else(lambda: self.folder.take_away(made)):
                    self.trash.put(copy, _slugs(reading, kind).index(hook.slug) + 1, made, ())
        return self.rewrite(hook_id, found, wanted, **fields), found

    def set_modules(self, hook_id: str, wanted: ModuleSet, expected: ModuleSet) -> None:
        """Write the two files of a hook's modules, in whatever thread: nothing else is read again. Raises ChangedOutside."""
        hook, place = self.workspace.find(hook_id), self.reading.place(hook_id)
        with self.folder.local.locked():
            if not place.is_dir():
                raise NotFound(f"“{hook.name}” is no longer where it was.", hint="Was it deleted or renamed by another program?")
            self.module_files.write(place, wanted, expected)

    def _put_back(self, item: Trashed, place: Path) -> None:
        self.folder.put_in_place(item.hook_folder, place)
        self._take_in_contexts(item, item.slug)

    def _take_in_contexts(self, item: Trashed, slug: str) -> None:
        for file in item.contexts:
            self.context_files.take_in(file, item.type, slug)
        self.trash.forget(item)

    @contextlib.contextmanager
    def _changing(self, *type_names: str, files: bool = True) -> Iterator[Reading]:
        """The lock and a fresh reading; afterwards what is there is read again (*files* False: only the manifest was written)."""
        fresh = self.reading
        try:
            with self.folder.changing(*type_names) as fresh:
                try:
                    yield fresh
                finally:
                    fresh = self.folder.reread(*(type_names if files else ()))
        finally:
            self._take(fresh)

    def _take(self, reading: Reading) -> None:
        known, self.reading = self.reading.workspace, reading
        if reading.workspace != known:
            self._changed(reading.workspace)

    def _store_row(self, reading: Reading, type_name: str, slugs: list[str]) -> None:
        """Store the order unless its file is bad: then hooks stand by name till the user has repaired it."""
        if not reading.manifest.problem:
            self.folder.write_row(reading, type_name, slugs)


@contextlib.contextmanager
def _or_else(back: Callable[[], object]) -> Iterator[None]:
    """Runs *back* if the block fails, so that a change is made whole or not at all."""
    try:
        yield
    except StudioError:
        back()
        raise


def _without(reading: Reading, type_name: str, gone: str) -> Reading:
    """The reading without one folder name."""
    return replace(reading, rows={**reading.rows, type_name: tuple(slug for slug in reading.rows[type_name] if slug != gone)})


def _slugs(reading: Reading, type_name: str) -> list[str]:
    return [hook.slug for hook in reading.workspace.of_type(type_name)]


def _inserted(slugs: list[str], slug: str, position: int | None) -> list[str]:
    at = len(slugs) if position is None else position
    return [*slugs[:at], slug, *slugs[at:]]


def _check_position(type_name: str, position: int | None, last: int) -> None:
    if position is not None and not 0 <= position <= last:
        raise StudioError(f"Position {position + 1} is not in {type_name}.", hint=f"Choose from 1 to {last + 1}.")


def _copy_name(name: str, taken: set[str]) -> str:
    base = name[: NAME_LIMIT - 12].rstrip()
    candidate, number = f"{base} copy", 1
    while candidate in taken:
        number += 1
        candidate = f"{base} copy {number}"
    return candidate
