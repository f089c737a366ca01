"""The tree of the hook list: mouse, keys, and hooks that are dragged to their place."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from hookstudio.model.hook import Hook
from hookstudio.ui.hook_list.hook_delegate import MARGIN, ROW_HEIGHT, HookDelegate, switch_rect
from hookstudio.ui.hook_list.hook_tree_model import HookTreeModel
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from hookstudio.ui.hook_list.drop_rule import Drop, Refused
    from hookstudio.ui.widgets.cursor_note import CursorNote


class HookTree(QTreeView):
    """A click opens a hook or folds a type; what changes a hook is asked for by signals of the model or of this class."""

    opened = Signal(str)
    key_pressed = Signal(object)  # QKeyEvent, of keys that mean something for the current hook
    menu_requested = Signal(object, object)  # QModelIndex, global QPoint
    move_requested = Signal(str, int)
    refused = Signal(str)

    def __init__(self, model: HookTreeModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hookTree")
        self.setAccessibleName("Hooks")
        self.setAccessibleDescription("Hooks by type, in the order in which they run. Alt+Up and Alt+Down move a hook within its type.")
        self._hooks = model
        self._delegate = HookDelegate(theme, self)
        self._theme = theme
        self._pressed_switch = ""
        self._along = False  # the row was pressed to be selected with others, not to be opened
        self._drop_gap: QRect | None = None
        self._refusal = ""
        self._note: CursorNote | None = None
        self._kept: tuple[str, str, int] = ("", "", 0)
        self._collapsed: set[str] = set()
        self._building = False
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("ground", "background")
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setAutoExpandDelay(600)
        model.modelAboutToBeReset.connect(self._keep_place)
        self.setModel(model)
        model.modelReset.connect(self._put_back)
        model.rowsInserted.connect(self._expand_new)
        model.rowsMoved.connect(lambda: self.scrollTo(self.currentIndex()))
        self.collapsed.connect(lambda index: self._remember(index, collapsed=True))
        self.expanded.connect(lambda index: self._remember(index, collapsed=False))
        self.clicked.connect(self._mouse_clicked)
        self.doubleClicked.connect(self._double_clicked)
        self._put_back()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._delegate.apply_theme(theme)
        self.viewport().update()

    # -- what is current and folded ---------------------------------------------------------------

    def current_hook(self) -> Hook | None:
        return self._hooks.hook_at(self.currentIndex())

    def selected_hooks(self) -> list[Hook]:
        """The hooks that are selected, those of selected types included, in the order of the list."""
        selection = self.selectionModel()
        found = []
        for row in range(self._hooks.rowCount()):
            kind = self._hooks.index(row, 0)
            whole = selection.isSelected(kind)
            rows = (self._hooks.index(below, 0, kind) for below in range(self._hooks.rowCount(kind)))
            found += [hook for index in rows if (whole or selection.isSelected(index)) and (hook := self._hooks.hook_at(index))]
        return found

    def select_index(self, index: QModelIndex) -> None:
        """Make *index* the current and only selected row, unfolding its type, without opening it."""
        if not index.isValid():
            return
        self.expand(index.parent())
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    @property
    def folded(self) -> frozenset[str]:
        """The types that are folded."""
        return frozenset(self._collapsed)

    def fold(self, types: frozenset[str]) -> None:
        """Fold exactly these types."""
        self._collapsed = set(types)
        self._apply_folding(0, self._hooks.rowCount() - 1)

    def _remember(self, index: QModelIndex, *, collapsed: bool) -> None:
        group = self._hooks.group_at(index)
        if group is None or self._building or self._hooks.filter.text:
            return
        (self._collapsed.add if collapsed else self._collapsed.discard)(group.type.name)

    def _expand_new(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            self._apply_folding(first, last)

    def _apply_folding(self, first: int, last: int) -> None:
        self._building = True
        filtered = bool(self._hooks.filter.text)
        for row in range(first, last + 1):
            index = self._hooks.index(row, 0)
            self.setExpanded(index, filtered or str(index.data()) not in self._collapsed)
        self._building = False

    def _keep_place(self) -> None:
        hook, group = self.current_hook(), self._hooks.group_at(self.currentIndex())
        self._kept = (hook.id if hook else "", group.type.name if group else "", self.verticalScrollBar().value())

    def _put_back(self) -> None:
        hook_id, type_name, scrolled = self._kept
        self._apply_folding(0, self._hooks.rowCount() - 1)
        index = self._hooks.index_of(hook_id) if hook_id else self._hooks.index_of_type(type_name)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.verticalScrollBar().setValue(scrolled)

    # -- mouse ------------------------------------------------------------------------------------

    def _switch_at(self, point: QPoint) -> str:
        """The id of the hook whose switch is at *point* (of the viewport), or ''. A little beside it counts, too."""
        index = self.indexAt(point)
        hook = self._hooks.hook_at(index)
        return hook.id if hook and switch_rect(self._row_rect(index)).adjusted(-6, -8, 6, 8).contains(point) else ""

    def _row_rect(self, index: QModelIndex) -> QRect:
        rect = self.visualRect(index)
        return QRect(0, rect.top(), self.viewport().width(), rect.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._delegate.ring = False
        left = event.button() is Qt.MouseButton.LeftButton
        self._along = bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))
        self._pressed_switch = self._switch_at(event.position().toPoint()) if left else ""
        if not self._pressed_switch:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._pressed_switch:
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_switch = self._pressed_switch, ""
        if not pressed:
            super().mouseReleaseEvent(event)
        elif self._switch_at(event.position().toPoint()) == pressed:
            self._toggle(self._hooks.index_of(pressed))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._switch_at(event.position().toPoint()):
            self.mousePressEvent(event)
        else:
            super().mouseDoubleClickEvent(event)

    def _toggle(self, index: QModelIndex) -> None:
        hook = self._hooks.hook_at(index)
        if hook is not None:
            wanted = Qt.CheckState.Unchecked if hook.enabled else Qt.CheckState.Checked
            self._hooks.setData(index, wanted, Qt.ItemDataRole.CheckStateRole)

    def _mouse_clicked(self, index: QModelIndex) -> None:
        if not self._along:
            self._clicked(index)

    def _clicked(self, index: QModelIndex) -> None:
        hook = self._hooks.hook_at(index)
        if hook is not None:
            self.opened.emit(hook.id)
        else:
            self.setExpanded(index, not self.isExpanded(index))

    def _double_clicked(self, index: QModelIndex) -> None:
        if self._hooks.hook_at(index) is None:
            self.setExpanded(index, not self.isExpanded(index))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index, place = self.indexAt(event.pos()), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._open_menu_of(self.currentIndex())
        else:
            if index.isValid():
                flags = QItemSelectionModel.SelectionFlag
                several = self.selectionModel().isSelected(index)
                self.selectionModel().setCurrentIndex(index, flags.NoUpdate if several else flags.ClearAndSelect)
            self.menu_requested.emit(index, place)
        event.accept()

    def _open_menu_of(self, index: QModelIndex) -> None:
        place = self.visualRect(index).bottomLeft() + QPoint(MARGIN, 0)
        self.menu_requested.emit(index, self.viewport().mapToGlobal(place))

    # -- keyboard ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._delegate.ring = True
        index = self.currentIndex()
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != QAbstractItemView.State.EditingState:
            if index.isValid():
                self._clicked(index)
            return
        if plain and event.key() == Qt.Key.Key_Space:
            if self._hooks.hook_at(index) is not None:
                self._toggle(index)
            else:
                self._clicked(index)
            return
        if sys.platform != "win32" and event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._open_menu_of(index)  # Windows asks for the menu by itself
            return
        event.setAccepted(False)
        self.key_pressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self._delegate.ring = True
            if not self.currentIndex().isValid():
                self.select_index(self._hooks.index(0, 0))
        super().focusInEvent(event)

    # -- dragging ---------------------------------------------------------------------------------

    def startDrag(self, _actions: Qt.DropAction) -> None:
        index = self.currentIndex()
        hook = self._hooks.hook_at(index)
        if hook is None:
            return
        drag = QDrag(self)
        drag.setMimeData(self._hooks.mimeData([index]))
        drag.setPixmap(self._delegate.drag_picture(hook, self.font(), self.devicePixelRatioF()))
        drag.setHotSpot(QPoint(16, ROW_HEIGHT // 2))
        self._delegate.dragged_id, self._refusal = hook.id, ""
        done = drag.exec(Qt.DropAction.MoveAction)
        self._delegate.dragged_id = ""
        self._clear_drop()
        if done is Qt.DropAction.IgnoreAction and self._refusal:
            self.refused.emit(self._refusal)
        self._refusal = ""

    def target_at(self, point: QPoint) -> tuple[QModelIndex, int]:
        """The type under *point* (of the viewport) and the gap between its shown hooks that is nearest; -1 is the end."""
        index = self.indexAt(point)
        if not index.isValid():
            last = self._hooks.index(self._hooks.rowCount() - 1, 0)
            return last, -1
        if self._hooks.hook_at(index) is None:
            return index, 0 if self.isExpanded(index) else -1
        below = point.y() > self.visualRect(index).center().y()
        return index.parent(), index.row() + (1 if below else 0)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from hookstudio.ui.hook_list.dragged_hook import DraggedHook

        if DraggedHook.from_mime(event.mimeData()) is None:
            event.ignore()
            return
        super().dragEnterEvent(event)
        event.accept()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        from hookstudio.ui.hook_list.drop_rule import Refused

        super().dragMoveEvent(event)
        point = event.position().toPoint()
        parent, gap = self.target_at(point)
        drop = self._drop_for(event, parent, gap)
        if isinstance(drop, Refused):
            self._drop_gap, self._refusal = None, drop.reason
            self._tell(self.viewport().mapTo(self, point), drop.reason)
            event.ignore()
        else:
            self._refusal = ""
            self._tell_nothing()
            self._drop_gap = self._gap_rect(parent, gap)
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        self.viewport().update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._clear_drop()
        if not self.viewport().rect().contains(self.viewport().mapFromGlobal(QCursor.pos())):
            self._refusal = ""

    def dropEvent(self, event: QDropEvent) -> None:
        from hookstudio.ui.hook_list.drop_rule import Refused

        parent, gap = self.target_at(event.position().toPoint())
        drop = self._drop_for(event, parent, gap)
        self._clear_drop()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        if isinstance(drop, Refused):
            event.ignore()
            if drop.reason:
                self.refused.emit(drop.reason)
            return
        event.setDropAction(Qt.DropAction.MoveAction)
        event.accept()
        if not drop.same_place:
            self.move_requested.emit(drop.hook_id, drop.position)

    def _drop_for(self, event: QDropEvent, parent: QModelIndex, gap: int) -> Drop | Refused:
        from hookstudio.ui.hook_list.dragged_hook import DraggedHook
        from hookstudio.ui.hook_list.drop_rule import drop_at

        dragged = DraggedHook.from_mime(event.mimeData())
        return drop_at(dragged, self._hooks.workspace, self._hooks.group_at(parent), gap)

    def _gap_rect(self, parent: QModelIndex, gap: int) -> QRect:
        """The line of a gap, 2 px high, over the whole width."""
        count = self._hooks.rowCount(parent)
        if count == 0 or not self.isExpanded(parent):
            y = self.visualRect(parent).bottom() + 1
        elif 0 <= gap < count:
            y = self.visualRect(self._hooks.index(gap, 0, parent)).top()
        else:
            y = self.visualRect(self._hooks.index(count - 1, 0, parent)).bottom() + 1
        return QRect(0, y - 1, self.viewport().width(), 2)

    def _clear_drop(self) -> None:
        self._drop_gap = None
        self._tell_nothing()
        self.viewport().update()

    def _tell(self, point: QPoint, text: str) -> None:
        """Say *text* beside the pointer."""
        from hookstudio.ui.widgets.cursor_note import CursorNote

        if self._note is None:
            self._note = CursorNote(self)
        self._note.show_at(point, text)

    def _tell_nothing(self) -> None:
        if self._note is not None:
            self._note.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_gap is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent, y = self._theme.colour("accent"), self._drop_gap.top() + 1
        painter.setPen(QPen(accent, 2))
        painter.drawLine(MARGIN, y, self.viewport().width() - MARGIN, y)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawEllipse(QPoint(MARGIN + 1, y), 4, 4)
