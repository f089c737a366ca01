"""The engine of the extra `hookstudio[qscintilla]`: Scintilla 3 out of PyQt6-QScintilla. The only file where PyQt appears."""

from __future__ import annotations

import sys
from importlib import import_module, metadata
from typing import Any, ClassVar, cast

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, qVersion
from PySide6.QtGui import QDragEnterEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.ui.editor import scintilla_messages as sci
from hookstudio.ui.editor.port import EditorEngine, EngineSignals

_HINT = "Choose the engine “scintilla” in the settings, under Editor."


def check_usable(platform: str = sys.platform, pyside: str = "", pyqt: str | None = None) -> None:
    """Raise StudioError, with the reason, where this engine cannot be had.

    Two bindings share one copy of Qt only where the dynamic loader takes the one that is loaded already: on Linux, and if PyQt6 was
    built for a Qt that is not newer. Elsewhere a second Qt would be loaded beside the first, and its widgets could not be shown.
    *pyside* and *pyqt* are versions, by default the installed ones; a *pyqt* of '' means that it is not installed.
    """
    if platform != "linux":
        raise StudioError(
            "The editor engine “qscintilla” cannot be used on this system.",
            hint=_HINT,
            details=f"On {platform}, PyQt6 would load a second copy of Qt into the program, and one cannot show the other's widgets.",
        )
    pyside = pyside or qVersion()
    pyqt = _installed_pyqt() if pyqt is None else pyqt
    if not pyqt:
        raise StudioError(
            "The editor engine “qscintilla” is not installed.",
            hint=f"Install it with: pip install 'hookstudio[qscintilla]'. Or: {_HINT[0].lower()}{_HINT[1:]}",
        )
    if _minor(pyqt) > _minor(pyside):
        raise StudioError(
            f"The editor engine “qscintilla” needs a PyQt6 that is not newer than PySide6, but PyQt6 is {pyqt} and PySide6 is {pyside}.",
            hint=f"Install PyQt6 {'.'.join(map(str, _minor(pyside)))}. Or: {_HINT[0].lower()}{_HINT[1:]}",
            details="A newer PyQt6 needs a newer Qt than the one this program has loaded, and would load a second copy.",
        )


class QScintillaEngine(EditorEngine):
    """`EditorEngine` with `QsciScintillaBase`, shown to PySide6 as a widget of its own."""

    name: ClassVar[str] = "qscintilla"
    notes_at_line_end: ClassVar[bool] = False

    def __init__(self, parent: QWidget | None = None) -> None:
        """Raises StudioError where `check_usable` does."""
        check_usable()
        import_module("PySide6.QtPrintSupport")  # before PyQt6, which links to it: so that no second Qt comes in with it
        sip = import_module("PyQt6.sip")
        self._edit: Any = import_module("PyQt6.Qsci").QsciScintillaBase()
        self.widget = cast(QAbstractScrollArea, shiboken6.wrapInstance(sip.unwrapinstance(self._edit), QAbstractScrollArea))
        sip.transferto(self._edit, None)  # Qt's parent deletes it, not Python
        self.widget.setParent(parent)
        self.signals = signals = EngineSignals(self.widget)
        self._prepare()
        self.widget.viewport().installEventFilter(_OtherWays(self))
        edit = self._edit
        edit.SCN_MODIFIED.connect(self._modified)
        edit.SCN_UPDATEUI.connect(signals.ui_updated.emit)
        edit.SCN_CHARADDED.connect(signals.char_added.emit)
        edit.SCN_ZOOM.connect(signals.zoomed.emit)
        edit.SCN_SAVEPOINTREACHED.connect(lambda: signals.save_point.emit(True))
        edit.SCN_SAVEPOINTLEFT.connect(lambda: signals.save_point.emit(False))

    def send(self, message: int, wparam: int = 0, lparam: int = 0) -> int:
        return int(self._edit.SendScintilla(message, wparam, lparam))

    def use_javascript(self) -> None:
        self.send(sci.SCI_SETLEXER, sci.SCLEX_CPP)

    def _modified(self, position: int, flags: int, _text: object, length: int, lines: int, *_rest: int) -> None:
        self.signals.modified.emit(flags, position, length, lines)


class _OtherWays(QObject):
    """Ctrl and the wheel zoom, and files that are dropped are left to the window, as in the other engine."""

    def __init__(self, engine: QScintillaEngine) -> None:
        super().__init__(engine.widget)
        self._send = engine.send

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = event.angleDelta().y()
            if turn:
                self._send(sci.SCI_ZOOMIN if turn > 0 else sci.SCI_ZOOMOUT)
            return True
        if isinstance(event, QDragEnterEvent) and event.mimeData().hasUrls():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def _installed_pyqt() -> str:
    """The version of PyQt6, '' unless it and QScintilla are installed."""
    try:
        metadata.version("PyQt6-QScintilla")
        return metadata.version("PyQt6")
    except metadata.PackageNotFoundError:
        return ""


def _minor(version: str) -> tuple[int, int]:
    major, minor = version.split(".")[:2]
    return int(major), int(minor)
