"""Draws the rows of the hook list, and knows where on a row its parts are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from hookstudio.model.hook import NAME_LIMIT, Dialect, Hook
from hookstudio.ui.fonts import semibold_font, small_font
from hookstudio.ui.hook_list.roles import Role
from hookstudio.ui.icons import Icons
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.switch import SWITCH_SIZE, paint_switch

ROW_HEIGHT: Final = 30
MARGIN: Final = 12
GAP: Final = 8
NAME_LEFT: Final = 36

AnyIndex = QModelIndex | QPersistentModelIndex


def switch_rect(row: QRect) -> QRect:
    """Where the switch is on the row of a hook."""
    area = QRect(0, 0, SWITCH_SIZE.width(), SWITCH_SIZE.height())
    area.moveCenter(row.center())
    area.moveRight(row.right() - MARGIN)
    return area


def name_rect(row: QRect) -> QRect:
    """Where the name of a hook is, and its field while it is renamed."""
    return row.adjusted(NAME_LEFT, 0, -(MARGIN + SWITCH_SIZE.width() + GAP), 0)


def first_that_fits(texts: Sequence[str], metrics: QFontMetrics, width: int) -> str:
    """The first of *texts* that takes at most *width* pixels, '' if all are wider: half an explanation explains nothing."""
    return next((text for text in texts if metrics.horizontalAdvance(text) <= width), "")


class HookDelegate(QStyledItemDelegate):
    """Rows of one height, drawn whole by this class: no widget for any row."""

    def __init__(self, theme: Theme, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self.dragged_id = ""
        self.ring = False
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._icons = Icons(theme)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return QSize(NAME_LEFT, ROW_HEIGHT)

    # -- drawing ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = QRect(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        hook = index.data(Role.HOOK)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, row, option, index)
        if isinstance(hook, Hook):
            if hook.id == self.dragged_id:
                painter.setOpacity(0.45)
            self._paint_hook(painter, row, option, index, hook)
        else:
            self._paint_type(painter, row, option.font, index)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: QRect, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        theme, view = self._theme, self._view
        if view.selectionModel().isSelected(index):
            painter.fillRect(row, theme.colour("accent-soft"))
            painter.fillRect(QRect(row.left(), row.top(), 2, row.height()), theme.colour("accent"))
        elif view.viewport().underMouse() and _is_hovered(option):
            painter.fillRect(row, theme.colour("raised"))
        if self.ring and view.hasFocus() and index == view.currentIndex():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(row).adjusted(2, 2, -2, -2), 6, 6)

    def _paint_type(self, painter: QPainter, row: QRect, font: QFont, index: AnyIndex) -> None:
        theme = self._theme
        opened = self._view.isExpanded(index) and self._view.model().hasChildren(index)
        chevron = QRect(MARGIN - 2, row.center().y() - 5, 12, 12)
        self._icons.get("chevron-down" if opened else "chevron-right", "muted").paint(painter, chevron)
        strong, small = semibold_font(font), small_font(font)
        name, count = str(index.data()), str(index.data(Role.COUNT))
        text = row.adjusted(chevron.right() + 5, 0, -MARGIN, 0)
        painter.setPen(theme.colour("muted"))
        painter.setFont(small)
        count_width = QFontMetrics(small).horizontalAdvance(count)
        painter.drawText(text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, count)
        painter.setFont(strong)
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        beside = text.adjusted(QFontMetrics(strong).horizontalAdvance(name) + GAP, 0, -(count_width + GAP), 0)
        painter.setFont(small)
        shown = first_that_fits((str(index.data(Role.EXPLANATION)), str(index.data(Role.BRIEF))), QFontMetrics(small), beside.width())
        painter.drawText(beside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_hook(self, painter: QPainter, row: QRect, option: QStyleOptionViewItem, index: AnyIndex, hook: Hook) -> None:
        theme = self._theme
        self._icons.get("grip", "faint").paint(painter, QRect(MARGIN + 2, row.center().y() - 7, 16, 16))
        area = switch_rect(row)
        paint_switch(painter, QRectF(area), hook.enabled, theme)
        right = area.left() - GAP
        if hook.dialect is Dialect.ESM:
            small = small_font(option.font)
            width = QFontMetrics(small).horizontalAdvance(Dialect.ESM.value)
            painter.setFont(small)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(right - width, row.top(), width, row.height()), Qt.AlignmentFlag.AlignCenter, Dialect.ESM.value)
            right -= width + GAP
        if index.data(Role.UNSAVED):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(right - 3, row.center().y() + 0.5), 3, 3)
            right -= 6 + GAP
        if index.data(Role.FAILED):
            self._icons.get("error", "error").paint(painter, QRect(right - 16, row.center().y() - 7, 16, 16))
            right -= 16 + GAP
        if self._view.indexWidget(index) is not None:
            return  # the field in which the name is changed
        text = QRect(NAME_LEFT, row.top(), right - NAME_LEFT, row.height())
        painter.setFont(option.font)
        painter.setPen(theme.colour("text" if hook.enabled else "muted"))
        shown = QFontMetrics(option.font).elidedText(hook.name, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    def drag_picture(self, hook: Hook, font: QFont, scale: float) -> QPixmap:
        """A small card with the hook's name, which follows the pointer; *scale* is the screen's."""
        theme, metrics = self._theme, QFontMetrics(font)
        name = metrics.elidedText(hook.name, Qt.TextElideMode.ElideRight, 220)
        size = QSize(GAP + 16 + GAP + metrics.horizontalAdvance(name) + MARGIN, ROW_HEIGHT)
        picture = QPixmap(size * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1))
        painter.setBrush(theme.colour("accent-soft"))
        card = QRectF(0.5, 0.5, size.width() - 1, size.height() - 1)
        painter.drawRoundedRect(card, 6, 6)
        self._icons.get("grip", "muted").paint(painter, QRect(GAP, 7, 16, 16))
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(card.adjusted(GAP + 16 + GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, name)
        painter.end()
        return picture

    # -- renaming in place ------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: AnyIndex) -> QWidget:
        field = QLineEdit(parent)
        field.setObjectName("hookNameField")
        field.setMaxLength(NAME_LIMIT)
        field.setAccessibleName(f"New name of {index.data()}")
        return field

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        row = QRect(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        editor.setGeometry(name_rect(row).adjusted(-6, 2, 0, -2))


def _is_hovered(option: QStyleOptionViewItem) -> bool:
    from PySide6.QtWidgets import QStyle  # 500 constants that a start without a mouse over the list does not need

    return bool(option.state & QStyle.StateFlag.State_MouseOver)
