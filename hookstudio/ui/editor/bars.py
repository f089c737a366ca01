"""The bars above the code, made when they are first asked for, one shown at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hookstudio.ui.editor.buffer import Buffer
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from hookstudio.ui.editor.find_bar import FindBar
    from hookstudio.ui.editor.finder import Finder
    from hookstudio.ui.editor.line_bar import LineBar


class EditorBars(QWidget):
    """Find and replace, and go to line. Takes no room while none is shown."""

    left = Signal()  # closed by the user: the focus goes back to the code
    line_chosen = Signal(int, int)  # line and column, from 1

    def __init__(self, buffer: Buffer, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._buffer, self._theme = buffer, theme
        self._finder: Finder | None = None
        self._find: FindBar | None = None
        self._line: LineBar | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.hide()

    def show_find(self, *, replacing: bool) -> None:
        """Open the bar with the selected text, or the last query, to look for."""
        if self._line is not None:
            self._line.hide()
        if self._find is None:
            from hookstudio.ui.editor.find_bar import FindBar
            from hookstudio.ui.editor.finder import Finder

            self._finder = Finder(self._buffer, self)
            self._find = FindBar(self._finder, self._theme, self)
            self._find.closed.connect(self._leave)
            self._add(self._find)
        self.show()
        selection = self._buffer.selection
        selected = self._buffer.read(selection.start, selection.end).decode("utf-8", "replace")
        self._find.open("" if "\n" in selected else selected, replacing)

    def ask_line(self) -> None:
        """Open the bar that goes to a line."""
        self.close_all()
        if self._line is None:
            from hookstudio.ui.editor.line_bar import LineBar

            self._line = LineBar(self)
            self._line.closed.connect(self._leave)
            self._line.chosen.connect(self._choose)
            self._add(self._line)
        self.show()
        self._line.open(self._buffer.line_of(self._buffer.caret) + 1, self._buffer.line_count)

    def close_all(self) -> None:
        """Hide the bars and take the marks of what was found away."""
        if self._finder is not None:
            self._finder.stop()
        for bar in (self._find, self._line):
            if bar is not None:
                bar.hide()
        self.hide()

    def text_changed(self) -> None:
        if self._finder is not None:
            self._finder.text_changed()

    def view_changed(self) -> None:
        if self._finder is not None:
            self._finder.view_changed()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self._find is not None:
            self._find.apply_theme(theme)

    def _add(self, bar: QWidget) -> None:
        layout = self.layout()
        if layout is not None:
            layout.addWidget(bar)

    def _leave(self) -> None:
        self.close_all()
        self.left.emit()

    def _choose(self, line: int, column: int) -> None:
        self.close_all()
        self.line_chosen.emit(line, column)
