"""The default engine: Scintilla 5 bound to PySide6, with Lexilla's lexers."""

from __future__ import annotations

from importlib import import_module
from typing import ClassVar

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QWidget
from pyside6_scintilla import ScintillaEditBase

from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.port import EditorEngine, EngineSignals


class _Edit(ScintillaEditBase):
    """Leaves files that are dropped on it to the window."""

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)


class ScintillaEngine(EditorEngine):
    """`EditorEngine` with `pyside6-scintilla` and `lexilla`."""

    name: ClassVar[str] = "scintilla"
    notes_at_line_end: ClassVar[bool] = True

    def __init__(self, parent: QWidget | None = None) -> None:
        self._edit = edit = _Edit(parent)
        self.widget = edit
        self.signals = signals = EngineSignals(edit)
        self._prepare()
        edit.modified.connect(self._modified)
        edit.updateUi.connect(signals.ui_updated)
        edit.charAdded.connect(signals.char_added)
        edit.zoom.connect(self._zoomed)
        edit.savePointChanged.connect(self._save_point_changed)

    def send(self, message: int, wparam: int = 0, lparam: int = 0) -> int:
        return self._edit.send(message, wparam, lparam)

    def use_javascript(self) -> None:
        lexilla = import_module("lexilla")  # a package without type information
        self.send(sci.SCI_SETILEXER, 0, lexilla.create_lexer(lexilla.Language.CPP).detach())

    def _modified(self, flags: int, position: int, length: int, lines: int, _text: QByteArray, *_rest: int) -> None:
        self.signals.modified.emit(flags, position, length, lines)

    def _zoomed(self, _level: int) -> None:
        self.signals.zoomed.emit()

    def _save_point_changed(self, dirty: bool) -> None:
        self.signals.save_point.emit(not dirty)
