"""The console: what the hook printed, as text that can be selected, with time and level in a gutter beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTextBlock, QTextOption
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from hookstudio.ui.fonts import code_font
from hookstudio.ui.run_pane.console_gutter import ConsoleGutter
from hookstudio.ui.run_pane.console_log import ConsoleLog, Entry, Filter, shown_text, whole_text
from hookstudio.ui.run_pane.console_writer import ConsoleWriter
from hookstudio.ui.run_pane.passage import PLACE, UNFOLD
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from hookstudio.ui.run_pane.console_log import Item

TICK_MS: Final = 50  # from the first message that waits to the next look
BUSY_TICK_MS: Final = 15  # while more waits than a portion
SURGE: Final = 500  # messages dropped since the last tick: what is written now will be gone at the next
TINTS: Final = {
    "error": "error-soft",
    "assert": "error-soft",
    "failure": "error-soft",
    "warn": "warning-soft",
    "warning": "warning-soft",
}


class ConsoleView(QPlainTextEdit):
    """Shows a ConsoleLog. What comes in waits there and is put into the document in portions, so that no flood stalls the window."""

    place_requested = Signal(int, int)  # line, column, from 1
    count_changed = Signal()  # of messages, or of dropped ones

    def __init__(self, theme: Theme, limit: int = 10_000, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("consoleView")
        self.setAccessibleName("Console")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self.viewport().setMouseTracking(True)
        options = QTextOption()
        options.setTextDirection(Qt.LayoutDirection.LeftToRight)
        options.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(options)
        self.document().setDocumentMargin(4)
        self.theme = theme
        self.log = ConsoleLog(limit)
        self._writer = ConsoleWriter(self.document(), self.log, theme)
        self._placeholder = self._run_note = ""
        self._filter = Filter()
        self._dropped = 0
        self._following, self._ticking = True, False  # whether the end is followed; it is until the user scrolls away from it
        self._gutter = ConsoleGutter(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self.updateRequest.connect(self._move_gutter)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._range_changed)
        self.apply_theme(theme)

    def append_items(self, items: Sequence[Item], start: datetime) -> None:
        """Add messages of the run that began at *start*."""
        if items:
            self.log.add(items, start)
            if not self._timer.isActive():
                self._timer.start(TICK_MS if self._writer.index.blocks else 0)

    def clear(self) -> None:
        self.log.clear()
        self._run_note = ""
        self._following = True
        self._writer.start_over()
        self.count_changed.emit()
        self._repaint()

    @property
    def filter(self) -> Filter:
        return self._filter

    def set_filter(self, new: Filter) -> None:
        """Show what *new* admits, from the start."""
        if new != self._filter:
            self._filter = new
            self._rewrite()

    def set_limit(self, limit: int) -> None:
        """How many messages are kept."""
        self.log.limit = max(1, limit)
        self._tick()

    def set_wrap(self, wrap: bool) -> None:
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth if wrap else QPlainTextEdit.LineWrapMode.NoWrap)
        self._repaint()

    def set_placeholder(self, text: str) -> None:
        """The sentence in the middle of an empty console."""
        self._placeholder = text
        self.viewport().update()

    def apply_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._writer.apply_theme(theme)
        self.setFont(code_font())
        self.setTabStopDistance(QFontMetricsF(self.font()).horizontalAdvance(" ") * 4)
        self._place_gutter()
        self._rewrite()

    def toPlainText(self) -> str:
        """Everything that is shown, or is about to be: time, level, text, below a line about dropped messages."""
        return self._noted(shown_text(self._admitted()))

    def whole_text(self) -> str:
        """The same for a file: nothing cut, nothing written out."""
        return self._noted(whole_text(self._admitted()))

    def set_dropped_note(self, text: str) -> None:
        """What the run itself says about dropped lines, which knows of those that never came here; until the next `clear`."""
        self._run_note = text
        self.count_changed.emit()

    def dropped_note(self) -> str:
        """The sentence about dropped messages, '' if there are none."""
        if self._run_note:
            return self._run_note
        count = self.log.dropped
        if not count:
            return ""
        return f"{count:,} earlier line{' was' if count == 1 else 's were'} dropped: the console keeps the last {self.log.limit:,}."

    def empty_note(self) -> str:
        """The sentence in the middle of a console that shows nothing, '' if it shows something."""
        if self._writer.index.blocks or self.log.has_waiting:
            return ""
        count = len(self.log)
        if not count:
            return self._placeholder
        none = f"None of the {count:,} lines" if count > 1 else "The one line that was printed does not"
        return f"{none} {'match' if count == 1 else 'matches'} the filter. Clear it, or show more levels."

    def visible_blocks(self) -> Iterator[tuple[QRectF, Entry | None, str]]:
        """The blocks in view: place in the viewport, the message that begins there, the role of the background ('' none)."""
        block = self.firstVisibleBlock()
        number, bottom = block.blockNumber(), self.viewport().height()
        area = self.blockBoundingGeometry(block).translated(self.contentOffset())
        while number < self._writer.index.blocks and area.top() <= bottom:
            entry, begins = self._writer.index.at(number)
            yield area, entry if begins else None, TINTS.get(entry.level, "") if entry else ""
            block, number = block.next(), number + 1
            area = self.blockBoundingRect(block).translated(0, area.bottom())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        width = self.viewport().width()
        for area, _, tint in self.visible_blocks():
            if tint:
                painter.fillRect(QRectF(0, area.top(), width, area.height()), self.theme.colour(tint))
        if note := self.empty_note():
            painter.setPen(self.theme.colour("muted"))
            painter.setFont(QApplication.font())
            room = self.viewport().rect().adjusted(16 - self._gutter.width(), 8, -16, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, note)
        painter.end()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = bool(self.anchorAt(event.position().toPoint()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        link = self.anchorAt(event.position().toPoint())
        if link and event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self._follow(link, self.cursorForPosition(event.position().toPoint()).block())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return follows the link of the caret's line."""
        block = self.textCursor().block()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and (link := _link_in(block)):
            self._follow(link, block)
            return
        super().keyPressEvent(event)

    def _follow(self, link: str, block: QTextBlock) -> None:
        kind, _, rest = link.partition(":")
        if f"{kind}:" == PLACE:
            line, column = rest.split(":")
            self.place_requested.emit(int(line), int(column))
        elif f"{kind}:" == UNFOLD and (entry := self._writer.index.at(block.blockNumber())[0]):
            self._writer.unfold(entry, int(rest))
            self._repaint()

    def _admitted(self) -> Iterator[Entry]:
        return (entry for entry in self.log if self._filter.admits(entry.item))

    def _noted(self, text: str) -> str:
        note = self.dropped_note()
        return f"{note}\n{text}" if note else text

    def _rewrite(self) -> None:
        self.log.wait_again()
        self._writer.start_over()
        self._tick()

    def _tick(self) -> None:
        self._timer.stop()
        bar = self.verticalScrollBar()
        self._ticking = True
        top = self.firstVisibleBlock()
        number = top.blockNumber()
        gone = self._writer.drop_outdated()
        surging = self.log.dropped - self._dropped > SURGE
        self._dropped = self.log.dropped
        self._writer.write(self._filter, sparingly=surging)
        if self._following:
            bar.setValue(bar.maximum())
        elif gone:
            bar.setValue(self.document().findBlockByNumber(max(0, number - gone)).firstLineNumber())
        self._ticking = False
        if self.log.has_waiting:
            self._timer.start(TICK_MS if surging else BUSY_TICK_MS)
        self.count_changed.emit()
        self._repaint()

    def _scrolled(self, value: int) -> None:
        if not self._ticking:
            self._following = value >= self.verticalScrollBar().maximum()

    def _range_changed(self, _least: int, most: int) -> None:
        if self._following and not self._ticking:
            self.verticalScrollBar().setValue(most)

    def _repaint(self) -> None:
        self.viewport().update()
        self._gutter.update()

    def _place_gutter(self) -> None:
        width = self._gutter.sizeHint().width()
        self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), width, inside.height()))

    def _move_gutter(self, area: QRect, rows: int) -> None:
        if rows:
            self._gutter.scroll(0, rows)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())


def _link_in(block: QTextBlock) -> str:
    """The first link in *block*, '' if it has none."""
    pieces = block.begin()
    while not pieces.atEnd():
        link = pieces.fragment().charFormat().anchorHref()
        if link:
            return link
        pieces += 1
    return ""
