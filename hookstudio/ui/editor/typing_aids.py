"""What the editor adds while one types: indentation, closing brackets and quotes. It acts for one caret, several type as they are."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.appearance import CLOSER
from hookstudio.ui.editor.buffer import Buffer

COMMENT_STYLES: Final = frozenset({1, 2, 3, 15, 17, 18, 23, 24, 26})
STRING_STYLES: Final = frozenset({6, 7, 12, 13, 14, 20, 21, 22, 27})

_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "'": "'", '"': '"', "`": "`"}
_ENDS: Final = frozenset(_PAIRS.values())
_CONTROL: Final = Qt.KeyboardModifier.ControlModifier.value
_ALT: Final = Qt.KeyboardModifier.AltModifier.value
_QUOTES: Final = frozenset("'\"`")
_OPENERS: Final = b"([{"
_CLOSERS: Final = b")]}"
_MAY_FOLLOW: Final = b" \t\r\n)]},;:"  # before these, or at the end, a bracket is closed at once; before a word it is not


class TypingAids:
    """Looks at each key press before the engine does."""

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer

    def key_press(self, event: QKeyEvent) -> bool:
        """Act on a key press; True if nothing else is left to do for it."""
        key, text, modifiers = event.key(), event.text(), event.modifiers().value
        control, alt = modifiers & _CONTROL, modifiers & _ALT
        if (control and not alt) or not self._buffer.single_caret:  # both together are AltGr on Windows, which types
            return False
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return not alt and self._break_line()
        if key == Qt.Key.Key_Backspace:
            return not modifiers and self._delete_pair()
        if text in _ENDS:
            return self._end(text)
        return text in _PAIRS and self._open(text)

    def _open(self, text: str) -> bool:
        selection = self._buffer.selection
        if selection.start != selection.end:
            return self._surround(text, selection.start, selection.end)
        return self._close(text, selection.start)

    def _end(self, text: str) -> bool:
        """A closing bracket, or a quote, which may begin as well as end."""
        selection = self._buffer.selection
        if selection.start != selection.end:
            return text in _PAIRS and self._surround(text, selection.start, selection.end)
        if self._type_over(text, selection.start):
            return True
        if text in _PAIRS:
            return self._close(text, selection.start)
        return self._step_down(text, selection.start) or self._dedent(text, selection.start)

    def _surround(self, text: str, start: int, end: int) -> bool:
        buffer = self._buffer
        if text in _QUOTES and b"\n" in buffer.read(start, end) and text != "`":
            return False
        with buffer.one_step():
            buffer.replace(end, end, _PAIRS[text].encode())
            buffer.replace(start, start, text.encode())
        buffer.select(start + 1, end + 1)
        return True

    def _type_over(self, text: str, caret: int) -> bool:
        """Step over a bracket or quote that was put there for the user, instead of typing it twice."""
        buffer = self._buffer
        if buffer.read(caret, caret + 1) != text.encode() or not buffer.send(sci.SCI_INDICATORVALUEAT, CLOSER, caret):
            return False
        buffer.send(sci.SCI_SETINDICATORCURRENT, CLOSER)
        buffer.send(sci.SCI_INDICATORCLEARRANGE, caret, 1)
        buffer.move_caret(caret + 1)
        return True

    def _step_down(self, text: str, caret: int) -> bool:
        """On an empty line above a bracket that was put there for the user, step over that one instead of typing it twice."""
        buffer = self._buffer
        line = buffer.line_of(caret)
        start, below = buffer.line_start(line), buffer.line_start(line + 1)
        if line + 1 >= buffer.line_count or buffer.line(line).strip():
            return False
        closer = below + buffer.indentation(line + 1)
        if buffer.read(closer, closer + 1) != text.encode() or not buffer.send(sci.SCI_INDICATORVALUEAT, CLOSER, closer):
            return False
        with buffer.one_step():
            buffer.replace(start, below, b"")
        caret = closer - (below - start)
        buffer.move_caret(caret + 1)
        buffer.send(sci.SCI_SETINDICATORCURRENT, CLOSER)
        buffer.send(sci.SCI_INDICATORCLEARRANGE, caret, 1)
        return True

    def _close(self, text: str, caret: int) -> bool:
        buffer = self._buffer
        before, after = buffer.read(caret - 1, caret), buffer.read(caret, caret + 1)
        if after and after not in _MAY_FOLLOW:
            return False
        if text in _QUOTES and (_is_word(before) or before == text.encode()):
            return False
        if self._inside_text(caret):
            return False
        pair = (text + _PAIRS[text]).encode()
        with buffer.one_step():
            buffer.replace(caret, caret, pair)
        buffer.move_caret(caret + 1)
        buffer.send(sci.SCI_SETINDICATORCURRENT, CLOSER)
        buffer.send(sci.SCI_INDICATORFILLRANGE, caret + 1, 1)
        return True

    def _inside_text(self, caret: int) -> bool:
        """Whether what is typed at *caret* lands in a comment or a string."""
        buffer = self._buffer
        start = buffer.line_start(buffer.line_of(caret))
        if caret > start:
            style = buffer.style_at(caret - 1)
            if style in COMMENT_STYLES:
                return not (style in (1, 3) and buffer.read(caret - 2, caret) == b"*/")
            return style in STRING_STYLES and (style == buffer.style_at(caret) or buffer.read(caret - 1, caret) not in b"'\"`/")
        return caret > 0 and buffer.style_at(caret - 1) in (1, 3, 20) and buffer.style_at(caret) in (1, 3, 20)

    def _delete_pair(self) -> bool:
        """Backspace between a bracket and the one put there for it takes both."""
        buffer = self._buffer
        selection = buffer.selection
        caret = selection.start
        if selection.end != caret or not buffer.send(sci.SCI_INDICATORVALUEAT, CLOSER, caret):
            return False
        pair = buffer.read(caret - 1, caret + 1).decode("utf-8", "replace")
        if len(pair) != 2 or _PAIRS.get(pair[0]) != pair[1]:
            return False
        with buffer.one_step():
            buffer.replace(caret - 1, caret + 1, b"")
        buffer.send(sci.SCI_CHOOSECARETX)
        return True

    def _break_line(self) -> bool:
        """A new line, indented as the code asks: one step more after an opening bracket, the closing one on a line of its own."""
        buffer = self._buffer
        selection = buffer.selection
        line = buffer.line_of(selection.start)
        before = buffer.read(buffer.line_start(line), selection.start)
        after = buffer.read(selection.end, buffer.line_end(buffer.line_of(selection.end)))
        indent = min(buffer.indentation(line), len(before.expandtabs(buffer.send(sci.SCI_GETTABWIDTH))))
        opened = before.rstrip()[-1:] in (b"(", b"[", b"{") and not self._inside_text(selection.start)
        new = buffer.line_break + b" " * (indent + (buffer.tab_width if opened else 0))
        tail = b""
        if opened and after.lstrip()[:1] and after.lstrip()[:1] in _CLOSERS:
            tail = buffer.line_break + b" " * indent
        elif before.lstrip().startswith((b"/**", b"* ")) and self._inside_text(selection.start):
            new += b" * " if before.lstrip().startswith(b"/") else b"* "
        spaces = len(after) - len(after.lstrip()) if before.strip() else 0
        with buffer.one_step():
            buffer.replace(selection.start, selection.end + spaces, new + tail)
        buffer.move_caret(selection.start + len(new))
        return True

    def _dedent(self, text: str, caret: int) -> bool:
        """A closing bracket that starts its line goes one step to the left of the code it closes."""
        buffer = self._buffer
        line = buffer.line_of(caret)
        start = buffer.line_start(line)
        if caret == start or buffer.read(start, caret).strip():
            return False
        above = line - 1
        while above >= 0 and not buffer.line(above).strip():
            above -= 1
        if above < 0:
            return False
        opened = buffer.line(above).rstrip()[-1:] in (b"(", b"[", b"{")
        wanted = buffer.indentation(above) - (0 if opened else buffer.tab_width)
        if wanted < 0 or buffer.indentation(line) <= wanted:
            return False
        with buffer.one_step():
            buffer.replace(start, caret, b" " * wanted + text.encode())
        buffer.move_caret(start + wanted + 1)
        return True


def _is_word(byte: bytes) -> bool:
    return byte.isalnum() or byte in (b"_", b"$", b"\\") or byte >= b"\x80"
