"""Two texts side by side, line by line, with what differs tinted; or one text alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

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


class ComparePanes(QWidget):
    """Two read-only panes that scroll together, `left` and `right`, each below its title.

    *tints* are the roles of the theme for the signs of the rows.
    """

    def __init__(self, titles: tuple[str, str], tints: dict[str, str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tints, self._theme = tints, theme
        self._rows: Sequence[Row] = ()
        self.left, self.right = code_pane(titles[0]), code_pane(titles[1])
        self.captions = QLabel(titles[0]), QLabel(titles[1])
        panes = QHBoxLayout(self)
        panes.setContentsMargins(0, 0, 0, 0)
        panes.setSpacing(12)
        self._first = QWidget()
        for holder, caption, pane in ((self._first, self.captions[0], self.left), (QWidget(), self.captions[1], self.right)):
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(6)
            caption.setProperty("role", "strong")
            column.addWidget(caption)
            column.addWidget(pane)
            panes.addWidget(holder, 1)
        self.left.verticalScrollBar().valueChanged.connect(self.right.verticalScrollBar().setValue)
        self.right.verticalScrollBar().valueChanged.connect(self.left.verticalScrollBar().setValue)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Both texts, as `side_by_side` gives them, at the first place where they differ."""
        self._rows = rows
        self._first.show()
        self.captions[1].show()
        for pane, column in ((self.left, 1), (self.right, 2)):
            pane.setPlainText("\n".join(row[column] for row in rows))
        self._tint()
        first = next((number for number, row in enumerate(rows) if row[0]), 0)
        for pane in (self.left, self.right):
            pane.setTextCursor(QTextCursor(pane.document().findBlockByNumber(first)))
        self._centre()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._centre)  # the panes get their size after this

    def _centre(self) -> None:
        for pane in (self.left, self.right):
            pane.centerCursor()

    def show_text(self, text: str) -> None:
        """One text alone, in the right pane."""
        self._rows = ()
        self._first.hide()
        self.captions[1].hide()
        self.left.clear()
        self.right.setPlainText(text)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._tint()

    def _tint(self) -> None:
        for pane in (self.left, self.right):
            cursor = QTextCursor(pane.document())
            cursor.beginEditBlock()
            for number, row in enumerate(self._rows):
                if row[0]:
                    tint = QTextBlockFormat()
                    tint.setBackground(self._theme.colour(self._tints[row[0]]))
                    cursor.setPosition(pane.document().findBlockByNumber(number).position())
                    cursor.setBlockFormat(tint)
            cursor.endEditBlock()


def code_pane(name: str) -> QPlainTextEdit:
    """A pane for code that can't be edited."""
    pane = QPlainTextEdit()
    pane.setReadOnly(True)
    pane.setProperty("field", True)
    pane.setFont(code_font())
    pane.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    pane.setTabChangesFocus(True)
    pane.setUndoRedoEnabled(False)
    pane.setAccessibleName(name)
    return pane
