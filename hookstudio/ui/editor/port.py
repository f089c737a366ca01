"""What the editor asks of a Scintilla: messages, bytes and a handful of notifications. Everything else stands above it."""

from __future__ import annotations

import ctypes
from abc import ABC, abstractmethod
from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractScrollArea

from hookstudio.ui.editor import scintilla_messages as sci


class EngineSignals(QObject):
    """Scintilla's notifications as Qt signals; positions and lengths are bytes of UTF-8, lines count from 0."""

    modified = Signal(int, int, int, int)  # flags (SC_MOD_*), position, length, lines added (negative: removed)
    ui_updated = Signal(int)  # flags (SC_UPDATE_*)
    char_added = Signal(int)  # code point of a character that was typed
    zoomed = Signal()
    save_point = Signal(bool)  # True: the text is the saved one again


class EditorEngine(ABC):
    """A Scintilla of either binding. Its native part belongs to the widget and goes with it.

    A binding gives `send`; texts go in and out through pointers that are numbers in its parameters, which spares both bindings'
    own and differing ideas of a string. Only insertions and deletions of text are reported by `EngineSignals.modified`.
    """

    name: ClassVar[str]  # what the setting `editor.engine` calls it
    notes_at_line_end: ClassVar[bool]  # whether a message can stand behind a line's text; otherwise it stands below the line

    widget: QAbstractScrollArea  # the editing widget, which also takes the keyboard focus
    signals: EngineSignals

    @abstractmethod
    def send(self, message: int, wparam: int = 0, lparam: int = 0) -> int:
        """One message with numbers, and its result."""

    @abstractmethod
    def use_javascript(self) -> None:
        """Attach the lexer for JavaScript; its properties and keywords follow as messages."""

    def send_bytes(self, message: int, wparam: int, data: bytes) -> int:
        """One message whose second parameter is a text; a message without a length reads it up to the first NUL."""
        return self.send(message, wparam, _address(data))

    def send_pair(self, message: int, first: bytes, second: bytes) -> int:
        """One message with two texts, such as a lexer's property and its value."""
        return self.send(message, _address(first), _address(second))

    def read(self, start: int, end: int) -> bytes:
        """The bytes of the text between two positions, NULs included; what lies outside the text is left out."""
        start, end = max(0, start), min(end, self.send(sci.SCI_GETLENGTH))
        if end <= start:
            return b""
        return ctypes.string_at(self.send(sci.SCI_GETRANGEPOINTER, start, end - start), end - start)

    def _prepare(self) -> None:
        """For a binding's constructor: UTF-8, and no notification that nobody reads."""
        self.send(sci.SCI_SETCODEPAGE, sci.SC_CP_UTF8)
        self.send(sci.SCI_SETMODEVENTMASK, sci.SC_MOD_INSERTTEXT | sci.SC_MOD_DELETETEXT)


def _address(data: bytes) -> int:
    """Where the bytes lie, NUL-terminated; the caller's own reference keeps them there."""
    return ctypes.cast(ctypes.c_char_p(data), ctypes.c_void_p).value or 0
