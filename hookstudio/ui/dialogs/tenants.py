"""The tenants of the workspace: listed, added, changed, tested, and removed, which can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Progress
from hookstudio.model.tenant import TenantSettings
from hookstudio.model.workspace import Problem
from hookstudio.ui.dialogs import tenant_work
from hookstudio.ui.dialogs.room import resize_within
from hookstudio.ui.dialogs.tenant_page import TenantPage
from hookstudio.ui.dialogs.tenant_work import Known, Saved
from hookstudio.ui.icons import icon
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.inline_question import InlineQuestion, Question
from hookstudio.ui.notices import Choice
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip

if TYPE_CHECKING:
    from hookstudio.studio.tenants import Removed, Tenants

_NEW: Final = "\n"  # the row of a tenant that is only being typed; no tenant is called so
_OPEN: Final = "The window that compares “{name}” is open. Close it first."
_PATIENCE_MS: Final = 400
_READING: Final = "Reading the tenants, and looking for their secrets in the keychain…"
_NAME: Final = Qt.ItemDataRole.UserRole


class TenantsDialog(QDialog):
    """`stored` carries the name of a tenant that was added, changed or put back, `removed` that of one that went.

    `pending` is what was removed last, for an offer to take that back once the dialog is closed.
    """

    stored = Signal(str)
    removed = Signal(str)

    def __init__(
        self,
        tenants: Tenants,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        trusted: Callable[[TenantSettings], bool] = lambda _settings: True,
        lend: Callable[[TenantSettings], object] = lambda _settings: None,
        in_use: Callable[[str], bool] = lambda _name: False,
        chosen: str = "",
        adding: bool = False,
    ) -> None:
        """*trusted*: whether a tenant may have the environment's secret unasked; *lend*: the user said that it may.

        *in_use*: whether a tenant has to stay as it is for now. *chosen*: the one to show; *adding*: begin a new one.
        """
        super().__init__(parent)
        self._tenants, self._theme = tenants, theme
        self._lend, self._in_use = lend, in_use
        self._known = Known()
        self._wanted, self._shown, self._adding = chosen, "", adding
        self._job: Job | None = None
        self._storing = self._leaving = False
        self.pending: Removed | None = None
        self.setObjectName("tenantsDialog")
        self.setWindowTitle("Tenants")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_within(self, 880, 700)
        self.page = TenantPage(tenants, theme, trusted)
        self.form, self.report = self.page.form, self.page.report
        self._build()
        self._wire()
        self.look()

    def _build(self) -> None:
        self.list = QListWidget()
        self.list.setObjectName("tenantList")
        self.list.setAccessibleName("Tenants of this workspace")
        self.list.setProperty("field", True)
        self.list.setIconSize(QSize(16, 16))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedWidth(216)
        self.add_button, self.remove_button = QPushButton("Add"), QPushButton("Remove")
        for button, name in ((self.add_button, "tenantAdd"), (self.remove_button, "tenantRemove")):
            button.setObjectName(name)
            button.setAutoDefault(False)
        self.question = InlineQuestion(self._theme)
        heading = QLabel("Tenants")
        heading.setProperty("role", "heading")
        about = QLabel("A tenant's address and what was agreed with it are part of the workspace. Its secret never is.")
        about.setProperty("role", "muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.add_button)
        row.addWidget(self.remove_button)
        row.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.list, 1)
        left.addLayout(row)
        sides = QHBoxLayout()
        sides.setSpacing(24)
        sides.addLayout(left)
        sides.addWidget(self.page, 1)
        foot = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        foot.rejected.connect(self.reject)
        foot.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(about)
        layout.addLayout(sides, 1)
        layout.addWidget(self.question)
        layout.addWidget(foot)
        self.apply_theme(self._theme)

    def _wire(self) -> None:
        self.list.currentItemChanged.connect(lambda item, _before: self._choose(item))
        self.add_button.clicked.connect(self.add)
        self.remove_button.clicked.connect(self.remove)
        self.form.changed.connect(self._enable)
        self.page.save_asked.connect(lambda: self.save())
        self.page.testing_changed.connect(lambda _testing: self._enable())
        self.page.lend_asked.connect(self._ask_to_lend)

    # -- the list ---------------------------------------------------------------------------------

    def look(self) -> None:
        """Read the tenants again, on a thread; a keychain may take its time."""
        self._start(lambda _progress: tenant_work.look(self._tenants), self._show)
        job = self._job
        QTimer.singleShot(_PATIENCE_MS, self, lambda: self.report.show_running(_READING) if job is self._job else None)

    def _show(self, known: Known) -> None:
        self._known = known
        wanted = self._wanted or self._shown
        self._wanted, self._shown = "", ""
        self.list.blockSignals(True)
        self.list.clear()
        for settings in known.tenants:
            self._row(settings.name, settings.name, tenant_work.address_words(settings))
        for problem in known.problems:
            item = self._row(_name_of(problem), _name_of(problem), problem.message)
            item.setIcon(icon("warning", self._theme, "warning"))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{_name_of(problem)}, can't be read")
        names = [self.list.item(row).data(_NAME) for row in range(self.list.count())]
        self.list.blockSignals(False)
        if self._adding or not names:
            self._adding = False
            self.add()
        else:
            self.list.setCurrentRow(names.index(wanted) if wanted in names else 0)

    def _row(self, name: str, text: str, tip: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setData(_NAME, name)
        item.setToolTip(plain_tip(tip))
        self.list.addItem(item)
        return item

    def _choose(self, item: QListWidgetItem | None) -> None:
        """Show the tenant of a row, once it is settled what becomes of what was typed for another one."""
        name = item.data(_NAME) if item is not None else ""
        if name == self._shown:
            return
        if self._shown and self.form.modified:
            self._select(self._shown)
            self._ask_about_changes(lambda: self._select(name))
            return
        if name != _NEW:
            self._drop_new()
        self._shown = name
        problem = next((one for one in self._known.problems if _name_of(one) == name), None)
        if problem is not None:
            self.page.show_problem(name, problem.message)
        else:
            self._fill(name)
        self._enable()

    def _fill(self, name: str) -> None:
        settings = next((one for one in self._known.tenants if one.name == name), None)
        taken = [one.name for one in self._known.tenants] + [_name_of(problem) for problem in self._known.problems]
        source = self._known.sources.get(name, "")
        self.page.show_fields(settings, frozenset(one.casefold() for one in taken), source, keychain=self._known.keychain)
        if name == _NEW:
            self.form.url.setFocus()

    def _select(self, name: str) -> None:
        for row in range(self.list.count()):
            if self.list.item(row).data(_NAME) == name:
                self.list.setCurrentRow(row)

    def _drop_new(self) -> None:
        """The row of a tenant that was never stored goes as soon as another one is chosen."""
        last = self.list.item(self.list.count() - 1)
        if last is not None and last.data(_NAME) == _NEW:
            self.list.blockSignals(True)
            self.list.takeItem(self.list.row(last))
            self.list.blockSignals(False)

    def _ask_about_changes(self, then: Callable[[], object]) -> None:
        """What is typed and not stored is neither kept nor thrown away unasked."""
        what = "The new tenant is" if self._shown == _NEW else f"The changes of “{self._shown}” are"

        def discard() -> None:
            self._fill(self._shown)
            then()

        choices = [Choice("Discard", discard), Choice("Go on typing", self.form.url.setFocus)]
        if self.page.save_button.isEnabled():
            choices.insert(0, Choice("Save", lambda: self.save(then)))
        self._ask(f"{what} not saved.", *choices, focus=True)

    def _ask(self, text: str, *choices: Choice, focus: bool = False) -> None:
        self.question.forget()
        self.question.ask(Question(text, choices), focus=focus)

    # -- what the buttons do ------------------------------------------------------------------------

    def add(self) -> None:
        """Begin a new tenant."""
        if self._shown == _NEW:
            self.form.url.setFocus()
            return
        self._drop_new()
        self.list.setCurrentItem(self._row(_NEW, "New tenant", ""))

    def save(self, then: Callable[[], object] = lambda: None) -> None:
        """Store what is typed, on a thread, for the keychain may ask its owner."""
        try:
            settings = self.form.settings()
        except StudioError as error:
            self.report.show_error(error)
            return
        credentials, new, keep = self.form.credentials(), self._shown == _NEW, self.form.keep.isChecked() and self._known.keychain
        self._store(
            lambda _progress: tenant_work.save(self._tenants, settings, credentials, new=new, keep=keep),
            lambda saved: self._saved(saved, then),
        )

    def _saved(self, saved: Saved, then: Callable[[], object]) -> None:
        name = saved.settings.name
        self._wanted, self._shown = name, ""

        def told(known: Known) -> None:
            self._show(known)
            word = "added" if saved.new else "saved"
            self.report.tell("warning" if saved.notes else "ok", f"“{name}” was {word}.", "\n".join(saved.notes))
            then()

        self.stored.emit(name)
        self._start(lambda _progress: tenant_work.look(self._tenants), told)

    def remove(self) -> None:
        """Take the chosen tenant out of the workspace; nothing is changed on it."""
        name = self._shown
        if name == _NEW:
            self._fill(_NEW)
            self.list.setCurrentRow(0)
        elif name and self._job is None:
            self._store(lambda _progress: self._tenants.take_away(name), self._removed)

    def _removed(self, removed: Removed) -> None:
        self.pending = removed
        self._shown = ""
        self.removed.emit(removed.name)
        text = f"“{removed.name}” was removed from the workspace, and what was agreed with it. Nothing was changed on the tenant."
        self._ask(f"{text} {removed.note}".strip(), Choice("Undo", lambda: self._put_back(removed)), Choice("Dismiss", lambda: None))
        self.look()

    def _put_back(self, removed: Removed) -> None:
        def back(_nothing: object) -> None:
            self.pending = None
            self._wanted, self._shown = removed.name, ""
            self.stored.emit(removed.name)
            self.look()

        self._store(lambda _progress: self._tenants.put_back(removed), back)

    def _ask_to_lend(self, question: str) -> None:
        def send() -> None:
            self._lend(self.form.settings())
            self.page.test()

        self._ask(question, Choice("Send it", send), Choice("Do not send it", lambda: None))

    # ---------------------------------------------------------------------------------------------

    def _store(self, work: Callable[[Progress], object], done: Callable[..., object]) -> None:
        """Change something on a thread; the dialog is not closed before that is done."""
        self._storing = True
        self._start(work, done)

    def _start(self, work: Callable[[Progress], object], done: Callable[..., object]) -> None:
        job = self._job = Job(work, self)
        job.succeeded.connect(lambda result: self._ended(job, lambda: done(result)))
        job.failed.connect(lambda error: self._ended(job, lambda: self.report.show_error(error)))
        self._enable()
        job.start()

    def _ended(self, job: Job, then: Callable[[], object]) -> None:
        if self._job is job:
            self._job, self._storing = None, False
            then()
            self._enable()
            if self._leaving:
                self._leaving = False
                self.reject()

    def _enable(self) -> None:
        """What can be pressed now, and why not."""
        free, chosen, new = self._job is None, bool(self._shown), self._shown == _NEW
        used = chosen and not new and self._in_use(self._shown)
        self.page.enable(free=free, new=new, chosen=chosen, kept=_OPEN.format(name=self._shown) if used else "")
        free = free and not self.page.testing
        self.remove_button.setEnabled(free and chosen and not used and (not new or self.list.count() > 1))
        self.add_button.setEnabled(free)
        self.list.setEnabled(free)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.page.apply_theme(theme)
        self.question.apply_theme(theme)
        self.add_button.setIcon(icon("plus", theme, "text"))

    def reject(self) -> None:
        if self._storing:
            self._leaving = True
            self.report.tell("info", "Something is still being stored; then this closes.")
        elif self._shown and self.page.readable and self.form.modified:
            self._ask_about_changes(super().reject)
        else:
            super().reject()

    def done(self, result: int) -> None:
        self.page.leave()
        super().done(result)


def _name_of(problem: Problem) -> str:
    return problem.file.rpartition("/")[2].removesuffix(".toml")
