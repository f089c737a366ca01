"""The panel with the hooks: a filter, the tree, and the way to a new hook."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import valid_name
from hookstudio.model.hook_type import TYPE_NAMES
from hookstudio.model.workspace import Workspace
from hookstudio.ui.hook_list.hook_delegate import ROW_HEIGHT
from hookstudio.ui.hook_list.hook_tree import HookTree
from hookstudio.ui.hook_list.hook_tree_model import HookTreeModel
from hookstudio.ui.hook_list.shown_hooks import Filter, Group
from hookstudio.ui.icons import icon
from hookstudio.ui.jobs import Job
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.empty_state import EmptyState
from hookstudio.ui.widgets.hint_button import HintButton

if TYPE_CHECKING:
    from hookstudio.model.hook import Hook
    from hookstudio.ui.hook_list.hook_menu import Entry

_SEARCH_DELAY_MS: Final = 150
_UNLIMITED: Final = 16_777_215


class HookListPanel(QWidget):
    """Shows a workspace and asks for changes of it; what it shows changes when the next workspace is given to it."""

    open_requested = Signal(str)
    run_requested = Signal(str)
    chain_requested = Signal(str)  # type
    new_requested = Signal(str)  # type, or ''
    rename_requested = Signal(str, str)
    enable_requested = Signal(str, bool)
    move_requested = Signal(str, int)  # final position within the type, from 0
    duplicate_requested = Signal(str)
    delete_requested = Signal(str)
    export_requested = Signal(object)  # ids of the hooks
    notice = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._all_types = theme, False
        self._search: Callable[[str], Collection[str]] | None = None
        self._model = HookTreeModel(self)
        self._build(theme)
        self._wire()
        self.apply_theme(theme)
        self._show_emptiness()

    def _build(self, theme: Theme) -> None:
        self._field = QLineEdit()
        self._field.setObjectName("hookFilter")
        self._field.setPlaceholderText("Filter by name")
        self._field.setAccessibleName("Filter the hooks")
        self._field.setClearButtonEnabled(True)
        self._field.installEventFilter(self)
        self._tree = HookTree(self._model, theme)
        self._nothing: EmptyState | None = None  # made when they are first shown
        self._no_match: EmptyState | None = None
        self._new = HintButton("New hook", "Ctrl+N", "plus")
        self._new.setObjectName("newHookButton")
        self._new.setAccessibleName("New hook")
        self._more = QPushButton()
        self._more.setObjectName("moreTypesButton")
        self._more.setFlat(True)
        top, footer = QHBoxLayout(), QFrame()
        top.setContentsMargins(12, 4, 12, 8)
        top.addWidget(self._field)
        footer.setProperty("bar", "bottom")
        row = QHBoxLayout(footer)
        row.setContentsMargins(12, 8, 8, 8)
        row.addWidget(self._new)
        row.addStretch()
        row.addWidget(self._more)
        self._middle = QVBoxLayout()
        self._middle.setSpacing(0)
        self._middle.addWidget(self._tree, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(self._middle, 1)
        column.addWidget(footer)
        self._name_more()

    def _wire(self) -> None:
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_SEARCH_DELAY_MS)
        self._typed.timeout.connect(self._search_code)
        self._field.textChanged.connect(self._filter_by_name)
        self._new.clicked.connect(lambda: self.new_requested.emit(""))
        self._more.clicked.connect(lambda: self.show_all_types(not self._all_types))
        self._tree.opened.connect(self.open_requested)
        self._tree.key_pressed.connect(self._key_pressed)
        self._tree.menu_requested.connect(self._open_menu)
        self._tree.refused.connect(self.notice)
        self._tree.move_requested.connect(self.move_requested)
        self._model.rename_requested.connect(self._rename)
        self._model.enable_requested.connect(self.enable_requested)
        self._model.move_requested.connect(self.move_requested)
        self._model.drop_refused.connect(self.notice)
        for changed in (self._model.modelReset, self._model.rowsInserted, self._model.rowsRemoved):
            changed.connect(self._show_emptiness)

    # -- what is shown ----------------------------------------------------------------------------

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self._tree, self._nothing, self._no_match, self._new):
            if part is not None:
                part.apply_theme(theme)
        for action in self._field.actions():
            self._field.removeAction(action)
        self._field.addAction(icon("search", theme, "faint"), QLineEdit.ActionPosition.LeadingPosition)

    def show_workspace(self, workspace: Workspace | None) -> None:
        """Show the hooks of *workspace*. The selected hook stays selected, folded types stay folded."""
        self._model.show_workspace(workspace)
        self._show_emptiness()
        if self._field.text():
            self._typed.start()

    def set_unsaved(self, hook_ids: Collection[str]) -> None:
        """Mark exactly these hooks as not saved."""
        self._model.set_unsaved(frozenset(hook_ids))

    def set_failed(self, hook_id: str, *, failed: bool) -> None:
        """Say whether that hook failed when it last ran."""
        self._model.set_failed(self._model.failed | {hook_id} if failed else self._model.failed - {hook_id})

    def set_code_search(self, search: Callable[[str], Collection[str]] | None) -> None:
        """Filter by code, too: *search* gives the ids of the hooks whose code has a text. It is called on another thread."""
        self._search = search
        self._field.setPlaceholderText("Filter by name or code" if search else "Filter by name")

    def show_all_types(self, all_types: bool) -> None:
        """Show the types without hooks as well, or only the four that matter most."""
        self._all_types = all_types
        self._model.show_all_types(all_types)
        self._name_more()
        self._show_emptiness()

    def _name_more(self) -> None:
        what = "Hide the types without hooks" if self._all_types else f"Show all {len(TYPE_NAMES)} hook types"
        self._more.setText("Fewer types" if self._all_types else "All types")
        self._more.setToolTip(what)
        self._more.setAccessibleName(what)

    def _show_emptiness(self) -> None:
        filtered, rows = self._model.filter.text, self._model.rowCount()
        workspace = self._model.workspace
        empty = workspace is not None and not workspace.hooks
        if self._nothing is not None or (empty and not filtered):
            self._no_hooks().setVisible(empty and not filtered)
        if self._no_match is not None or (filtered and not rows):
            self._no_hit(filtered).setVisible(bool(filtered) and not rows)
        self._tree.setVisible(not filtered or rows > 0)
        few = empty and not self._all_types
        self._tree.setMaximumHeight(rows * ROW_HEIGHT + 4 if few else _UNLIMITED)

    def _no_hooks(self) -> EmptyState:
        """What stands in place of the hooks of an empty workspace."""
        if self._nothing is None:
            text = "A hook is one function that runs in a sign-in flow. Begin with a template."
            self._nothing = self._empty_state("noHooks", EmptyState("No hooks yet", text, "hook"))
            self._nothing.add_button("New hook", lambda: self.new_requested.emit(""), primary=True)
        return self._nothing

    def _no_hit(self, filtered: str) -> EmptyState:
        """What stands there when no hook matches the filter."""
        if self._no_match is None:
            self._no_match = self._empty_state("noMatch", EmptyState("", "", "search"))
            self._no_match.add_button("Clear the filter", self._field.clear)
        where = "Neither a name nor the code of a hook contains this." if self._search else "Its name would have to contain this."
        self._no_match.set_text(f"No hook matches “{filtered}”", where)
        return self._no_match

    def _empty_state(self, name: str, state: EmptyState) -> EmptyState:
        state.setObjectName(name)
        state.apply_theme(self._theme)
        self._middle.addWidget(state, 1)
        return state

    # -- state ------------------------------------------------------------------------------------

    def current_hook_id(self) -> str:
        """The id of the selected hook, or ''."""
        hook = self._tree.current_hook()
        return hook.id if hook else ""

    def chosen_hooks(self) -> list[Hook]:
        """The hooks that are selected, alone, with others or with their whole type."""
        return self._tree.selected_hooks()

    def select(self, hook_id: str) -> None:
        """Select a hook without opening it; nothing happens if it is not shown."""
        if hook_id != self.current_hook_id():
            self._tree.select_index(self._model.index_of(hook_id))

    def has_keyboard(self) -> bool:
        """Whether the keyboard is in the tree."""
        return self._tree.hasFocus()

    def focus_filter(self) -> None:
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def focus_tree(self) -> None:
        self._tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def state(self) -> dict[str, Any]:
        """What to remember of this list until the next start, as JSON."""
        return {"folded": sorted(self._tree.folded), "all_types": self._all_types, "current": self.current_hook_id()}

    def restore(self, state: dict[str, Any]) -> None:
        """Bring back what `state` gave; what is missing or makes no sense is passed over."""
        folded = state.get("folded")
        if isinstance(folded, list):
            self._tree.fold(frozenset(name for name in folded if name in TYPE_NAMES))
        self.show_all_types(state.get("all_types") is True)
        self.select(str(state.get("current") or ""))

    # -- filter -----------------------------------------------------------------------------------

    def _filter_by_name(self, text: str) -> None:
        self._model.set_filter(Filter(text.strip()))
        self._show_emptiness()
        self._typed.start()

    def _search_code(self) -> None:
        search, text = self._search, self._field.text().strip()
        if search is None or not text:
            return
        job = Job(lambda _progress: frozenset(search(text)), self)
        job.succeeded.connect(lambda found: self._add_found(text, found))
        job.failed.connect(lambda error: self.notice.emit(error.message))
        job.start()

    def _add_found(self, text: str, found: frozenset[str]) -> None:
        if text == self._field.text().strip():
            self._model.set_filter(Filter(text, found))
            self._show_emptiness()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self._field.text():
                self._field.clear()
                return True
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._model.rowCount():
                self._go_to_first_match()
                return True
        return super().eventFilter(watched, event)

    def _go_to_first_match(self) -> None:
        if not self.current_hook_id():
            first = next((self._model.index(row, 0) for row in range(self._model.rowCount())), QModelIndex())
            self._tree.select_index(self._model.index(0, 0, first) if self._model.rowCount(first) else first)
        self.focus_tree()

    # -- acts on the current hook -----------------------------------------------------------------

    def rename_current(self) -> None:
        """Let the user type another name in place."""
        if self._tree.current_hook() is not None:
            self._tree.edit(self._tree.currentIndex())

    def move_current(self, steps: int) -> None:
        """Ask to move the selected hook up (-1) or down (1) past the next shown one."""
        index, workspace = self._tree.currentIndex(), self._model.workspace
        hook = self._tree.current_hook()
        neighbour = self._model.hook_at(index.siblingAtRow(index.row() + steps)) if hook else None
        if hook is not None and neighbour is not None and workspace is not None:
            self.move_requested.emit(hook.id, workspace.of_type(hook.type).index(neighbour))

    def _rename(self, hook_id: str, name: str) -> None:
        try:
            self.rename_requested.emit(hook_id, valid_name(name))
        except StudioError as error:
            self.notice.emit(f"{error.message} {error.hint}".strip())

    def _key_pressed(self, event: QKeyEvent) -> None:
        """Accepts the keys that mean something for the selected hook."""
        hook = self._tree.current_hook()
        if hook is None:
            return
        acts: dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], object]] = {
            (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier): self.rename_current,
            (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): lambda: self.delete_requested.emit(hook.id),
            (Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier): lambda: self.duplicate_requested.emit(hook.id),
            (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier): lambda: self.move_current(-1),
            (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier): lambda: self.move_current(1),
        }
        act = acts.get((Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier))
        if act is not None:
            act()
            event.accept()

    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        from hookstudio.ui.hook_list.hook_menu import hook_menu

        hook_menu(self._entries(index), self._theme, self).popup(place)

    def _chain_entry(self, group: Group) -> Entry:
        from hookstudio.ui.hook_list.hook_menu import Entry

        name = group.type.name
        return Entry("chain", f"Run chain of {name}", lambda: self.chain_requested.emit(name), icon="history", enabled=group.total > 0)

    def _export_entry(self) -> Entry:
        from hookstudio.ui.hook_list.hook_menu import Entry

        ids = [hook.id for hook in self.chosen_hooks()]
        title = f"Export {len(ids)} hooks…" if len(ids) > 1 else "Export…"
        return Entry("export", title, lambda: self.export_requested.emit(ids), icon="save", enabled=bool(ids))

    def _entries(self, index: QModelIndex) -> list[Entry | None]:
        from hookstudio.ui.hook_list.hook_menu import Entry

        hook, group = self._model.hook_at(index), self._model.group_at(index)
        if hook is not None and group is not None:
            last = len(group.hooks) - 1
            return [
                Entry("open", "Open", lambda: self.open_requested.emit(hook.id), "Return", "open"),
                Entry("run", "Run", lambda: self.run_requested.emit(hook.id), "", "run"),
                self._chain_entry(group),
                None,
                Entry("rename", "Rename", self.rename_current, "F2", "edit"),
                Entry("duplicate", "Duplicate", lambda: self.duplicate_requested.emit(hook.id), "Ctrl+D", "duplicate"),
                Entry("enabled", "Enabled", lambda: self.enable_requested.emit(hook.id, not hook.enabled), "Space", checked=hook.enabled),
                None,
                Entry("up", "Move up", lambda: self.move_current(-1), "Alt+Up", "arrow-up", index.row() > 0),
                Entry("down", "Move down", lambda: self.move_current(1), "Alt+Down", "arrow-down", index.row() < last),
                None,
                self._export_entry(),
                None,
                Entry("delete", "Delete", lambda: self.delete_requested.emit(hook.id), "Del", "trash"),
            ]
        type_name = group.type.name if group else ""
        return [
            *([self._chain_entry(group)] if group else []),
            Entry("new", f"New {type_name} hook…" if group else "New hook…", lambda: self.new_requested.emit(type_name), "", "plus"),
            *([self._export_entry()] if group else []),
            None,
            Entry("unfold", "Unfold all", lambda: self._tree.fold(frozenset())),
            Entry("fold", "Fold all", lambda: self._tree.fold(frozenset(TYPE_NAMES))),
            Entry("types", "Show all types", lambda: self.show_all_types(not self._all_types), checked=self._all_types),
        ]
