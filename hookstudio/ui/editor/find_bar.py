"""The bar above the code that finds and replaces."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from hookstudio.ui.editor.finder import Finder
from hookstudio.ui.editor.search import Query
from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel
from hookstudio.ui.widgets.restyle import set_style_property


class FindBar(QFrame):
    """Asks its finder as one types. Enter goes to the next place, Shift+Enter to the previous one, Esc closes."""

    closed = Signal()

    def __init__(self, finder: Finder, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finder = finder
        self.setProperty("bar", "top")
        self.setAccessibleName("Find and replace")
        self.find_field = self._field("Find", "findField")
        self.replace_field = self._field("Replace with", "replaceField")
        self.case = self._switch("Aa", "Match upper and lower case", "Alt+C")
        self.words = self._switch("ab|", "Whole words only", "Alt+W")
        self.expression = self._switch(".*", "Regular expression", "Alt+R")
        self.message = ElidedLabel()
        self.message.setObjectName("findMessage")
        self.problem = QLabel()  # a sentence, which has the whole width of the bar
        self.problem.setObjectName("findProblem")
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.previous_button = self._button("Previous (Shift+Enter)", lambda: finder.step(False))
        self.next_button = self._button("Next (Enter)", lambda: finder.step(True))
        self.close_button = self._button("Close (Esc)", self.closed.emit)
        self.replace_button = QPushButton("Replace", self)
        self.replace_button.setObjectName("replaceButton")
        self.replace_all_button = QPushButton("Replace all", self)
        self.replace_all_button.setObjectName("replaceAllButton")
        self._lay_out()
        self.find_field.textChanged.connect(self._ask)
        self.replace_button.clicked.connect(lambda: finder.replace(self.replace_field.text()))
        self.replace_all_button.clicked.connect(self._replace_all)
        finder.counted.connect(self._show_count)
        finder.failed.connect(self._show_problem)
        self.apply_theme(theme)

    def open(self, pattern: str, replacing: bool) -> None:
        """Show the bar with *pattern* to look for ('' keeps the last one), with or without the row for replacing."""
        for widget in (self.replace_field, self.replace_button, self.replace_all_button):
            widget.setVisible(replacing)
        if pattern and pattern != self.find_field.text():
            self.find_field.setText(pattern)
        else:
            self._ask()
        self.show()
        self.find_field.selectAll()
        self.find_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def query(self) -> Query:
        return Query(self.find_field.text(), self.case.isChecked(), self.words.isChecked(), self.expression.isChecked())

    def apply_theme(self, theme: Theme) -> None:
        for button, name in ((self.previous_button, "chevron-up"), (self.next_button, "chevron-down"), (self.close_button, "close")):
            button.setIcon(icon(name, theme))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.closed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.replace_field.hasFocus():
            self._finder.replace(self.replace_field.text())
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finder.step(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        else:
            super().keyPressEvent(event)

    def _field(self, name: str, object_name: str) -> QLineEdit:
        field = QLineEdit(self, placeholderText=name)
        field.setObjectName(object_name)
        field.setAccessibleName(name)
        field.setMinimumWidth(120)
        return field

    def _switch(self, text: str, name: str, keys: str) -> QToolButton:
        switch = QToolButton(self)
        switch.setText(text)
        switch.setCheckable(True)
        switch.setShortcut(QKeySequence(keys))
        switch.setToolTip(f"{name} ({keys})")
        switch.setAccessibleName(name)
        switch.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        switch.toggled.connect(self._ask)
        return switch

    def _button(self, tip: str, action: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0])
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: action())
        return button

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 5, 8, 5)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(2)
        for widget in (self.case, self.words, self.expression):
            first.addWidget(widget)
        first.addSpacing(8)
        first.addWidget(self.message, 1)
        for widget in (self.previous_button, self.next_button, self.close_button):
            first.addWidget(widget)
        second.setSpacing(8)
        second.addWidget(self.replace_button)
        second.addWidget(self.replace_all_button)
        second.addStretch(1)
        grid.addWidget(self.find_field, 0, 0)
        grid.addLayout(first, 0, 1)
        grid.addWidget(self.replace_field, 1, 0)
        grid.addLayout(second, 1, 1)
        grid.addWidget(self.problem, 2, 0, 1, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)

    def _ask(self) -> None:
        self._finder.ask(self.query)

    def _replace_all(self) -> None:
        count = self._finder.replace_all(self.replace_field.text())
        if count:
            self._say(f"{count:,} replaced")

    def _show_count(self, selected: int, count: int) -> None:
        if not self.find_field.text():
            self._say("")
        elif not count:
            self._say("Not found", "error")
        else:
            self._say(f"{selected:,} of {count:,}" if selected else f"{count:,} found")

    def _show_problem(self, problem: str) -> None:
        self._say("", problem=problem)

    def _say(self, text: str, role: str = "muted", problem: str = "") -> None:
        self.message.setText(text)
        set_style_property(self.message, "role", role)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.find_field.setAccessibleDescription(problem)
        wrong = role == "error" or bool(problem)
        set_style_property(self.find_field, "invalid", wrong)
        for button in (self.next_button, self.previous_button, self.replace_button, self.replace_all_button):
            button.setEnabled(not wrong and bool(self.find_field.text()))
