"""What each command does: the table from the declared commands to the window's parts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.node import wanted_major
from hookstudio.ui.commands import COMMANDS, native
from hookstudio.ui.main_window.moving_to_esm import ask_to_move

if TYPE_CHECKING:
    from hookstudio.ui.main_window.main_window import MainWindow

_WITHOUT_WORKSPACE = {
    "view.quick_open",
    "workspace.new",
    "workspace.open",
    "workspace.sample",
    "workspace.import",
    "workspace.import_folder",
    "app.settings",
    "app.quit",
    "view.palette",
    "view.theme",
}
_WITHOUT_WORKSPACE |= {command.id for command in COMMANDS if command.menu == "Help"}
_EDITOR_KEYS = {f"editor.{name}" for name in ("complete", "next_occurrence", "caret_above", "caret_below")}
_EDITOR_KEYS |= {f"editor.{name}" for name in ("line_up", "line_down", "duplicate", "bracket")}
_NEEDS_EDITOR = {command.id for command in COMMANDS if command.id.startswith("editor.") or command.id.startswith("view.zoom")}
_NEEDS_EDITOR |= {"hook.run", "hook.save", "tab.close", "hook.properties", "hook.move_to_esm", "view.wrap", "view.editor"}


class Slots:
    """The slots of every command, and which of them can be used now."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def table(self) -> dict[str, Callable[[], object]]:
        w = self._window
        return {
            "workspace.new": lambda: w.workspaces.ask_new(),
            "workspace.open": lambda: w.workspaces.choose_folder(),
            "workspace.sample": lambda: w.workspaces.open_sample(),
            "workspace.import": lambda: w.importing.choose_file(),
            "workspace.import_folder": lambda: w.importing.choose_folder(),
            "workspace.export": lambda: w.exporting.ask_all(),
            "workspace.export_files": lambda: w.exporting.ask_all(plain=True),
            "workspace.trust": lambda: w.protection.trust(),
            "workspace.undo": lambda: w.hook_actions.undo(),
            "workspace.redo": lambda: w.hook_actions.redo(),
            "hook.save": self._save,
            "hook.save_all": lambda: w.documents.save_all(),
            "tab.close": self._close_tab,
            "app.settings": self._settings,
            "app.quit": w.close,
            "editor.undo": lambda: self._editor("undo"),
            "editor.redo": lambda: self._editor("redo"),
            "editor.find": self._find,
            "editor.replace": lambda: self._editor("show_replace"),
            "editor.go_to_line": lambda: self._editor("ask_line"),
            "editor.comment": lambda: self._editor("toggle_comment"),
            **{command.id: partial(self._editor_keys, command.keys[0]) for command in COMMANDS if command.id in _EDITOR_KEYS},
            "hook.new": w.ask_new_hook,
            "hook.run": w.run_chosen,
            "hook.run_chain": lambda: w.chain_control.run(),
            "hook.stop": self._stop,
            "context.new": lambda: w.context_panel.new_context(),
            "hook.rename": lambda: w.hook_list.rename_current(),
            "hook.duplicate": lambda: self._with_hook(lambda hook: w.hook_actions.duplicate(hook.id)),
            "hook.toggle": lambda: self._with_hook(lambda hook: w.hook_actions.set_enabled(hook.id, not hook.enabled)),
            "hook.move_up": lambda: w.hook_list.move_current(-1),
            "hook.move_down": lambda: w.hook_list.move_current(1),
            "hook.delete": lambda: self._with_hook(lambda hook: w.hook_actions.delete(hook.id)),
            "hook.export": lambda: w.exporting.ask_chosen(),
            "hook.properties": self._properties,
            "hook.move_to_esm": lambda: ask_to_move(w),
            "tenant.compare": lambda: w.tenants.syncing.compare(),
            "tenant.pull": lambda: w.tenants.syncing.pull(),
            "tenant.push": lambda: w.tenants.syncing.push(),
            "tenant.resume": lambda: w.tenants.syncing.resume(),
            "tenant.restore": lambda: w.tenants.syncing.restore(),
            "tenant.take_back": lambda: w.tenants.syncing.take_back(),
            "tenant.test": lambda: w.tenants.managing.test(),
            "tenant.list": lambda: w.tenants.managing.show(),
            "view.quick_open": self._quick_open,
            "view.palette": self._palette,
            "view.hooks": lambda: w.show_panel(w.hook_dock, w.hook_list.focus_tree),
            "view.editor": lambda: self._editor("setFocus"),
            "view.run_pane": lambda: w.show_panel(w.run_dock, w.run_pane.setFocus),
            "module.add": lambda: w.modules.add_module(),
            "view.modules": lambda: w.show_panel(w.modules.dock, w.modules.focus),
            "view.context": lambda: w.show_panel(w.context_dock, w.context_panel.setFocus),
            "view.next_panel": lambda: self._step_panel(1),
            "view.previous_panel": lambda: self._step_panel(-1),
            "view.zoom_in": lambda: self._editor("zoom_in"),
            "view.zoom_out": lambda: self._editor("zoom_out"),
            "view.zoom_reset": lambda: self._editor("zoom_reset"),
            "view.wrap": lambda: w.settings.set("editor.wrap", not w.settings.get("editor.wrap")),
            "view.theme": lambda: w.settings.set("appearance.theme", "light" if w.themes.current.dark else "dark"),
            "view.reset_layout": w.place_docks,
            "help.shortcuts": self._shortcuts,
            "help.sandbox": lambda: w.protection.explain(),
            "help.about": lambda: w.protection.about(),
        }

    def refresh(self) -> None:
        """Enable what can be used now."""
        w = self._window
        document = w.documents.current()
        for command_id, action in w.actions_by_id.items():
            usable = w.session is not None or command_id in _WITHOUT_WORKSPACE
            if command_id in _NEEDS_EDITOR:
                usable = usable and document is not None
            action.setEnabled(usable)
        session = w.session
        for command_id, text in (
            ("workspace.undo", session.undo_text if session else None),
            ("workspace.redo", session.redo_text if session else None),
        ):
            word = "Undo" if command_id == "workspace.undo" else "Redo"
            w.actions_by_id[command_id].setText(f"{word}: {text.replace('&', '&&')}" if text else f"{word} change of the list")
            w.actions_by_id[command_id].setEnabled(bool(text) and not w.hook_actions.turning)
        w.actions_by_id["workspace.trust"].setEnabled(session is not None and not session.trusted)
        w.tenants.enable()

    def _editor(self, method: str) -> None:
        document = self._window.documents.current()
        if document is not None:
            getattr(document.editor, method)()

    def _editor_keys(self, keys: str) -> None:
        document = self._window.documents.current()
        if document is not None:
            document.editor.setFocus()
            document.editor.do_keys(keys)

    def _step_panel(self, step: int) -> None:
        from hookstudio.ui.main_window.panel_steps import step_panel

        w = self._window
        step_panel(
            (
                (w.hook_dock, w.hook_list.focus_tree),
                (w.tabs, lambda: self._editor("setFocus")),
                (w.run_dock, w.run_pane.setFocus),
                (w.modules.dock, w.modules.focus),
                (w.context_dock, w.context_panel.setFocus),
            ),
            step,
        )

    def _find(self) -> None:
        """Find in the panel that has the focus: the resulting context, the console, else the code."""
        if not self._window.run_pane.find_if_focused():
            self._editor("show_find")

    def _with_hook(self, act: Callable[[Hook], object]) -> None:
        hook = self._window.chosen_hook()
        if hook is not None:
            act(hook)

    def _stop(self) -> None:
        self._window.run_control.stop()
        self._window.chain_control.stop()

    def _save(self) -> None:
        document = self._window.documents.current()
        if document is not None:
            self._window.documents.save(document.hook_id)

    def _close_tab(self) -> None:
        document = self._window.documents.current()
        if document is not None:
            self._window.documents.close(document.hook_id)

    def _settings(self) -> None:
        from hookstudio.ui.dialogs.node_panel import NodePanel
        from hookstudio.ui.dialogs.settings import SettingsPage

        w = self._window
        default = w.session.workspace.node if w.session is not None else None
        panel = NodePanel(w.nodes.installs, w.nodes.choices(), workspace=w.session is not None, default=default)
        panel.default_chosen.connect(w.nodes.choose_default)
        page = SettingsPage(w.settings, w.themes.current, panel, w, modules=w.modules.disk())
        page.failed.connect(w.notices.error)
        page.open()

    def _shortcuts(self) -> None:
        from hookstudio.ui.dialogs.pages import shortcuts_page

        shortcuts_page(self._window).open()

    def _properties(self) -> None:
        from hookstudio.ui.dialogs.properties import PropertiesDialog

        w = self._window
        document = w.documents.current()
        if document is None or w.session is None:
            return
        try:
            hook = w.session.workspace.find(document.hook_id)
        except StudioError as error:
            w.notices.error(error)
            return
        dialog = PropertiesDialog(hook, w.nodes.choices(), wanted_major(None, w.session.workspace.node), w)
        dialog.chosen.connect(lambda wanted: w.hook_actions.change_properties(hook, wanted))
        dialog.chosen.connect(lambda wanted: w.nodes.provide(wanted.node))
        dialog.open()

    def _quick_open(self) -> None:
        from hookstudio.ui.dialogs.palette import Entry, Palette

        w = self._window
        entries = [
            Entry(hook.name, hook.type + ("" if hook.enabled else " · disabled"), partial(w.documents.open, hook.id))
            for hook in (w.session.workspace if w.session else ())
        ]
        entries += self._command_entries()
        Palette(entries, "Go to a hook, or type a command", "Nothing is called like that.", w).open_over(w)

    def _palette(self) -> None:
        from hookstudio.ui.dialogs.palette import Palette

        Palette(self._command_entries(), "Type a command", "No command is called like that.", self._window).open_over(self._window)

    def _command_entries(self) -> list[Entry]:
        from hookstudio.ui.dialogs.palette import Entry

        actions = self._window.actions_by_id
        return [
            Entry(f"{command.menu}: {command.title}", native(command.keys[0]) if command.keys else "", actions[command.id].trigger)
            for command in COMMANDS
            if actions[command.id].isEnabled()
        ]


if TYPE_CHECKING:
    from hookstudio.ui.dialogs.palette import Entry
