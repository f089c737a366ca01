"""Opens, makes and remembers workspaces; reading one happens off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hookstudio.model.hook import slugify
from hookstudio.storage.folders import Folders
from hookstudio.storage.recent import RecentWorkspaces
from hookstudio.studio.session import Session
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Notices


class Workspaces(QObject):
    """The ways to get a workspace; each ends in `opened` with a Session, or in a notice."""

    opened = Signal(object)
    recent_changed = Signal()
    busy_changed = Signal(bool)

    def __init__(self, folders: Folders, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._folders, self._notices, self._window = folders, notices, window
        self._recent = RecentWorkspaces(folders)

    def recent(self) -> list[Path]:
        """The workspaces opened last, newest first, that are still there."""
        return list(self._recent.all())

    def remember(self, root: Path) -> None:
        """Put *root* first among the recent workspaces, in the background."""
        job = Job(lambda _progress: self._recent.add(root), self)
        job.succeeded.connect(self.recent_changed)
        job.failed.connect(self._notices.error)
        job.start()

    def open(self, root: Path) -> None:
        """Read the workspace in *root*, in the background."""
        self._read(lambda: Session.open(root, self._folders))

    def choose_folder(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._window, "Open a workspace", str(self._folders.workspaces))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda folder: self.open(Path(folder)))
        dialog.open()

    def ask_new(self) -> None:
        from hookstudio.ui.dialogs.new_workspace import NewWorkspaceDialog

        dialog = NewWorkspaceDialog(self._folders.workspaces, self._window)
        dialog.chosen.connect(self.create)
        dialog.open()

    def create(self, root: Path, name: str) -> None:
        self._read(lambda: Session.create(root, name, self._folders))

    def open_sample(self) -> None:
        """Open the copy of the sample in the user's own folder, making it at first."""
        from hookstudio.studio.sample import create_sample

        root = self._folders.workspaces / slugify("sample hooks")

        def read() -> Session:
            if not (root / "hookstudio.toml").exists():
                create_sample(root, self._folders)
            return Session.open(root, self._folders)

        self._read(read)

    def _read(self, read: Callable[[], Session]) -> None:
        self.busy_changed.emit(True)
        job = Job(lambda _progress: read(), self)
        job.succeeded.connect(self.opened)
        job.failed.connect(self._notices.error)
        job.ended.connect(lambda: self.busy_changed.emit(False))
        job.start()
