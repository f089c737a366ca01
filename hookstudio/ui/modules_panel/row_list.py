"""A list of modules: its rows have buttons for the mouse, and everything those do is on the keyboard, too."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy, QToolTip, QWidget

from hookstudio.ui.modules_panel.row_delegate import RowDelegate, act_rect, more_rect, row_height
from hookstudio.ui.modules_panel.row_look import Act, RowLook
from hookstudio.ui.modules_panel.rows_model import RowsModel
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.plain_tip import plain_tip

FADE: Final = 18  # pixels over which a list that goes on fades at its end
SETTLE_MS: Final = 40  # after scrolling, until somebody cares which rows are seen

ENTER_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowList(QListView):
    """As high as its rows where there is room. The signals carry the key of a row.

    Enter presses a row's button, Ctrl+Enter asks for its versions, Space for its README, Delete for its removal, the menu
    key for its menu.
    """

    pressed_act = Signal(str)
    versions_asked = Signal(str)
    readme_asked = Signal(str)
    removal_asked = Signal(str)
    menu_asked = Signal(str, QPoint)  # and where, on the screen
    seen_changed = Signal()
    end_reached = Signal()
    left_upwards = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowsModel(self)
        self.setModel(self.rows)
        self._delegate = RowDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self._pressed = (-1, "")
        self._share: int | None = None
        self.fade_ground = theme.colour("background")
        self.setProperty("ground", "background")
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.verticalScrollBar().setSingleStep(20)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._tell_seen)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.setMaximumHeight(0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for changed in (self.rows.modelReset, self.rows.rowsInserted, self.rows.rowsRemoved, self.rows.dataChanged):
            changed.connect(self._rows_changed)

    def apply_theme(self, theme: Theme) -> None:
        self._delegate.apply_theme(theme)
        self.fade_ground = theme.colour("background")
        self.viewport().update()

    # -- rows -------------------------------------------------------------------------------------

    def look(self, key: str = "") -> RowLook | None:
        """The row with that key, or the chosen one."""
        row = self.rows.row_of(key) if key else self.currentIndex().row()
        return self.rows.rows[row] if 0 <= row < len(self.rows.rows) else None

    def choose(self, row: int) -> None:
        """Choose a row by its number, within what is there."""
        count = self.rows.rowCount()
        if count:
            self.setCurrentIndex(self.rows.index(max(0, min(count - 1, row))))

    def step(self, distance: int) -> None:
        """Choose another row, as the arrow keys do."""
        self.choose(self.currentIndex().row() + distance)

    def page(self) -> int:
        """How many rows make a page."""
        return max(1, len(self.seen()) - 1)

    def seen(self) -> tuple[str, ...]:
        """The keys of the rows that can be seen, from the top."""
        height, rows = self.viewport().height(), self.rows.rows
        first = self.indexAt(QPoint(2, 0)).row()
        if first < 0 or not self.isVisible():
            return ()
        keys = []
        for row in range(first, len(rows)):
            if self.visualRect(self.rows.index(row)).top() >= height:
                break
            keys.append(rows[row].key)
        return tuple(keys)

    # -- size -------------------------------------------------------------------------------------

    def heights(self) -> list[int]:
        """The height of each row."""
        font = self.font()
        return [row_height(look, font) for look in self.rows.rows]

    def set_share(self, height: int) -> None:
        """Be no higher than that, and no higher than the rows; without a share the rows alone count."""
        if height != self._share:
            self._share = height
            self._fit()

    @property
    def wanted_height(self) -> int:
        """How high the list is where nothing squeezes it."""
        content = sum(self.heights())
        return content if self._share is None else min(content, self._share)

    def sizeHint(self) -> QSize:
        return QSize(200, self.wanted_height)

    def minimumSizeHint(self) -> QSize:
        first = row_height(self.rows.rows[0], self.font()) if self.rows.rows else 0
        return QSize(80, first)

    def _fit(self) -> None:
        self.setMaximumHeight(self.wanted_height)
        self.updateGeometry()

    def _rows_changed(self) -> None:
        if not self.rows.rows and self.hasFocus():
            self.left_upwards.emit()  # nothing is left here for the keyboard
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.rows.rows else Qt.FocusPolicy.NoFocus)
        self._fit()
        self.look_around()

    def look_around(self) -> None:
        """Tell in a moment which rows are seen, also if they are the same as before."""
        self._settle.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        bar, area = self.verticalScrollBar(), self.viewport().rect()
        if bar.value() >= bar.maximum() or not self.rows.rows:
            return
        fade = QLinearGradient(0, area.bottom() - FADE, 0, area.bottom())
        clear = QColor(self.fade_ground)
        clear.setAlpha(0)
        fade.setColorAt(0, clear)
        fade.setColorAt(1, self.fade_ground)
        painter = QPainter(self.viewport())
        painter.fillRect(QRect(0, area.bottom() - FADE, area.width(), FADE + 1), fade)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._settle.start()

    def _scrolled(self) -> None:
        self._hover(self.viewport().mapFromGlobal(self.cursor().pos()))
        self._settle.start()

    def _tell_seen(self) -> None:
        self.executeDelayedItemsLayout()
        self.seen_changed.emit()
        bar = self.verticalScrollBar()
        if self.rows.rowCount() and bar.value() >= bar.maximum() - self.viewport().height() // 2:
            self.end_reached.emit()

    # -- keyboard ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Enter from running the hook while the keyboard is here."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_versions_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.do_key(event):
            super().keyPressEvent(event)

    def do_key(self, event: QKeyEvent) -> bool:
        """Do what a key asks of the chosen row; whether it asks anything."""
        look, plain = self.look(), event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() == Qt.Key.Key_Up and plain and self.currentIndex().row() <= 0:
            self.left_upwards.emit()
            return True
        if look is None:
            return False
        if is_versions_key(event):
            self.versions_asked.emit(look.key)
        elif event.key() in ENTER_KEYS and plain:
            self.press(look.key)
        elif event.key() == Qt.Key.Key_Space and plain:
            self.readme_asked.emit(look.key)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.removal_asked.emit(look.key)
        else:
            return False
        return True

    def press(self, key: str) -> None:
        """Press the button of a row, if it does anything."""
        look = self.look(key)
        if look is not None and look.act.alive:
            self.pressed_act.emit(key)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.choose(0)

    # -- mouse ------------------------------------------------------------------------------------

    def part_at(self, point: QPoint) -> tuple[int, str]:
        """The row at *point* of the viewport and which of its buttons: 'act', 'more' or ''; -1 where there is no row."""
        index = self.indexAt(point)
        if not index.isValid():
            return -1, ""
        row, look = self._area(index), self.rows.rows[index.row()]
        if look.act is not Act.NONE and act_rect(row, self._delegate.edge).contains(point):
            return index.row(), "act"
        return index.row(), "more" if look.has_menu and more_rect(row, self._delegate.edge).contains(point) else ""

    def _area(self, index: QModelIndex) -> QRect:
        area = self.visualRect(index)
        return QRect(0, area.top(), self.viewport().width(), area.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row, part = self.part_at(event.position().toPoint())
        if not part or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self.choose(row)
        self._pressed = row, part

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, (-1, "")
        row, part = self.part_at(event.position().toPoint())
        if row < 0 or (row, part) != pressed:
            super().mouseReleaseEvent(event)
            return
        key = self.rows.rows[row].key
        if part == "act":
            self.press(key)
        else:
            area = more_rect(self._area(self.rows.index(row)), self._delegate.edge)
            self.menu_asked.emit(key, self.viewport().mapToGlobal(area.bottomLeft()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed == (-1, ""):
            super().mouseMoveEvent(event)
        self._hover(event.position().toPoint())

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(QPoint(-1, -1))

    def _hover(self, point: QPoint) -> None:
        found = self.part_at(point) if self.viewport().rect().contains(point) else (-1, "")
        if found == (self._delegate.hovered_row, self._delegate.hovered_part):
            return
        self._delegate.hovered_row, self._delegate.hovered_part = found
        alive = found[1] == "more" or (found[1] == "act" and self.rows.rows[found[0]].act.alive)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if alive else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if by_mouse else self.currentIndex()
        look = self.rows.rows[index.row()] if index.isValid() else None
        if look is not None and look.has_menu:
            self.setCurrentIndex(index)
            where = event.globalPos() if by_mouse else self.viewport().mapToGlobal(self._area(index).center())
            self.menu_asked.emit(look.key, where)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row, part = self.part_at(event.pos())
            look = self.rows.rows[row] if row >= 0 else None
            words = "" if look is None else look.act_words if part == "act" else "More" if part == "more" else look.tip
            if look is not None and words:
                QToolTip.showText(event.globalPos(), plain_tip(words), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)


def is_versions_key(event: QKeyEvent) -> bool:
    """Whether the key is the one that opens the list of versions."""
    return event.key() in ENTER_KEYS and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
