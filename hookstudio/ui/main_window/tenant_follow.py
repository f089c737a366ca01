"""Lets what is known of a tenant follow the changes made here: compared with what the tenant was last seen to have, on a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from hookstudio.ui.jobs import Job

if TYPE_CHECKING:
    from hookstudio.model.tenant import RemoteHook, TenantSettings
    from hookstudio.studio.session import Session
    from hookstudio.studio.sync_follow import Tally

QUIET_MS: Final = 400


class TenantFollow(QObject):
    """`counted` carries the name of a tenant and a Tally. The tenant itself is never asked."""

    counted = Signal(str, object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._seen: dict[str, tuple[RemoteHook, ...]] = {}
        self._job: Job | None = None
        self._again = False
        self._name = ""
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._timer.timeout.connect(self._count)

    def see(self, name: str, remote: tuple[RemoteHook, ...]) -> None:
        """The tenant has these hooks."""
        self._seen[name] = remote

    def forget(self, name: str) -> None:
        """What the tenant had says nothing any more."""
        self._seen.pop(name, None)

    def changed(self, name: str) -> None:
        """Something changed here: count anew for the tenant *name*, once things are quiet, if it was ever seen."""
        if name in self._seen:
            self._name = name
            self._timer.start()

    def stop(self) -> None:
        self._seen.clear()
        self._timer.stop()

    def _count(self) -> None:
        if self._job is not None:
            self._again = True
            return
        name, session = self._name, self._session
        remote = self._seen.get(name)
        if remote is None:
            return
        job = self._job = Job(lambda _progress: _counted(session, name, remote), self)
        job.succeeded.connect(lambda tally: self.counted.emit(name, tally) if self._seen.get(name) is remote else None)
        job.ended.connect(self._ended)  # one that fails leaves what is known as it is: the next comparison says why
        job.start()

    def _ended(self) -> None:
        self._job = None
        if self._again:
            self._again = False
            self._timer.start()


def _counted(session: Session, name: str, remote: tuple[RemoteHook, ...]) -> Tally:
    from hookstudio.studio.sync_follow import follow

    return follow(session, _settings(session, name), remote)


def _settings(session: Session, name: str) -> TenantSettings:
    from hookstudio.storage.tenant_files import TenantFiles

    return TenantFiles(session.edits.folder.local).read(name, codes=False).settings
