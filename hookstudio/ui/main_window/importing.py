"""Hooks come into the workspace: from a dialog, by dropping files on the window, or named when the program was started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer

from hookstudio.storage.manifest import MANIFEST_FILE
from hookstudio.ui.main_window.dropping import CODE_ENDINGS, ENDINGS, Dropping
from hookstudio.ui.notices import Choice, Notice

if TYPE_CHECKING:
    from hookstudio.model import bundle
    from hookstudio.model.progress import Progress
    from hookstudio.studio.session import Session
    from hookstudio.ui.main_window.main_window import MainWindow

KEY: Final = "import"
DISTRUST: Final = "distrusted"
FILES: Final = f"Bundles and code files ({' '.join(f'*{ending}' for ending in ENDINGS)})"
ANY: Final = "All files (*)"
_DISTRUSTED: Final = (
    "This workspace now holds code from outside, so it is no longer trusted: its hooks have no network. Read the code, then trust it "
    "again, here or in the File menu."
)
_UNTRUSTED: Final = (
    "In a workspace that is not trusted hooks run protected or after a question, without the network; modules are installed from the "
    "registry of your settings, whatever the workspace names, and are not loaded before a run."
)


class Importing(QObject):
    """Each import goes through the dialog that shows what is inside; without a workspace it waits for one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: tuple[Path, ...] = ()
        self._folder = Path.home()
        self.dropping = Dropping(window, self.ask)
        window.workspaces.opened.connect(lambda _session: QTimer.singleShot(0, self, self._go_on))

    def choose_file(self) -> None:
        """Ask for a bundle or for code files."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, "Import hooks", str(self._folder))
        dialog.setObjectName("importFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([FILES, ANY])
        dialog.filesSelected.connect(lambda chosen: self.ask([Path(name) for name in chosen]))
        dialog.open()

    def choose_folder(self) -> None:
        """Ask for a folder of code files, or one that auth0-deploy-cli wrote."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, "Import a folder of code files, or an Auth0 export", str(self._folder))
        dialog.setObjectName("importFolderDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self.ask([Path(chosen)]))
        dialog.open()

    def ask(self, paths: Sequence[Path]) -> None:
        """Show what is inside and ask what to do with it: one bundle or folder, or some code files."""
        from hookstudio.ui.dialogs.import_hooks import ImportDialog

        window, session = self._window, self._window.session
        if not paths:
            return
        if len(paths) > 1 and any(path.suffix.lower() not in CODE_ENDINGS for path in paths):
            window.notices.info("Import one bundle or one folder at a time, or some code files at once.", key=KEY)
            return
        if (paths[0] / MANIFEST_FILE).is_file():
            opening = Choice("Open it", lambda: window.workspaces.open(paths[0]))
            window.notices.post(Notice("info", f"“{paths[0].name}” is a workspace.", choices=(opening,), key=KEY))
            return
        what = f"“{paths[0].name}”" if len(paths) == 1 else f"{len(paths)} code files"
        if session is None:
            self._wait(paths, what)
            return
        self._folder = paths[0].parent
        window.notices.withdraw(KEY)
        dialog = ImportDialog(
            what,
            lambda kind, progress: _look(session, paths, kind, progress),
            lambda shown, choices: _apply(session, shown, choices),
            window.themes.current,
            window,
        )
        dialog.imported.connect(lambda result: self._tell(what, result))
        dialog.open()

    def _wait(self, paths: Sequence[Path], what: str) -> None:
        """Ask for the workspace that it is to be imported into."""
        self._waiting = tuple(paths)
        actions = self._window.actions_by_id
        choices = (
            Choice("New workspace…", actions["workspace.new"].trigger),
            Choice("Open folder…", actions["workspace.open"].trigger),
        )
        text = f"Which workspace is {what} for? Open or make one; then you see what is inside before anything is written."
        self._window.notices.post(Notice("info", text, choices=choices, stays=True, key=KEY))

    def _go_on(self) -> None:
        waiting, self._waiting = self._waiting, ()
        self.ask(waiting)

    def _tell(self, what: str, result: bundle.ImportResult) -> None:
        """Bring the window in line with what came in, and say what became of each hook and of the trust."""
        from hookstudio.ui.dialogs.import_words import told

        window = self._window
        window.documents.check_files(tell=False)
        came = next((each.now for each in result.hooks if each.now and each.action not in ("equal", "skip")), "")
        hook = next((hook for hook in window.session.workspace if hook.key == came), None) if window.session else None
        if hook is not None:
            window.documents.open(hook.id)
            window.hook_list.select(hook.id)
        window.protection.show()
        window.run_control.prepare()
        window.slots.refresh()
        text = " ".join([f"{what} {'were' if what.endswith('files') else 'was'} imported: {told(result)}.", *result.notes])
        window.notices.post(Notice("ok", text, choices=(Choice("Undo", window.hook_actions.undo),), key="undo"))
        if result.distrusted:
            trust = Choice("Trust this workspace", window.protection.trust)
            window.notices.post(Notice("warning", _DISTRUSTED, _UNTRUSTED, (trust,), stays=True, key=DISTRUST))


def _look(session: Session, paths: Sequence[Path], kind: str | None, progress: Progress) -> bundle.BundlePreview:
    from hookstudio.studio import bundles

    if len(paths) > 1:
        return bundles.preview_files(session, paths, kind, progress)
    return bundles.preview(session, paths[0], kind, progress)


def _apply(session: Session, shown: bundle.BundlePreview, choices: Mapping[str, bundle.Choice]) -> bundle.ImportResult:
    from hookstudio.studio import bundles

    return bundles.apply(session, shown, choices)
