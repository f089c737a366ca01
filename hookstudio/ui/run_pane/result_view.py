"""The resulting context as a tree: keys, values in the colours of code, a sign where the hook changed something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QStyleOptionViewItem, QTreeView, QWidget

from hookstudio.model.json_value import JsonValue, pointer
from hookstudio.ui.fonts import code_font
from hookstudio.ui.run_pane import json_text
from hookstudio.ui.run_pane.json_tree_model import KEY, MARK, VALUE, JsonTreeModel, Mark
from hookstudio.ui.run_pane.result_paths import dotted
from hookstudio.ui.theme import Theme

EXPANDED_AT_ONCE: Final = 2_000  # rows; opening more by one command would stall the window and help nobody
FIRST_ROWS: Final = 40  # a new result is opened as far as this many rows show


class ResultView(QTreeView):
    """Read only. `toJson` is the JSON of the whole result, '' while there is none."""

    find_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resultView")
        self.setAccessibleName("Resulting context")
        self.setProperty("dense", True)
        self._tree = JsonTreeModel(theme, self)
        self._value: JsonValue = None
        self._has_value = False
        self.setModel(self._tree)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHeaderHidden(True)
        self.setTreePosition(KEY)
        self.setIndentation(16)
        header = self.header()
        header.setMinimumSectionSize(24)
        header.setStretchLastSection(False)
        header.moveSection(MARK, 0)
        header.setSectionResizeMode(MARK, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(KEY, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(MARK, 32)
        header.resizeSection(KEY, 300)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._tree.theme = theme
        self.setFont(code_font())
        self.viewport().update()

    def show_value(self, value: JsonValue, marks: Mapping[str, Mark]) -> None:
        """Show the result of a run, opened as far as it fits."""
        self._value, self._has_value = value, True
        self._tree.show_value(value, marks)
        self._open_first_levels()

    def show_marks(self, marks: Mapping[str, Mark]) -> None:
        """Mark what changed, which may be known later than the value."""
        self._tree.set_marks(marks)

    def forget(self) -> None:
        self._value, self._has_value = None, False
        self._tree.show_value({}, {})

    def toJson(self) -> str:
        """The JSON of the result, indented by two spaces; '' if there is no result."""
        return json_text.whole(self._value) if self._has_value else ""

    def value(self) -> JsonValue:
        return self._value

    def reveal(self, path: tuple[str | int, ...]) -> bool:
        """Open, select and show *path* or its nearest ancestor; False if that is the whole result."""
        index = self._tree.index_of(path)
        if not index.isValid():
            return False
        above = index.parent()
        while above.isValid():
            self.expand(above)
            above = above.parent()
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def current_path(self) -> tuple[str | int, ...] | None:
        index = self.currentIndex()
        return self._tree.node(index).path() if index.isValid() and self._has_value else None

    def copy_pointer(self) -> None:
        if (path := self.current_path()) is not None:
            _copy(pointer(*path))

    def copy_dotted(self) -> None:
        if (path := self.current_path()) is not None:
            _copy(dotted(path))

    def copy_value(self) -> None:
        """A string is copied as it is, everything else as JSON."""
        index = self.currentIndex()
        if index.isValid() and self._has_value:
            value = self._tree.node(index).value
            _copy(value if isinstance(value, str) else json_text.whole(value))

    def copy_all(self) -> None:
        _copy(self.toJson())

    def expand_all(self) -> None:
        """Open everything, breadth first, up to EXPANDED_AT_ONCE rows."""
        self._open(EXPANDED_AT_ONCE)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if tint is not None:
            painter.fillRect(option.rect, tint)
        super().drawRow(painter, option, index)

    def event(self, event: QEvent) -> bool:
        """Ctrl+F belongs to this view while it has the focus, though the window has a command of these keys."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.find_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_value()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        here = self.current_path() is not None
        for text, slot, enabled in self._entries(here):
            if not text:
                menu.addSeparator()
                continue
            action = QAction(text, menu)
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked=False, run=slot: run())
            menu.addAction(action)
        menu.popup(event.globalPos())

    def _entries(self, here: bool) -> list[tuple[str, Callable[[], object], bool]]:
        return [
            ("Copy value", self.copy_value, here),
            ("Copy path as JSON Pointer", self.copy_pointer, here),
            ("Copy path as JavaScript", self.copy_dotted, here),
            ("Copy everything", self.copy_all, self._has_value),
            ("", self.update, True),
            ("Find…", self.find_requested.emit, self._has_value),
            ("Expand all", self.expand_all, self._has_value),
            ("Collapse all", self.collapseAll, self._has_value),
        ]

    def _open_first_levels(self) -> None:
        self._open(FIRST_ROWS)

    def _open(self, room: int) -> None:
        level = [self._tree.index(row, KEY) for row in range(self._tree.rowCount())]
        room -= len(level)
        while level:
            below: list[QModelIndex] = []
            for index in level:
                size = self._tree.node(index).size
                if size and size <= room:
                    self.expand(index)
                    room -= size
                    below.extend(self._tree.index(row, KEY, index) for row in range(self._tree.rowCount(index)))
            level = below


def _is_own(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Find) or event.matches(QKeySequence.StandardKey.Copy)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
