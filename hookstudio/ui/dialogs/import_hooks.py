"""Shows what an import would bring before anything is written, asks what to do with each hook, and has it done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from hookstudio.model.bundle import BundlePreview, Choice
from hookstudio.model.errors import ChangedOutside, StudioError
from hookstudio.model.hook_type import HOOK_TYPES
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.ui.dialogs.import_details import ImportDetails
from hookstudio.ui.dialogs.import_list import ImportModel
from hookstudio.ui.dialogs.import_table import ImportTable
from hookstudio.ui.dialogs.import_words import CHOICES, coming, summary
from hookstudio.ui.dialogs.room import resize_within
from hookstudio.ui.jobs import Job
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel
from hookstudio.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from hookstudio.model.bundle import ImportResult

Look = Callable[[str | None, Progress], BundlePreview]
Do = Callable[[BundlePreview, Mapping[str, Choice]], "ImportResult"]

_MEANWHILE: Final = "The workspace was changed meanwhile, and nothing was written. This is how it stands now: look again, then import."
_WHAT: Final = "replace, add beside or skip"
_NARROW: Final = 900  # below it the hooks stand above the details
_NOTES: Final = 6  # lines of notes that are seen at once
_GAP: Final = 12
_SMALLEST: Final = (580, 440)


class ImportDialog(QDialog):
    """Looks at once, with *look*, and does what was decided with *do*; both on a thread. Emits `imported` with an ImportResult."""

    imported = Signal(object)

    def __init__(self, what: str, look: Look, do: Do, theme: Theme, parent: QWidget | None = None) -> None:
        """*what*: how the file or folder is called. *look* gets the type of plain files, None as long as nobody chose one."""
        super().__init__(parent)
        self._look, self._do, self._what = look, do, what
        self._shown: BundlePreview | None = None
        self._job: Job | None = None
        self._meanwhile = False
        self.setObjectName("importDialog")
        self.setWindowTitle(f"Import {what}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._build(theme)
        self._wire()
        self.setMinimumSize(*_SMALLEST)
        resize_within(self, 1140, 720)
        self.start()

    def _build(self, theme: Theme) -> None:
        self.heading = ElidedLabel(f"Import {self._what}")
        self.heading.setProperty("role", "heading")
        self.summary = QLabel()
        self.summary.setProperty("role", "muted")
        self.warning = QLabel()
        self.warning.setProperty("role", "warning")
        for label in (self.summary, self.warning):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.type = QComboBox()
        self.type.setObjectName("importType")
        self.type.setAccessibleName("When these hooks run")
        self.type.addItem("Choose when they run", "")
        for kind in HOOK_TYPES:
            self.type.addItem(f"{kind.name} · {kind.brief}", kind.name)
        self.type.setMaxVisibleItems(len(HOOK_TYPES) + 1)
        self.type_row = QWidget()
        row = QHBoxLayout(self.type_row)
        row.setContentsMargins(0, 0, 0, 0)
        caption = QLabel("When these hooks run:")
        caption.setBuddy(self.type)
        row.addWidget(caption)
        row.addWidget(self.type)
        row.addStretch(1)
        self.notes_title = QLabel()
        self.notes_title.setProperty("role", "strong")
        self.notes = QPlainTextEdit()
        self.notes.setObjectName("importNotes")
        self.notes.setReadOnly(True)
        self.notes.setProperty("field", True)
        self.notes.setTabChangesFocus(True)
        self.notes.setAccessibleName("Notes on what comes in")
        self.model = ImportModel(theme, self)
        self.table = ImportTable(self.model)
        self.details = ImportDetails(theme)
        self.for_all = QWidget()
        row = QHBoxLayout(self.for_all)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        caption = QLabel("All changed and clashing:")
        caption.setProperty("role", "muted")
        row.addWidget(caption)
        self.all_buttons: dict[Choice, QPushButton] = {}
        for choice in (Choice.REPLACE, Choice.RENAME, Choice.SKIP):
            button = self.all_buttons[choice] = QPushButton(CHOICES[choice])
            button.setObjectName(f"importAll.{choice}")
            button.setAutoDefault(False)
            button.setAccessibleName(f"{CHOICES[choice]} all changed and clashing hooks")
            row.addWidget(button)
        row.addStretch(1)
        self._left = QWidget()
        self._left.setMinimumWidth(480)
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.table, 1)
        column.addWidget(self.for_all)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self._left)
        self.split.addWidget(self.details)
        self._place(Qt.Orientation.Horizontal)
        self.split.setSizes([540, 540])
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        self.empty = EmptyState("", "", "info")
        self.pages = QStackedWidget()
        for page in (self.empty, self.split):
            self.pages.addWidget(page)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress of the import")
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when it comes and goes
        self.progress.setSizePolicy(policy)
        self.problem = QLabel()
        self.problem.setProperty("role", "muted")
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.cancel_button = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = self.buttons.addButton("Import", QDialogButtonBox.ButtonRole.AcceptRole)
        self.import_button.setObjectName("importButton")
        self.import_button.setProperty("primary", True)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        self.next_button = QPushButton("Show the next")
        self.next_button.setObjectName("importNext")
        self.next_button.setProperty("link", True)
        self.next_button.setToolTip("The next hook that nothing was chosen for: N in the list")
        self.next_button.setAccessibleName("Show the next hook to decide")
        self.next_button.setAutoDefault(False)
        self.next_button.hide()
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.next_button)
        foot.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(_GAP)
        for words in (self.heading, self.summary, self.warning):
            layout.addWidget(words)
        layout.addWidget(self.type_row)
        layout.addWidget(self.notes_title)
        layout.addWidget(self.notes)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.progress)
        layout.addLayout(foot)
        self.import_button.setDefault(True)  # only now that it is in the dialog: before, Return would press Cancel
        self.empty.apply_theme(theme)
        for part in (self.warning, self.type_row, self.notes_title, self.notes):
            part.hide()

    def _wire(self) -> None:
        self.table.asked.connect(self._decide)
        self.table.onward.connect(self._show_next)
        self.next_button.clicked.connect(self._show_next)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_current())
        self.model.decided.connect(self._refresh)
        self.details.chosen.connect(self._decide)
        for answer, button in self.all_buttons.items():
            button.clicked.connect(lambda _checked=False, answer=answer: self.model.decide(self.model.questions(), answer))
        self.type.currentIndexChanged.connect(lambda _index: self.start())
        self.buttons.accepted.connect(self._import)
        self.buttons.rejected.connect(self.reject)

    # -- looking ----------------------------------------------------------------------------------

    def start(self) -> None:
        """Look at what is to be imported, and at the workspace; what is being looked at is given up."""
        if self._job is not None:
            self._job.cancel()
        kind = str(self.type.currentData()) or None
        job = self._job = Job(lambda progress: self._look(kind, progress), self)
        job.progressed.connect(self._show_progress)
        job.succeeded.connect(lambda shown: self._show(job, shown))
        job.failed.connect(lambda error: self._refuse(job, error))
        self.import_button.show()
        self.cancel_button.setText("Cancel")
        if self._shown is None:
            self._say("Reading…", "Nothing is written before you have seen it and press Import.", "file")
        self._busy(True)
        job.start()

    def _show(self, job: Job, shown: BundlePreview) -> None:
        if job is not self._job:
            return
        self._shown, self._job = shown, None
        self._busy(False)
        if not shown.hooks:
            self._say("There are no hooks in it", "So there is nothing to import.", "hook")
            self._end_here()
            return
        self.summary.setText(f"{summary(shown)}. Nothing is written before you press Import, and nothing of it runs.")
        self.summary.show()
        self.warning.setText(_MEANWHILE)
        self.warning.setVisible(self._meanwhile)
        self._show_notes(shown.notes)
        row = max(0, self.table.currentIndex().row())
        self.model.show_preview(shown)
        self.for_all.setVisible(bool(self.model.questions()))
        self.pages.setCurrentWidget(self.split)
        first = row if self._meanwhile else next(iter(self.model.undecided()), 0)
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(self.model.index(first, 0), flags.ClearAndSelect | flags.Rows)
        self._meanwhile = False
        self._show_current()
        self._refresh()
        self.table.setFocus()

    def _show_notes(self, notes: Sequence[str]) -> None:
        count = len(notes)
        self.notes_title.setText("One thing to know" if count == 1 else f"{count:,} things to know")
        self.notes.setPlainText("\n".join(notes))
        self.notes.setFixedHeight(10 + self.notes.fontMetrics().lineSpacing() * min(count, _NOTES))
        for part in (self.notes_title, self.notes):
            part.setVisible(bool(notes))

    def _refuse(self, job: Job, error: StudioError) -> None:
        """Say why nothing can be imported; plain files only want to know their type."""
        if job is not self._job or isinstance(error, Cancelled):
            return
        from hookstudio.studio.plain_files import TypeMissing

        self._shown, self._job = None, None
        self._busy(False)
        if isinstance(error, TypeMissing):
            self.type_row.show()
            self._say("When do these hooks run?", "Plain code files do not say it: choose a type above.", "help")
            self.type.setFocus()
        else:
            self._say("This can't be imported", _in_words(error), "error")
            self._end_here()

    def _say(self, title: str, text: str, sign: str) -> None:
        self.empty.set_sign(sign)
        self.empty.set_text(title, text)
        self.pages.setCurrentWidget(self.empty)
        for part in (self.summary, self.notes_title, self.notes, self.warning, self.next_button):
            part.hide()
        self.problem.clear()
        self.import_button.setText("Import")
        self.import_button.setEnabled(False)

    def _end_here(self) -> None:
        """There is nothing to decide: all that can be done is to go, unless these are plain files of another type."""
        self.import_button.setVisible(self.type_row.isVisible())
        self.cancel_button.setText("Close")
        self.cancel_button.setFocus()

    def _busy(self, busy: bool) -> None:
        self.progress.setRange(0, 0 if busy else 1)
        self.progress.setVisible(busy)
        if busy:
            self.import_button.setEnabled(False)

    def _show_progress(self, done: int, total: int, _note: str) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    # -- deciding ---------------------------------------------------------------------------------

    def _show_current(self) -> None:
        row = self.table.currentIndex().row()
        hook = self.model.hook_at(row)
        if hook is not None and self._shown is not None:
            self.details.show_hook(hook, self._shown.bundle.hooks[row], self.model.choices.get(hook.key))

    def _decide(self, choice: Choice | None) -> None:
        """Choose for the selected hooks."""
        self.model.decide(self.table.chosen_rows(), choice)

    def _show_next(self) -> None:
        """Go to the next hook that nothing was chosen for, behind the last one from the top again."""
        left, row = self.model.undecided(), self.table.currentIndex().row()
        if left:
            self.table.selectRow(next((other for other in left if other > row), left[0]))
            self.table.setFocus()

    def _refresh(self) -> None:
        """Say what is still to be decided, or what Import would do."""
        shown = self._shown
        if shown is None:
            return
        hook = self.model.hook_at(self.table.currentIndex().row())
        if hook is not None:
            self.details.show_choice(hook, self.model.choices.get(hook.key))
        count, left = coming(shown, self.model.choices), len(self.model.undecided())
        if left:
            self.problem.setText(
                f"{left:,} hooks are still to be decided: {_WHAT}." if left > 1 else f"One hook is to be decided: {_WHAT}."
            )
        elif not count:
            self.problem.setText("Everything is skipped or here already: there is nothing to import.")
        else:
            self.problem.setText("The workspace then holds code from outside, and is not trusted until you say so again.")
        self.next_button.setVisible(bool(left))
        self.import_button.setText(f"Import {count:,} hook{'' if count == 1 else 's'}" if count else "Import")
        self.import_button.setEnabled(bool(count) and not left and self._job is None)

    # -- doing ------------------------------------------------------------------------------------

    def _import(self) -> None:
        shown, choices = self._shown, dict(self.model.choices)
        if shown is None or self._job is not None:
            return
        job = self._job = Job(lambda _progress: self._do(shown, choices), self)
        job.succeeded.connect(self._done)
        job.failed.connect(self._failed)
        self._busy(True)
        self.problem.setText("Importing: all of it or nothing…")
        self.split.setEnabled(False)
        self.cancel_button.setEnabled(False)
        job.start()

    def _done(self, result: ImportResult) -> None:
        self._job = None
        self.imported.emit(result)
        self.accept()

    def _failed(self, error: StudioError) -> None:
        self._job = None
        self._busy(False)
        self.split.setEnabled(True)
        self.cancel_button.setEnabled(True)
        if isinstance(error, ChangedOutside):
            self._meanwhile = True
            self.start()
            return
        self._refresh()
        self.warning.setText(_in_words(error))
        self.warning.show()

    def reject(self) -> None:
        """Closing it leaves the workspace as it is; what is being written is written to its end."""
        if self.cancel_button.isEnabled():
            if self._job is not None:
                self._job.cancel()
            super().reject()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(Qt.Orientation.Horizontal if event.size().width() >= _NARROW else Qt.Orientation.Vertical)
        super().resizeEvent(event)

    def _place(self, orientation: Qt.Orientation) -> None:
        """The details beside the hooks, or below them."""
        beside = orientation is Qt.Orientation.Horizontal
        self.split.setOrientation(orientation)
        self._left.setContentsMargins(0, 0, *((_GAP, 0) if beside else (0, _GAP)))
        self.details.setContentsMargins(*((_GAP, 0) if beside else (0, _GAP)), 0, 0)

    def apply_theme(self, theme: Theme) -> None:
        self.empty.apply_theme(theme)
        self.model.apply_theme(theme)
        self.details.apply_theme(theme)


def _in_words(error: StudioError) -> str:
    """What is wrong, that nothing has come of it, and what can be done."""
    words = [error.message, "" if "othing was written" in f"{error.message}{error.hint}" else "Nothing was written.", error.hint]
    return " ".join(word for word in words if word)
