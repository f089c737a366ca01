"""The list of suggestions under the caret."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from hookstudio.ui.editor.completion import Suggestion
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

_ROW: Final = 24
_MOST_ROWS: Final = 8
_WIDTHS: Final = (220, 460)
_DETAIL: Final = 24

_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class _Suggestions(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Suggestion, ...] = ()

    def show(self, rows: tuple[Suggestion, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.text}, {row.kind}"
        return None


class _Row(QStyledItemDelegate):
    """The suggestion in the code's font, what it is in a quiet colour at the right."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None
        self.code_font = QFont()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(100, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        if self.theme is None or not isinstance(model, _Suggestions):
            return
        row = model.rows[index.row()]
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self.theme.colour("accent-soft"))
        inner = box.adjusted(8, 0, -8, 0)
        quiet = option.widget.font() if option.widget else painter.font()
        painter.setFont(quiet)
        painter.setPen(self.theme.colour("muted"))
        kind = QFontMetrics(quiet).elidedText(row.kind, Qt.TextElideMode.ElideRight, inner.width() // 2)
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, kind)
        room = inner.width() - QFontMetrics(quiet).horizontalAdvance(kind) - 12
        painter.setFont(self.code_font)
        painter.setPen(self.theme.colour("text"))
        text = QFontMetrics(self.code_font).elidedText(row.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class CompletionList(QFrame):
    """Lies over the editor and never takes the focus: the keys stay with the editor, which moves the choice."""

    chosen = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("completionList")
        self.setProperty("card", True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._model = _Suggestions(self)
        self._rows = _Row(self)
        self._view = QListView(self)
        self._view.setModel(self._model)
        self._view.setItemDelegate(self._rows)
        self._view.setUniformItemSizes(True)
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._view.setAccessibleName("Suggestions")
        self._view.clicked.connect(lambda _index: self.chosen.emit())
        self._view.selectionModel().currentChanged.connect(self._describe)
        self._detail = ElidedLabel()
        self._detail.setProperty("role", "small")
        self._detail.setContentsMargins(8, 0, 8, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._detail)
        self.hide()

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        return self._model.rows

    def current(self) -> Suggestion | None:
        index = self._view.currentIndex()
        return self._model.rows[index.row()] if index.isValid() else None

    def show_at(self, caret: QPoint, line_height: int, suggestions: tuple[Suggestion, ...], theme: Theme, code_font: QFont) -> None:
        """Show *suggestions* under the line at *caret* (its top, in the parent), or above it where there is more room."""
        self._rows.theme, self._rows.code_font = theme, code_font
        kept = self.current()
        if suggestions != self._model.rows:
            self._model.show(suggestions)
            row = next((i for i, one in enumerate(suggestions) if self.isVisible() and kept is not None and one.text == kept.text), 0)
            self._view.setCurrentIndex(self._model.index(row))
        described = any(one.description for one in suggestions)
        self._detail.setVisible(described)
        parent = self._over.rect()
        metrics = QFontMetrics(code_font)
        widest = max(metrics.horizontalAdvance(one.text + one.kind) for one in suggestions[:60]) + 60
        if described:
            widest = max(widest, 340)
        width = min(max(widest, _WIDTHS[0]), _WIDTHS[1], parent.width())
        height = min(len(suggestions), _MOST_ROWS) * _ROW + 2 + (_DETAIL if described else 0)
        below, above = parent.bottom() - caret.y() - line_height, caret.y() - parent.top()
        under = height <= below or below >= above
        height = min(height, max(below if under else above, _ROW + 2))
        top = caret.y() + line_height if under else caret.y() - height
        self.setGeometry(max(0, min(caret.x() - 9, parent.width() - width)), top, width, height)
        self._describe()
        self.raise_()
        self.show()

    def step(self, rows: int) -> None:
        """Move the choice down, or up if *rows* is negative; at an end it goes on at the other."""
        count = len(self._model.rows)
        if count:
            row = self._view.currentIndex().row() + rows
            row = row % count if abs(rows) == 1 else max(0, min(row, count - 1))
            self._view.setCurrentIndex(self._model.index(row))

    def _describe(self) -> None:
        current = self.current()
        self._detail.setText(current.description if current else "")
