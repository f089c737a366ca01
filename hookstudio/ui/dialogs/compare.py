"""Shows two versions of a hook's code, mine and the file's, and asks which to keep."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from hookstudio.ui.fonts import code_font
from hookstudio.ui.theme import Theme

Row = tuple[str, str, str]


def side_by_side(mine: str, theirs: str) -> Iterator[Row]:
    """Rows of (sign, my line, their line); the sign is '' for equal lines, '~', '+' (only mine) or '-' (only theirs)."""
    left, right = mine.splitlines(), theirs.splitlines()
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for step in range(max(i2 - i1, j2 - j1)):
            has_left, has_right = i1 + step < i2, j1 + step < j2
            sign = "" if tag == "equal" else "~" if has_left and has_right else "+" if has_left else "-"
            yield sign, left[i1 + step] if has_left else "", right[j1 + step] if has_right else ""


class CompareDialog(QDialog):
    """Emits `keep_mine` or `take_theirs`; closing it leaves the question open."""

    keep_mine = Signal()
    take_theirs = Signal()

    def __init__(self, name: str, mine: str, theirs: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareDialog")
        self.setWindowTitle(f"Two versions of {name}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(960, 600)
        self.left, self.right = self._pane("Yours, in the editor"), self._pane("The file, changed outside")
        panes = QHBoxLayout()
        panes.setSpacing(12)
        for title, pane in (("Yours, in the editor", self.left), ("The file, changed outside", self.right)):
            column = QVBoxLayout()
            column.setSpacing(6)
            caption = QLabel(title)
            caption.setProperty("role", "strong")
            column.addWidget(caption)
            column.addWidget(pane)
            panes.addLayout(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep_mine_button = buttons.addButton("Keep mine", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take_theirs_button = buttons.addButton("Take theirs", QDialogButtonBox.ButtonRole.AcceptRole)
        for button, answer in ((self.keep_mine_button, self.keep_mine), (self.take_theirs_button, self.take_theirs)):
            button.clicked.connect(answer)
            button.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addLayout(panes, 1)
        layout.addWidget(buttons)
        self._fill(list(side_by_side(mine, theirs)), theme)
        self.left.verticalScrollBar().valueChanged.connect(self.right.verticalScrollBar().setValue)
        self.right.verticalScrollBar().valueChanged.connect(self.left.verticalScrollBar().setValue)

    def _pane(self, name: str) -> QPlainTextEdit:
        pane = QPlainTextEdit()
        pane.setReadOnly(True)
        pane.setProperty("field", True)
        pane.setFont(code_font())
        pane.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        pane.setAccessibleName(name)
        return pane

    def _fill(self, rows: list[Row], theme: Theme) -> None:
        roles = {"~": "warning-soft", "+": "ok-soft", "-": "error-soft"}
        for pane, column in ((self.left, 1), (self.right, 2)):
            pane.setPlainText("\n".join(row[column] for row in rows))
            cursor = QTextCursor(pane.document())
            for number, row in enumerate(rows):
                if row[0]:
                    tint = QTextBlockFormat()
                    tint.setBackground(theme.colour(roles[row[0]]))
                    cursor.setPosition(pane.document().findBlockByNumber(number).position())
                    cursor.setBlockFormat(tint)
