"""The code editor: the one widget that the rest of the program knows, above whichever engine there is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from hookstudio.ui.editor import appearance, line_commands
from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.bars import EditorBars
from hookstudio.ui.editor.behaviour import set_up_behaviour
from hookstudio.ui.editor.brace_marks import BraceMarks
from hookstudio.ui.editor.buffer import Buffer
from hookstudio.ui.editor.call_colours import CallColours
from hookstudio.ui.editor.change_marks import ChangeMarks
from hookstudio.ui.editor.changed_lines import LineChanges
from hookstudio.ui.editor.completer import Completer
from hookstudio.ui.editor.engines import make_engine
from hookstudio.ui.editor.failure_mark import FailureMark
from hookstudio.ui.editor.line_notes import LineNotes
from hookstudio.ui.editor.parse_mark import ParseMark
from hookstudio.ui.editor.typing_aids import TypingAids
from hookstudio.ui.editor.view_state import restore_view_state, view_state
from hookstudio.ui.fonts import code_font
from hookstudio.ui.theme import Theme, load_theme

if TYPE_CHECKING:
    from hookstudio.studio.completions import KeyInfo

_ROOM_ABOVE: Final = 6  # px between what stands above and the first line
_ZOOM: Final = range(-6, 21)  # points more or less than the font's own size


class CodeEditor(QWidget):
    """Edits one text as JavaScript. Lines and columns of its methods and signals count from 1, as Node's stack frames do."""

    text_changed = Signal()
    caret_moved = Signal(int, int)  # line, column in characters
    zoom_changed = Signal(int)  # points more or less than the font's own size
    unsaved_changed = Signal(bool)  # whether the text differs from what `set_saved` was told

    def __init__(self, parent: QWidget | None = None, *, engine: str = "scintilla") -> None:
        """*engine* as the setting `editor.engine` names it. Raises StudioError if it cannot be had."""
        super().__init__(parent)
        self.engine = make_engine(engine, self)
        self._buffer = buffer = Buffer(self.engine)
        self._typing = TypingAids(buffer)
        self._calls = CallColours(buffer, self)
        self._braces = BraceMarks(buffer, self)
        self._changes = ChangeMarks(buffer, self)
        notes = LineNotes(buffer, at_line_end=self.engine.notes_at_line_end)
        self._failure = FailureMark(notes)
        self.unparsed = ParseMark(buffer, notes)  # what the hook's Node can't parse
        self._completer = Completer(buffer, self.engine.widget, lambda: (self._theme, code_font(self._font_size)), self)
        self._theme = load_theme("light")
        self._bars = EditorBars(buffer, self._theme, self)
        self._font_size = 0
        self._caret = (1, 1)
        self._line_count = 1
        self._keys = self._key_table()
        self._lay_out()
        self._set_up()
        signals = self.engine.signals
        signals.modified.connect(self._modified)
        signals.ui_updated.connect(self._ui_updated)
        signals.char_added.connect(self._completer.char_added)
        signals.zoomed.connect(self._zoomed)
        signals.save_point.connect(lambda saved: self.unsaved_changed.emit(not saved))

    def _lay_out(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bars)
        layout.addSpacing(_ROOM_ABOVE)
        layout.addWidget(self.engine.widget, 1)
        widget = self.engine.widget
        widget.setAccessibleName("Code")
        widget.setAccessibleDescription("Text editor for the hook's JavaScript. F6 leaves it for the next panel.")
        widget.setFrameShape(QFrame.Shape.NoFrame)
        widget.installEventFilter(self)
        self.setFocusProxy(widget)
        self.setAccessibleName("Code editor")
        self._bars.left.connect(lambda: self.setFocus(Qt.FocusReason.OtherFocusReason))
        self._bars.line_chosen.connect(self.go_to)

    def _set_up(self) -> None:
        appearance.teach_javascript(self.engine)
        appearance.set_up_margins(self.engine)
        set_up_behaviour(self.engine)
        self.set_tab_width(2)
        self.set_wrap(False)
        self.apply_theme(self._theme)

    # ---- text

    def text(self) -> str:
        """The whole text."""
        return self._buffer.whole().decode("utf-8", "replace")

    def setText(self, text: str) -> None:
        """Replace the whole text as one step that can be undone; the caret stays where it was in what is the same."""
        data = text.encode("utf-8", "replace")
        self._adopt_line_breaks(data)
        self._buffer.replace_whole(data)

    def load(self, text: str) -> None:
        """Show *text* as what is saved: nothing to undo, nothing changed."""
        self.setText(text)
        self.clear_undo()
        self.set_saved()
        self.engine.send(sci.SCI_GOTOPOS, 0)

    def set_saved(self, text: str | None = None) -> None:
        """Take the present text for the saved one, or *text* if that is what the file holds and the present one is newer."""
        present = self._buffer.whole()
        saved = present if text is None else text.encode("utf-8", "replace")
        if saved == present:
            self.engine.send(sci.SCI_SETSAVEPOINT)
        self._changes.set_saved(saved)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed since the text was saved; undoing it makes the text saved again."""
        return bool(self.engine.send(sci.SCI_GETMODIFY))

    @property
    def changes(self) -> LineChanges:
        """The lines that are marked as changed, counted from 0; brought up to date when typing rests."""
        return self._changes.changes

    def set_read_only(self, read_only: bool) -> None:
        self.engine.send(sci.SCI_SETREADONLY, int(read_only))

    # ---- look

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of *theme* and the system's monospace."""
        self._theme = theme
        appearance.apply_theme(self.engine, theme, code_font(self._font_size))
        appearance.fit_lines(self.engine)
        self._bars.apply_theme(theme)

    def set_font_size(self, size: int) -> None:
        """*size* in points, 0 for the interface font's."""
        self._font_size = size
        self.apply_theme(self._theme)

    def set_tab_width(self, width: int) -> None:
        """*width* in spaces."""
        self.engine.send(sci.SCI_SETTABWIDTH, width)
        self.engine.send(sci.SCI_SETINDENT, width)

    def set_wrap(self, wrap: bool) -> None:
        """Whether lines that are too long for the view are broken for showing."""
        self.engine.send(sci.SCI_SETWRAPMODE, sci.SC_WRAP_WORD if wrap else sci.SC_WRAP_NONE)

    @property
    def wraps(self) -> bool:
        return bool(self.engine.send(sci.SCI_GETWRAPMODE))

    @property
    def zoom(self) -> int:
        return self.engine.send(sci.SCI_GETZOOM)

    def set_zoom(self, zoom: int) -> None:
        """*zoom* in points more or less than the font's own size, kept within what is readable."""
        self.engine.send(sci.SCI_SETZOOM, max(_ZOOM.start, min(zoom, _ZOOM.stop - 1)))

    def zoom_in(self) -> None:
        self.set_zoom(self.zoom + 1)

    def zoom_out(self) -> None:
        self.set_zoom(self.zoom - 1)

    def zoom_reset(self) -> None:
        self.set_zoom(0)

    # ---- places

    def caret(self) -> tuple[int, int]:
        """The caret's line and column."""
        position = self._buffer.caret
        return self._buffer.line_of(position) + 1, self._buffer.column_of(position) + 1

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the caret there, unfold what hides it, bring it to the middle of the view and take the focus."""
        position = self._buffer.position_at(line - 1, column - 1)
        send = self.engine.send
        shown = self._buffer.line_of(position)
        send(sci.SCI_ENSUREVISIBLE, shown)
        send(sci.SCI_GOTOPOS, position)
        send(sci.SCI_SETFIRSTVISIBLELINE, max(0, send(sci.SCI_VISIBLEFROMDOCLINE, shown) - send(sci.SCI_LINESONSCREEN) // 2))
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def selected_text(self) -> str:
        selection = self._buffer.selection
        return self._buffer.read(selection.start, selection.end).decode("utf-8", "replace")

    def state(self) -> dict[str, Any]:
        """Caret, selection, folding, scroll position and zoom, as plain JSON for `restore_state`."""
        return view_state(self._buffer)

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """Take back what `state` gave; what does not fit the text or is no such state is left out."""
        restore_view_state(self._buffer, state)

    # ---- failure

    def show_failure(self, line: int, column: int, message: str) -> None:
        """Tint the line where a run failed, write *message* at its end and bring the line into view; the caret stays."""
        self._failure.show(line - 1, message)
        self.engine.send(sci.SCI_ENSUREVISIBLEENFORCEPOLICY, self._failure.line)
        position = self._buffer.position_at(line - 1, column - 1)
        self.engine.send(sci.SCI_SCROLLRANGE, position, position)

    def clear_failure(self) -> None:
        self._failure.clear()

    @property
    def failure_line(self) -> int:
        """The line that is marked as failed; 0 if none is."""
        return self._failure.line + 1

    @property
    def failure_message(self) -> str:
        """What stands at the failed line."""
        return self._failure.message

    # ---- completion

    def set_context_keys(self, keys: Callable[[], Mapping[str, KeyInfo]]) -> None:
        """*keys* gives those that the hook's first parameter has, as a tree, to be suggested as one types; asked when they are needed."""
        self._completer.set_context_keys(keys)

    def complete(self) -> None:
        """Show suggestions at the caret."""
        self._completer.ask()

    @property
    def completing(self) -> bool:
        """Whether suggestions are about to be looked up because something was typed."""
        return self._completer.pending

    # ---- find, replace, go to line

    def show_find(self) -> None:
        """Open the bar that finds, with the selected text to look for."""
        self._bars.show_find(replacing=False)

    def show_replace(self) -> None:
        """Open the bar that finds and replaces."""
        self._bars.show_find(replacing=True)

    def ask_line(self) -> None:
        """Open the bar that goes to a line."""
        self._bars.ask_line()

    # ---- commands

    def undo(self) -> None:
        self.engine.send(sci.SCI_UNDO)

    def redo(self) -> None:
        self.engine.send(sci.SCI_REDO)

    @property
    def can_undo(self) -> bool:
        return bool(self.engine.send(sci.SCI_CANUNDO))

    def clear_undo(self) -> None:
        self.engine.send(sci.SCI_EMPTYUNDOBUFFER)

    def toggle_comment(self) -> None:
        line_commands.toggle_comment(self._buffer)

    def _key_table(self) -> dict[str, Callable[[], object]]:
        buffer = self._buffer
        return {
            "Ctrl+Space": self.complete,
            "Ctrl+F": self.show_find,
            "Ctrl+H": self.show_replace,
            "Ctrl+G": self.ask_line,
            "Ctrl+/": self.toggle_comment,
            "Ctrl+Shift+/": self.toggle_comment,
            "Alt+Up": lambda: line_commands.move_lines(buffer, -1),
            "Alt+Down": lambda: line_commands.move_lines(buffer, 1),
            "Ctrl+Shift+D": lambda: line_commands.duplicate(buffer),
            "Ctrl+D": lambda: line_commands.select_next_occurrence(buffer),
            "Ctrl+Alt+Up": lambda: line_commands.add_caret(buffer, -1),
            "Ctrl+Alt+Down": lambda: line_commands.add_caret(buffer, 1),
            "Ctrl+Shift+\\": self._braces.jump,
            "Ctrl+Z": self.undo,
            "Ctrl+Y": self.redo,
            "Ctrl+Shift+Z": self.redo,
            "Ctrl+=": self.zoom_in,
            "Ctrl++": self.zoom_in,
            "Ctrl+-": self.zoom_out,
            "Ctrl+0": self.zoom_reset,
        }

    def do_keys(self, keys: str) -> None:
        """Do what these keys do, in Qt's portable text. Raises KeyError for keys that are none of the editor's own."""
        self._keys[keys]()

    # ---- events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.KeyPress:
            return isinstance(event, QKeyEvent) and self._key_press(event)
        if kind is QEvent.Type.ShortcutOverride:
            if isinstance(event, QKeyEvent) and self._is_own_key(event):
                event.accept()
                return True
        elif kind is QEvent.Type.FocusOut:
            self._completer.close()
        return super().eventFilter(watched, event)

    def _key_press(self, event: QKeyEvent) -> bool:
        command = self._keys.get(_keys_of(event)) if event.modifiers().value & _COMMAND_MODIFIERS else None
        if command is not None:
            command()
            return True
        if self.engine.send(sci.SCI_GETREADONLY):
            return False
        return self._completer.key_press(event) or self._typing.key_press(event)

    def _is_own_key(self, event: QKeyEvent) -> bool:
        """Keys that mean something in a text and so go to the editor rather than to a command of the window."""
        if not event.modifiers().value & _COMMAND_MODIFIERS:
            return event.key() in _PLAIN_KEYS
        return _keys_of(event) in self._keys or any(event.matches(standard) for standard in _STANDARD_KEYS)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        appearance.fit_lines(self.engine)

    def _modified(self, _flags: int, position: int, _length: int, lines_added: int) -> None:
        self._calls.text_changed(position, lines_added)
        self._changes.text_changed()
        self._completer.text_changed()
        self._bars.text_changed()
        self.text_changed.emit()

    def _ui_updated(self, flags: int) -> None:
        if flags & (sci.SC_UPDATE_CONTENT | sci.SC_UPDATE_V_SCROLL):
            scrolled = bool(flags & sci.SC_UPDATE_V_SCROLL)
            lines = self._buffer.line_count
            self._calls.view_changed(scrolled or lines != self._line_count)
            self._bars.view_changed()
            if lines != self._line_count:
                self._line_count = lines
                appearance.fit_number_margin(self.engine)
            if scrolled:
                self._completer.scrolled()
        if flags & (sci.SC_UPDATE_CONTENT | sci.SC_UPDATE_SELECTION):
            self._braces.caret_moved()
            self._completer.caret_moved()
            caret = self.caret()
            if caret != self._caret:
                self._caret = caret
                self.caret_moved.emit(*caret)

    def _zoomed(self) -> None:
        appearance.fit_lines(self.engine)
        self.zoom_changed.emit(self.zoom)

    def _adopt_line_breaks(self, data: bytes) -> None:
        """Type the kind of line break that the text has."""
        mode = sci.SC_EOL_CRLF if b"\r\n" in data else sci.SC_EOL_LF
        self.engine.send(sci.SCI_SETEOLMODE, mode)


def _keys_of(event: QKeyEvent) -> str:
    """The keys of *event* in Qt's portable text, such as 'Ctrl+/'."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))).toString()


_COMMAND_MODIFIERS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
).value  # a number: flags of Python's enum are slow, and these are looked at for each key
_PLAIN_KEYS: Final = frozenset(map(int, (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)))
_STANDARD_KEYS: Final = (
    *(QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut, QKeySequence.StandardKey.Paste),
    *(QKeySequence.StandardKey.SelectAll, QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo),
)
