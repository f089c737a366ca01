"""Everything the user can ask for, as data: menus, the palette and the shortcut page are built from this list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """`keys` are shortcuts in Qt's portable text, the first one is shown. `context` names the panel that handles the keys itself."""

    id: str
    title: str
    menu: str
    keys: tuple[str, ...] = ()
    context: str = ""


FILE, EDIT, HOOK, TENANT, VIEW, HELP = MENUS = ("File", "Edit", "Hook", "Tenant", "View", "Help")

COMMANDS: tuple[Command, ...] = (
    Command("workspace.new", "New workspace…", FILE),
    Command("workspace.open", "Open folder…", FILE, ("Ctrl+O",)),
    Command("workspace.sample", "Open a sample workspace", FILE),
    Command("workspace.import", "Import…", FILE, ("Ctrl+Shift+O",)),
    Command("workspace.import_folder", "Import a folder…", FILE),
    Command("workspace.export", "Export all hooks…", FILE, ("Ctrl+Shift+E",)),
    Command("workspace.export_files", "Export all hooks as plain files…", FILE),
    Command("workspace.trust", "Trust this workspace", FILE),
    Command("hook.save", "Save", FILE, ("Ctrl+S",)),
    Command("hook.save_all", "Save all", FILE, ("Ctrl+Shift+S",)),
    Command("tab.close", "Close tab", FILE, ("Ctrl+W",)),
    Command("app.settings", "Settings", FILE, ("Ctrl+,",)),
    Command("app.quit", "Quit", FILE, ("Ctrl+Q",)),
    Command("workspace.undo", "Undo last change of the list", EDIT, ("Ctrl+Alt+Z",)),
    Command("workspace.redo", "Redo change of the list", EDIT, ("Ctrl+Alt+Shift+Z",)),
    Command("editor.undo", "Undo typing", EDIT, ("Ctrl+Z",), "editor"),
    Command("editor.redo", "Redo typing", EDIT, ("Ctrl+Shift+Z",), "editor"),
    Command("editor.find", "Find", EDIT, ("Ctrl+F",)),
    Command("editor.replace", "Replace", EDIT, ("Ctrl+H",)),
    Command("editor.go_to_line", "Go to line…", EDIT, ("Ctrl+G",)),
    Command("editor.comment", "Toggle comment", EDIT, ("Ctrl+/",), "editor"),
    Command("editor.complete", "Suggest names", EDIT, ("Ctrl+Space",), "editor"),
    Command("editor.next_occurrence", "Select the next occurrence", EDIT, ("Ctrl+D",), "editor"),
    Command("editor.caret_above", "Add a caret above", EDIT, ("Ctrl+Alt+Up",), "editor"),
    Command("editor.caret_below", "Add a caret below", EDIT, ("Ctrl+Alt+Down",), "editor"),
    Command("editor.line_up", "Move lines up", EDIT, ("Alt+Up",), "editor"),
    Command("editor.line_down", "Move lines down", EDIT, ("Alt+Down",), "editor"),
    Command("editor.duplicate", "Duplicate lines", EDIT, ("Ctrl+Shift+D",), "editor"),
    Command("editor.bracket", "Go to the other bracket", EDIT, ("Ctrl+Shift+\\",), "editor"),
    Command("hook.new", "New hook…", HOOK, ("Ctrl+N",)),
    Command("hook.run", "Run", HOOK, ("Ctrl+Return", "F5", "Ctrl+Enter")),
    Command("hook.run_chain", "Run chain", HOOK, ("Ctrl+Shift+Return", "Ctrl+Shift+Enter")),
    Command("hook.stop", "Stop", HOOK, ("Ctrl+.",)),
    Command("context.new", "New random context", HOOK, ("Ctrl+R",)),
    Command("module.add", "Add module…", HOOK, ("Ctrl+Shift+M",)),
    Command("hook.rename", "Rename", HOOK, ("F2",), "list"),
    Command("hook.duplicate", "Duplicate", HOOK, ("Ctrl+D",), "list"),
    Command("hook.toggle", "Enable or disable", HOOK, ("Space",), "list"),
    Command("hook.move_up", "Move up", HOOK, ("Alt+Up",), "list"),
    Command("hook.move_down", "Move down", HOOK, ("Alt+Down",), "list"),
    Command("hook.delete", "Delete", HOOK, ("Del",), "list"),
    Command("hook.export", "Export selected hooks…", HOOK),
    Command("hook.properties", "Properties…", HOOK, ("Alt+Return",)),
    Command("hook.move_to_esm", "Move to ES modules…", HOOK),
    Command("tenant.compare", "Compare…", TENANT, ("Ctrl+Shift+K",)),
    Command("tenant.pull", "Pull…", TENANT),
    Command("tenant.push", "Push…", TENANT),
    Command("tenant.resume", "Go on with the broken push…", TENANT),
    Command("tenant.restore", "Put back what was there before the last push…", TENANT),
    Command("tenant.take_back", "Take back the last pull…", TENANT),
    Command("tenant.test", "Test connection", TENANT),
    Command("tenant.list", "Tenants…", TENANT),
    Command("view.quick_open", "Go to hook…", VIEW, ("Ctrl+P",)),
    Command("view.palette", "All commands…", VIEW, ("Ctrl+Shift+P",)),
    Command("view.hooks", "Show the hook list", VIEW, ("Ctrl+1",)),
    Command("view.editor", "Go to the editor", VIEW, ("Ctrl+2",)),
    Command("view.run_pane", "Show the run pane", VIEW, ("Ctrl+3",)),
    Command("view.context", "Show the test context", VIEW, ("Ctrl+4",)),
    Command("view.modules", "Show the modules", VIEW, ("Ctrl+5",)),
    Command("view.next_panel", "Go to the next panel", VIEW, ("F6",)),
    Command("view.previous_panel", "Go to the previous panel", VIEW, ("Shift+F6",)),
    Command("view.zoom_in", "Larger code", VIEW, ("Ctrl+=", "Ctrl++")),
    Command("view.zoom_out", "Smaller code", VIEW, ("Ctrl+-",)),
    Command("view.zoom_reset", "Normal size of code", VIEW, ("Ctrl+0",)),
    Command("view.wrap", "Wrap long lines", VIEW, ("Alt+Z",)),
    Command("view.theme", "Switch between light and dark", VIEW),
    Command("view.reset_layout", "Put the panels back", VIEW),
    Command("help.shortcuts", "Keyboard shortcuts", HELP, ("F1",)),
    Command("help.sandbox", "What protects you from a hook", HELP),
    Command("help.about", "About Hook Studio", HELP),
)
GROUPS = ("tenant.resume", "tenant.test")
"""The commands of a tenant with which another group begins in a menu."""


def native(keys: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def make_actions(slots: Mapping[str, Callable[[], object]], window: QWidget) -> dict[str, QAction]:
    """One action for every command, added to *window*; keys that a panel handles itself are only shown in the title's tooltip.

    Raises KeyError for a command that has no slot.
    """
    actions = {}
    for command in COMMANDS:
        slot = slots[command.id]
        action = QAction(command.title, window)
        action.setObjectName(command.id)
        if command.context:
            action.setText(f"{command.title}\t{native(command.keys[0])}" if command.keys else command.title)
        else:
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
        action.triggered.connect(lambda _checked=False, run=slot: run())
        window.addAction(action)
        actions[command.id] = action
    return actions
