"""Two texts side by side, line by line, with what differs tinted; or one text alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from hookstudio.ui.dialogs.code_panes import Line, code_pane, keep_together, paint_lines, show_line
from hookstudio.ui.dialogs.line_marks import Span, line_marks
from hookstudio.ui.theme import Theme

Row = tuple[str, str, str]
_FINE: Final = 100  # changed lines whose parts are compared word by word; of further ones the whole part between two differences is marked


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
        self._marks: list[tuple[tuple[Span, ...], tuple[Span, ...]]] = []
        self.left, self.right = code_pane(titles[0]), code_pane(titles[1])
        self.captions = QLabel(titles[0]), QLabel(titles[1])
        panes = QHBoxLayout(self)
        panes.setContentsMargins(0, 0, 0, 0)
        panes.setSpacing(12)
        self._first = QWidget()
        for holder, caption, pane in ((self._first, self.captions[0], self.left), (QWidget(), self.captions[1], self.right)):
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(8)
            caption.setProperty("role", "strong")
            column.addWidget(caption)
            column.addWidget(pane)
            panes.addWidget(holder, 1)
        keep_together((self.left, self.right))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Both texts, as `side_by_side` gives them, at the first place where they differ."""
        self._rows = rows
        self._marks = list(_marks_of(rows))
        self._first.show()
        self.captions[1].show()
        for pane, column in ((self.left, 1), (self.right, 2)):
            pane.setPlainText("\n".join(row[column] for row in rows))
        self._tint()
        self._show_first()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._show_first)  # the panes get their size after this

    def _show_first(self) -> None:
        first = next((number for number, row in enumerate(self._rows) if row[0]), None)
        if first is not None:
            show_line((self.left, self.right), first, self._marks[first])

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
        for side, pane in enumerate((self.left, self.right)):
            lines = (Line(number, self._tints[row[0]], self._marks[number][side]) for number, row in enumerate(self._rows) if row[0])
            paint_lines(pane, lines, self._theme)


def _marks_of(rows: Sequence[Row]) -> Iterator[tuple[tuple[Span, ...], tuple[Span, ...]]]:
    fine = _FINE
    for sign, left, right in rows:
        fine -= sign == "~"
        yield line_marks(left, right, fine=fine >= 0) if sign == "~" else ((), ())
