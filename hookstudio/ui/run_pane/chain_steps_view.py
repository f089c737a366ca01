"""Draws the journey's rows, and says which hook or which change is asked for."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView, QWidget

from hookstudio.ui.fonts import code_font, semibold_font, small_font
from hookstudio.ui.run_pane.chain_steps import ChainStepsModel, ChangeRow, HookRow
from hookstudio.ui.run_pane.signs import paint_sign
from hookstudio.ui.theme import Theme

ROW: Final = 26
GAP: Final = 8
TIME_WIDTH: Final = 56
ROOMY: Final = 328  # from this width on the word ok stands beside its sign
NAME_WIDTH: Final = 220  # of a name that other facts give way to
Index = QModelIndex | QPersistentModelIndex


class ChainStepsView(QTreeView):
    """A click or Return on a hook asks to open it, on a change to show its path; the arrow keys fold and unfold."""

    hook_requested = Signal(str)  # hook id
    change_requested = Signal(int, int)  # number of the step, of its change

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chainSteps")
        self.setAccessibleName("Hooks of the chain")
        self.steps = ChainStepsModel(self)
        self.setModel(self.steps)
        self._delegate = _StepDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.clicked.connect(self._ask)
        self.activated.connect(self._ask)

    def apply_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.viewport().update()

    def _ask(self, index: QModelIndex) -> None:
        place = self.steps.place(index)
        if place is None:
            return
        number, change = place
        if change is None or not self.steps.rows[number].count:
            self.hook_requested.emit(self.steps.rows[number].hook.id)
        else:
            self.change_requested.emit(number, change)

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ChainStepsModel.RowRole)
        if isinstance(row, ChangeRow):
            painter.fillRect(option.rect, self._delegate.theme.colour(row.tint))
        super().drawRow(painter, option, index)


class _StepDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, view: QTreeView) -> None:
        super().__init__(view)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(120, max(ROW, QFontMetrics(option.font).height() + 8))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ChainStepsModel.RowRole)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, self.theme.colour("accent-soft"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, self.theme.colour("raised"))
        if isinstance(row, HookRow):
            self._paint_hook(painter, option, row)
        elif isinstance(row, ChangeRow):
            self._paint_change(painter, option, row)
        painter.restore()

    def _paint_hook(self, painter: QPainter, option: QStyleOptionViewItem, row: HookRow) -> None:
        theme, rect = self.theme, option.rect
        paint_sign(painter, row.sign, QRectF(rect.left() + 4, rect.center().y() - 4.5, 10, 10), theme.colour(row.role))
        small = small_font(option.font)
        metrics = QFontMetrics(small)
        font = semibold_font(option.font)
        left, right = rect.left() + 22, rect.right() - GAP
        wanted = left + min(QFontMetrics(font).horizontalAdvance(row.hook.name) + 4, NAME_WIDTH)
        painter.setFont(small)
        count_width = max(metrics.horizontalAdvance("10 changes"), metrics.horizontalAdvance(row.count))
        for text, width, role in (
            (row.count, count_width, "muted"),
            (row.time, TIME_WIDTH, "muted"),
            (row.status, metrics.horizontalAdvance(row.status), row.role),
        ):
            if not text and row.step is None:
                continue
            if (text == "ok" and rect.right() < ROOMY) or (text == row.time and right - width - GAP < wanted):
                continue  # the name comes first; the sign says ok, too
            painter.setPen(theme.colour(role))
            painter.drawText(QRect(right - width, rect.top(), width, rect.height()), _RIGHT, text)
            right -= width + GAP
        name = QRect(left, rect.top(), right - left, rect.height())
        painter.setFont(font)
        painter.setPen(theme.colour("text" if row.step is not None or row.sign else "muted"))
        shown = QFontMetrics(font).elidedText(row.hook.name, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_change(self, painter: QPainter, option: QStyleOptionViewItem, row: ChangeRow) -> None:
        rect, font = option.rect, code_font()
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self.theme.colour("text"))
        painter.drawText(QRect(rect.left() + 4, rect.top(), 14, rect.height()), _LEFT, row.sign)
        room = rect.right() - GAP - (rect.left() + 22)
        needed = metrics.horizontalAdvance(row.path) + 4
        path_width = needed if not row.value else min(needed, max(room * 3 // 5, room - GAP - metrics.horizontalAdvance(row.value)))
        mode = Qt.TextElideMode.ElideLeft if row.value else Qt.TextElideMode.ElideRight
        path = metrics.elidedText(row.path, mode, min(path_width, room))
        painter.drawText(QRect(rect.left() + 22, rect.top(), path_width, rect.height()), _LEFT, path)
        left = rect.left() + 22 + path_width + GAP
        value = metrics.elidedText(row.value, Qt.TextElideMode.ElideRight, max(0, rect.right() - GAP - left))
        painter.drawText(QRect(left, rect.top(), rect.right() - GAP - left, rect.height()), _RIGHT, value)


_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
