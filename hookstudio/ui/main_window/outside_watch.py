"""Notices that files of the workspace were changed by somebody else: another window, an editor, git."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

QUIET_MS = 200


class OutsideWatch(QObject):
    """`changed` comes once things have been quiet for a moment after a change to a watched file or folder."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watcher = QFileSystemWatcher(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(QUIET_MS)
        self._timer.timeout.connect(self.changed)
        self._watcher.fileChanged.connect(self._timer.start)
        self._watcher.directoryChanged.connect(self._timer.start)

    def watch(self, paths: Sequence[Path]) -> None:
        """Watch these files and folders, and no others; those that are not there are left out."""
        wanted = {str(path) for path in paths if path.exists()}
        watched = set(self._watcher.files()) | set(self._watcher.directories())
        if gone := watched - wanted:
            self._watcher.removePaths(sorted(gone))
        if new := wanted - watched:
            self._watcher.addPaths(sorted(new))
