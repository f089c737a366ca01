"""Hooks leave the workspace, as a bundle or as a folder of plain files: asks where to, writes in the background, tells what became."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook, slugify
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice, Notice

if TYPE_CHECKING:
    from hookstudio.model.bundle import Exported
    from hookstudio.studio.session import Session
    from hookstudio.ui.main_window.main_window import MainWindow

KEY: Final = "export"
BUNDLE: Final = "Bundle (*.hookbundle)"
PLAIN: Final = "Folder of plain code files (*)"
TOLD_AFTER_MS: Final = 300
_ENDING: Final = ".hookbundle"
_IN_A_BUNDLE: Final = (
    "The code and the saved contexts of these hooks are in it as they are: look at them before you give it away. "
    "Tenants, node_modules and the passwords of registries are not."
)
_IN_A_FOLDER: Final = "Only the code of these hooks is in it, and their order: look at it before you give it away."


class Exporting(QObject):
    """Each export begins with a file dialog and ends in one notice."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._folder = Path.home()
        window.hook_list.export_requested.connect(self.ask)

    def ask_all(self, *, plain: bool = False) -> None:
        """Ask where all hooks of the workspace are to go."""
        session = self._window.session
        if session is not None:
            self.ask([hook.id for hook in session.workspace], plain=plain)

    def ask_chosen(self) -> None:
        """The same for the hooks that are selected in the list, else for the one in the editor."""
        document = self._window.documents.current()
        ids = [hook.id for hook in self._window.hook_list.chosen_hooks()]
        self.ask(ids or ([document.hook_id] if document is not None else []))

    def ask(self, hook_ids: Sequence[str], *, plain: bool = False) -> None:
        """Ask where these hooks are to go; nothing happens if the user cancels."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QFileDialog

        session = self._window.session
        if session is None:
            return
        wanted = set(hook_ids)
        hooks = [hook for hook in session.workspace if hook.id in wanted]
        if not hooks:
            self._window.notices.info("There is no hook to export: select one in the list, or create one first.")
            return
        name = _proposed(session, hooks)
        title = f"Export “{hooks[0].name}”" if len(hooks) == 1 else f"Export {len(hooks)} hooks"
        dialog = QFileDialog(self._window, title, str(self._folder / (name if plain else name + _ENDING)))
        dialog.setObjectName("exportDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([BUNDLE, PLAIN])
        dialog.selectNameFilter(PLAIN if plain else BUNDLE)
        dialog.setDefaultSuffix("" if plain else _ENDING[1:])
        dialog.filterSelected.connect(lambda chosen: _follow(dialog, chosen))
        ids = None if len(hooks) == sum(1 for _ in session.workspace) else [hook.id for hook in hooks]
        dialog.fileSelected.connect(lambda chosen: self.export(Path(chosen), ids, plain=dialog.selectedNameFilter() == PLAIN))
        dialog.open()

    def export(self, path: Path, hook_ids: Sequence[str] | None, *, plain: bool = False) -> Job | None:
        """Write these hooks, None for all, to *path* in the background."""
        session = self._window.session
        if session is None:
            return None
        if plain and path.suffix == _ENDING:
            path = path.with_suffix("")
        self._folder = path.parent
        job = Job(lambda progress: _write(session, path, hook_ids, progress, plain=plain), self)
        unsaved = self._unsaved(session, hook_ids)
        job.succeeded.connect(lambda done: self._tell(done, unsaved, plain=plain))
        job.failed.connect(self._fail)
        self._show_progress(job, f"Exporting to {path.name}…")
        return job.start()

    def _show_progress(self, job: Job, text: str) -> None:
        """A notice with a line for how far it is and a way to give up, if it takes longer than a moment."""
        notices = self._window.notices
        later = QTimer(job, singleShot=True, interval=TOLD_AFTER_MS)
        later.timeout.connect(lambda: notices.post(Notice("info", text, choices=(Choice("Cancel", job.cancel),), stays=True, key=KEY)))
        job.progressed.connect(lambda done, total, _note: notices.progress(KEY, done, total, text))
        job.ended.connect(later.stop)
        later.start()

    def _unsaved(self, session: Session, hook_ids: Sequence[str] | None) -> list[str]:
        """A sentence if what is typed and not saved is not part of it."""
        unsaved = self._window.documents.unsaved
        names = [f"“{hook.name}”" for hook in session.workspace if hook.id in unsaved and (hook_ids is None or hook.id in hook_ids)]
        return [f"Unsaved text is not in it: {', '.join(names)}."] if names else []

    def _tell(self, done: Exported, unsaved: Sequence[str], *, plain: bool) -> None:
        count = len(done.hooks)
        what = f"“{done.hooks[0].name}” was" if count == 1 else f"{count} hooks were"
        left = [*unsaved, *done.notes]
        text = " ".join([f"{what} exported to {done.path}.", *left[:1], *([f"And {len(left) - 1} more notes."] if len(left) > 1 else [])])
        details = "\n".join([_IN_A_FOLDER if plain else _IN_A_BUNDLE, *left])
        show = Choice("Show in folder", lambda: show_in_folder(done.path if plain else done.path.parent))
        self._window.notices.post(Notice("warning" if left else "ok", text, details, (show,), stays=bool(left), key=KEY))

    def _fail(self, error: StudioError) -> None:
        if isinstance(error, Cancelled):
            self._window.notices.post(Notice("info", "The export was cancelled. Nothing was written.", key=KEY))
        else:
            self._window.notices.error(error, key=KEY)


def show_in_folder(folder: Path) -> None:
    """Open *folder* in the system's file manager."""
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _write(session: Session, path: Path, hook_ids: Sequence[str] | None, progress: Progress, *, plain: bool) -> Exported:
    write: Callable[..., Exported]
    if plain:
        from hookstudio.studio.plain_files import export_files as write
    else:
        from hookstudio.studio.bundles import export as write
    return write(session, path, hook_ids, progress)


def _proposed(session: Session, hooks: Sequence[Hook]) -> str:
    """What the file could be called: the hook, the type if it is the whole of one, else the workspace."""
    if len(hooks) == 1:
        return hooks[0].slug
    kinds = {hook.type for hook in hooks}
    workspace = slugify(session.workspace.name)
    if len(kinds) == 1 and len(hooks) == len(session.workspace.of_type(hooks[0].type)):
        return f"{workspace}-{hooks[0].type}"
    return workspace if len(hooks) == sum(1 for _ in session.workspace) else f"{workspace}-{len(hooks)}-hooks"


def _follow(dialog: QFileDialog, chosen: str) -> None:
    """Another kind of file was chosen in the dialog: its name ends as that kind does."""
    plain = chosen == PLAIN
    dialog.setDefaultSuffix("" if plain else _ENDING[1:])
    for name in dialog.selectedFiles()[:1]:
        path = Path(name)
        if plain and path.suffix == _ENDING:
            dialog.selectFile(path.stem)
        elif not plain and not path.suffix:
            dialog.selectFile(path.name + _ENDING)


if TYPE_CHECKING:
    from PySide6.QtWidgets import QFileDialog
