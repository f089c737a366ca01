"""Hooks by the dozen, and a hook list whose wishes come true, as a session makes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from hookstudio.model.hook import Hook, slugify
from hookstudio.model.workspace import Workspace
from hookstudio.ui.hook_list.hook_list_panel import HookListPanel
from hookstudio.ui.hook_list.hook_tree import HookTree
from hookstudio.ui.hook_list.hook_tree_model import HookTreeModel

W = TypeVar("W", bound=QWidget)


def make_hook(name: str, type_name: str = "pre-login", **fields: object) -> Hook:
    """A hook whose id is its name."""
    return replace(Hook(id=name, name=name, slug=slugify(name), type=type_name), **fields)  # type: ignore[arg-type]


def make_workspace(hooks: Iterable[Hook], root: str = "acme") -> Workspace:
    workspace = Workspace(Path(root), root)
    for hook in hooks:
        workspace = workspace.added(hook)
    return workspace


def part(panel: HookListPanel, kind: type[W], name: str) -> W:
    """The widget of *panel* with that objectName."""
    found = panel.findChild(kind, name)
    assert isinstance(found, kind)
    return found


class Studio:
    """The panel and its parts; what it asks for is done to `workspace` and noted in `asked`."""

    def __init__(self, panel: HookListPanel, workspace: Workspace) -> None:
        self.panel, self.workspace = panel, workspace
        self.asked: list[tuple[object, ...]] = []
        self.notices: list[str] = []
        self.tree: HookTree = part(panel, HookTree, "hookTree")
        self.field: QLineEdit = part(panel, QLineEdit, "hookFilter")
        self.button: QPushButton = part(panel, QPushButton, "newHookButton")
        panel.notice.connect(self.notices.append)
        for name in ("open", "run", "new", "duplicate", "delete", "export"):
            getattr(panel, f"{name}_requested").connect(lambda value, name=name: self.asked.append((name, value)))
        panel.rename_requested.connect(lambda hook_id, name: self._change("rename", hook_id, name))
        panel.enable_requested.connect(lambda hook_id, on: self._change("enable", hook_id, on))
        panel.move_requested.connect(lambda hook_id, place: self._change("move", hook_id, place))
        panel.show_workspace(workspace)

    def _change(self, what: str, hook_id: str, value: object) -> None:
        self.asked.append((what, hook_id, value))
        if what == "move" and isinstance(value, int):
            self.show(self.workspace.moved(hook_id, value))
        elif what == "rename":
            self.show(self.workspace.replaced(replace(self.workspace.find(hook_id), name=str(value))))
        else:
            self.show(self.workspace.replaced(replace(self.workspace.find(hook_id), enabled=bool(value))))

    def show(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.panel.show_workspace(workspace)

    @property
    def model(self) -> HookTreeModel:
        model = self.tree.model()
        assert isinstance(model, HookTreeModel)
        return model

    def index(self, name: str) -> QModelIndex:
        """The row of a hook or of a type."""
        found = self.model.index_of(name)
        return found if found.isValid() else self.model.index_of_type(name)

    def rows(self) -> dict[str, list[str]]:
        """What the tree shows: the hooks' names by type."""
        model = self.tree.model()
        tops = [model.index(row, 0) for row in range(model.rowCount())]
        return {str(top.data()): [str(model.index(row, 0, top).data()) for row in range(model.rowCount(top))] for top in tops}
