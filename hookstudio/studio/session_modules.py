"""The modules part of a session: the files that say which modules a hook has, one change at a time, each with undo."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from hookstudio.model.errors import StudioError
from hookstudio.model.listeners import Listeners
from hookstudio.studio.undo import Step, UndoStack
from hookstudio.studio.workspace_edits import WorkspaceEdits

if TYPE_CHECKING:
    from hookstudio.model.module import ModuleSet
    from hookstudio.model.progress import Progress


class SessionModules:
    """Reads and writes them in whatever thread: an installation is nothing for the window's own."""

    def __init__(self, edits: WorkspaceEdits, undo: UndoStack) -> None:
        self._edits, self._undo = edits, undo
        self._listeners = Listeners[str]()

    def read(self, hook_id: str) -> ModuleSet:
        """The files as they are now. Raises StudioError."""
        return self._edits.module_files.read(self._place(hook_id))

    def write(self, hook_id: str, wanted: ModuleSet, text: str, expected: ModuleSet, code: tuple[str, str] | None = None) -> None:
        """Write the files; *text* is the title of the step that undo takes back. *code*: the hook's code before and after, which
        is written with them.

        Raises ChangedOutside, and changes nothing, if they are not *expected* any more; StudioError if they can't be written.
        """
        self._set(hook_id, wanted, expected, code)
        if wanted != expected or code is not None:
            back = (code[1], code[0]) if code is not None else None
            self._undo.push(
                Step(text, lambda: self._put_back(hook_id, expected, wanted, back), lambda: self._put_back(hook_id, wanted, expected, code))
            )
        self._listeners.tell(hook_id)

    def finish(self, place: Path) -> None:
        """Do what a killed program left undone with the modules of the hook in *place*, as far as that goes. Never raises."""
        with contextlib.suppress(StudioError):
            self._edits.module_files.finish(place)

    @contextlib.contextmanager
    def alone(self, hook_id: str, progress: Progress) -> Iterator[None]:
        """Nobody else, in this program or another, installs for that hook inside the block. Raises Cancelled, StudioError."""
        with self._edits.module_files.alone(self._place(hook_id), progress):
            yield

    def subscribe(self, listener: Callable[[str], None]) -> Callable[[], None]:
        """Call *listener* with a hook's id after its modules were changed here, undo included, in the thread that did it.

        By then the step is on the stack of what can be undone. The returned function ends it.
        """
        return self._listeners.add(listener)

    def _place(self, hook_id: str) -> Path:
        self._edits.workspace.find(hook_id)
        return self._edits.reading.place(hook_id)

    def _put_back(self, hook_id: str, wanted: ModuleSet, expected: ModuleSet, code: tuple[str, str] | None) -> None:
        self._set(hook_id, wanted, expected, code)
        self._listeners.tell(hook_id)

    def _set(self, hook_id: str, wanted: ModuleSet, expected: ModuleSet, code: tuple[str, str] | None) -> None:
        if code is None:
            self._edits.set_modules(hook_id, wanted, expected)
            return
        from hookstudio.storage.code_file import code_path
        from hookstudio.storage.module_files import CodeChange

        place = self._place(hook_id)
        with self._edits.folder.local.locked():
            change = CodeChange(code_path(place, self._edits.workspace.find(hook_id)).name, *code)
            self._edits.module_files.write(place, wanted, expected, change)
