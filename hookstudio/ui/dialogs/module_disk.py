"""What modules take on the disk, in the settings: the copies that hooks share and npm's cache, each with a way to make room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.progress import Progress
from hookstudio.studio.session import Session
from hookstudio.ui.dialogs.form import caption
from hookstudio.ui.jobs import Job
from hookstudio.ui.modules_panel.figures import size_words
from hookstudio.ui.modules_panel.source import Source, StoreUse
from hookstudio.ui.widgets.restyle import set_style_property

_ALL_USED: Final = "Nothing was deleted: hooks use these copies, or they were made in the last minutes."
_OFFLINE: Final = "Adding and restoring without a network needs it: what is in it would have to be downloaded again."


class ModuleDisk(QWidget):
    """Looks when it is made, and again after each clean-up. *busy* says whether something is being installed."""

    def __init__(self, source: Source, session: Session | None, busy: Callable[[], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("moduleDisk")
        self._source, self._session, self._busy = source, session, busy
        self.copies = _Row("Clean up", "Deletes the installed copies that no hook of this and of the recent workspaces uses", _ALL_USED)
        self.copies.setObjectName("moduleCopies")
        self.cache = _Row("Empty…", "Deletes what npm downloaded", "There was nothing to delete.")
        self.cache.setObjectName("moduleCache")
        self.keep = QPushButton("Keep it")
        self.keep.hide()
        self.keep.clicked.connect(self._ask_nothing)
        self.cache.add(self.keep)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for words, row in (("Installed copies", self.copies), ("npm's cache", self.cache)):
            form.addRow(caption(words, row.button), row)
            row.button.setAccessibleName(f"{words}: {row.button.text()}")
        self.copies.pressed.connect(self._clean)
        self.cache.pressed.connect(self._empty)
        self._asked = False
        self.look()

    def look(self) -> None:
        """Measure both anew."""
        self._measure(self.copies, lambda: _copies_words(self._source().use()))
        self._measure(self.cache, lambda: f"{size_words(self._source().cache_use())} of downloads")

    def _measure(self, row: _Row, look: Callable[[], str]) -> None:
        job = Job(lambda _progress: look(), self)
        job.succeeded.connect(row.say_use)
        job.failed.connect(row.fail)
        job.start()

    def _clean(self) -> None:
        self._free(self.copies, lambda: self._source().clean(self._session), "Deleting what no hook uses…")

    def _empty(self) -> None:
        if not self._asked:
            self._asked = True
            self.cache.button.setText("Empty it")
            self.keep.show()
            self.keep.setFocus()
            self.cache.warn(_OFFLINE)
            return
        self._ask_nothing()
        self._free(self.cache, lambda: self._source().empty_cache(), "Deleting the downloads…")

    def _ask_nothing(self) -> None:
        self._asked = False
        if self.keep.hasFocus():
            self.cache.button.setFocus()
        self.cache.button.setText("Empty…")
        self.keep.hide()
        self.cache.warn("")

    def _free(self, row: _Row, work: Callable[[], int], words: str) -> None:
        if self._busy():
            row.warn("Modules are being installed. Wait for the end of it, or cancel it.")
            return
        row.begin(words)

        def free(_progress: Progress) -> int:
            return work()

        job = Job(free, self)
        job.succeeded.connect(lambda freed: self._tell(row, freed))
        job.failed.connect(row.fail)
        job.start()

    def _tell(self, row: _Row, freed: int) -> None:
        row.end(f"{size_words(freed)} freed." if freed else row.nothing)
        self.look()


class _Row(QWidget):
    """How much there is, what is done about it, and the button for that."""

    pressed = Signal()

    def __init__(self, label: str, tip: str, nothing: str) -> None:
        super().__init__()
        self.nothing, self._had_keyboard = nothing, False
        self.use = QLabel("Measuring…")
        self.use.setWordWrap(True)
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.hide()
        self.button = QPushButton(label)
        self.button.setToolTip(tip)
        self.button.setMinimumWidth(96)
        self.button.clicked.connect(self.pressed)
        self.line = QProgressBar()
        self.line.setTextVisible(False)
        self.line.setRange(0, 0)
        self.line.hide()
        for part in (self.use, self.told):
            part.setTextFormat(Qt.TextFormat.PlainText)
            set_style_property(part, "role", "muted")
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.use, 1)
        self._buttons.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._buttons)
        column.addWidget(self.line)
        column.addWidget(self.told)

    def add(self, button: QPushButton) -> None:
        self._buttons.addWidget(button)

    def say_use(self, words: str) -> None:
        self.use.setText(words)

    def begin(self, words: str) -> None:
        self._had_keyboard = self.button.hasFocus()
        self.button.setEnabled(False)
        self.line.setAccessibleName(words)
        self.line.show()
        self._say(words, "muted")

    def end(self, words: str) -> None:
        self.button.setEnabled(True)
        if self._had_keyboard:
            self.button.setFocus()
        self.line.hide()
        self._say(words, "muted")

    def warn(self, words: str) -> None:
        self._say(words, "warning")

    def fail(self, error: StudioError) -> None:
        self.end("")
        self._say(f"{error.message} {error.hint}".strip(), "error")

    def _say(self, words: str, role: str) -> None:
        set_style_property(self.told, "role", role)
        self.told.setText(words)
        self.told.setVisible(bool(words))


def _copies_words(use: StoreUse) -> str:
    return f"{size_words(use.bytes)} in {use.copies} {'copy' if use.copies == 1 else 'copies'}, which hooks share"
