"""Sees files of the workspace change by somebody else's hand: another window, an editor, git."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from hookstudio.model.errors import StudioError
from hookstudio.studio.session import Look, Session
from hookstudio.ui.jobs import Job
from hookstudio.ui.main_window.documents import Documents
from hookstudio.ui.notices import Notices

QUIET_MS = 200


class FolderEvents(QObject):
    """`changed` comes once things have been quiet for a moment after a change to a watched file or folder."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher: QFileSystemWatcher | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self.changed)

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch these files and folders, and no others; those that are not there are left out. None at all frees the watcher."""
        wanted = {str(path) for path in paths if path.exists()}
        if not wanted:
            if self._watcher is not None:
                self._watcher.deleteLater()
            self._watcher = None
            return
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._timer.start)
            self._watcher.directoryChanged.connect(self._timer.start)
        watched = self.watched()
        if gone := watched - wanted:
            self._watcher.removePaths(sorted(gone))
        if new := wanted - watched:
            self._watcher.addPaths(sorted(new))

    def watched(self) -> frozenset[str]:
        """What is watched now."""
        watcher = self._watcher
        return frozenset() if watcher is None else frozenset([*watcher.files(), *watcher.directories()])


class OutsideWatch(QObject):
    """Reads the folder again, in the background, whenever something in it changes, and brings the window in line."""

    looked = Signal()

    def __init__(self, documents: Documents, notices: Notices, parent: QObject) -> None:
        super().__init__(parent)
        self._documents, self._notices = documents, notices
        self._session: Session | None = None
        self._events = FolderEvents(self)
        self._events.changed.connect(self.look)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.follow)
        documents.files_changed.connect(self._soon.start)  # once for all the tabs that close together

    def set_session(self, session: Session | None) -> None:
        """Watch another workspace, from the next turn of the event loop on."""
        self._session = session
        self._soon.start()

    def follow(self) -> None:
        """Watch what belongs to the workspace and the open hooks as they are now."""
        if self._session is None:
            self._events.watch([])
            return
        files = self._documents.paths()
        self._events.watch([*self._session.watched_paths(), *files, *(path.parent for path in files)])

    def watched(self) -> frozenset[str]:
        """The files and folders that are watched now."""
        return self._events.watched()

    def look(self) -> None:
        """Something may have changed: look at the open files, and at the folder."""
        session = self._session
        if session is None:
            return
        job = Job(lambda _progress: session.look(), self)
        job.succeeded.connect(lambda look: self._adopt(session, look))
        job.failed.connect(self._fail)
        job.start()

    def _adopt(self, session: Session, look: Look) -> None:
        if session is self._session:
            for text in session.adopt(look):
                self._notices.info(text)
            self._documents.check_files()
            self._notices.withdraw("folder")
            self.follow()
            self.looked.emit()

    def _fail(self, error: StudioError) -> None:
        self._notices.error(error, key="folder")
