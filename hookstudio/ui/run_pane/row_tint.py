"""Rows on a ground of the model's choice, which a style sheet would otherwise leave out."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem


class RowTint(QStyledItemDelegate):
    """Fills a cell with the colour of its BackgroundRole before it is drawn, unless it is selected."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        from PySide6.QtWidgets import QStyle

        tint = index.data(Qt.ItemDataRole.BackgroundRole)
        if tint is not None and not option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, tint)
        super().paint(painter, option, index)
