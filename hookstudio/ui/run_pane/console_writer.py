"""Puts messages of a ConsoleLog into a text document in portions, takes old ones out, and knows which block belongs to which."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QTextCursor, QTextDocument

from hookstudio.ui.run_pane.block_index import BlockIndex
from hookstudio.ui.run_pane.console_log import ConsoleLog, Entry, Filter
from hookstudio.ui.run_pane.passage import PLACE, Line, Passage
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCharFormat

PORTION_S: Final = 0.006  # after which no further batch is begun
BATCH: Final = 100  # messages
SPARING: Final = 30  # messages of a portion that will be gone at once
BATCH_CHARACTERS: Final = 60_000
LEVEL_ROLES: Final = {
    "error": "error",
    "assert": "error",
    "failure": "error",
    "warn": "warning",
    "warning": "warning",
    "debug": "muted",
    "trace": "muted",
}


class ConsoleWriter:
    """The document holds nothing else; `index` tells whose a block is."""

    def __init__(self, document: QTextDocument, log: ConsoleLog, theme: Theme) -> None:
        self._document, self._log, self._theme = document, log, theme
        self._styles: dict[str, QTextCharFormat] = {}
        self.index = BlockIndex()

    def apply_theme(self, theme: Theme) -> None:
        """What is written from now on has the colours of *theme*."""
        self._theme = theme
        self._styles.clear()

    def start_over(self) -> None:
        """Empty the document."""
        self.index.clear()
        cursor = QTextCursor(self._document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()

    def drop_outdated(self) -> int:
        """Take out the messages that the log gives up; how many blocks that were."""
        gone = [entry for entry in self._log.outdated() if entry.blocks]
        count = sum(entry.blocks for entry in gone)
        if count:
            self.index.remove_first(len(gone), count)
            cursor = QTextCursor(self._document)
            if self.index.blocks:
                cursor.setPosition(self._document.findBlockByNumber(count).position(), QTextCursor.MoveMode.KeepAnchor)
            else:
                cursor.select(QTextCursor.SelectionType.Document)
            cursor.removeSelectedText()
        return count

    def write(self, wanted: Filter, *, sparingly: bool = False) -> None:
        """Write one portion of the waiting messages, *sparingly* a small one."""
        end = perf_counter() + (0.0 if sparingly else PORTION_S)
        cursor = QTextCursor(self._document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        while self._log.has_waiting:
            self._write_batch(cursor, wanted, SPARING if sparingly else BATCH)
            if perf_counter() >= end:
                break
        cursor.endEditBlock()

    def unfold(self, entry: Entry, number: int) -> None:
        """Open a fold of *entry*, which holds a passage, where it stands."""
        if not isinstance(entry.item, Passage):
            return
        before = self.index.start_of(entry)
        if before is None:
            return
        entry.item = entry.item.unfolded(number)
        lines = entry.item.lines
        cursor = QTextCursor(self._document.findBlockByNumber(before))
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor, entry.blocks - 1)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._insert_lines(cursor, lines)
        cursor.endEditBlock()
        entry.blocks = len(lines)
        self.index.resized()

    def _write_batch(self, cursor: QTextCursor, wanted: Filter, most: int) -> None:
        texts, role, characters = list[str](), "", 0

        def flush() -> None:
            if texts:
                cursor.insertText("".join(texts), self._plain(role))
                texts.clear()

        for _ in range(most):
            if not self._log.has_waiting or characters > BATCH_CHARACTERS:
                break
            entry = self._log.take()
            if not wanted.admits(entry.item):
                continue
            lines = entry.lines
            entry_role = LEVEL_ROLES.get(entry.level, "text")
            if isinstance(entry.item, Passage) or entry_role != role:
                flush()
            if self.index.blocks:
                texts.append("\n")
            if isinstance(entry.item, Passage):
                flush()
                self._insert_lines(cursor, entry.item.lines)
                role = ""
            else:
                texts.append("\n".join(lines))
                role = entry_role
            length = sum(map(len, lines))
            self._log.note_shown(entry, len(lines), length)
            self.index.add(entry)
            characters += length
        flush()

    def _insert_lines(self, cursor: QTextCursor, lines: tuple[Line, ...]) -> None:
        for number, line in enumerate(lines):
            if number:
                cursor.insertBlock()
            for span in line:
                cursor.insertText(span.text, self._style(span.role, span.link, span.strong))

    def _style(self, role: str, link: str = "", strong: bool = False) -> QTextCharFormat:
        from PySide6.QtGui import QTextCharFormat

        style = QTextCharFormat(self._plain(role))
        if strong:
            style.setFontWeight(600)
        if link:
            style.setAnchor(True)
            style.setAnchorHref(link)
            style.setFontUnderline(link.startswith(PLACE))
        return style

    def _plain(self, role: str) -> QTextCharFormat:
        if role not in self._styles:
            from PySide6.QtGui import QTextCharFormat

            self._styles[role] = QTextCharFormat()
            self._styles[role].setForeground(self._theme.colour(role or "text"))
        return self._styles[role]
