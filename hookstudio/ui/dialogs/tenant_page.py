"""One tenant in the dialog: its fields or what is wrong with its file, the test of the connection, and what that found."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.tenant_address import tenant_address
from hookstudio.ui.dialogs import tenant_work
from hookstudio.ui.dialogs.tenant_form import TenantForm
from hookstudio.ui.dialogs.tenant_report import TenantReport
from hookstudio.ui.dialogs.tenant_work import Lent
from hookstudio.ui.jobs import Job
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from hookstudio.remote.client import TenantClient
    from hookstudio.remote.report import ConnectionReport
    from hookstudio.studio.tenants import Tenants

_REPAIR = "Repair the file, for example by finishing the merge, or remove the tenant: that can be taken back."
_CANCELLED = "The test was cancelled."


class TenantPage(QWidget):
    """`testing_changed` comes when a test begins or ends, `lend_asked` when it has to be asked first whether a secret may be sent."""

    save_asked = Signal()
    testing_changed = Signal(bool)
    lend_asked = Signal(str)

    def __init__(self, tenants: Tenants, theme: Theme, trusted: Callable[[TenantSettings], bool], parent: QWidget | None = None) -> None:
        """*trusted*: whether a tenant may have the environment's secret unasked."""
        super().__init__(parent)
        self._tenants, self._trusted = tenants, trusted
        self._job: Job | None = None
        self._client: TenantClient | None = None
        self.form, self.unread, self.report = TenantForm(theme), EmptyState("", "", "warning"), TenantReport(theme)
        self.form.setContentsMargins(0, 0, 12, 0)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setAccessibleName("The tenant")
        scrolled.setWidget(self.form)
        self.pages = QStackedWidget()
        for page in (scrolled, self.unread):
            self.pages.addWidget(page)
        self.test_button, self.save_button = QPushButton("Test connection"), QPushButton("Save")
        for button, name in ((self.test_button, "tenantTest"), (self.save_button, "tenantSave")):
            button.setObjectName(name)
            button.setAutoDefault(False)
        self.save_button.setProperty("primary", True)
        self.problem = QLabel()
        self.problem.setProperty("role", "muted")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        acts.addWidget(self.problem, 1)
        acts.addWidget(self.test_button)
        acts.addWidget(self.save_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.pages, 1)
        column.addWidget(self.report)
        column.addLayout(acts)
        self.test_button.clicked.connect(lambda: self.test() if self._job is None else self.cancel())
        self.save_button.clicked.connect(self.save_asked)
        for line in (self.form.url, self.form.name, self.form.client_id, self.form.secret):
            line.returnPressed.connect(self.save_button.click)

    @property
    def readable(self) -> bool:
        """Whether fields are shown, and not what is wrong with the file."""
        return self.pages.currentIndex() == 0

    @property
    def testing(self) -> bool:
        return self._job is not None

    def show_fields(self, settings: TenantSettings | None, taken: frozenset[str], source: str, *, keychain: bool) -> None:
        """See TenantForm.show_tenant."""
        self.form.show_tenant(settings, taken, source, keychain=keychain)
        self.pages.setCurrentIndex(0)
        self.report.hide()

    def show_problem(self, name: str, text: str) -> None:
        """The tenant's file can't be read."""
        self.unread.set_text(f"“{name}” can't be read", f"{text} {_REPAIR}")
        self.pages.setCurrentWidget(self.unread)
        self.report.hide()

    def test(self) -> None:
        """Ask the tenant as it stands in the fields, stored or not."""
        try:
            settings = self.form.settings()
        except StudioError as error:
            self.report.show_error(error)
            return
        typed, trusted = self.form.credentials(), self._trusted(settings)

        def opened(client: TenantClient) -> None:
            self._client = client

        def work(progress: Progress) -> ConnectionReport:
            return tenant_work.test(self._tenants, settings, typed, progress, trusted=trusted, opened=opened)

        job = self._job = Job(work, self)
        job.succeeded.connect(lambda report: self._ended(job, lambda: self._tell(report)))
        job.failed.connect(lambda error: self._ended(job, lambda: self._fail(error)))
        job.ended.connect(lambda: self._ended(job, lambda: self.report.tell("info", _CANCELLED)))
        self.form.point_at("")
        self.report.show_running(f"Asking “{tenant_address(settings.url).host}”…")
        self.test_button.setText("Cancel")
        self.testing_changed.emit(True)
        job.start()

    def cancel(self) -> None:
        """Give up a test that is under way."""
        if self._job is not None:
            self._job.cancel()
        if self._client is not None:
            self._client.close()

    def leave(self) -> None:
        """Nobody waits any more for a test that is under way."""
        self.cancel()
        self._job = self._client = None

    def enable(self, *, free: bool, new: bool, chosen: bool, kept: str = "") -> None:
        """What can be pressed: *free*: nothing else is being done; *kept*: why the tenant has to stay as it is."""
        shown = chosen and self.readable
        problem, fits = kept, True
        try:
            self.form.settings()
        except StudioError as error:
            problem, fits = kept or (error.message if self.form.url.text() else ""), False
        self.problem.setText(problem if shown else "")
        self.save_button.setText("Add tenant" if new else "Save")
        for button in (self.save_button, self.test_button):
            button.setVisible(shown)
        self.save_button.setEnabled(free and fits and not self.testing and not kept and (new or self.form.modified))
        self.test_button.setEnabled(self.testing or (free and fits))
        self.form.setEnabled(free and not self.testing)

    def apply_theme(self, theme: Theme) -> None:
        for part in (self.form, self.report, self.unread):
            part.apply_theme(theme)

    def _ended(self, job: Job, then: Callable[[], object]) -> None:
        if self._job is job:
            self._job = self._client = None
            self.test_button.setText("Test connection")
            then()
            self.testing_changed.emit(False)

    def _tell(self, report: ConnectionReport) -> None:
        self.report.show_report(report)
        self.form.point_at(report.kind)

    def _fail(self, error: StudioError) -> None:
        if isinstance(error, Cancelled):
            self.report.tell("info", _CANCELLED)
        elif isinstance(error, Lent):
            self.report.hide()
            self.lend_asked.emit(error.message)
        else:
            self.report.show_error(error)
