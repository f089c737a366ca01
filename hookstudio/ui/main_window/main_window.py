"""The main window: the panels in their places, and the wires between them, the session and the runner."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QMainWindow

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.storage.folders import Folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from hookstudio.ui.commands import make_actions
from hookstudio.ui.context_panel.context_panel import ContextPanel
from hookstudio.ui.editor.editor_tabs import EditorTabs
from hookstudio.ui.hook_list.hook_list_panel import HookListPanel
from hookstudio.ui.main_window.centre import Centre
from hookstudio.ui.main_window.chain_control import ChainControl
from hookstudio.ui.main_window.dock import Dock
from hookstudio.ui.main_window.documents import Document, Documents
from hookstudio.ui.main_window.exporting import Exporting
from hookstudio.ui.main_window.hook_actions import HookActions
from hookstudio.ui.main_window.importing import Importing
from hookstudio.ui.main_window.modules_control import ModulesControl
from hookstudio.ui.main_window.node_notices import NodeNotices
from hookstudio.ui.main_window.outside_watch import OutsideWatch
from hookstudio.ui.main_window.parse_watch import ParseWatch
from hookstudio.ui.main_window.protection import Protection
from hookstudio.ui.main_window.resting import Resting
from hookstudio.ui.main_window.run_bar import RunBar
from hookstudio.ui.main_window.run_control import RunControl
from hookstudio.ui.main_window.saving_text import ask_and_save
from hookstudio.ui.main_window.shown_session import ShownSession
from hookstudio.ui.main_window.slots import Slots
from hookstudio.ui.main_window.status import StatusLine
from hookstudio.ui.main_window.tenant_control import TenantControl
from hookstudio.ui.main_window.top_bar import TopBar
from hookstudio.ui.main_window.unprotected import Unprotected
from hookstudio.ui.main_window.workspaces import Workspaces
from hookstudio.ui.notices import Notices
from hookstudio.ui.run_pane.run_pane import RunPane
from hookstudio.ui.theme import Theme, Themes

if TYPE_CHECKING:
    from hookstudio.ui.dialogs.new_hook import NewHook


class MainWindow(QMainWindow):
    """One window on one workspace, or on the start page. Closing it never asks: what was typed is kept as drafts."""

    def __init__(self, folders: Folders, settings: Settings, themes: Themes, runner: HookRunner) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.folders, self.settings, self.themes, self.runner = folders, settings, themes, runner
        self.session: Session | None = None
        self._closed = False
        self.notices = Notices(self)
        self.slots = Slots(self)
        self.actions_by_id = make_actions(self.slots.table(), self)
        self._build()
        self._wire()
        themes.changed.connect(self._apply_theme)
        self._apply_to_frame(themes.current)
        self.resize(1360, 860)
        QTimer.singleShot(0, self.protection.look)

    # -- the frame --------------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.themes.current
        self.top_bar = TopBar(self.actions_by_id)
        self.setMenuWidget(self.top_bar)
        self.tabs = EditorTabs(theme, engine=str(self.settings.get("editor.engine")))
        self.run_bar = RunBar(self.actions_by_id)
        self.tabs.set_header(self.run_bar)
        self.centre = Centre(self.tabs, self.notices, self.actions_by_id, theme)
        self.setCentralWidget(self.centre)
        self.status = StatusLine()
        self.status.show_limit(float(self.settings.get("run.timeout_s")))
        self.setStatusBar(self.status)
        self.hook_list, self.run_pane, self.context_panel = (
            HookListPanel(theme),
            RunPane(theme, int(self.settings.get("console.max_lines"))),
            ContextPanel(theme),
        )
        self.hook_dock = Dock("hookDock", "Hooks", self.hook_list, self)
        self.run_dock = Dock("runDock", "Run", self.run_pane, self, heading=self.run_pane.take_bar())
        self.context_dock = Dock("contextDock", "Test context", self.context_panel, self)
        self.modules = ModulesControl(self)
        self.docks = (self.hook_dock, self.run_dock, self.modules.dock, self.context_dock)
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.place_docks()
        self.documents = Documents(self.tabs, self.notices, self)
        self.hook_actions = HookActions(self.notices, self)
        self.workspaces = Workspaces(self.folders, self.notices, self)
        self.exporting, self.importing = Exporting(self), Importing(self)
        self.watch = OutsideWatch(self.documents, self.notices, self)
        self.protection = Protection(self)
        self.nodes = NodeNotices(self)
        self.run_control = RunControl(
            self.runner, self.documents, self.context_panel, self.run_pane, self.run_bar, self.notices, self.settings, self
        )
        self.run_control.ask_first = Unprotected(self).ask
        self.chain_control = ChainControl(self)
        self.parse_watch = ParseWatch(self)
        self.resting = Resting(self)
        self.run_control.also_running = lambda: self.chain_control.running
        self.tenants = TenantControl(self)
        self.shown = ShownSession(self)
        self.modules.wire()
        self.tenants.wire()

    def place_docks(self) -> None:
        """Every panel at its usual place and size."""
        areas = Qt.DockWidgetArea
        right = areas.RightDockWidgetArea
        for dock, area in zip(self.docks, (areas.LeftDockWidgetArea, areas.BottomDockWidgetArea, right, right), strict=True):
            dock.setFloating(False)
            self.removeDockWidget(dock)
            self.addDockWidget(area, dock)
            dock.setVisible(self.session is not None)
        self.resizeDocks([self.hook_dock, self.context_dock], [264, 320], Qt.Orientation.Horizontal)
        self.resizeDocks([self.run_dock, self.modules.dock, self.context_dock], [270, 490, 310], Qt.Orientation.Vertical)

    def _wire(self) -> None:
        lists, actions = self.hook_list, self.hook_actions
        lists.open_requested.connect(self.documents.open)
        lists.run_requested.connect(self._open_and_run)
        lists.chain_requested.connect(self.chain_control.run)
        lists.new_requested.connect(self.ask_new_hook)
        lists.rename_requested.connect(actions.rename)
        lists.enable_requested.connect(actions.set_enabled)
        lists.move_requested.connect(actions.move)
        lists.duplicate_requested.connect(actions.duplicate)
        lists.delete_requested.connect(actions.delete)
        lists.notice.connect(self.notices.info)
        actions.created.connect(self.documents.open)
        self.documents.unsaved_changed.connect(lists.set_unsaved)
        self.documents.current_changed.connect(self.shown.current_changed)
        self.documents.recover_requested.connect(self._recover)
        self.tabs.caret_moved.connect(self.status.show_caret)
        self.run_bar.properties_requested.connect(self.actions_by_id["hook.properties"].trigger)
        self.run_pane.location_requested.connect(self._go_to)
        self.run_pane.save_requested.connect(self._save_console)
        self.run_control.ended.connect(self.nodes.look_at_outcome)
        self.run_control.ended.connect(lambda hook_id, outcome: lists.set_failed(hook_id, failed=not outcome.ok))
        self.workspaces.opened.connect(self.show_session)
        self.workspaces.recent_changed.connect(self.show_recent)
        self.centre.recent_requested.connect(self.workspaces.open)
        self.top_bar.recent_requested.connect(self.workspaces.open)
        self.status.sandbox_requested.connect(self.protection.explain)
        self.status.network_toggled.connect(self.protection.toggle_network)
        self.settings.subscribe(self._setting_changed)
        self.context_panel.notices = self.notices

    def show_session(self, session: Session | None) -> None:
        """Go over to another workspace, or to the start page."""
        self.shown.show(session)

    # -- what the panels ask ------------------------------------------------------------------------

    def chosen_hook(self) -> Hook | None:
        """The hook that is selected in the list."""
        hook_id = self.hook_list.current_hook_id()
        if self.session is None or not hook_id:
            return None
        try:
            return self.session.workspace.find(hook_id)
        except StudioError:
            return None

    def ask_new_hook(self, type_name: str = "") -> None:
        from hookstudio.ui.dialogs.new_hook import NewHookDialog

        if self.session is None:
            return
        dialog = NewHookDialog(type_name, self)
        dialog.chosen.connect(self.hook_actions.create)
        dialog.open()

    def _recover(self, document: Document) -> None:
        """Offer to make a hook again of the text of one that is gone."""
        from hookstudio.ui.dialogs.new_hook import NewHookDialog

        dialog = NewHookDialog(document.hook.type, self, code=document.editor.text())
        dialog.name.setText(document.hook.name)

        def create(wanted: NewHook) -> None:
            if self.hook_actions.create(wanted):
                self.documents.close_recovered(document.hook_id)

        dialog.chosen.connect(create)
        dialog.open()

    def run_chosen(self) -> None:
        """Run the hook that is chosen in the list while the keyboard is there, else the one in the editor."""
        chosen = self.chosen_hook() if self.hook_list.has_keyboard() else None
        if chosen is not None and chosen.id != self.tabs.current_hook_id():
            self._open_and_run(chosen.id)
        else:
            self.run_control.run()

    def _open_and_run(self, hook_id: str) -> None:
        if self.documents.open(hook_id) is not None:
            self.run_control.run()

    def _go_to(self, line: int, column: int) -> None:
        document = self.documents.current()
        if document is not None:
            document.editor.go_to(line, column)
            document.editor.setFocus()

    def _save_console(self, text: str) -> None:
        ask_and_save(text, "Save the console", "console.txt", self.notices, self)

    def show_panel(self, dock: Dock, focus: Callable[[], object]) -> None:
        dock.show()
        dock.raise_()
        focus()

    # -- settings, theme, machine --------------------------------------------------------------------

    def _setting_changed(self, key: str) -> None:
        if key == "appearance.theme":
            self.themes.choose(str(self.settings.get(key)))
        elif key.startswith("editor."):
            self.apply_editor_settings()
        elif key == "run.timeout_s":
            self.status.show_limit(float(self.settings.get(key)))
        elif key == "console.max_lines":
            self.run_pane.set_max_lines(int(self.settings.get(key)))

    def apply_editor_settings(self) -> None:
        """Give the open editors their tab width, size of code and wrapping."""
        for hook_id in self.tabs.hook_ids():
            editor = self.tabs.editor(hook_id)
            editor.set_wrap(bool(self.settings.get("editor.wrap")))
            editor.set_tab_width(int(self.settings.get("editor.tab_width")))
            editor.set_font_size(int(self.settings.get("editor.font_size")))

    def _apply_theme(self, theme: Theme) -> None:
        self._apply_to_frame(theme)
        for panel in (self.centre, self.tabs, self.hook_list, self.run_pane, self.context_panel, self.modules):
            panel.apply_theme(theme)
        for dialog in self.findChildren(QDialog):
            follow = getattr(dialog, "apply_theme", None)  # most have nothing to follow with: the style sheet is the application's
            if follow is not None:
                follow(theme)

    def _apply_to_frame(self, theme: Theme) -> None:
        """Give the theme to the parts that do not get it when they are made."""
        for part in (self.top_bar, self.run_bar, self.status, *self.docks):
            part.apply_theme(theme)

    # -- coming and going ----------------------------------------------------------------------------

    def show_recent(self) -> None:
        """Name the workspaces opened last, where they can be opened again."""
        recent = self.workspaces.recent()
        self.centre.show_recent(recent)
        self.top_bar.show_recent(recent)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.watch.look()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed:
            self._closed = True
            self.run_control.stop()
            self.chain_control.stop()
            self.nodes.close()
            self.modules.close()
            self.tenants.close()
            self.shown.keep_state()
            self.documents.set_session(None)
            self.context_panel.set_session(None)
            self.shown.leave()
            self.themes.changed.disconnect(self._apply_theme)
            self.runner.close()
        super().closeEvent(event)
