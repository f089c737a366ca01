"""The final context as a tree that says beside each value which hook set, changed or removed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from hookstudio.model.journey import Journey
from hookstudio.model.json_value import pointer, pointer_parts
from hookstudio.model.origins import Deed, History, in_words
from hookstudio.ui.fonts import code_font, small_font
from hookstudio.ui.run_pane.json_tree_model import KEY, MARK, VALUE, JsonTreeModel
from hookstudio.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
OPENED_AT_ONCE: Final = 100  # changed paths that are opened to begin with
TONES: Final = {Deed.SET: "ok", Deed.CHANGED: "warning", Deed.REMOVED: "error", Deed.SHORTENED: "error"}
CHIP: Final = 18


class OriginTreeModel(JsonTreeModel):
    """The mark's column says who set the value; the model under it makes nodes only as they are looked at."""

    HistoryRole: Final = Qt.ItemDataRole.UserRole + 8  # History, own or inherited
    OwnRole: Final = Qt.ItemDataRole.UserRole + 9  # whether a hook did something to this very path

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(theme, parent)
        self._journey: Journey | None = None
        self.touched: Mapping[str, History] = {}
        self.name_of: Callable[[str], str] = str

    def show_journey(self, journey: Journey) -> None:
        names = {hook.slug: hook.name for hook in journey.planned}
        self.name_of = lambda slug: names.get(slug, slug)
        self._journey, self.touched = journey, journey.origins.touched()
        self.show_value(journey.context, {})

    def history(self, path: str) -> History:
        return self._journey.history(path) if self._journey is not None else ()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self._journey is None:
            return super().data(index, role)
        if role in (self.HistoryRole, self.OwnRole, Qt.ItemDataRole.ToolTipRole) or index.column() == MARK:
            path = self.node(index).path()
            history = self._journey.origins.history(path)
            if role == self.HistoryRole:
                return history
            if role == self.OwnRole:
                return pointer(*path) in self.touched
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and index.column() == MARK:
                return in_words(history[-1:], self.name_of)
            if role == Qt.ItemDataRole.ToolTipRole and history:
                return f"\u200b{in_words(history, self.name_of).replace('<', '‹')}"
            return None
        return super().data(index, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return {KEY: "Path", VALUE: "Final value", MARK: "Set by"}[section]
        return None


class OriginView(QTreeView):
    """Read only; what hooks touched is open to begin with."""

    path_shown = Signal(str)  # the JSON Pointer of the current row

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chainContext")
        self.setAccessibleName("Final context, and which hook set what")
        self.setProperty("dense", True)
        self.tree = OriginTreeModel(theme, self)
        self.setModel(self.tree)
        self._chips = _OriginDelegate(theme, self)
        self.setItemDelegateForColumn(MARK, self._chips)
        self.setUniformRowHeights(True)
        self.setHeaderHidden(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTreePosition(KEY)
        self.setIndentation(16)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._names_width = 0
        self._first_touched = QPersistentModelIndex()  # what to scroll to once there is a view of it
        self.selectionModel().currentChanged.connect(self._tell)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self.tree.theme = self._chips.theme = theme
        self.setFont(code_font())
        self.viewport().update()

    def show_journey(self, journey: Journey) -> None:
        self.tree.show_journey(journey)
        self._fit(journey)
        for row in range(self.tree.rowCount() if self.tree.rowCount() <= 12 else 0):
            self.expand(self.tree.index(row, KEY))
        touched = [self.tree.index_of(pointer_parts(path)) for path in islice(self.tree.touched, OPENED_AT_ONCE)]
        for index in touched:
            self._open_above(index)
        first = min((index for index in touched if index.isValid()), key=_place, default=QModelIndex())
        self._first_touched = QPersistentModelIndex(first)
        if self.isVisible():
            self._go_to_first_touched()

    def history(self, path: str) -> History:
        """All that hooks did to a path; () if none did anything."""
        return self.tree.history(path)

    def reveal(self, path: tuple[str | int, ...]) -> bool:
        """Open, select and show *path* or its nearest ancestor that is left; False if that is the whole context."""
        index = self.tree.index_of(path)
        if not index.isValid():
            return False
        self._open_above(index)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy) and index.isValid():
            QGuiApplication.clipboard().setText(pointer(*self.tree.node(index).path()))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._go_to_first_touched()

    def _go_to_first_touched(self) -> None:
        if self._first_touched.isValid():
            self.scrollTo(self._first_touched, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._first_touched = QPersistentModelIndex()

    def _open_above(self, index: QModelIndex) -> None:
        above = index.parent()
        while above.isValid():
            self.expand(above)
            above = above.parent()

    def _fit(self, journey: Journey) -> None:
        """Find out how much room the longest name of a hook takes."""
        metrics = QFontMetrics(small_font(QApplication.font()))
        self._names_width = max((metrics.horizontalAdvance(f"changed by {hook.name}") for hook in journey.planned), default=0) + 36
        self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        room = self.viewport().width()
        mark = min(max(self._names_width, 110), room * 44 // 100)
        key = min(260, (room - mark) * 62 // 100)
        for section, width in ((KEY, key), (VALUE, room - key - mark), (MARK, mark)):
            self.header().resizeSection(section, max(40, width))

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.path_shown.emit(pointer(*self.tree.node(index).path()))


def _place(index: QModelIndex) -> tuple[int, ...]:
    """Where in the tree a row is, from the top: rows further down are greater."""
    rows = []
    while index.isValid():
        rows.append(index.row())
        index = index.parent()
    return tuple(reversed(rows))


class _OriginDelegate(QStyledItemDelegate):
    """A chip where a hook did something to this very path, quiet words where it did so to what is around it."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        view = self.parent()
        style = view.style() if isinstance(view, QWidget) else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, view if isinstance(view, QWidget) else None)
        history, own = index.data(OriginTreeModel.HistoryRole), index.data(OriginTreeModel.OwnRole)
        if not history:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = small_font(QApplication.font())
        metrics = QFontMetrics(font)
        painter.setFont(font)
        rect = QRectF(option.rect).adjusted(4, 0, -6, 0)
        text = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(rect.width()) - 16)
        if own:
            tone = TONES[history[-1].deed]
            chip = QRectF(rect.left(), rect.center().y() - CHIP / 2, metrics.horizontalAdvance(text) + 16, CHIP)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.colour(f"{tone}-soft"))
            painter.drawRoundedRect(chip, CHIP / 2, CHIP / 2)
            painter.setPen(self.theme.colour(tone))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
        else:
            painter.setPen(self.theme.colour("muted"))
            painter.drawText(rect.adjusted(8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.restore()
