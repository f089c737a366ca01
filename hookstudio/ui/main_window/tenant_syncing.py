"""Opens the window in which a tenant is compared, pulled from and pushed to: one for each tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hookstudio.model.tenant_address import asked_as, tenant_address
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice, Notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from hookstudio.model.errors import StudioError
    from hookstudio.model.sync import SyncResult
    from hookstudio.model.tenant import TenantSettings
    from hookstudio.studio.session import Session
    from hookstudio.studio.sync import Sync
    from hookstudio.studio.sync_follow import Tally
    from hookstudio.ui.main_window.main_window import MainWindow
    from hookstudio.ui.main_window.tenant_control import TenantControl
    from hookstudio.ui.sync_window.sync_window import SyncWindow


class TenantSyncing(QObject):
    """What the commands do with the current tenant. It is asked nothing before there is something that opens it."""

    def __init__(self, control: TenantControl, window: MainWindow) -> None:
        super().__init__(control)
        self._control, self._window = control, window
        self._windows: dict[str, SyncWindow] = {}
        self._tenants: dict[str, str] = {}  # which tenant each window is about, by its name

    def compare(self) -> None:
        """Compare with the current tenant in its window; without a tenant, connect one."""
        if self._control.current:
            self._open(lambda shown: shown.compare())
        else:
            self._control.managing.show(adding=True)

    def pull(self) -> None:
        self._open(lambda shown: shown.show_pull())

    def push(self) -> None:
        self._open(lambda shown: shown.show_push())

    def resume(self) -> None:
        self._open(lambda shown: shown.show_resume())

    def restore(self) -> None:
        self._open(lambda shown: shown.show_restore())

    def take_back(self) -> None:
        """The last pull from the current tenant, which is asked nothing for it: no secret is needed."""
        name = self._control.current
        if name:
            tenants = self._control.access.tenants
            job = Job(lambda _progress: tenants.find(name), self)
            job.succeeded.connect(lambda settings: self._show(settings, lambda shown: shown.show_back()))
            job.failed.connect(self._window.notices.error)
            job.start()

    def look_at(self, name: str, here: Tally) -> None:
        """Hooks here may have changed since a tenant was compared in its window."""
        if name in self._windows:
            self._windows[name].look_at(here)

    def is_open(self, name: str) -> bool:
        """Whether the window of a tenant is open."""
        return name in self._windows

    def close(self) -> None:
        """Close all of them. A push that is under way is broken off, and can be gone on with."""
        for shown in tuple(self._windows.values()):
            shown.leave()
        self._windows.clear()

    def _open(self, then: Callable[[SyncWindow], object]) -> None:
        """Have *then* done in the window of the current tenant."""
        control, name = self._control, self._control.current
        if name:
            control.access.ask(name, lambda settings: self._show(settings, then), anew=control.refused(name))

    def _show(self, settings: TenantSettings, then: Callable[[SyncWindow], object]) -> None:
        shown = self._windows.get(settings.name)
        session = self._window.session
        if session is None:
            return
        if shown is not None and not shown.busy and self._tenants[settings.name] != asked_as(settings):
            shown.leave()  # what it shows is of another tenant, which the name stood for
            shown = None
        if shown is None:
            shown = self._windows[settings.name] = self._make(settings, session)
        shown.show()
        shown.raise_()
        shown.activateWindow()
        then(shown)

    def _make(self, settings: TenantSettings, session: Session) -> SyncWindow:
        from hookstudio.studio.sync import Sync
        from hookstudio.ui.sync_window.sync_window import SyncWindow

        window, control, access, name = self._window, self._control, self._control.access, settings.name

        tenant = self._tenants[name] = asked_as(settings)

        def sync(cancelled: Callable[[], bool]) -> Sync:
            return Sync(session, access.client(name, cancelled, tenant=tenant))

        shown = SyncWindow(
            name,
            tenant_address(settings.url).host,
            sync,
            session,
            window.runner,
            window.themes.current,
            window,
            unsaved=lambda: len(window.documents.unsaved),
            save_all=window.documents.save_all,
            ask_secret=lambda: access.ask(name, lambda settings: self._show(settings, SyncWindow.compare), anew=control.refused(name)),
        )
        shown.status_known.connect(lambda status: control.know(name, status))
        shown.failed.connect(lambda error: self._failed(name, error))
        shown.busy_changed.connect(lambda task: self._busy(name, task))
        shown.pulled.connect(lambda result: self._pulled(name, result))
        shown.taken_back.connect(lambda result: self._taken_back(name, result))
        window.themes.changed.connect(shown.apply_theme)
        shown.destroyed.connect(lambda: self._gone(session, name, shown))
        return shown

    def _gone(self, session: Session, name: str, shown: SyncWindow) -> None:
        if session is self._window.session and self._windows.get(name) is shown:
            del self._windows[name]
            self._busy(name, "")

    def _busy(self, name: str, task: str) -> None:
        self._control.stand(name, busy=task)
        if not task:
            self._control.look()

    def _failed(self, name: str, error: StudioError) -> None:
        from hookstudio.model.errors import AnotherTenant, ChangedOutside
        from hookstudio.model.progress import Cancelled
        from hookstudio.storage.secrets import SecretMissing
        from hookstudio.storage.sync_folder import UnderWay

        if isinstance(error, SecretMissing):
            self._control.stand(name, secret=True)
        elif isinstance(error, AnotherTenant):
            self._control.forget(name)
        elif not isinstance(error, Cancelled | ChangedOutside | UnderWay):
            self._control.stand(name, problem=f"{error.message} {error.hint}".strip(), kind=getattr(error, "kind", ""))

    def _pulled(self, name: str, result: SyncResult) -> None:
        self._hooks_changed(f"Pulled from “{name}”", result)

    def _taken_back(self, name: str, result: SyncResult) -> None:
        self._hooks_changed(f"The pull from “{name}” was taken back", result)

    def _hooks_changed(self, what: str, result: SyncResult) -> None:
        """Bring the window in line with what came or went, and offer to take that back."""
        window = self._window
        self._control.files_changed()
        window.protection.show()
        window.run_control.prepare()
        if result.applied:
            count = "1 change" if result.applied == 1 else f"{result.applied:,} changes"
            undo = Choice("Undo", window.hook_actions.undo)
            window.notices.post(Notice("ok", f"{what}: {count}.", choices=(undo,), key="undo"))
