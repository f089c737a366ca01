"""Wires the window: settings, theme, runner and session, and the first look at the display."""

from __future__ import annotations

import gc
import sys
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from hookstudio import __version__
from hookstudio.model.errors import StudioError
from hookstudio.storage.folders import app_folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.ui.icons import application_icon
from hookstudio.ui.jobs import Job
from hookstudio.ui.main_window.main_window import MainWindow
from hookstudio.ui.notices import Notice
from hookstudio.ui.theme import CHOSEN_STYLE, Themes

SETTLED_AFTER_MS = 500
UNSEEN_MS = 1000
JOBS_AFTER_MS = 50
DOCKS_AFTER_MS = 1000
SWITCH_INTERVAL_S = 0.001
_THEMES = "themes"  # the property of the application that keeps them for the next window


def open_studio(workspace: Path | None = None) -> MainWindow:
    """The shown window on the workspace in *workspace*, or on the start page; needs a QApplication.

    May be called again in the same process. A folder that can't be opened is a notice on the start page.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    folders = app_folders()
    settings = Settings(folders.settings_file)
    themes = application.property(_THEMES)
    if isinstance(themes, Themes):
        themes.choose(str(settings.get("appearance.theme")))
    else:
        themes = Themes(application, str(settings.get("appearance.theme")), application, styled=False)
        application.setProperty(_THEMES, themes)
    Job.hold()
    session, problem = None, None
    if workspace is not None:
        try:
            session = Session.open(workspace, folders)
        except StudioError as error:
            problem = error
    window = MainWindow(folders, settings, themes, HookRunner(None, NodeRuntimes(folders), folders.cache))
    window.show_session(session)
    if problem is not None:
        window.notices.error(problem)
    if settings.problem:
        window.notices.warn(settings.problem)
    themes.style()
    _FirstPaint(window)
    window.show()
    window.activateWindow()
    return window


def run_window(workspace: Path | None = None, bundle: Path | None = None) -> int:
    """Open the window and stay until it is closed; the exit status. Without a *workspace*, the last one or the start page.

    *bundle*: a file whose hooks are to be imported; what is in it is shown first.
    """
    from hookstudio.ui.interrupts import Interrupts

    QCoreApplication.setApplicationName("Hook Studio")
    QCoreApplication.setApplicationVersion(__version__)
    application = QApplication.instance() or _application()
    assert isinstance(application, QApplication)
    application.setDesktopFileName("hookstudio")
    interrupts = Interrupts(application.closeAllWindows, application)
    window = open_studio(workspace or _last_workspace())
    if bundle is not None:
        QTimer.singleShot(0, window, lambda: window.importing.ask([bundle.absolute()]))
    QTimer.singleShot(SETTLED_AFTER_MS, settle)
    sys.excepthook = _Bugs(window)
    status = application.exec()
    sys.excepthook = sys.__excepthook__
    interrupts.end()
    return status


def _application() -> QApplication:
    """One that begins with the style of the themes, so that no other has to give way to it."""
    application = QApplication([*sys.argv[:1], "-style", "fusion"])
    application.setProperty(CHOSEN_STYLE, "fusion")
    return application


def settle() -> None:
    """Keep Python from holding up the window: what start-up made is never collected again, and threads give way sooner.

    For the program as a whole, once: with a console of 300,000 lines it halves the longest stall of the window's thread.
    """
    gc.freeze()
    gc.enable()
    sys.setswitchinterval(SWITCH_INTERVAL_S)


def _last_workspace() -> Path | None:
    from hookstudio.storage.recent import RecentWorkspaces

    folders = app_folders()
    if not Settings(folders.settings_file).get("general.reopen"):
        return None
    return next(iter(RecentWorkspaces(folders).all()), None)


class _FirstPaint(QObject):
    """Starts what waits until a new window stands painted: its icon, jobs (also in one that is not shown), and panels nobody sees yet."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)
        QTimer.singleShot(UNSEEN_MS, Job.release)
        self._docks = QTimer(self, singleShot=True, interval=DOCKS_AFTER_MS)
        self._docks.timeout.connect(self._fill_docks)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            window.removeEventFilter(self)
            QTimer.singleShot(JOBS_AFTER_MS, self, self._painted)
            self._docks.start()
        return False

    def _painted(self) -> None:
        Job.release()
        self._window.setWindowIcon(application_icon())

    def _fill_docks(self) -> None:
        for dock in self._window.docks:
            dock.fill()


class _Bugs:
    """Shows what nobody expected as a notice, with its traceback as details, and goes on."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        text = "Something went wrong inside Hook Studio. Your hooks and drafts are kept; please save and go on."
        self._window.notices.post(Notice("error", text, details, stays=True))
