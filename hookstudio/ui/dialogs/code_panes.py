"""Panes for codes that stand beside each other: read-only, scrolling together, with what differs tinted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QScrollBar

from hookstudio.ui.dialogs.line_marks import Span
from hookstudio.ui.fonts import code_font
from hookstudio.ui.theme import Theme

_STRONGER: Final = 0.3  # how much of a sign's colour its tint gets where a line differs
_BEFORE: Final = 0.25  # the share of a pane that is at least left of a difference that had to be scrolled to
_BEHIND: Final = 48  # what is to be seen behind it


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is tinted with the colour of *role*, its `marks` more strongly."""

    number: int
    role: str
    marks: tuple[Span, ...] = ()


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


def keep_together(panes: Sequence[QPlainTextEdit]) -> None:
    """Have *panes* scroll together, down and sideways, as far as each of them can."""
    for bars in ([pane.verticalScrollBar() for pane in panes], [pane.horizontalScrollBar() for pane in panes]):
        _Together(bars)


class _Together(QObject):
    """Scroll bars of which the others follow the one that is moved."""

    def __init__(self, bars: Sequence[QScrollBar]) -> None:
        super().__init__(bars[0])
        self._bars, self._moving = bars, False
        for bar in bars:
            bar.valueChanged.connect(self._move)

    def _move(self, value: int) -> None:
        if self._moving:
            return  # a shorter text ends earlier, and does not hold the longer one back
        self._moving = True
        for bar in self._bars:
            bar.setValue(value)
        self._moving = False


def paint_lines(pane: QPlainTextEdit, lines: Iterable[Line], theme: Theme) -> None:
    """Tint these lines of *pane*."""
    document = pane.document()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for line in lines:
        tint, stronger = QTextBlockFormat(), QTextCharFormat()
        tint.setBackground(theme.colour(line.role))
        cursor.setPosition(document.findBlockByNumber(line.number).position())
        cursor.setBlockFormat(tint)
        stronger.setBackground(theme.mixed(line.role, line.role.removesuffix("-soft"), _STRONGER))
        for mark in line.marks:
            first, last = _positions(document.findBlockByNumber(line.number), mark)
            cursor.setPosition(first)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(stronger)
    cursor.endEditBlock()


def show_line(panes: Sequence[QPlainTextEdit], number: int, marks: Sequence[Sequence[Span]]) -> None:
    """Bring a line into the middle of *panes*, which keep together, and the first thing that is marked in it into sight."""
    for pane in panes:
        pane.setTextCursor(QTextCursor(pane.document().findBlockByNumber(number)))
        pane.centerCursor()
    for pane, spans in zip(panes, marks, strict=True):
        if spans:
            _show_span(pane, number, spans[0])


def _show_span(pane: QPlainTextEdit, number: int, span: Span) -> None:
    block, bar, cursor = pane.document().findBlockByNumber(number), pane.horizontalScrollBar(), QTextCursor(pane.document())
    places = []
    for position in _positions(block, span):
        cursor.setPosition(position)
        places.append(bar.value() + pane.cursorRect(cursor).left())
    left, right = places
    room = pane.viewport().width()
    if right > bar.value() + room:
        bar.setValue(min(right + _BEHIND - room, int(left - room * _BEFORE)))


def _positions(block: QTextBlock, span: Span) -> tuple[int, int]:
    """Where a span of a line begins and ends in its document, which counts in units of UTF-16."""
    first, last = (block.position() + len(block.text()[:column].encode("utf-16-le", "surrogatepass")) // 2 for column in span)
    return first, last
