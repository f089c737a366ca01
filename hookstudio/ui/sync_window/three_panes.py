"""Three texts side by side: what was agreed in the middle, what each side made of it left and right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from hookstudio.studio.sync_diff import ThreeRow
from hookstudio.ui.dialogs.code_panes import Line, code_pane, keep_together, paint_lines, show_line
from hookstudio.ui.dialogs.line_marks import Span, line_marks
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

CLASH: Final = "!"
_TINTS: Final = {"~": "warning-soft", "+": "ok-soft", "-": "error-soft", CLASH: "error-soft"}
_LIMIT: Final = 2_000
_FINE: Final = 100
_SIGN: Final = 2  # the columns of the sign before each line
Cell = tuple[str, str]
Marks = tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]


class ThreePanes(QWidget):
    """Read-only panes that scroll together. Each line has its sign before it, and the colour of that."""

    def __init__(self, titles: tuple[str, str, str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells: tuple[list[Cell], ...] = ([], [], [])
        self._marks: list[Marks] = []
        self.panes = tuple(code_pane(title) for title in titles)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for title, pane in zip(titles, self.panes, strict=True):
            column = QVBoxLayout()
            column.setSpacing(8)
            caption = ElidedLabel(title)
            caption.setProperty("role", "strong")
            column.addWidget(caption)
            column.addWidget(pane)
            row.addLayout(column, 1)
        keep_together(self.panes)

    def show_rows(self, rows: Sequence[ThreeRow]) -> None:
        """Show the lines beside each other, at the first one that a side changed."""
        self._cells = (
            [(each.sign_here, _cut(each.here)) for each in rows],
            [(CLASH if each.clash else "", _cut(each.agreed)) for each in rows],
            [(each.sign_there, _cut(each.there)) for each in rows],
        )
        self._marks = list(_marks_of(zip(*self._cells, strict=True)))
        for pane, cells in zip(self.panes, self._cells, strict=True):
            pane.setPlainText("\n".join(f"{sign or ' '} {line}" for sign, line in cells))
        self._tint()
        self._show_first()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._show_first)  # the panes get their size after this

    def _show_first(self) -> None:
        first = next((number for number, cells in enumerate(zip(*self._cells, strict=True)) if any(sign for sign, _ in cells)), None)
        if first is not None:
            show_line(self.panes, first, self._marks[first])

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._tint()

    def _tint(self) -> None:
        for side, (pane, cells) in enumerate(zip(self.panes, self._cells, strict=True)):
            lines = (Line(number, _TINTS[sign], self._marks[number][side]) for number, (sign, _) in enumerate(cells) if sign)
            paint_lines(pane, lines, self._theme)


def _marks_of(rows: Iterator[tuple[Cell, ...]]) -> Iterator[Marks]:
    """What each side changed in the agreed lines, and in those what either of them changed."""
    fine = _FINE
    for (sign_here, here), (_, agreed), (sign_there, there) in rows:
        mine, theirs = sign_here == "~", sign_there == "~"
        fine -= mine or theirs
        old_here, new_here = line_marks(agreed, here, fine=fine >= 0) if mine else ((), ())
        old_there, new_there = line_marks(agreed, there, fine=fine >= 0) if theirs else ((), ())
        yield _moved(new_here), _moved((*old_here, *old_there)), _moved(new_there)


def _moved(spans: Sequence[Span]) -> tuple[Span, ...]:
    return tuple((first + _SIGN, last + _SIGN) for first, last in spans)


def _cut(line: str | None) -> str:
    if line is None:
        return ""
    return line if len(line) <= _LIMIT else f"{line[:_LIMIT]} …"
