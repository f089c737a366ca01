"""“Which hook set this?”: the final context with the hooks' names, a field that finds a path, and one path's whole history in words."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from hookstudio.model.journey import Journey
from hookstudio.model.json_value import JsonValue, pointer_parts
from hookstudio.model.origins import in_words
from hookstudio.ui.run_pane.origin_tree import OriginView
from hookstudio.ui.run_pane.result_search import Path, matches
from hookstudio.ui.run_pane.tool_row import ToolRow
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

WAIT_MS: Final = 80
PORTION_S: Final = 0.01


class OriginPanel(QWidget):
    """What begins with “/” in the field is a JSON Pointer, anything else is looked for in keys and values."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel("Which hook set this?")
        self.heading.setProperty("role", "strong")
        self.field = QLineEdit()
        self.field.setObjectName("chainFind")
        self.field.setPlaceholderText("Find a path")
        self.field.setAccessibleName("Find a path, a key or a value")
        self.field.setToolTip("A path such as /user/email, or part of a key or a value; Return goes to the next one")
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumWidth(110)
        self.field.setMaximumWidth(200)
        self.tools = ToolRow(theme)
        self.tools.add_widget(self.heading)
        self.tools.add_stretch()
        self.tools.add_widget(self.field, 2)
        self.view = OriginView(theme)
        self.words = ElidedLabel()
        self.words.setObjectName("chainHistory")
        self.words.setProperty("role", "small")
        self.words.setContentsMargins(12, 3, 12, 5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.view, 1)
        column.addWidget(self.words)
        self._context: JsonValue = None
        self._search: Iterator[Path | None] = iter(())
        self._found = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._search_on)
        self.field.textChanged.connect(self._begin)
        self.field.installEventFilter(self)
        self.view.path_shown.connect(self.tell)

    def apply_theme(self, theme: Theme) -> None:
        self.tools.apply_theme(theme)
        self.view.apply_theme(theme)

    def show_journey(self, journey: Journey) -> None:
        """Show the context as it came out of the chain, or as far as it got."""
        self._context = journey.context
        self.heading.setText("Which hook set this?" if journey.ok else "Which hook set this? (as far as it got)")
        self.view.show_journey(journey)
        count = len(self.view.tree.touched)
        self.words.setText(f"{count:,} path{'' if count == 1 else 's'} touched by hooks" if count else "No hook changed anything.")
        self._begin()

    def show_path(self, path: str) -> None:
        """Go to a path, or to what is left around it, and say what became of it."""
        self.view.reveal(pointer_parts(path))
        self.tell(path)

    def tell(self, path: str) -> None:
        """Say who did what to that path."""
        done = in_words(self.view.history(path), self.view.tree.name_of)
        self.words.setText(f"{path or '(the whole context)'}: {done or 'as it came in'}")

    def focus_find(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._search_on()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.field.clear()
                self.view.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        self._search, self._found = matches(self._context, self.field.text()), False
        if self.field.text():
            self._timer.start(WAIT_MS)
        else:
            self._timer.stop()

    def _search_on(self) -> None:
        """Go on to the next match; behind the last one comes the first again."""
        self._timer.stop()
        text = self.field.text()
        if not text:
            return
        if text.startswith("/"):
            self.show_path(text)
            return
        end = perf_counter() + PORTION_S
        while perf_counter() < end:
            found = next(self._search, ())
            if found == ():
                self._search = matches(self._context, text)
                if not self._found:
                    self.words.setText("Nothing found")
                    return
                self._found = False
            elif found is not None:
                self._found = True
                self.view.reveal(found)
                return
        self._timer.start(0)
