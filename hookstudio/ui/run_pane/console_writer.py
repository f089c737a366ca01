"""Puts messages of a ConsoleLog into a text document in portions, takes old ones out, and knows which block belongs to which."""

from __future__ import annotations

from itertools import islice
from time import perf_counter
from typing import Final

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextDocument

from hookstudio.ui.run_pane.console_log import ConsoleLog, Entry, Filter
from hookstudio.ui.run_pane.passage import PLACE, Line, Passage
from hookstudio.ui.theme import Theme

PORTION_S: Final = 0.006  # after which no further batch is begun
BATCH: Final = 100  # messages
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
    """The first block of each message carries the message's number as its user state; further blocks carry -1."""

    def __init__(self, document: QTextDocument, log: ConsoleLog, theme: Theme) -> None:
        self._document, self._log, self.theme = document, log, theme
        self._first = 0  # the number of log.taken[0]
        self.blocks = 0  # with text; an empty document counts none

    def entry_of(self, block: QTextBlock) -> Entry | None:
        """The message that begins in *block*, None for its further lines."""
        place = block.userState() - self._first
        return self._log.taken[place] if block.userState() >= 0 and 0 <= place < len(self._log.taken) else None

    def message_at(self, block: QTextBlock) -> Entry | None:
        """The message that *block* is part of."""
        while block.isValid() and block.userState() < 0:
            block = block.previous()
        return self.entry_of(block) if block.isValid() else None

    def start_over(self) -> None:
        """Empty the document."""
        self._first = self.blocks = 0
        cursor = QTextCursor(self._document)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        self._document.firstBlock().setUserState(-1)

    def drop_outdated(self) -> int:
        """Take out the messages that the log gives up; how many blocks that were."""
        gone = self._log.outdated()
        self._first += len(gone)
        count = sum(entry.blocks for entry in gone)
        if count:
            self._remove_first(count)
        return count

    def write(self, wanted: Filter, *, sparingly: bool = False) -> None:
        """Write one portion of the waiting messages, *sparingly* a small one."""
        end = perf_counter() + (0.0 if sparingly else PORTION_S)
        cursor = QTextCursor(self._document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        while self._log.has_waiting:
            self._write_batch(cursor, wanted)
            if perf_counter() >= end:
                break
        cursor.endEditBlock()

    def unfold(self, entry: Entry, number: int) -> None:
        """Open a fold of *entry*, which holds a passage, where it stands."""
        if not isinstance(entry.item, Passage):
            return
        place = next((number for number, other in enumerate(self._log.taken) if other is entry), None)
        if place is None:
            return
        before = sum(other.blocks for other in islice(self._log.taken, place))
        entry.item = entry.item.unfolded(number)
        lines = entry.item.lines
        cursor = QTextCursor(self._document.findBlockByNumber(before))
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.NextBlock, QTextCursor.MoveMode.KeepAnchor, entry.blocks - 1)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._insert_lines(cursor, lines)
        cursor.endEditBlock()
        self.blocks += len(lines) - entry.blocks
        entry.blocks = len(lines)
        self._mark(before, {before: self._first + place}, len(lines))

    def _write_batch(self, cursor: QTextCursor, wanted: Filter) -> None:
        begin, states, texts, role, characters = self.blocks, {}, list[str](), "", 0

        def flush() -> None:
            if texts:
                cursor.insertText("\n".join(texts), self._style(role))
                texts.clear()

        for _ in range(BATCH):
            if not self._log.has_waiting or characters > BATCH_CHARACTERS:
                break
            entry = self._log.take()
            if not wanted.admits(entry.item):
                continue
            lines = entry.lines
            entry_role = LEVEL_ROLES.get(entry.level, "text")
            if isinstance(entry.item, Passage) or entry_role != role:
                flush()
            if self.blocks and not texts:
                cursor.insertBlock()
            if isinstance(entry.item, Passage):
                self._insert_lines(cursor, entry.item.lines)
                role = ""
            else:
                texts.append("\n".join(lines))
                role = entry_role
            states[self.blocks] = self._first + len(self._log.taken) - 1
            length = sum(map(len, lines))
            self._log.note_shown(entry, len(lines), length)
            self.blocks += len(lines)
            characters += length
        flush()
        self._mark(begin, states, self.blocks - begin)

    def _mark(self, number: int, states: dict[int, int], count: int) -> None:
        block = self._document.findBlockByNumber(number)
        for place in range(number, number + count):
            block.setUserState(states.get(place, -1))
            block = block.next()

    def _insert_lines(self, cursor: QTextCursor, lines: tuple[Line, ...]) -> None:
        for number, line in enumerate(lines):
            if number:
                cursor.insertBlock()
            for span in line:
                cursor.insertText(span.text, self._style(span.role, span.link, span.strong))

    def _style(self, role: str, link: str = "", strong: bool = False) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setForeground(self.theme.colour(role))
        if strong:
            style.setFontWeight(600)
        if link:
            style.setAnchor(True)
            style.setAnchorHref(link)
            style.setFontUnderline(link.startswith(PLACE))
        return style

    def _remove_first(self, count: int) -> None:
        self.blocks -= count
        cursor = QTextCursor(self._document)
        if self.blocks <= 0:
            cursor.select(QTextCursor.SelectionType.Document)
        else:
            cursor.setPosition(self._document.findBlockByNumber(count).position(), QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        shown = next((place for place, entry in enumerate(self._log.taken) if entry.blocks), None)
        self._document.firstBlock().setUserState(-1 if shown is None else self._first + shown)
