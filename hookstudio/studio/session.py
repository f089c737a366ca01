"""An open workspace: its hooks as a value, every change of it, undo, drafts, saved contexts, trust."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect, Hook, valid_name
from hookstudio.model.listeners import Listeners
from hookstudio.model.workspace import Workspace
from hookstudio.storage.code_file import CodeFile, code_path
from hookstudio.storage.drafts import Drafts
from hookstudio.storage.fingerprint import Fingerprint
from hookstudio.storage.folders import Folders
from hookstudio.storage.hook_file import DESCRIPTION_LIMIT, HOOK_FILE, NODE_LIMIT
from hookstudio.storage.local_choices import NETWORK, UNPROTECTED, LocalChoices
from hookstudio.storage.manifest import MANIFEST_FILE
from hookstudio.storage.trash import Trashed
from hookstudio.storage.trust import Trust
from hookstudio.storage.window_state import WindowState
from hookstudio.storage.workspace_folder import WorkspaceFolder
from hookstudio.storage.workspace_reader import HOOKS, Reading
from hookstudio.studio.rewriting import Rewriting
from hookstudio.studio.session_contexts import SavedContexts
from hookstudio.studio.session_modules import SessionModules
from hookstudio.studio.undo import Step, UndoStack
from hookstudio.studio.workspace_edits import WorkspaceEdits

if TYPE_CHECKING:
    from hookstudio.model.module import ModuleSet

_WATCHED: Final = 500


@dataclass(frozen=True, slots=True)
class Look:
    """What a second reading of the folder saw, and what was known when it began."""

    known: Reading
    seen: Reading


class Session:
    """One workspace as one window or one command sees it.

    It may be opened in any thread and is then used from one. Each change is made under the workspace's lock on what the
    disk holds at that moment, so that several windows never overwrite each other.
    """

    def __init__(self, folder: WorkspaceFolder, folders: Folders) -> None:
        self._listeners = Listeners[Workspace]()
        self._undo = UndoStack()
        self._edits = WorkspaceEdits(folder, self._listeners.tell)
        self._trust = Trust(folders)
        self._choices = LocalChoices(folders)
        self._state = WindowState(folder.local)
        self._folder = folder
        self.folders = folders
        self.drafts = Drafts(folder.local)
        self.contexts = SavedContexts(self._edits.context_files, self._edits.trash, folder.local, self._undo, lambda: self.workspace)
        self.modules = SessionModules(self._edits, self._undo)

    @classmethod
    def open(cls, root: Path, folders: Folders) -> Session:
        """Open the workspace in *root*; nothing is written. Raises StudioError if it is none or of a newer format."""
        return cls(WorkspaceFolder(root), folders)

    @classmethod
    def create(cls, root: Path, name: str, folders: Folders) -> Session:
        """Make a new, empty workspace, which is trusted. Raises StudioError."""
        session = cls(WorkspaceFolder.create(root, name), folders)
        session.trust()
        return session

    @property
    def root(self) -> Path:
        return self._folder.root

    @property
    def workspace(self) -> Workspace:
        """The hooks as they were last read or changed."""
        return self._edits.workspace

    @property
    def notices(self) -> tuple[str, ...]:
        """What the order of the hooks named wrongly when the folder was last read, in sentences."""
        return self._edits.reading.notices

    def subscribe(self, listener: Callable[[Workspace], None]) -> Callable[[], None]:
        """Call *listener* after each change, in the thread that makes it; the returned function ends that."""
        return self._listeners.add(listener)

    def reload(self) -> tuple[str, ...]:
        """Read the folder again; the notices of that. Raises StudioError if it is no longer readable."""
        self._edits.reload()
        return self.notices

    def look(self) -> Look:
        """Read the folder in whatever thread this is called; nothing changes until `adopt`. Raises StudioError."""
        known = self._edits.reading
        return Look(known, self._folder.read())

    def adopt(self, look: Look) -> tuple[str, ...]:
        """Go over to what was seen, and give its notices; a look that is older than the last change is passed over."""
        if look.known is not self._edits.reading:
            return ()
        new = tuple(text for text in look.seen.notices if text not in look.known.notices)
        self._edits.adopt(look.seen)
        return new

    def watched_paths(self) -> tuple[Path, ...]:
        """The folders in which hooks appear and go, and the files with their order and values (of the first 500 hooks)."""
        hooks, reading = self.root / HOOKS, self._edits.reading
        places = (reading.place(hook.id) for hook in islice(self.workspace, _WATCHED))
        files = (file for place in places for file in (place, place / HOOK_FILE))
        return (self.root, self.root / MANIFEST_FILE, hooks, *(hooks / name for name in self.workspace.hooks), *files)

    def find_in_code(self, text: str) -> frozenset[str]:
        """The ids of the hooks whose code contains *text*, whatever its case; in whatever thread. Unreadable files have no match."""
        wanted, reading = text.casefold(), self._edits.reading
        found = set()
        for hook in reading.workspace:
            with contextlib.suppress(StudioError):
                if wanted in self._folder.read_code(hook, reading.place(hook.id)).text.casefold():
                    found.add(hook.id)
        return frozenset(found)

    @property
    def edits(self) -> WorkspaceEdits:
        """The acts on the disk, for use cases of many hooks at once; they push a step for what they change."""
        return self._edits

    def push(self, step: Step) -> None:
        """Remember a step that was taken with `edits`, so that it can be taken back."""
        self._undo.push(step)

    # -- hooks ---------------------------------------------------------------------------------------------------

    def create_hook(
        self, name: str, type_name: str, *, code: str, description: str = "", dialect: Dialect | None = None, position: int | None = None
    ) -> Hook:
        """A new hook, at the end of its type or at the index *position*.

        A *dialect* that is not the one of the code stays fixed; None means the one of the code. Raises StudioError.
        """
        found = _dialect_of(code)
        made = self._edits.create(
            name,
            type_name,
            code,
            _valid_description(description),
            dialect or found,
            fixed=dialect is not None and dialect is not found,
            position=position,
        )
        self._undo.push(self._appearance(f"Create “{made.name}”", made.id))
        return made

    def duplicate(self, hook_id: str) -> Hook:
        """A copy of a hook, its files and its saved contexts, behind it. Raises StudioError."""
        made = self._edits.duplicate(hook_id)
        self._undo.push(self._appearance(f"Duplicate as “{made.name}”", made.id))
        return made

    def delete(self, hook_id: str) -> None:
        """Move a hook to the workspace's trash. Raises StudioError."""
        name = self.workspace.find(hook_id).name
        token = self._edits.delete(hook_id).token
        there = self._appearance("", hook_id, token)
        self._undo.push(Step(f"Delete “{name}”", undo=there.redo, redo=there.undo))

    def rename(self, hook_id: str, name: str) -> Hook:
        """Give a hook another name; its folder keeps its own. Raises StudioError."""
        return self._update(hook_id, "Rename “{name}”", name=valid_name(name))

    def describe(self, hook_id: str, text: str) -> Hook:
        return self._update(hook_id, "Describe “{name}”", description=_valid_description(text))

    def set_enabled(self, hook_id: str, enabled: bool) -> Hook:
        return self._update(hook_id, "Enable “{name}”" if enabled else "Disable “{name}”", enabled=enabled)

    def set_dialect(self, hook_id: str, dialect: Dialect) -> Hook:
        """Fix a hook's dialect by hand: saving no longer changes it. Its code file is renamed. Raises StudioError."""
        return self._update(hook_id, f"Make “{{name}}” {dialect.value}", dialect=dialect, dialect_fixed=True)

    def set_node(self, hook_id: str, node: int | None) -> Hook:
        """The Node major that a hook asks for, None for the workspace's. Raises StudioError."""
        return self._update(hook_id, "Choose Node for “{name}”", node=_valid_node(node))

    def set_default_node(self, node: int | None) -> None:
        """The Node major of hooks that ask for none, None for the one that comes with Hook Studio. Raises StudioError."""
        before = self._edits.set_default_node(_valid_node(node))
        if before != node:
            text = "Choose Node for the workspace"
            self._undo.push(Step(text, lambda: self._default_node(before), lambda: self._default_node(node)))

    def move(self, hook_id: str, position: int) -> None:
        """Move a hook within its type: *position* is its final index. Raises StudioError outside the row."""
        before = self._edits.move(hook_id, position)
        if before != position:
            name = self.workspace.find(hook_id).name
            self._undo.push(Step(f"Move “{name}”", lambda: self._moved(hook_id, before), lambda: self._moved(hook_id, position)))

    # -- code ----------------------------------------------------------------------------------------------------

    def read_code(self, hook_id: str) -> CodeFile:
        """A hook's code as it is on disk. Raises StudioError naming the file."""
        hook = self.workspace.find(hook_id)
        return self._folder.read_code(hook, self._edits.reading.place(hook_id))

    def save_code(self, hook_id: str, text: str, expected: Fingerprint | None) -> CodeFile:
        """Write a hook's code and forget its draft; the dialect follows the code unless it is fixed.

        Raises ChangedOutside, and writes nothing, if the file is not what *expected* was taken from; None overwrites it.
        """
        saved = self._edits.save_code(hook_id, text, expected, _dialect_of(text))
        self.drafts.discard(hook_id)
        return saved

    def rewrite(self, hook_id: str, before: str, after: str, text: str, **fields: Any) -> None:
        """Put *after* in the place of a hook's code *before*, with other values of the hook, as one step that is called *text*.

        Raises ChangedOutside, and changes nothing, if the file does not hold *before*. Undo puts that back also where other code
        was saved since: that goes to the trash, and redo brings it again.
        """
        made = Rewriting(self._edits, hook_id, before, after, fields)
        self.drafts.discard(hook_id)
        self._undo.push(made.step(text.format(name=made.was.name)))

    def code_path(self, hook: Hook) -> Path:
        """The file that holds a hook's code. Raises KeyError for a hook that is not in the workspace."""
        return code_path(self._edits.reading.place(hook.id), hook)

    def hook_folder(self, hook_id: str) -> Path:
        """Where a hook's files are, its `node_modules` among them. Raises NotFound."""
        self.workspace.find(hook_id)
        return self._edits.reading.place(hook_id)

    # -- modules -------------------------------------------------------------------------------------------------

    def module_set(self, hook_id: str) -> ModuleSet:
        """The files that say which modules a hook has, as they are now; in whatever thread. Raises StudioError."""
        return self.modules.read(hook_id)

    def set_modules(self, hook_id: str, wanted: ModuleSet, text: str, expected: ModuleSet) -> None:
        """Write those files if they are *expected*, in whatever thread; *text* is what undo is called. Raises ChangedOutside."""
        self.modules.write(hook_id, wanted, text, expected)

    @property
    def registry(self) -> str:
        """The npm registry that the workspace names, '' for none: a folder of somebody else's does not choose where modules are from."""
        return self._edits.reading.manifest.registry if self.trusted else ""

    # -- undo ----------------------------------------------------------------------------------------------------

    @property
    def undo_text(self) -> str | None:
        """What `undo` would take back, such as 'Delete “add-claims”'."""
        return self._undo.undo_text

    @property
    def redo_text(self) -> str | None:
        return self._undo.redo_text

    @property
    def steps(self) -> UndoStack:
        """What can be taken back and done again; whoever shows that is told of each change."""
        return self._undo

    def undo(self) -> str | None:
        """Take back the last change and give its text, None if there is none. Raises StudioError if it can't be taken back."""
        return self._undo.undo()

    def redo(self) -> str | None:
        return self._undo.redo()

    def deleted(self) -> tuple[Trashed, ...]:
        """The hooks in the trash, newest first, those of earlier sessions included."""
        return tuple(item for item in self._edits.trash.all() if item.hook_id)

    def is_deleted(self, hook_id: str) -> bool:
        """Whether that hook is in the trash."""
        return self._edits.trash.holds(hook_id)

    def restore(self, token: str) -> Hook:
        """Take a hook out of the trash. Raises StudioError."""
        hook = self._edits.restore(token)
        self._undo.push(self._appearance(f"Restore “{hook.name}”", hook.id))
        return hook

    # -- trust and the window ------------------------------------------------------------------------------------

    @property
    def trusted(self) -> bool:
        """Whether the user made this workspace here or said that it is to be trusted."""
        return self._trust.has(self.root)

    def distrust(self) -> Callable[[], None]:
        """Take back the trust in this workspace and what the user allowed in it, for something comes in from outside.

        What is returned gives it back, for the case that nothing came in after all. Raises StudioError if that can't be stored.
        """
        trusted, allowed = self.trusted, [name for name in (NETWORK, UNPROTECTED) if self._choices.get(self.root, name)]
        self._trust.remove(self.root)
        self._choices.forget_permissions(self.root)

        def give_back() -> None:
            if trusted:
                self._trust.add(self.root)
            for name in allowed:
                self._choices.set(self.root, name, True)

        return give_back

    def trust(self) -> None:
        """Trust this workspace from now on. Raises StudioError if that can't be stored."""
        self._trust.add(self.root)

    @property
    def network(self) -> bool:
        """Whether hooks of this workspace may use the network: as the user chose here, else where the workspace is trusted."""
        chosen = self._choices.get(self.root, NETWORK)
        return self.trusted if chosen is None else chosen

    def set_network(self, allowed: bool) -> None:
        """Switch the network of this workspace's hooks, on this computer only. Raises StudioError if that can't be stored."""
        self._choices.set(self.root, NETWORK, allowed)

    @property
    def runs_unprotected(self) -> bool:
        """Whether this workspace's hooks run also where no layer protects: it is trusted, or the user said so."""
        return self.trusted or self._choices.get(self.root, UNPROTECTED) is True

    def allow_unprotected(self) -> None:
        """Remember that the user wants that. Raises StudioError if it can't be stored."""
        self._choices.set(self.root, UNPROTECTED, True)

    def read_state(self, name: str) -> dict[str, Any]:
        """A part of the window's layout; {} if there is none or it is broken."""
        return self._state.read(name)

    def write_state(self, name: str, state: dict[str, Any]) -> None:
        self._state.write(name, state)

    def _update(self, hook_id: str, text: str, **fields: Any) -> Hook:
        before, after = self._edits.update(hook_id, **fields)
        if before != after:
            old = {key: getattr(before, key) for key in fields}
            self._undo.push(Step(text.format(name=before.name), lambda: self._set(hook_id, old), lambda: self._set(hook_id, fields)))
        return after

    def _set(self, hook_id: str, fields: dict[str, Any]) -> None:
        self._edits.update(hook_id, **fields)

    def _moved(self, hook_id: str, position: int) -> None:
        self._edits.move(hook_id, position, clamp=True)

    def _default_node(self, node: int | None) -> None:
        self._edits.set_default_node(node)

    def _appearance(self, text: str, hook_id: str, token: str = "") -> Step:
        """The step that brought a hook into the workspace: undoing it deletes the hook, doing it again restores it."""

        def undo() -> None:
            nonlocal token
            token = self._edits.delete(hook_id).token

        def redo() -> None:
            self._edits.restore(token)

        return Step(text, undo, redo)


def _dialect_of(code: str) -> Dialect:
    from hookstudio.studio.javascript import detect_dialect

    return detect_dialect(code)


def _valid_description(text: str) -> str:
    if len(text) > DESCRIPTION_LIMIT:
        raise StudioError(f"A description has at most {DESCRIPTION_LIMIT} characters.", hint=f"This one has {len(text)}.")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise StudioError("The description has half of a character in it, which can't be saved.")
    return text


def _valid_node(node: int | None) -> int | None:
    if node is not None and not 1 <= node <= NODE_LIMIT:
        raise StudioError(f"{node} is not a major version of Node.", hint="Type a number such as 24.")
    return node
