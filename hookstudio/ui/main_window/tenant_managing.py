"""The dialog of the tenants, and the test of a connection, as the window has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice, Notice

if TYPE_CHECKING:
    from hookstudio.model.errors import StudioError
    from hookstudio.model.progress import Progress
    from hookstudio.model.tenant import TenantSettings
    from hookstudio.remote.client import TenantClient
    from hookstudio.remote.report import ConnectionReport
    from hookstudio.studio.tenants import Removed
    from hookstudio.ui.main_window.main_window import MainWindow
    from hookstudio.ui.main_window.tenant_control import TenantControl

KEY: Final = "tenant"


class TenantManaging(QObject):
    """What is found and done is told as a notice."""

    def __init__(self, control: TenantControl, window: MainWindow) -> None:
        super().__init__(control)
        self._control, self._window = control, window

    def show(self, *, adding: bool = False) -> None:
        """Show the tenants of the workspace; *adding*: begin with a new one."""
        from hookstudio.ui.dialogs.tenants import TenantsDialog

        if self._window.session is None:
            return
        control, access = self._control, self._control.access
        dialog = TenantsDialog(
            access.tenants,
            self._window.themes.current,
            self._window,
            trusted=access.trusts,
            lend=access.lend,
            in_use=control.syncing.is_open,
            chosen=control.current,
            adding=adding,
        )
        dialog.stored.connect(control.stored)
        dialog.removed.connect(control.forget)
        dialog.finished.connect(lambda _result: self._offer_to_put_back(dialog.pending))
        dialog.open()

    def test(self) -> None:
        """Test the connection to the current tenant."""
        control, name = self._control, self._control.current
        if name:
            control.access.ask(name, self._test, anew=control.refused(name))

    def _test(self, settings: TenantSettings) -> None:
        notices, access, name = self._window.notices, self._control.access, settings.name
        made: list[TenantClient] = []

        def work(progress: Progress) -> ConnectionReport:
            with access.client(name, lambda: progress.cancelled) as client:
                made.append(client)
                return client.test()

        job = Job(work, access)

        def cancel() -> None:
            job.cancel()
            for client in made:
                client.close()

        text = f"Testing the connection to “{name}”…"
        notices.post(Notice("info", text, choices=(Choice("Cancel", cancel),), stays=True, key=KEY))
        job.succeeded.connect(lambda report: self._tell(name, report))
        job.failed.connect(lambda error: None if job.cancelled else self._fail(error))
        job.start()

    def _tell(self, name: str, report: ConnectionReport) -> None:
        text = " ".join(line for line in (report.message, report.hint, *report.notes) if line)
        self._window.notices.post(Notice("ok" if report.ok else "error", text, report.details, stays=not report.ok, key=KEY))
        problem = "" if report.ok else f"{report.message} {report.hint}".strip()
        self._control.stand(name, problem=problem, kind=report.kind, secret=False)

    def _fail(self, error: StudioError) -> None:
        self._window.notices.error(error, key=KEY)

    def _offer_to_put_back(self, removed: Removed | None) -> None:
        if removed is None or self._window.session is None:
            return
        tenants, session = self._control.access.tenants, self._window.session

        def back() -> None:
            if self._window.session is session:
                self._control.stored(removed.name)

        def put_back() -> None:
            job = Job(lambda _progress: tenants.put_back(removed), self)
            job.succeeded.connect(lambda _nothing: back())
            job.failed.connect(self._fail)
            job.start()

        self._window.notices.info(f"The tenant “{removed.name}” was removed from the workspace.", Choice("Undo", put_back), key=KEY)
