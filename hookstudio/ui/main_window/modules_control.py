"""The modules panel in the window: which hook it shows, and what is written into the code."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.node import wanted_major
from hookstudio.ui.jobs import Job
from hookstudio.ui.main_window.dock import Dock
from hookstudio.ui.main_window.module_offers import ModuleOffers
from hookstudio.ui.notices import Choice

if TYPE_CHECKING:
    from hookstudio.studio.session import Session
    from hookstudio.ui.dialogs.module_disk import ModuleDisk
    from hookstudio.ui.main_window.main_window import MainWindow
    from hookstudio.ui.modules_panel.modules_panel import ModulesPanel
    from hookstudio.ui.modules_panel.search_field import SearchField
    from hookstudio.ui.modules_panel.source import ModuleSource, Subject
    from hookstudio.ui.theme import Theme

AFTER_TYPING_MS: Final = 600


class ModulesControl(QObject):
    """Has the dock; the panel in it is made when it is first seen, but for the search field, which is there at once."""

    _modules_changed = Signal(str)  # id of a hook, from whatever thread
    _workspace_changed = Signal(object)  # the same

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.make_source: Callable[[], ModuleSource] = self._modules
        self._source: ModuleSource | None = None
        self._making = threading.Lock()
        self._panel: ModulesPanel | None = None
        self._field: SearchField | None = None
        self._unsubscribe: Callable[[], object] = lambda: None
        self._place = QWidget()
        self._place.setMinimumHeight(160)
        column = QVBoxLayout(self._place)
        column.setContentsMargins(0, 0, 0, 0)
        self._early: QWidget | None = None  # what is in the dock until the panel is made
        self._place.installEventFilter(self)
        self.dock = Dock("modulesDock", "Modules", self._place, window)
        self._offers = ModuleOffers(window, self)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.refresh)
        # Queued: an undo tells of the change before it is on the stack of what can be done again.
        self._modules_changed.connect(self._follow_modules, Qt.ConnectionType.QueuedConnection)
        self._workspace_changed.connect(self._follow_workspace)

    def wire(self) -> None:
        """Follow the other parts of the window, once they are there."""
        window = self._window
        window.documents.current_changed.connect(lambda _hook_id: self._later.start(0))
        window.tabs.text_changed.connect(self._text_changed)
        window.watch.looked.connect(lambda: self._later.start(0))
        self._offers.wire()
        window.settings.subscribe(self._setting_changed)

    def set_session(self, session: Session | None) -> None:
        """Another workspace: what is being installed for the one before is given up."""
        self._unsubscribe()
        self._unsubscribe = lambda: None
        if self._panel is not None:
            self._panel.leave()
        if session is not None:
            ends = (session.modules.subscribe(self._modules_changed.emit), session.subscribe(self._workspace_changed.emit))
            self._unsubscribe = lambda: [end() for end in ends]
        self._offers.forget()
        self._later.start(0)

    def apply_theme(self, theme: Theme) -> None:
        if self._panel is not None:
            self._panel.apply_theme(theme)

    def close(self) -> None:
        self.set_session(None)
        self._later.stop()
        if self._panel is not None:
            self._panel.close_work()
        if self._source is not None:
            self._source.close()

    # -- the panel --------------------------------------------------------------------------------

    @property
    def panel(self) -> ModulesPanel:
        """The panel, made if it is not there yet."""
        if self._panel is None:
            from hookstudio.ui.modules_panel.modules_panel import ModulesPanel

            theme, notices, field = self._window.themes.current, self._window.notices, self.field
            had_keyboard, at = field.hasFocus(), (field.selectionStart(), field.selectionLength(), field.cursorPosition())
            panel = self._panel = ModulesPanel(theme, self.source, self.subject, notices, field=field)
            panel.work.undo = self._window.hook_actions.undo
            panel.work.looks_like = _looks_like
            panel.work.repin_asked.connect(self._repin)
            panel.pin_asked.connect(self._pin)
            panel.online_asked.connect(lambda: self._window.settings.set("modules.offline", False))
            panel.offline_known.connect(self._show_offline)
            if self._window.settings.get("modules.offline"):
                panel.show_offline(True)
            layout = self._place.layout()
            assert layout is not None
            layout.addWidget(panel)
            if self._early is not None:
                layout.removeWidget(self._early)
                self._early.deleteLater()
            if had_keyboard:
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                field.setCursorPosition(at[2])
                if at[0] >= 0:
                    field.setSelection(at[0], at[1])
        return self._panel

    @property
    def field(self) -> SearchField:
        """The search field, made if it is not there yet: it can be typed in before there is a panel."""
        if self._field is None:
            from hookstudio.ui.modules_panel.search_field import SearchField

            self._field, early = SearchField(), QWidget()
            column = QVBoxLayout(early)
            column.setContentsMargins(12, 4, 12, 8)
            column.addWidget(self._field, 0, Qt.AlignmentFlag.AlignTop)
            layout = self._place.layout()
            assert layout is not None
            layout.addWidget(early)
            self._early = early
        return self._field

    def source(self) -> ModuleSource:
        """What the panel asks, made when it first does, on whatever thread that is: it takes a while to load."""
        with self._making:
            if self._source is None:
                self._source = self.make_source()
            return self._source

    def disk(self) -> ModuleDisk:
        """What modules take on the disk, for the settings."""
        from hookstudio.ui.dialogs.module_disk import ModuleDisk

        def busy() -> bool:
            return self._panel is not None and self._panel.operations.current is not None

        return ModuleDisk(self.source, self._window.session, busy)

    def focus(self) -> None:
        """Give the keyboard to the panel's search field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def add_module(self) -> None:
        """Show the panel, ready to search."""
        self._window.show_panel(self.dock, self.focus)

    def subject(self) -> Subject | None:
        """The hook of the current tab, with its code as it is typed."""
        document = self._window.documents.current()
        return self.subject_of(document.hook_id) if document is not None else None

    def subject_of(self, hook_id: str) -> Subject | None:
        """The hook of an open tab, with its code as it is typed; None if it is gone."""
        from hookstudio.ui.modules_panel.source import Subject

        session, document = self._window.session, self._window.documents.get(hook_id)
        if session is None or document is None:
            return None
        try:
            hook = session.workspace.find(document.hook_id)
        except StudioError:
            return None
        return Subject(session, hook, document.editor.text(), wanted_major(hook.node, session.workspace.node))

    def refresh(self) -> None:
        """Bring the panel in line with the current hook and its code."""
        document = self._window.documents.current()
        self.dock.show_note(f"of {document.hook.name}" if document is not None else "")
        if self._panel is not None:
            self._panel.refresh()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and self._panel is None:
            self._load()
        return False

    def _load(self) -> None:
        """Load what the panel is made of on threads, which wait until the window is painted; then make it, the field first."""

        def load(name: str, use: Callable[[], object]) -> None:
            job = Job(lambda _progress: import_module(f"hookstudio.ui.modules_panel.{name}"), self)
            job.succeeded.connect(lambda _module: use())
            job.failed.connect(self._window.notices.error)
            job.start()

        def show_field() -> None:
            _ = self.field
            load("modules_panel", lambda: self.panel)

        load("search_field", show_field)

    def _modules(self) -> ModuleSource:
        from hookstudio.studio.modules import Modules

        window = self._window
        return Modules(window.folders, window.settings, window.runner.nodes, window.runner)

    # -- what happens elsewhere -------------------------------------------------------------------

    def _text_changed(self, hook_id: str) -> None:
        if hook_id == self._window.tabs.current_hook_id() and self._panel is not None:
            self._later.start(AFTER_TYPING_MS)

    def _follow_modules(self, hook_id: str) -> None:
        """Another set of modules, by an installation or by undo: the list follows, and what can be undone is another thing."""
        window = self._window
        if window.session is None:
            return
        window.slots.refresh()
        document = window.documents.current()
        if document is not None and document.hook_id == hook_id:
            self._offers.withdraw()
            window.run_control.prepare()
            if self._panel is not None:
                self._panel.refresh(ask=True)

    def _follow_workspace(self) -> None:
        self._later.start(0)

    def _setting_changed(self, key: str) -> None:
        if key.startswith("modules.") and self._panel is not None:
            self._panel.forget_answers()

    def _show_offline(self, offline: bool) -> None:
        self.panel.show_offline(offline, changeable=bool(self._window.settings.get("modules.offline")))

    def _pin(self, subject: Subject, versions: Mapping[str, str]) -> None:
        """Write exact versions into the code, as one step of the editor that can be undone."""

        def work(_progress: object) -> str:
            from hookstudio.studio.module_code import pinned

            return pinned(subject.code, versions)

        job = Job(work, self)
        job.succeeded.connect(lambda code: self._write(subject, code))
        job.failed.connect(self._window.notices.error)
        job.start()

    def _repin(self, hook_id: str, versions: Mapping[tuple[str, str], str]) -> None:
        """Name other versions in the code, after an update or its undo: what is typed meanwhile stays."""
        document = self._window.documents.get(hook_id)
        if document is None:
            return
        from hookstudio.studio.module_code import repinned

        text = document.editor.text()
        code = repinned(text, versions)
        if code != text:
            document.editor.setText(code)

    def _write(self, subject: Subject, code: str) -> None:
        document = self._window.documents.get(subject.hook.id)
        if document is None or document.editor.text() != subject.code:
            return  # typed on meanwhile: the note is still there
        if code != subject.code:
            document.editor.setText(code)
            self._window.notices.info(f"“{subject.hook.name}” names exact versions now.", Choice("Undo", document.editor.undo), key="undo")


def _looks_like(name: str) -> str:
    from hookstudio.npm.lookalike import looks_like

    return looks_like(name)
