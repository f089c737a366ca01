"""A JSON value as a tree for Qt: a lens over the value that makes a node when it is looked at, so that size costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import count, islice
from typing import Any, Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hookstudio.model.json_value import JsonValue, pointer
from hookstudio.ui.run_pane.json_text import preview
from hookstudio.ui.run_pane.printed_text import one_line
from hookstudio.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NOWHERE: Final = QModelIndex()
KEY, VALUE, MARK = range(3)
PORTION: Final = 500  # children that a view gets at a time


class Mark(StrEnum):
    """What happened to a path; INSIDE means: something below it changed."""

    ADDED = "added"
    CHANGED = "changed"
    INSIDE = "inside"


_SIGNS: Final = {Mark.ADDED: "+", Mark.CHANGED: "~", Mark.INSIDE: "·"}
_TINTS: Final = {Mark.ADDED: "ok-soft", Mark.CHANGED: "warning-soft"}
_SPOKEN: Final = {
    Mark.ADDED: "added by the hook",
    Mark.CHANGED: "changed by the hook",
    Mark.INSIDE: "something in it was changed by the hook",
}


class Node:
    """One place in the value; `children` are those that have been shown so far."""

    __slots__ = ("children", "id", "key", "parent", "rest", "row", "value")

    def __init__(self, number: int, key: str | int | None, value: JsonValue, parent: Node | None, row: int) -> None:
        self.id, self.key, self.value, self.parent, self.row = number, key, value, parent, row
        self.children: list[Node] | None = None
        self.rest: Iterator[tuple[str | int, JsonValue]] = iter(())

    @property
    def size(self) -> int:
        return len(self.value) if isinstance(self.value, dict | list) else 0

    def path(self) -> tuple[str | int, ...]:
        keys: list[str | int] = []
        node = self
        while node.parent is not None:
            keys.append(node.key if node.key is not None else "")
            node = node.parent
        return tuple(reversed(keys))


class JsonTreeModel(QAbstractItemModel):
    """Columns: key, value, mark. A scalar as the whole value is one row without a key."""

    ValueRole: Final = Qt.ItemDataRole.UserRole
    PointerRole: Final = Qt.ItemDataRole.UserRole + 1

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._numbers = count()
        self._nodes: dict[int, Node] = {}
        self._root = self._node(None, {}, None, 0)
        self._marks: Mapping[str, Mark] = {}

    def show_value(self, value: JsonValue, marks: Mapping[str, Mark]) -> None:
        """Show *value*; *marks* go by JSON Pointer."""
        self.beginResetModel()
        self._nodes.clear()
        self._root = self._node(None, value if isinstance(value, dict | list) else [value], None, 0)
        if self._root.value is not value:
            self._children(self._root)[0].key = None
        self._marks = marks
        self.endResetModel()

    def set_marks(self, marks: Mapping[str, Mark]) -> None:
        self._marks = marks
        self.layoutChanged.emit()

    def node(self, index: Index) -> Node:
        """The node of *index*, the whole value's for an invalid one or one from before the last change."""
        return self._nodes.get(index.internalId(), self._root) if index.isValid() else self._root

    def index_of(self, path: tuple[str | int, ...]) -> QModelIndex:
        """The index of *path*, or of its nearest ancestor that exists (an invalid one for the whole value)."""
        index, node = QModelIndex(), self._root
        for key in path:
            row = _row_of(node.value, key)
            if row is None:
                break
            if row >= len(self._children(node)):
                self._show_up_to(index, node, row + 1)
            node = self._children(node)[row]
            index = self.createIndex(row, KEY, node.id)
        return index

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if (parent.isValid() and parent.column() != KEY) or not 0 <= column <= MARK:
            return QModelIndex()
        children = self._children(self.node(parent))
        return self.createIndex(row, column, children[row].id) if 0 <= row < len(children) else QModelIndex()

    def parent(self, index: Index = NOWHERE) -> Any:
        node = self.node(index).parent if index.isValid() else None
        return QModelIndex() if node is None or node.parent is None else self.createIndex(node.row, KEY, node.id)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() and parent.column() != KEY else len(self._children(self.node(parent)))

    def columnCount(self, _parent: Index = NOWHERE) -> int:
        return MARK + 1

    def hasChildren(self, parent: Index = NOWHERE) -> bool:
        return (not parent.isValid() or parent.column() == KEY) and self.node(parent).size > 0

    def canFetchMore(self, parent: Index) -> bool:
        node = self.node(parent)
        return len(self._children(node)) < node.size

    def fetchMore(self, parent: Index) -> None:
        node = self.node(parent)
        self._show_up_to(parent, node, len(self._children(node)) + PORTION)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        node, column = self.node(index), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(node, column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self.theme.colour(_role(node, column))
        if role == self.ValueRole:
            return node.value
        mark = self._marks.get(pointer(*node.path())) if self._marks else None
        if role == Qt.ItemDataRole.BackgroundRole:
            return self.theme.colour(_TINTS[mark]) if mark in _TINTS else None
        if role == self.PointerRole:
            return pointer(*node.path())
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return _SPOKEN[mark] if mark else None
        if role == Qt.ItemDataRole.TextAlignmentRole and column == MARK:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if index.isValid() else Qt.ItemFlag.NoItemFlags

    def _text(self, node: Node, column: int) -> str:
        if column == VALUE:
            return preview(node.value)
        if column == MARK:
            mark = self._marks.get(pointer(*node.path())) if self._marks else None
            return _SIGNS[mark] if mark else ""
        if node.key is None:
            return "(the whole result)"
        return one_line(str(node.key), 200) or '""'

    def _node(self, key: str | int | None, value: JsonValue, parent: Node | None, row: int) -> Node:
        node = Node(next(self._numbers), key, value, parent, row)
        self._nodes[node.id] = node
        return node

    def _children(self, node: Node) -> list[Node]:
        """The children of *node* that are shown: a first portion, and what was fetched later."""
        if node.children is None:
            node.children = []
            node.rest = iter(node.value.items()) if isinstance(node.value, dict) else _items(node.value)
            self._make(node, PORTION)
        return node.children

    def _make(self, node: Node, number: int) -> None:
        children = node.children if node.children is not None else []
        for key, value in islice(node.rest, number):
            children.append(self._node(key, value, node, len(children)))

    def _plain(self, index: Index) -> QModelIndex:
        return self.createIndex(index.row(), index.column(), index.internalId()) if index.isValid() else QModelIndex()

    def _show_up_to(self, parent: Index, node: Node, wanted: int) -> None:
        first = len(self._children(node))
        last = min(node.size, wanted) - 1
        if last >= first:
            self.beginInsertRows(self._plain(parent), first, last)
            self._make(node, last + 1 - first)
            self.endInsertRows()


def _items(value: JsonValue) -> Iterator[tuple[str | int, JsonValue]]:
    return iter(enumerate(value)) if isinstance(value, list) else iter(())


def _row_of(value: JsonValue, key: str | int) -> int | None:
    if isinstance(value, dict):
        return next((row for row, other in enumerate(value) if other == str(key)), None)
    if isinstance(value, list):
        text = str(key)
        return int(text) if text.isdigit() and int(text) < len(value) else None
    return None


def _role(node: Node, column: int) -> str:
    if column == KEY:
        return "muted" if isinstance(node.key, int) or node.key is None else "text"
    if column == MARK:
        return "muted"
    value = node.value
    if isinstance(value, str):
        return "code-string"
    if isinstance(value, bool) or value is None:
        return "code-keyword"
    return "code-number" if isinstance(value, int | float) else "code-comment"
