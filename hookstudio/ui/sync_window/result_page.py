"""How far a pull or push is, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from hookstudio.model.sync import Stopped
from hookstudio.ui.dialogs.note_list import NoteList
from hookstudio.ui.icons import icon
from hookstudio.ui.run_pane.printed_text import one_line
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

_SIGN: Final = QSize(20, 20)
_TOLD: Final = 600


class ResultPage(QWidget):
    """First a line with the progress, then the outcome: what was done, which hooks stopped and why, how it stands now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._level = theme, ""
        self.sign, self.title = QLabel(), QLabel()
        self.title.setProperty("role", "heading")
        self.title.setObjectName("syncOutcome")
        self.text, self.now = QLabel(), QLabel()
        self.now.setObjectName("syncNow")
        self.step = ElidedLabel()
        self.step.setProperty("role", "muted")
        for label in (self.title, self.text, self.now):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.text, self.now):
            label.setProperty("role", "muted")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Progress")
        self.stopped = NoteList(theme)
        self.stopped.setObjectName("syncStopped")
        self.stopped.setProperty("ground", "background")
        self.stopped.setAccessibleName("What stopped, and what was done")
        self.more = QPushButton("Details")
        self.more.setCheckable(True)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setProperty("field", True)
        self.details.setTabChangesFocus(True)
        self.details.setMaximumHeight(120)
        self.details.setAccessibleName("Details")
        self.more.toggled.connect(self.details.setVisible)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.sign)
        head.addWidget(self.title, 1)
        below = QHBoxLayout()
        below.addWidget(self.more)
        below.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        column.addLayout(head)
        for widget in (self.text, self.step, self.progress, self.stopped):
            column.addWidget(widget)
        column.addLayout(below)
        column.addWidget(self.details)
        column.addWidget(self.now)
        column.addStretch(1)

    def show_going(self, title: str, text: str) -> None:
        """Work begins; how far it is is not known yet."""
        self._say(title, text, "")
        self.progress.setRange(0, 0)
        self.progress.show()
        self.step.setText("")
        self.step.show()

    def show_progress(self, done: int, total: int, note: str) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.step.setText(f"{done + 1:,} of {total:,}: {note}")

    def show_result(self, title: str, text: str, stopped: Sequence[Stopped], notes: Sequence[str], done: Sequence[str]) -> None:
        """All is done that could be; what stopped is told first."""
        self._say(title, text, "warning" if stopped or notes else "ok")
        for stop in stopped:
            self.stopped.add(one_line(f"{stop.key} stopped. {stop.reason}", _TOLD), "error")
        for note in notes:
            self.stopped.add(note, "warning")
        for line in done:
            self.stopped.add(line, "ok")
        self.stopped.setVisible(bool(self.stopped.count()))
        self.stopped.show_up_to(16)

    def show_failure(self, title: str, text: str, details: str, level: str = "error") -> None:
        """It was broken off."""
        self._say(title, text, level)
        self.details.setPlainText(details)
        self.more.setVisible(bool(details))

    def show_now(self, text: str) -> None:
        """Say how the hooks stand after it."""
        self.now.setText(text)
        self.now.setVisible(bool(text))

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.stopped.apply_theme(theme)
        self._draw()

    def _say(self, title: str, text: str, level: str) -> None:
        self._level = level
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.stopped.clear()
        self.more.setChecked(False)
        for widget in (self.progress, self.step, self.stopped, self.more, self.details):
            widget.hide()
        self.show_now("")
        self._draw()

    def _draw(self) -> None:
        self.sign.setVisible(bool(self._level))
        if self._level:
            self.sign.setPixmap(icon(self._level, self._theme, self._level).pixmap(_SIGN, self.devicePixelRatioF()))
