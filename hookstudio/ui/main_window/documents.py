"""The open hooks: their editors, unsaved text, drafts, and files that change outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from hookstudio.model.errors import ChangedOutside, StudioError
from hookstudio.model.hook import Hook
from hookstudio.storage.fingerprint import Fingerprint
from hookstudio.studio.session import Session
from hookstudio.ui.editor.code_editor import CodeEditor
from hookstudio.ui.editor.editor_tabs import EditorTabs
from hookstudio.ui.notices import Choice, Notice, Notices

if TYPE_CHECKING:
    from hookstudio.studio.completions import KeyInfo

DRAFT_AFTER_MS = 1000


@dataclass(slots=True)
class Document:
    """One open hook: what its file held when last read or written (`saved`, `fingerprint`), and where.

    `hook` is how the hook was last seen; `missing` while it is not in the workspace, because it went or can't be read.
    """

    hook_id: str
    editor: CodeEditor
    saved: str
    fingerprint: Fingerprint | None
    path: Path
    hook: Hook
    missing: bool = False
    asked_about: Fingerprint | None = None

    @property
    def unsaved(self) -> bool:
        return self.editor.unsaved or self.editor.text() != self.saved


class Documents(QObject):
    """Opens, saves and closes hooks in the tabs. Nothing typed is lost: it becomes a draft within two seconds."""

    unsaved_changed = Signal(object)  # frozenset of hook ids
    current_changed = Signal(str)
    files_changed = Signal()
    saved = Signal(str)  # hook id
    recover_requested = Signal(object)  # Document of a hook that is gone, to be made a hook again

    def __init__(self, tabs: EditorTabs, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._tabs, self._notices = tabs, notices
        self._session: Session | None = None
        self._documents: dict[str, Document] = {}
        self._leaving = False
        self._unsaved: frozenset[str] = frozenset()
        self._to_keep: set[str] = set()
        self._draft_timer = QTimer(self)
        self._draft_timer.setSingleShot(True)
        self._draft_timer.setInterval(DRAFT_AFTER_MS)
        self._draft_timer.timeout.connect(self.keep_drafts)
        tabs.text_changed.connect(self._text_changed)
        tabs.close_requested.connect(self.close)
        tabs.current_changed.connect(self._tab_changed)

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    @property
    def unsaved(self) -> frozenset[str]:
        """The hooks with text that is not in their file: edited in a tab, or kept as a draft."""
        return self._unsaved

    def set_session(self, session: Session | None) -> None:
        """Close everything (what was typed is kept as drafts) and go on with another workspace."""
        self.keep_drafts()
        self._leaving = True
        for hook_id in list(self._documents):
            self._forget(hook_id)
        self._leaving = False
        self._tab_changed("")
        self._session = session
        self._tell_unsaved()

    def current(self) -> Document | None:
        return self._documents.get(self._tabs.current_hook_id())

    def get(self, hook_id: str) -> Document | None:
        return self._documents.get(hook_id)

    def paths(self) -> list[Path]:
        """The files of the open hooks."""
        return [document.path for document in self._documents.values()]

    # -- open and close -------------------------------------------------------------------------

    def open(self, hook_id: str) -> Document | None:
        """Show the hook in a tab, with its draft if it has one. A file that can't be read is a notice, and None."""
        document = self._documents.get(hook_id)
        if document is not None:
            self._tabs.show_document(hook_id)
            return document
        try:
            hook = self.session.workspace.find(hook_id)
            file = self.session.read_code(hook_id)
            draft = self.session.drafts.get(hook_id)
        except StudioError as error:
            self._notices.error(error)
            return None
        editor = self._editor(hook, file.text, file.path)
        document = Document(hook_id, editor, file.text, file.fingerprint, file.path, hook)
        self._documents[hook_id] = document
        self._teach(document, hook)
        if draft is not None and draft.text != file.text:
            if draft.base is not None and draft.base != file.fingerprint:
                document.fingerprint = draft.base
            editor.setText(draft.text)
            self._offer_draft(document, hook)
        self._tell_unsaved()
        self.files_changed.emit()
        self.current_changed.emit(hook_id)
        return document

    def _tab_changed(self, hook_id: str) -> None:
        """A tab that is only being made is told about when its document is complete; of tabs that close together none that is left last."""
        if not self._leaving and (not hook_id or hook_id in self._documents):
            self.current_changed.emit(hook_id)

    def _editor(self, hook: Hook, text: str, path: Path) -> CodeEditor:
        """A tab with the chosen engine, or with the usual one where that can't be had."""
        try:
            return self._tabs.open_document(hook.id, hook.name, text, tooltip=str(path))
        except StudioError as error:
            self._notices.error(error)
            self._tabs.engine = "scintilla"
            return self._tabs.open_document(hook.id, hook.name, text, tooltip=str(path))

    def close(self, hook_id: str) -> None:
        """Close the tab; unsaved text stays as a draft and comes back when the hook is opened again."""
        document = self._documents.get(hook_id)
        if document is None:
            return
        self._keep(document)
        if document.unsaved:
            name = self._tabs.title(hook_id)
            again = () if document.missing else (Choice("Open again", lambda: self.open(hook_id)),)
            self._notices.info(f"“{name}” has unsaved text, which is kept.", *again)
        self._forget(hook_id)

    def close_recovered(self, hook_id: str) -> None:
        """Close the tab of a hook that is gone and lives on as another one; its draft goes too."""
        if hook_id in self._documents:
            self._discard_draft(hook_id)
            self._to_keep.discard(hook_id)
            self._forget(hook_id)

    def _forget(self, hook_id: str) -> None:
        del self._documents[hook_id]
        self._tabs.remove(hook_id)
        for topic in ("draft", "outside", "missing", "save"):
            self._notices.withdraw(f"{topic}:{hook_id}")
        self.files_changed.emit()
        self._tell_unsaved()

    def _teach(self, document: Document, hook: Hook) -> None:
        document.editor.set_context_keys(partial(_context_keys, hook))

    def workspace_changed(self) -> None:
        """Follow renamed and retyped hooks. One that was deleted here closes; one that went outside stays open."""
        present = {hook.id: hook for hook in self.session.workspace}
        for hook_id, document in list(self._documents.items()):
            hook = present.get(hook_id)
            if hook is None:
                self._miss(document)
                continue
            document.hook = hook
            if document.missing:
                document.missing = False
                self._notices.withdraw(f"missing:{hook_id}")
            self._tabs.set_title(hook_id, hook.name)
            path = self.session.code_path(hook)
            if path != document.path:
                document.path = path
                self._tabs.set_tooltip(hook_id, str(path))
                self._teach(document, hook)
                self.files_changed.emit()
                self._follow(document)
        self._tell_unsaved()

    def _follow(self, document: Document) -> None:
        """Show the code that came with another dialect, or with the undo of that; what was typed stays."""
        try:
            file = self.session.read_code(document.hook_id)
        except StudioError:
            return  # said by whatever needs it
        if not document.unsaved and file.fingerprint != document.fingerprint:
            document.editor.setText(file.text)
            self._settle(document, file.text, file.fingerprint, file.path)

    def _miss(self, document: Document) -> None:
        hook_id = document.hook_id
        if self.session.is_deleted(hook_id):
            self._keep(document)
            self._forget(hook_id)
            return
        if document.missing:
            return
        document.missing = True
        self._keep(document)
        self._notices.post(
            Notice(
                "warning",
                f"“{document.hook.name}” is gone from the workspace, or can't be read. Its text stays here.",
                choices=(
                    Choice("Make it a hook again", lambda: self.recover_requested.emit(document)),
                    Choice("Close it", lambda: self.close(hook_id)),
                ),
                stays=True,
                key=f"missing:{hook_id}",
            )
        )

    # -- save -----------------------------------------------------------------------------------

    def save(self, hook_id: str) -> bool:
        """Write the text to its file; a file that was changed outside is left, and the user chooses."""
        document = self._documents[hook_id]
        text = document.editor.text()
        try:
            file = self.session.save_code(hook_id, text, document.fingerprint)
        except ChangedOutside:
            self._ask_which(document)
            return False
        except StudioError as error:
            self._keep(document)
            self._notices.error(error, key=f"save:{hook_id}")
            return False
        self._settle(document, file.text, file.fingerprint, file.path)
        self.saved.emit(hook_id)
        return True

    def save_all(self) -> bool:
        """Save every hook with unsaved text, also after one of them failed; whether all were saved."""
        wanting = [hook_id for hook_id, document in self._documents.items() if document.unsaved]
        return sum(self.save(hook_id) for hook_id in wanting) == len(wanting)

    def _settle(self, document: Document, saved: str, fingerprint: Fingerprint | None, path: Path) -> None:
        document.saved, document.fingerprint, document.path, document.asked_about = saved, fingerprint, path, None
        document.editor.set_saved(None if document.editor.text() == saved else saved)
        self._to_keep.discard(document.hook_id)
        for topic in ("outside", "draft", "save"):
            self._notices.withdraw(f"{topic}:{document.hook_id}")
        if not document.unsaved:
            self._discard_draft(document.hook_id)
        self.files_changed.emit()
        self._tell_unsaved()

    # -- drafts ---------------------------------------------------------------------------------

    def _text_changed(self, hook_id: str) -> None:
        self._to_keep.add(hook_id)
        if not self._draft_timer.isActive():
            self._draft_timer.start()
        document = self._documents.get(hook_id)
        if document is not None and document.unsaved is not (hook_id in self._unsaved):
            self._tell_unsaved()

    def keep_drafts(self) -> None:
        """Write the unsaved text of every changed editor to its draft, now."""
        for hook_id in list(self._to_keep):
            document = self._documents.get(hook_id)
            if document is not None:
                self._keep(document)
        self._to_keep.clear()

    def _keep(self, document: Document) -> None:
        text = document.editor.text()
        if text == document.saved:
            self._discard_draft(document.hook_id)
            return
        try:
            self.session.drafts.keep(document.hook_id, text, document.fingerprint)
        except StudioError as error:
            self._notices.error(error)

    def _discard_draft(self, hook_id: str) -> None:
        try:
            self.session.drafts.discard(hook_id)
        except StudioError as error:
            self._notices.error(error)

    def _offer_draft(self, document: Document, hook: Hook) -> None:
        def use_file() -> None:
            document.editor.setText(document.saved)

        self._notices.post(
            Notice(
                "info",
                f"Unsaved text of “{hook.name}” was brought back.",
                choices=(Choice("Use the saved file", use_file), Choice("Keep it", lambda: None)),
                stays=True,
                key=f"draft:{document.hook_id}",
            )
        )

    def _tell_unsaved(self) -> None:
        unsaved = {hook_id for hook_id, document in self._documents.items() if document.unsaved}
        if self._session is not None:
            known = {hook.id for hook in self._session.workspace}
            unsaved |= {draft.hook_id for draft in self._session.drafts.all()} & known - self._documents.keys()
        for hook_id in self._documents:
            self._tabs.set_unsaved(hook_id, hook_id in unsaved)
        if unsaved != self._unsaved:
            self._unsaved = frozenset(unsaved)
            self.unsaved_changed.emit(self._unsaved)

    # -- changed outside ------------------------------------------------------------------------

    def check_files(self, *, tell: bool = True) -> None:
        """Look whether files of open hooks were changed outside: reload where nothing was typed, and *tell* it, else ask."""
        for document in list(self._documents.values()):
            try:
                file = self.session.read_code(document.hook_id)
            except StudioError:
                continue  # deleted or unreadable: the workspace's reload says so, the text stays here
            if file.fingerprint == document.fingerprint:
                continue
            if document.editor.text() == file.text:
                self._settle(document, file.text, file.fingerprint, file.path)
            elif not document.unsaved:
                document.editor.setText(file.text)
                self._settle(document, file.text, file.fingerprint, file.path)
                if tell:
                    self._notices.info(f"“{self._tabs.title(document.hook_id)}” was changed outside and read again.")
            elif file.fingerprint != document.asked_about:
                self._ask_which(document)

    def _ask_which(self, document: Document) -> None:
        try:
            theirs = self.session.read_code(document.hook_id)
        except StudioError as error:
            self._notices.error(error)
            return
        document.asked_about = theirs.fingerprint

        def keep_mine() -> None:
            document.saved, document.fingerprint, document.asked_about = theirs.text, theirs.fingerprint, None
            document.editor.set_saved(theirs.text)
            self._keep(document)
            self._notices.withdraw(f"outside:{document.hook_id}")
            self._tell_unsaved()

        def take_theirs() -> None:
            document.editor.setText(theirs.text)
            self._settle(document, theirs.text, theirs.fingerprint, theirs.path)

        def compare() -> None:
            from hookstudio.ui.dialogs.compare import CompareDialog

            window = self._tabs.window()
            name = self._tabs.title(document.hook_id)
            dialog = CompareDialog(name, document.editor.text(), theirs.text, self._tabs.theme, window)
            dialog.keep_mine.connect(keep_mine)
            dialog.take_theirs.connect(take_theirs)
            dialog.rejected.connect(ask)
            dialog.open()

        def ask() -> None:
            self._notices.post(
                Notice(
                    "warning",
                    f"“{self._tabs.title(document.hook_id)}” was changed outside while you typed. Your text is kept.",
                    choices=(Choice("Keep mine", keep_mine), Choice("Take theirs", take_theirs), Choice("Compare", compare)),
                    stays=True,
                    key=f"outside:{document.hook_id}",
                )
            )

        ask()


def _context_keys(hook: Hook) -> Mapping[str, KeyInfo]:
    from hookstudio.studio.completions import context_keys

    return context_keys(hook.type, hook.dialect)
