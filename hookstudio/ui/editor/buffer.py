"""The text inside an engine: lines, carets, replacements. Positions are bytes of UTF-8; lines and columns here count from 0."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.port import EditorEngine


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text from `start` up to but not including `end`."""

    start: int
    end: int


class Buffer:
    """Text operations on an engine, each a few messages; none of them reads the whole text unless its name says so."""

    def __init__(self, engine: EditorEngine) -> None:
        self.send = engine.send
        self.send_bytes = engine.send_bytes
        self.read = engine.read

    @property
    def length(self) -> int:
        return self.send(sci.SCI_GETLENGTH)

    @property
    def line_count(self) -> int:
        return self.send(sci.SCI_GETLINECOUNT)

    @property
    def caret(self) -> int:
        return self.send(sci.SCI_GETCURRENTPOS)

    @property
    def selection(self) -> Span:
        """The main selection, its ends in order."""
        return Span(self.send(sci.SCI_GETSELECTIONSTART), self.send(sci.SCI_GETSELECTIONEND))

    @property
    def single_caret(self) -> bool:
        return self.send(sci.SCI_GETSELECTIONS) == 1

    @property
    def line_break(self) -> bytes:
        """What ends a line in this text."""
        return (b"\r\n", b"\r", b"\n")[self.send(sci.SCI_GETEOLMODE)]

    @property
    def tab_width(self) -> int:
        return self.send(sci.SCI_GETINDENT)

    def whole(self) -> bytes:
        return self.read(0, self.length)

    def line_of(self, position: int) -> int:
        return self.send(sci.SCI_LINEFROMPOSITION, position)

    def line_start(self, line: int) -> int:
        return self.send(sci.SCI_POSITIONFROMLINE, line)

    def line_end(self, line: int) -> int:
        """Where the line's text ends, before its line break."""
        return self.send(sci.SCI_GETLINEENDPOSITION, line)

    def line(self, line: int) -> bytes:
        """The line without its break."""
        return self.read(self.line_start(line), self.line_end(line))

    def column_of(self, position: int) -> int:
        """How many characters stand before *position* in its line."""
        return self.send(sci.SCI_COUNTCHARACTERS, self.line_start(self.line_of(position)), position)

    def position_at(self, line: int, column: int) -> int:
        """The position of a character; a line or column past the end is taken as the last one."""
        line = max(0, min(line, self.line_count - 1))
        start, end = self.line_start(line), self.line_end(line)
        text = self.read(start, end).decode("utf-8", "replace")
        return min(end, start + len(text[: max(0, column)].encode()))

    def indentation(self, line: int) -> int:
        """The line's indentation in columns."""
        return self.send(sci.SCI_GETLINEINDENTATION, line)

    def style_at(self, position: int) -> int:
        """The lexer's style of the character at *position*, whose line is styled first if it has not been shown yet; 0 past the end."""
        if not 0 <= position < self.length:
            return 0
        styled = self.send(sci.SCI_GETENDSTYLED)
        if styled <= position:  # lexers begin at the start of a line
            self.send(sci.SCI_COLOURISE, self.line_start(self.line_of(styled)), position + 1)
        return self.send(sci.SCI_GETSTYLEAT, position)

    def replace(self, start: int, end: int, data: bytes) -> None:
        """Put *data* in place of what stands between the two positions; carets elsewhere stay with their text."""
        self.send(sci.SCI_SETTARGETSTART, start)
        self.send(sci.SCI_SETTARGETEND, end)
        self.send_bytes(sci.SCI_REPLACETARGET, len(data), data)

    def replace_whole(self, data: bytes) -> None:
        """Make *data* the text as one step that can be undone, changing only what differs, so that carets keep their place."""
        old = self.whole()
        if old == data:
            return
        start = _shared_prefix(old, data)
        tail = _shared_prefix(old[start:][::-1], data[start:][::-1])
        while tail and _inside_character(old, len(old) - tail):
            tail -= 1
        while start and (_inside_character(old, start) or _inside_character(data, start)):
            start -= 1
        with self.one_step():
            self.replace(start, len(old) - tail, data[start : len(data) - tail])

    def select(self, anchor: int, caret: int) -> None:
        """Make one selection and show its caret."""
        self.send(sci.SCI_SETSEL, anchor, caret)

    def move_caret(self, position: int) -> None:
        """Put the one caret at *position*, remembered as the column for moving up and down, without scrolling further than needed."""
        self.send(sci.SCI_SETEMPTYSELECTION, position)
        self.send(sci.SCI_CHOOSECARETX)
        self.send(sci.SCI_SCROLLCARET)

    @contextmanager
    def one_step(self) -> Iterator[None]:
        """What happens inside is undone as one step."""
        self.send(sci.SCI_BEGINUNDOACTION)
        try:
            yield
        finally:
            self.send(sci.SCI_ENDUNDOACTION)


def _shared_prefix(a: bytes, b: bytes) -> int:
    """How many bytes *a* and *b* share at their start, by halving: comparing slices is far quicker than comparing bytes one by one."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _inside_character(data: bytes, index: int) -> bool:
    """Whether *index* points into the middle of a character of UTF-8 or between the two bytes of a Windows line break."""
    return index < len(data) and (data[index] & 0xC0 == 0x80 or (data[index] == 10 and index > 0 and data[index - 1] == 13))
