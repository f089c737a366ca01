"""What installations print, as it comes and afterwards, below a bar that folds it away."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from hookstudio.ui.fonts import code_font, small_font
from hookstudio.ui.icons import icon
from hookstudio.ui.modules_panel.operations import Operations
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

LINES: Final = 5_000
LONGEST: Final = 2_000  # characters of a line
HEIGHT: Final = 132
FOLD_AFTER_MS: Final = 1_500  # after what ended well, so that the end can be seen
NARROW: Final = 46
SMALLEST: Final = 46
_ENDINGS: Final = {
    "done": ("Done in {0}", "ok"),
    "failed": ("Failed after {0}", "error"),
    "cancelled": ("Cancelled after {0}, nothing was changed", "warning"),
}


class ModuleConsole(QPlainTextEdit):
    """A text that only grows at its end, the oldest lines going; it follows the end unless the user has scrolled away."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("moduleConsole")
        self.setAccessibleName("Output of installations")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setMaximumBlockCount(LINES)
        self.setFont(small_font(code_font()))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.setPlaceholderText("What npm says while it installs is shown here.")
        self.document().setDocumentMargin(8)
        self._theme = theme
        self._lines: deque[tuple[str, str]] = deque(maxlen=LINES)

    def say(self, lines: Sequence[str], role: str = "muted") -> None:
        """Append *lines* in the colour of *role*."""
        shown = [(line[:LONGEST] + ("…" if len(line) > LONGEST else ""), role) for text in lines for line in text.splitlines() or [""]]
        self._lines.extend(shown)
        self._append(shown)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        super().clear()
        self._append(list(self._lines))

    def clear(self) -> None:
        self._lines.clear()
        super().clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        follows = self._follows()
        super().resizeEvent(event)
        if follows:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _follows(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - 4

    def _append(self, lines: Sequence[tuple[str, str]]) -> None:
        bar, follows = self.verticalScrollBar(), self._follows()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        for text, role in lines:
            style = QTextCharFormat()
            style.setForeground(self._theme.colour(role))
            if not self.document().isEmpty():
                cursor.insertBlock()
            cursor.insertText(text, style)
        cursor.endEditBlock()
        if follows:
            bar.setValue(bar.maximum())


class ConsoleSection(QWidget):
    """The bar says what is going on, with a way to cancel it, and afterwards how that ended.

    The console opens when work begins, and folds by itself when it ended well, unless the user opened it.
    """

    def __init__(self, theme: Theme, operations: Operations, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operations, self._theme = operations, theme
        self.console = ModuleConsole(theme)
        self.console.setMinimumHeight(SMALLEST)
        self.console.setMaximumHeight(HEIGHT)
        self.console.hide()
        self._folded_by_user = self._opened_by_user = self._squeezed = self._narrow = False
        self._fold_soon = QTimer(self, singleShot=True, interval=FOLD_AFTER_MS)
        self._fold_soon.timeout.connect(self._fold_unless_read)
        self.fold = QToolButton()
        self.fold.setObjectName("moduleConsoleFold")
        self.fold.setProperty("small", True)
        self.fold.setIconSize(QSize(14, 14))
        self.fold.clicked.connect(self._toggle)
        self.title = ElidedLabel("Console")
        self.title.setProperty("role", "muted")
        self.cancel = QPushButton("Cancel")
        self.cancel.setProperty("link", True)
        self.cancel.setObjectName("moduleCancel")
        self.cancel.clicked.connect(lambda: operations.cancel())
        self.cancel.hide()
        self.clear = QToolButton()
        self.clear.setProperty("small", True)
        self.clear.setIconSize(QSize(14, 14))
        self.clear.setToolTip("Clear the console")
        self.clear.setAccessibleName("Clear the console of installations")
        self.clear.clicked.connect(self.console.clear)
        self.clear.hide()
        self.line = QProgressBar()
        self.line.setTextVisible(False)
        self.line.setRange(0, 0)
        self.line.setAccessibleName("How far the installation is")
        self.line.hide()
        bar = QFrame()
        bar.setProperty("bar", "bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(8, 3, 8, 3)
        row.setSpacing(4)
        for part in (self.fold, self.title, self.cancel, self.clear):
            row.addWidget(part, 1 if part is self.title else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for one in (bar, self.line, self.console):
            column.addWidget(one)
        operations.begun.connect(lambda operation: self._begin(operation.title, operation.short))
        operations.said.connect(self.console.say)
        operations.progressed.connect(self._progress)
        operations.ended.connect(lambda _operation, ending, seconds: self._end(ending, seconds))
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.clear.setIcon(icon("clear", theme))
        self.console.apply_theme(theme)
        self._show_fold()

    def open(self) -> None:
        """Show the console until the user folds it."""
        self._opened_by_user = True
        self._set_open(True)

    def _set_open(self, shown: bool) -> None:
        self._fold_soon.stop()
        self._fit()
        self.console.setVisible(shown)
        self.clear.setVisible(shown)
        self._show_fold()

    def _fold_unless_read(self) -> None:
        """Make room for the lists again; whoever reads or has chosen something there is not disturbed."""
        if self.console.hasFocus() or self.console.underMouse() or self.console.textCursor().hasSelection():
            self._fold_soon.start()
        else:
            self._set_open(False)

    def squeeze(self, squeezed: bool, *, narrow: bool = False) -> None:
        """Leave nothing but the bar for as long as the room is needed, or (*narrow*) a few lines, unless the user opened the console."""
        self._squeezed, self._narrow = squeezed, narrow
        self._fit()

    def _fit(self) -> None:
        squeezed = self._squeezed and not self._opened_by_user
        self.console.setMinimumHeight(0 if squeezed else SMALLEST)
        self.console.setMaximumHeight(0 if squeezed else NARROW if self._narrow and not self._opened_by_user else HEIGHT)

    def _toggle(self) -> None:
        shown = self.console.isHidden() or self.console.maximumHeight() == 0
        self._folded_by_user, self._opened_by_user = not shown, shown
        self._set_open(shown)

    def _show_fold(self) -> None:
        shown = not self.console.isHidden()
        self.fold.setIcon(icon("chevron-down" if shown else "chevron-right", self._theme))
        words = "Hide the console of installations" if shown else "Show the console of installations"
        self.fold.setToolTip(words)
        self.fold.setAccessibleName(words)

    def _begin(self, title: str, short: str) -> None:
        self._fold_soon.stop()
        if not self._folded_by_user:
            self._set_open(True)
        self.console.say([f"{datetime.now():%H:%M:%S}  {title}"], "accent")
        self.title.setText(f"{short}…")
        self.line.setRange(0, 0)
        self.line.show()
        self.cancel.show()

    def _progress(self, done: int, total: int, note: str) -> None:
        self.line.setRange(0, total)
        self.line.setValue(done)
        if note and (current := self._operations.current) is not None:
            self.title.setText(f"{note} · {current.short}")

    def _end(self, ending: str, seconds: float) -> None:
        words, role = _ENDINGS[ending]
        told = words.format(f"{seconds:.1f} s")
        self.console.say([f"{told}."], role)
        self.title.setText(f"Console · {told}")
        self.line.hide()
        self.cancel.hide()
        if ending == "done" and not self._opened_by_user:
            self._fold_soon.start()
