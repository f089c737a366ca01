"""The page of the resulting context: a row with find and commands, the tree, or a sentence why there is no tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QStackedLayout, QVBoxLayout, QWidget

from hookstudio.model.json_value import JsonValue
from hookstudio.ui.run_pane.empty_note import EmptyNote
from hookstudio.ui.run_pane.json_tree_model import Mark
from hookstudio.ui.run_pane.printed_text import one_line
from hookstudio.ui.run_pane.result_view import ResultView
from hookstudio.ui.run_pane.tool_row import ToolRow
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from hookstudio.model.outcome import Outcome
    from hookstudio.ui.run_pane.result_search import Path

MOST: Final = 10_000  # matches that are counted
SEARCH_S: Final = 0.008  # of one portion of a search
WAIT_MS: Final = 80  # from the last key to the search


class ResultPage(QWidget):
    def __init__(self, theme: Theme, view: ResultView | None = None, parent: QWidget | None = None) -> None:
        """*view*: one that was made before, which this page takes over."""
        super().__init__(parent)
        self.view = view or ResultView(theme)
        self.note = EmptyNote("context")
        self.field = QLineEdit()
        self.field.setObjectName("resultFind")
        self.field.setPlaceholderText("Find a key or a value")
        self.field.setAccessibleName("Find in the resulting context")
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(200)
        self.count = QLabel()
        self.count.setProperty("role", "small")
        self.tools = ToolRow(theme)
        self.tools.add_widget(self.field)
        self.previous = self.tools.add_button("chevron-up", "Previous match (Shift+Return)", lambda: self._step(-1))
        self.next = self.tools.add_button("chevron-down", "Next match (Return)", lambda: self._step(1))
        self.tools.add_widget(self.count)
        self.tools.add_stretch()
        self.tools.add_button("plus", "Expand all", self.view.expand_all)
        self.tools.add_button("minus", "Collapse all", self.view.collapseAll)
        self.tools.add_button("copy", "Copy the whole result as JSON", self.view.copy_all)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.view, 1)
        self.view.show()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.note)
        self._stack.addWidget(inside)
        self._found: list[Path] = []
        self._at = -1
        self._search: Iterator[Path | None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._search_on)
        self.field.textChanged.connect(self._begin_search)
        self.field.installEventFilter(self)
        self.view.find_requested.connect(self.focus_find)
        self._tell()

    def apply_theme(self, theme: Theme) -> None:
        self.view.apply_theme(theme)
        self.note.apply_theme(theme)
        self.tools.apply_theme(theme)

    def show_note(self, title: str, text: str = "") -> None:
        """There is no result: say why."""
        self.view.forget()
        self.note.set_text(title, text)
        self._stack.setCurrentIndex(0)
        self._begin_search()

    def show_value(self, value: JsonValue, marks: Mapping[str, Mark]) -> None:
        self.view.show_value(value, marks)
        self._stack.setCurrentIndex(1)
        self._begin_search()

    def show_failure(self, outcome: Outcome) -> None:
        from hookstudio.ui.run_pane.endings import describe, too_large

        words = describe(outcome)
        message = one_line(outcome.error.message, 300) if outcome.error else ""
        if too_large(outcome.error):
            self.show_note("The result is too large to show", message)
        else:
            self.show_note("No resulting context", f"{words.title}: {message}" if message else f"{words.title}.")

    def focus_find(self) -> None:
        """Put the caret into the field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.field.clear()
                self.view.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _begin_search(self) -> None:
        self._found, self._at, self._search = [], -1, None
        self._timer.stop()
        if self.field.text() and self._stack.currentIndex() == 1:
            from hookstudio.ui.run_pane.result_search import matches

            self._search = matches(self.view.value(), self.field.text())
            self._timer.start(WAIT_MS)
        self._tell()

    def _search_on(self) -> None:
        end = perf_counter() + SEARCH_S
        first = not self._found
        while self._search is not None and perf_counter() < end:
            for _ in range(200):
                path = next(self._search, ())
                if path == () or len(self._found) >= MOST:
                    self._search = None
                    break
                if path is not None:
                    self._found.append(path)
        if self._search is not None:
            self._timer.start(0)
        if first and self._found:
            self._step(1)
        self._tell()

    def _step(self, by: int) -> None:
        if self._found:
            self._at = (self._at + by) % len(self._found)
            self.view.reveal(self._found[self._at])
        self._tell()

    def _tell(self) -> None:
        self.previous.setEnabled(bool(self._found))
        self.next.setEnabled(bool(self._found))
        if not self.field.text():
            self.count.clear()
        elif self._found:
            more = "+" if self._search is not None or len(self._found) >= MOST else ""
            self.count.setText(f"{self._at + 1:,} of {len(self._found):,}{more}")
        else:
            self.count.setText("" if self._search is not None else "Nothing found")
