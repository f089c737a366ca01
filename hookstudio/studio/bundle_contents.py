"""A workspace's hooks with everything that travels with them, as a bundle holds it."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hookstudio.model.bundle import Bundle, BundledHook
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.progress import Progress, counted
from hookstudio.storage.bundle_check import MODULE_FILES, Bad, check_context, check_modules
from hookstudio.storage.failures import in_words
from hookstudio.storage.hook_file import CODE_FILES, HOOK_FILE
from hookstudio.storage.local_folder import LOCAL
from hookstudio.storage.module_files import LIMIT
from hookstudio.storage.regular_file import CONTEXT_LIMIT, Unfit, leads_outside, read_regular
from hookstudio.storage.workspace_reader import Reading
from hookstudio.studio.lock_credentials import without_credentials
from hookstudio.studio.workspace_edits import WorkspaceEdits

if TYPE_CHECKING:
    from hookstudio.studio.session import Session

_KNOWN: Final = frozenset({HOOK_FILE, *CODE_FILES, *MODULE_FILES, "node_modules"})


class Contents:
    """Reads hooks of one reading of a workspace; `notes` gathers what could not be taken along, in sentences."""

    def __init__(self, edits: WorkspaceEdits, reading: Reading) -> None:
        self._edits, self._reading = edits, reading
        self._contexts = edits.context_files.by_hook()
        self._own: set[str] = set()
        self.notes: list[str] = []

    def of(self, hook: Hook) -> BundledHook:
        """A hook as it is on the disk now. Raises StudioError for a file of it that can't be read."""
        place = self._reading.place(hook.id)
        for name in CODE_FILES:
            self._refuse_link(f"{place}{os.sep}{name}")
        code = self._edits.folder.read_code(hook, place).text.encode()
        modules: dict[str, bytes] = {}
        with in_words(place, "read"), os.scandir(place) as entries:
            names = [entry.name for entry in entries]
        for name in sorted(names):
            if name in MODULE_FILES:
                modules |= self._modules(hook, place, name)
            elif name not in _KNOWN and not name.startswith("."):
                self.notes.append(f"“{name}” of {hook.key} is not part of it: a bundle has a hook's code, modules and contexts only.")
        contexts = dict(self._saved(hook))
        return BundledHook(hook, code, modules.get(MODULE_FILES[0]), modules.get(MODULE_FILES[1]), contexts)

    def _modules(self, hook: Hook, place: Path, name: str) -> dict[str, bytes]:
        self._edits.module_files.finish(place)
        try:
            data, cleaned = without_credentials(self._bytes(place / name, LIMIT))
            check_modules(hook, name, data)
        except Bad as error:
            self.notes.append(f"{error} It is not part of it.")
            return {}
        except RecursionError:
            self.notes.append(f"The {name} of “{hook.key}” is nested too deeply to be looked through. It is not part of it.")
            return {}
        if cleaned:
            self.notes.append(f"What may be credentials in the addresses of the {name} of {hook.key} was left out.")
        return {name: data}

    def _saved(self, hook: Hook) -> Iterable[tuple[str, bytes]]:
        known: set[str] = set()
        for name, path in self._contexts.get((hook.type, hook.slug), ()):
            data = self._bytes(path, CONTEXT_LIMIT)
            try:
                if name.casefold() in known:
                    raise Bad(f"The context “{name}” of {hook.key} has a name that differs from another one in capitals only.")
                check_context(hook, name, data)
            except Bad as error:
                self.notes.append(f"{error} It is not part of it.")
            else:
                known.add(name.casefold())
                yield name, data

    def _bytes(self, path: Path, limit: int) -> bytes:
        self._refuse_link(str(path))
        try:
            with in_words(path, "read"):
                return read_regular(path, limit)[0]
        except Unfit as error:
            raise StudioError(f"“{path}” could not be read: {error.message}.") from error

    def _refuse_link(self, path: str) -> None:
        """Raises StudioError as the function does. Where the folder of a file is, is looked at once: only links lead elsewhere."""
        folder = path.rpartition(os.sep)[0]
        if folder not in self._own:
            _refuse_link(Path(folder), self._edits.folder.root)
            self._own.add(folder)
        with contextlib.suppress(OSError):
            if stat.S_ISLNK(os.lstat(path).st_mode):
                _refuse_link(Path(path), self._edits.folder.root)


def collect(session: Session, hook_ids: Iterable[str] | None = None, progress: Progress | None = None) -> Bundle:
    """The hooks with these ids, or all that can be read, in order. Raises StudioError, Cancelled if *progress* says so."""
    reading = session.edits.reading
    wanted = None if hook_ids is None else set(hook_ids)
    contents = Contents(session.edits, reading)
    chosen = [hook for hook in reading.workspace if wanted is None or hook.id in wanted]
    if wanted is not None and len(chosen) != len(wanted):
        raise StudioError("A hook that was chosen is no longer in the workspace.", hint="Nothing was written.")
    if not chosen:
        raise StudioError("There is no hook to export.", hint="Create one first.")
    hooks = tuple(contents.of(hook) for hook in counted(chosen, progress))
    if wanted is None:
        contents.notes += [f"{problem.file} could not be read: {problem.message}" for problem in reading.workspace.problems]
        shared = sum(1 for saved in session.contexts.list(chosen[0]) if saved.shared)
        if shared:
            contents.notes.append(f"{shared} saved contexts that all hooks share are not part of it; those of single hooks are.")
    return Bundle(hooks, reading.workspace.node, notes=tuple(contents.notes))


def _refuse_link(path: Path, root: Path) -> None:
    """Raises StudioError for a link out of the workspace, or to what belongs to this machine only: that never travels."""
    if leads_outside(path, root):
        raise StudioError(f"“{path}” is a link that leads out of the workspace; it is not followed.")
    if not leads_outside(path, root / LOCAL):
        raise StudioError(f"“{path}” is a link into {LOCAL}, which is never shared.", hint="Replace it with the file itself.")
