"""The bar above the code that asks for a line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from hookstudio.ui.widgets.restyle import set_style_property


class LineBar(QFrame):
    """Takes a line, or a line and a column as Node writes them: 12:5. Enter goes there, Esc closes."""

    chosen = Signal(int, int)  # line and column, from 1
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = 1
        self.setProperty("bar", "top")
        self.setAccessibleName("Go to line")
        self.field = QLineEdit(self, placeholderText="Line, or line:column")
        self.field.setObjectName("lineField")
        self.field.setAccessibleName("Line")
        self.field.setMaximumWidth(200)
        self.message = QLabel()
        self.message.setObjectName("lineMessage")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 5, 8, 5)
        row.setSpacing(8)
        row.addWidget(QLabel("Go to line"))
        row.addWidget(self.field)
        row.addWidget(self.message, 1)
        self.field.textChanged.connect(self._check)

    def open(self, line: int, lines: int) -> None:
        """Ask, with *line* as the proposal, in a text of so many *lines*."""
        self._lines = lines
        self.field.setText(str(line))
        self._check()
        self.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            place = self._place()
            if place is not None:
                self.chosen.emit(*place)
        else:
            super().keyPressEvent(event)

    def _place(self) -> tuple[int, int] | None:
        line, colon, column = (part.strip() for part in self.field.text().partition(":"))
        if not line.isdecimal() or (colon and column and not column.isdecimal()):
            return None
        if not 1 <= int(line) <= self._lines:
            return None
        return int(line), max(1, int(column)) if column else 1

    def _check(self) -> None:
        wrong = self._place() is None and bool(self.field.text())
        self.message.setText(f"There are lines 1 to {self._lines:,}." if wrong else f"of {self._lines:,}")
        set_style_property(self.message, "role", "error" if wrong else "muted")
        set_style_property(self.field, "invalid", wrong)
