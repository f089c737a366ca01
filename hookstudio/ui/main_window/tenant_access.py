"""What opens a tenant, found or asked for, before anything is asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import refuse_another, tenant_address
from hookstudio.storage.secrets import KeychainFailed
from hookstudio.studio.tenants import Tenants, lent_to_a_stranger
from hookstudio.ui.dialogs.tenant_work import lending_words
from hookstudio.ui.jobs import Job
from hookstudio.ui.notices import Choice, Notice

if TYPE_CHECKING:
    from hookstudio.remote.client import TenantClient
    from hookstudio.ui.dialogs.tenant_secret import SecretDialog
    from hookstudio.ui.main_window.main_window import MainWindow

KEY: Final = "tenant-secret"
Go = Callable[[TenantSettings], object]


@dataclass(frozen=True, slots=True)
class _Found:
    settings: TenantSettings
    credentials: Credentials | None
    keychain: bool
    why: str = ""


class TenantAccess(QObject):
    """For the tenants of one session. What is typed is held in memory, or in the keychain where the user wants that.

    `missing` tells whether a secret is being asked for, of the tenant with that name.
    """

    missing = Signal(str, bool)

    def __init__(self, tenants: Tenants, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self.tenants = window, tenants
        self._session = window.session
        self._lent: set[str] = set()
        self._asking: SecretDialog | None = None
        self._go: Go = lambda _settings: None

    def ask(self, name: str, go: Go, *, anew: str = "") -> None:
        """Call *go* once there is something that opens the tenant, found or typed. *anew*: why what is known does not do, a sentence."""
        self._window.notices.withdraw(KEY)
        job = Job(lambda _progress: self._find(name, anew), self)
        job.succeeded.connect(lambda found: self._look(found, go))
        job.failed.connect(lambda error: self._window.notices.error(error, key=KEY))
        job.start()

    def client(self, name: str, cancelled: Callable[[], bool], *, tenant: str = "") -> TenantClient:
        """A client of the tenant as its file says now, in whatever thread; *tenant*: which one it has to be, and for which client.

        Raises StudioError where somebody has to be asked first, AnotherTenant where the file names another one.
        """
        settings = self.tenants.find(name)
        if tenant:
            refuse_another(settings, tenant)
        credentials = self.tenants.needed_credentials(settings)
        if lent_to_a_stranger(settings, credentials, trusted=self.trusts(settings)):
            raise StudioError(lending_words(settings), hint="Compare again from the main window, which asks you.")
        return self.tenants.client(settings, credentials, cancelled)

    def trusts(self, settings: TenantSettings) -> bool:
        """Whether a tenant may have the environment's secret unasked."""
        return (self._session is not None and self._session.trusted) or tenant_address(settings.url).origin in self._lent

    def lend(self, settings: TenantSettings) -> None:
        """The user said that this tenant's address may have it, for as long as the program runs."""
        self._lent.add(tenant_address(settings.url).origin)

    def _find(self, name: str, anew: str) -> _Found:
        settings, keychain, credentials, why = self.tenants.find(name), False, None, anew
        try:
            credentials = None if anew else self.tenants.credentials(settings)
            keychain = self.tenants.secrets.can_keep
        except KeychainFailed as error:
            why = error.message
        return _Found(settings, credentials, keychain, why)

    def _look(self, found: _Found, go: Go) -> None:
        window, settings = self._window, found.settings
        if window.session is not self._session:
            return
        if found.credentials is None:
            self._ask_for_secret(found, go)
        elif lent_to_a_stranger(settings, found.credentials, trusted=self.trusts(settings)):
            choices = (
                Choice("Send it", lambda: self._send(settings, go)),
                Choice("Type another…", lambda: self._ask_for_secret(found, go)),
                Choice("Cancel", lambda: None),
            )
            window.notices.post(Notice("warning", lending_words(settings), choices=choices, stays=True, key=KEY))
        else:
            go(settings)

    def _send(self, settings: TenantSettings, go: Go) -> None:
        self.lend(settings)
        go(settings)

    def _ask_for_secret(self, found: _Found, go: Go) -> None:
        from hookstudio.ui.dialogs.tenant_secret import SecretDialog

        settings, window = found.settings, self._window
        self._go = go
        if self._asking is not None:  # what was wanted last is done once the one question is answered
            self._asking.raise_()
            self._asking.activateWindow()
            return
        self.missing.emit(settings.name, True)
        dialog = self._asking = SecretDialog(settings, window.themes.current, window, keychain=found.keychain, why=found.why)
        dialog.given.connect(lambda credentials, keep: self._take(settings, credentials, keep=keep))
        dialog.finished.connect(self._asked)
        dialog.open()

    def close(self) -> None:
        """The workspace is left: nothing is asked for any more."""
        if self._asking is not None:
            self._asking.reject()

    def _asked(self) -> None:
        self._asking = None

    def _take(self, settings: TenantSettings, credentials: Credentials, *, keep: bool) -> None:
        if self._window.session is not self._session:
            return
        self.tenants.hold(settings, credentials)
        self.missing.emit(settings.name, False)
        if keep:
            job = Job(lambda _progress: self.tenants.keep(settings, credentials), self)
            job.failed.connect(lambda error: self._window.notices.error(error, key=KEY))
            job.start()
        self._go(settings)
