"""A light editor for JSON: coloured, with brackets that find their partner, and underlined remarks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QFocusEvent, QFontMetricsF, QHelpEvent, QKeyEvent, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from hookstudio.ui.context_panel.json_colours import JsonColours
from hookstudio.ui.context_panel.json_tokens import tokens
from hookstudio.ui.fonts import code_font
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

    from hookstudio.ui.context_panel.examination import Remark

STEP: Final = "  "
PAIRS: Final = {"{": "}", "[": "]"}
CLOSERS: Final = {"}": "{", "]": "["}
SEARCHED: Final = 50_000  # characters; in a longer text brackets are not paired


class JsonEditor(QPlainTextEdit):
    """`text` and `setText` as in a code editor; setting a text can be undone.

    Tab leaves the editor, so that the keyboard is never caught in it; it indents only lines that are selected.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contextEditor")
        self.setAccessibleName("Test context as JSON")
        self.setProperty("field", True)
        self.setAccessibleDescription("Tab goes on to the next field; with lines selected it indents them, Shift+Tab takes that back")
        self.setTabChangesFocus(True)
        options = QTextOption()
        options.setTextDirection(Qt.LayoutDirection.LeftToRight)
        self.document().setDefaultTextOption(options)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._theme = theme
        self._remarks: Sequence[Remark] = ()
        self._colours = JsonColours(self.document(), theme)
        self.cursorPositionChanged.connect(self._mark)
        self.apply_theme(theme)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files that are dropped are left to the window."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setFont(code_font())
        self.setTabStopDistance(QFontMetricsF(self.font()).horizontalAdvance(" ") * len(STEP))
        self._colours.apply_theme(theme)
        self._mark()

    def text(self) -> str:
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Replace the whole text as one step that undo takes back."""
        if text == self.text():
            return
        self._remarks = ()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        cursor.endEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)

    def start_with(self, text: str) -> None:
        """Show the text of another hook: what was typed before can't be undone into it."""
        self._remarks = ()
        self.setPlainText(text)

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Underline the places of *remarks*."""
        self._remarks = remarks
        self._mark()

    def go_to(self, remark: Remark) -> None:
        cursor = self.textCursor()
        cursor.setPosition(_units(self.text(), remark.place[0]))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        if not modifiers and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._break_line()
        elif not modifiers and event.key() == Qt.Key.Key_Tab:
            self._each_line(lambda line: line.insertText(STEP))
        elif event.key() == Qt.Key.Key_Backtab:
            self._outdent()
        elif event.text() in CLOSERS and not self._before_caret().strip():
            self._close(event.text())
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        return not self.textCursor().hasSelection() and super().focusNextPrevChild(forwards)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._mark()

    def event(self, event: QEvent) -> bool:
        """The remark under the pointer is its tool tip."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            inside = self.viewport().mapFromGlobal(event.globalPos())
            position = self.cursorForPosition(inside).position()
            text = self.text()
            for remark in self._remarks:
                if _units(text, remark.place[0]) <= position <= _units(text, remark.place[1]):
                    QToolTip.showText(event.globalPos(), remark.text.replace("<", "‹"), self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)

    def _before_caret(self) -> str:
        cursor = self.textCursor()
        return cursor.block().text()[: cursor.positionInBlock()]

    def _break_line(self) -> None:
        cursor = self.textCursor()
        before = self._before_caret()
        after = cursor.block().text()[cursor.positionInBlock() :].strip()
        margin = before[: len(before) - len(before.lstrip())]
        opener = before.rstrip()[-1:]
        cursor.beginEditBlock()
        if opener in PAIRS:
            cursor.insertText(f"\n{margin}{STEP}")
            if after.startswith(PAIRS[opener]):
                position = cursor.position()
                cursor.insertText(f"\n{margin}")
                cursor.setPosition(position)
        else:
            cursor.insertText(f"\n{margin}")
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _outdent(self) -> None:
        def take(line: QTextCursor) -> None:
            for _ in range(min(len(STEP), len(line.block().text()) - len(line.block().text().lstrip(" ")))):
                line.deleteChar()

        self._each_line(take)

    def _each_line(self, act: Callable[[QTextCursor], object]) -> None:
        cursor = self.textCursor()
        first = self.document().findBlock(cursor.selectionStart()).blockNumber()
        last = self.document().findBlock(max(cursor.selectionStart(), cursor.selectionEnd() - 1)).blockNumber()
        cursor.beginEditBlock()
        for number in range(first, last + 1):
            act(QTextCursor(self.document().findBlockByNumber(number)))
        cursor.endEditBlock()

    def _close(self, closer: str) -> None:
        """A closing bracket at the begin of a line goes to where its line begins."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for _ in range(min(len(STEP), len(self._before_caret()))):
            cursor.deletePreviousChar()
        cursor.insertText(closer)
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def _mark(self) -> None:
        text = self.text() if self._remarks else ""
        marks = [self._underlined(remark, text) for remark in self._remarks]
        self.setExtraSelections([*marks, *self._brackets()])

    def _underlined(self, remark: Remark, text: str) -> QTextEdit.ExtraSelection:
        from PySide6.QtGui import QTextCharFormat

        style = QTextCharFormat()
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        style.setUnderlineColor(self._theme.colour("error" if remark.mistake else "warning"))
        return self._selection(_units(text, remark.place[0]), _units(text, remark.place[1]), style)

    def _selection(self, begin: int, end: int, style: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(begin, last))
        cursor.setPosition(min(end, last), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format = style
        return selection

    def _brackets(self) -> list[QTextEdit.ExtraSelection]:
        pair = self._pair_at(self.textCursor().position()) if self.hasFocus() else ()
        if not pair:
            return []
        from PySide6.QtGui import QTextCharFormat

        style = QTextCharFormat()
        style.setBackground(QColor(self._theme.colour("accent-soft")))
        style.setForeground(self._theme.colour("accent"))
        return [self._selection(place, place + 1, style) for place in pair]

    def _pair_at(self, position: int) -> tuple[int, ...]:
        """The bracket before or behind the caret and its partner."""
        near = (self.document().characterAt(place) for place in (position - 1, position) if place >= 0)
        if not any(character in PAIRS or character in CLOSERS for character in near) or self.document().characterCount() > SEARCHED:
            return ()
        return bracket_pair(self.text(), position)


def bracket_pair(text: str, position: int) -> tuple[int, ...]:
    """Where the bracket before or behind *position* stands, and its partner; alone if it has none. All counted as Qt counts."""
    open_at: list[tuple[str, int]] = []
    for match in tokens(text):
        token = match[0]
        if token in PAIRS:
            open_at.append((token, match.start()))
        elif token in CLOSERS:
            partner = open_at.pop() if open_at and open_at[-1][0] == CLOSERS[token] else None
            pair = [_units(text, place) for place in ((partner[1], match.start()) if partner else (match.start(),))]
            if any(place in (position - 1, position) for place in pair):
                return tuple(pair)
    return tuple(place for place in (_units(text, place) for _, place in open_at) if place in (position - 1, position))[:1]


def _units(text: str, offset: int) -> int:
    """An offset in Python's characters as Qt counts: characters beyond the basic plane are two."""
    head = text[:offset]
    return len(head) if head.isascii() else len(head.encode("utf-16-le", "surrogatepass")) // 2
