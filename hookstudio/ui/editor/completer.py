"""Offers suggestions as one types: decides when, shows the list, takes its keys and inserts what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QWidget

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.buffer import Buffer
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from hookstudio.studio.completions import KeyInfo
    from hookstudio.ui.editor.completion import Completion, Offer
    from hookstudio.ui.editor.completion_list import CompletionList

_PAUSE_MS: Final = 80  # of typing, before words are looked up
_STEPS: Final = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 7, Qt.Key.Key_PageUp: -7}


class Completer(QObject):
    """No key press waits for a suggestion: looking up begins when typing pauses."""

    def __init__(self, buffer: Buffer, editing_widget: QWidget, look: Callable[[], tuple[Theme, QFont]], parent: QWidget) -> None:
        """*look* gives the theme and the code's font at the time of showing."""
        super().__init__(parent)
        self._buffer, self._editing, self._look, self._over = buffer, editing_widget, look, parent
        self._keys: Callable[[], Mapping[str, KeyInfo]] = dict
        self._completion: Completion | None = None  # made when something is looked up first
        self._offer: Offer | None = None
        self._list: CompletionList | None = None
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(lambda: self._look_up(asked=False))

    @property
    def offer(self) -> Offer | None:
        """What is shown now."""
        return self._offer

    @property
    def pending(self) -> bool:
        """Whether typing is so recent that nothing was looked up yet."""
        return self._timer.isActive()

    def set_context_keys(self, keys: Callable[[], Mapping[str, KeyInfo]]) -> None:
        self._keys = keys
        if self._completion is not None:
            self._completion.set_context_keys(keys())

    def text_changed(self) -> None:
        if self._completion is not None:
            self._completion.text_changed()

    def char_added(self, code_point: int) -> None:
        character = chr(code_point)
        if character.isalnum() or character in "_$" or character == ".":
            self._timer.start()
        else:
            self.close()

    def caret_moved(self) -> None:
        """Close the list when the caret leaves what is being completed."""
        if self._offer is None:
            return
        caret = self._buffer.caret
        line = self._buffer.line_of(caret)
        if caret < self._offer.start or line != self._buffer.line_of(self._offer.start):
            self.close()
        elif not self._timer.isActive():
            self._timer.start()

    def scrolled(self) -> None:
        """Close a list that would no longer be beside its word."""
        if self._offer is not None:
            self.close()

    def ask(self) -> None:
        """Show suggestions now, wherever the caret is."""
        self._look_up(asked=True)

    def close(self) -> None:
        self._timer.stop()
        self._offer = None
        if self._list is not None:
            self._list.hide()

    def key_press(self, event: QKeyEvent) -> bool:
        """Take the keys that are the list's while it is shown; True if nothing is left to do."""
        if self._offer is None or self._list is None:
            return False
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _STEPS:
            self._list.step(_STEPS[key])
            return True
        if key == Qt.Key.Key_Escape:
            self.close()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            return self._accept()
        return False

    def _look_up(self, *, asked: bool) -> None:
        self._timer.stop()
        if not self._editing.hasFocus() or not self._buffer.single_caret:
            self.close()
            return
        if self._completion is None:
            from hookstudio.ui.editor.completion import Completion

            self._completion = Completion(self._buffer)
            self._completion.set_context_keys(self._keys())
        offer = self._completion.offer(asked or (self._offer is not None and self._buffer.caret > self._offer.start))
        if offer is None:
            self.close()
            return
        if self._list is None:
            from hookstudio.ui.editor.completion_list import CompletionList

            self._list = CompletionList(self._over)
            self._list.chosen.connect(self._accept)
        self._offer = offer
        theme, font = self._look()
        self._list.show_at(self._place(offer.start), self._line_height(), offer.suggestions, theme, font)

    def _place(self, position: int) -> QPoint:
        send = self._buffer.send
        point = QPoint(send(sci.SCI_POINTXFROMPOSITION, 0, position), send(sci.SCI_POINTYFROMPOSITION, 0, position))
        return self._editing.mapTo(self._over, point)

    def _line_height(self) -> int:
        return self._buffer.send(sci.SCI_TEXTHEIGHT, self._buffer.line_of(self._buffer.caret))

    def _accept(self) -> bool:
        if self._timer.isActive():  # something was typed that the list has not seen yet
            self._look_up(asked=False)
        chosen = self._list.current() if self._list is not None and self._offer is not None else None
        if chosen is None or self._offer is None:
            return False
        start, caret = self._offer.start, self._buffer.caret
        self.close()
        with self._buffer.one_step():
            self._buffer.replace(start, caret, chosen.text.encode())
        self._buffer.move_caret(start + len(chosen.text.encode()))
        self.close()
        return True
