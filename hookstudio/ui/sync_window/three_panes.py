"""Three texts side by side: what was agreed in the middle, what each side made of it left and right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from hookstudio.studio.sync_diff import ThreeRow
from hookstudio.ui.dialogs.compare_panes import code_pane
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

CLASH: Final = "!"
_TINTS: Final = {"~": "warning-soft", "+": "ok-soft", "-": "error-soft", CLASH: "error-soft"}
_LIMIT: Final = 2_000
Cell = tuple[str, str]


class ThreePanes(QWidget):
    """Read-only panes that scroll together. Each line has its sign before it, and the colour of that."""

    def __init__(self, titles: tuple[str, str, str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells: tuple[list[Cell], ...] = ([], [], [])
        self.panes = tuple(code_pane(title) for title in titles)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for title, pane in zip(titles, self.panes, strict=True):
            column = QVBoxLayout()
            column.setSpacing(6)
            caption = ElidedLabel(title)
            caption.setProperty("role", "strong")
            column.addWidget(caption)
            column.addWidget(pane)
            row.addLayout(column, 1)
            for other in self.panes:
                if other is not pane:
                    pane.verticalScrollBar().valueChanged.connect(other.verticalScrollBar().setValue)

    def show_rows(self, rows: Sequence[ThreeRow]) -> None:
        """Show the lines beside each other."""
        self._cells = (
            [(each.sign_here, _cut(each.here)) for each in rows],
            [(CLASH if each.clash else "", _cut(each.agreed)) for each in rows],
            [(each.sign_there, _cut(each.there)) for each in rows],
        )
        for pane, cells in zip(self.panes, self._cells, strict=True):
            pane.setPlainText("\n".join(f"{sign or ' '} {line}" for sign, line in cells))
        self._tint()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._tint()

    def _tint(self) -> None:
        for pane, cells in zip(self.panes, self._cells, strict=True):
            _paint(pane, cells, self._theme)


def _paint(pane: QPlainTextEdit, cells: Sequence[Cell], theme: Theme) -> None:
    cursor = QTextCursor(pane.document())
    for number, (sign, _) in enumerate(cells):
        if sign:
            tint = QTextBlockFormat()
            tint.setBackground(theme.colour(_TINTS[sign]))
            cursor.setPosition(pane.document().findBlockByNumber(number).position())
            cursor.setBlockFormat(tint)


def _cut(line: str | None) -> str:
    if line is None:
        return ""
    return line if len(line) <= _LIMIT else f"{line[:_LIMIT]} …"
