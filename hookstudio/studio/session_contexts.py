"""The saved contexts of a session: under the workspace's lock, and with undo."""

from __future__ import annotations

from collections.abc import Callable

from hookstudio.model.hook import Hook
from hookstudio.model.json_value import JsonValue
from hookstudio.model.workspace import Workspace
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.saved_contexts import ContextFiles, SavedContext
from hookstudio.storage.trash import Trash
from hookstudio.studio.undo import Step, UndoStack


class SavedContexts:
    """Test contexts kept as JSON files with a hook."""

    def __init__(self, files: ContextFiles, trash: Trash, local: LocalFolder, undo: UndoStack, workspace: Callable[[], Workspace]) -> None:
        self._files, self._trash, self._local, self._undo, self._workspace = files, trash, local, undo, workspace

    def list(self, hook: Hook) -> tuple[SavedContext, ...]:
        """Those saved with *hook*, then those that all hooks share, each by name."""
        return self._files.list(hook)

    def read(self, saved: SavedContext) -> JsonValue:
        """The context. Raises StudioError naming the file."""
        return self._files.read(saved)

    def find(self, hook: Hook, name: str) -> SavedContext | None:
        """The context that saving under *name* would replace."""
        return self._files.find(hook, name)

    def save(self, hook: Hook, name: str, value: JsonValue) -> SavedContext:
        """Store *value* under *name*, in place of a context of that name. Raises StudioError."""
        with self._local.locked():
            return self._files.write(hook, name, value)

    def duplicate(self, hook: Hook, saved: SavedContext) -> SavedContext:
        """A copy with the hook, under a name with a number. Raises StudioError."""
        with self._local.locked():
            return self._files.write(hook, self._files.free_name(hook, saved.name), self._files.read(saved))

    def rename(self, hook: Hook, saved: SavedContext, name: str) -> SavedContext:
        """Raises StudioError if the name is taken or can't be used."""
        with self._local.locked():
            return self._files.rename(hook, saved, name)

    def delete(self, hook: Hook, saved: SavedContext) -> None:
        """Move a context to the trash; can be undone. Raises StudioError."""
        token = self._put_away(hook, saved)

        def undo() -> None:
            item = self._trash.find(token)
            now = self._workspace().find(hook.id)
            with self._local.locked():
                for file in item.contexts:
                    self._files.take_in(file, now.type, now.slug)
                self._trash.forget(item)

        def redo() -> None:
            nonlocal token
            token = self._put_away(self._workspace().find(hook.id), saved)

        self._undo.push(Step(f"Delete context “{saved.name}”", undo, redo))

    def _put_away(self, hook: Hook, saved: SavedContext) -> str:
        with self._local.locked():
            return self._trash.put(hook, 0, None, [saved.path]).token
