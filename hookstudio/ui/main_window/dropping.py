"""Files are dragged over the window: it shows whether it takes them, and what for, and hands over what is dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hookstudio.storage.manifest import MANIFEST_FILE
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from hookstudio.ui.main_window.main_window import MainWindow

CODE_ENDINGS: Final = (".js", ".mjs", ".cjs")
BUNDLE_ENDING: Final = ".hookbundle"
ENDINGS: Final = (BUNDLE_ENDING, *CODE_ENDINGS)
_SEEN_FIRST: Final = "You see everything before anything is written."
_REFUSED: Final = "This can't be imported"
_VEIL: Final = 225  # of 255: what is below is still known again
_INSET: Final = 4
_ROUND: Final = 8


@dataclass(frozen=True, slots=True)
class Dragged:
    """Files that are dragged: what would become of them, in words, and those that dropping hands over; none if they do not fit."""

    title: str
    text: str
    paths: tuple[Path, ...] = ()


def dragged_files(data: QMimeData) -> Dragged | None:
    """What *data* has of files on this computer: one bundle, one folder, or some code files can be imported. None for other things."""
    if not data.hasUrls():
        return None
    paths = tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    strange = [path for path in paths if path.suffix.lower() not in ENDINGS and not path.is_dir()]
    if strange or not paths or len(paths) < len(data.urls()):
        which = f"“{strange[0].name}” is none of these: b" if strange else "B"
        return Dragged(_REFUSED, f"{which}undles, code files (.js, .mjs, .cjs) and folders of them.")
    if len(paths) > 1 and any(path.suffix.lower() not in CODE_ENDINGS for path in paths):
        return Dragged(_REFUSED, "One bundle or one folder at a time, or some code files at once.")
    if (paths[0] / MANIFEST_FILE).is_file():
        return Dragged(f"“{paths[0].name}” is a workspace", "Drop it to open it.", paths)
    what = f"“{paths[0].name}”" if len(paths) == 1 else f"{len(paths)} code files"
    return Dragged(f"Drop to import {what}", _SEEN_FIRST, paths)


class Dropping(QObject):
    """Follows what is dragged over *window*, wherever in it, and gives what is dropped to *take*.

    It looks at the system's window, before any widget is asked: a field of text would take files for words.
    """

    def __init__(self, window: MainWindow, take: Callable[[tuple[Path, ...]], object]) -> None:
        super().__init__(window)
        self._window, self._take = window, take
        self._dragged: Dragged | None = None
        self._sign: DropSign | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show:
            handle = self._window.windowHandle()
            if handle is not None:
                handle.installEventFilter(self)  # once, however often it is shown
            return False
        if isinstance(event, QDragEnterEvent):
            self._dragged = dragged_files(event.mimeData())
            self._show()
            # Also what does not fit enters, for otherwise nobody would tell when it leaves; it is refused at every move.
            event.setAccepted(self._dragged is not None)
            return self._dragged is not None
        if isinstance(event, QDragMoveEvent):
            self._answer(event)
            return self._dragged is not None
        if isinstance(event, QDropEvent):
            if self._dragged is None or not self._dragged.paths:
                self._dragged = dragged_files(event.mimeData())  # who lets go at once may do so before anything could be read
            if self._dragged is None:
                return False
            paths = self._dragged.paths
            self._answer(event)
            self._end()
            if paths:
                QTimer.singleShot(0, self, lambda: self._take(paths))  # who dragged them waits till this has returned
            return True
        if event.type() is QEvent.Type.DragLeave and self._dragged is not None:
            self._end()
            return True
        return False

    def _answer(self, event: QDropEvent) -> None:
        if self._dragged is not None and self._dragged.paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def _show(self) -> None:
        if self._dragged is None:
            return
        if self._sign is None:
            self._sign = DropSign(self._window.themes.current, self._window)
        self._sign.show_dragged(self._dragged, self._window.themes.current)

    def _end(self) -> None:
        self._dragged = None
        if self._sign is not None:
            self._sign.hide()


class DropSign(QWidget):
    """Lies over the whole window while files are dragged over it."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._theme, self._fits = window, theme, False
        self.setObjectName("dropSign")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words = EmptyState("", "", "file")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._words)

    def show_dragged(self, dragged: Dragged, theme: Theme) -> None:
        self._fits, self._theme = bool(dragged.paths), theme
        self._words.set_sign("file" if self._fits else "warning")
        self._words.set_text(dragged.title, dragged.text)
        self._words.apply_theme(theme)
        self.setAccessibleName(f"{dragged.title}. {dragged.text}")
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._theme.colour("background")
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(self._theme.colour("accent" if self._fits else "warning"), 2))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET), _ROUND, _ROUND)
