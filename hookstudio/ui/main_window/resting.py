"""Gives back the memory of waiting workers while nobody works: the window is hidden, minimised, or has been left alone for long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from hookstudio.ui.main_window.main_window import MainWindow

IDLE_MS: Final = 10 * 60 * 1000
_LATER_MS: Final = 1000  # until it is looked again whether a run has ended


class Resting(QObject):
    """Lets the runner rest, and has a worker wait again at the next sign of life."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.resting = False
        self._timer = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._timer.timeout.connect(self._rest)
        for sign in (window.tabs.text_changed, window.tabs.caret_moved, window.run_control.begun, window.run_control.ended):
            sign.connect(self._stir)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._stir)
        window.installEventFilter(self)
        self._timer.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Hide, QEvent.Type.Show, QEvent.Type.WindowStateChange, QEvent.Type.ActivationChange):
            if self._away:
                self._timer.start(0)
            else:
                self._stir()
        return False

    @property
    def _away(self) -> bool:
        return not self._window.isVisible() or self._window.isMinimized()

    def _stir(self) -> None:
        if self._away:
            return
        self._timer.start(IDLE_MS)
        if self.resting:
            self.resting = False
            self._window.run_control.prepare()

    def _rest(self) -> None:
        if self._window.run_control.running:
            self._timer.start(_LATER_MS)
            return
        self.resting = True
        self._window.runner.rest()
