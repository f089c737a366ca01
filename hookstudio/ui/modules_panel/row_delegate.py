"""Draws the rows of both lists, and knows where on a row its buttons are."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from hookstudio.ui.fonts import semibold_font, small_font
from hookstudio.ui.icons import Icons
from hookstudio.ui.modules_panel.row_look import Act, Chip, RowLook, Tone
from hookstudio.ui.modules_panel.rows_model import AnyIndex, Role
from hookstudio.ui.theme import Theme

MARGIN: Final = 12
TOP: Final = 8
GAP: Final = 8
BUTTON: Final = 28
MORE: Final = 24
CHIP_PADDING: Final = 7
CHIP_GAP: Final = 4

_ICONS: Final = {
    Act.ADD: ("plus", "accent"),
    Act.UPDATE: ("refresh", "accent"),
    Act.CURRENT: ("check", "ok"),
    Act.ADDED: ("module", "muted"),
    Act.CANCEL: ("stop", "accent"),
}
_CHIP_COLOURS: Final = {Tone.PLAIN: ("muted", "raised"), Tone.WARNING: ("warning", "warning-soft"), Tone.ERROR: ("error", "error-soft")}
_LINE_COLOURS: Final = {Tone.PLAIN: "muted", Tone.WARNING: "warning", Tone.ERROR: "error"}


def act_rect(row: QRect, edge: int = MARGIN) -> QRect:
    """Where the button of a row is, *edge* pixels from its right end."""
    return QRect(row.right() + 1 - edge - BUTTON, row.top() + TOP, BUTTON, BUTTON)


def more_rect(row: QRect, edge: int = MARGIN) -> QRect:
    """Where the button is that opens the row's menu; it shows while the row is chosen or under the pointer."""
    act = act_rect(row, edge)
    return QRect(act.left() - 4 - MORE, act.top() + 2, MORE, MORE)


class RowDelegate(QStyledItemDelegate):
    """Rows are as high as what they have to say: no widget for any row.

    `pressed_part` and `hovered_part` say which button of which row is under the pointer: 'act', 'more' or ''.
    """

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        self.hovered_row, self.hovered_part = -1, ""
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._icons = Icons(theme)

    @property
    def edge(self) -> int:
        """How far from the right end of a row its buttons are: less beside a scroll bar, so that they stay in their column."""
        bar = self._view.verticalScrollBar()
        return max(2, MARGIN - bar.width()) if bar.isVisible() else MARGIN

    # -- measures ---------------------------------------------------------------------------------

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        look = index.data(Role.LOOK)
        return QSize(120, row_height(look, option.font) if isinstance(look, RowLook) else BUTTON)

    # -- drawing ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        look = index.data(Role.LOOK)
        if not isinstance(look, RowLook):
            return
        row = QRect(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
        hovered = index.row() == self.hovered_row
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, row, chosen=chosen, hovered=hovered, focused=bool(option.state & QStyle.StateFlag.State_HasFocus))
        edge = self.edge
        right = row.right() - edge
        if look.act is not Act.NONE:
            self._paint_act(painter, act_rect(row, edge), look.act, hovered=hovered and self.hovered_part == "act")
            right = act_rect(row, edge).left() - GAP
        if look.has_menu and (chosen or hovered):
            self._paint_more(painter, more_rect(row, edge), hovered=hovered and self.hovered_part == "more")
            name_right = more_rect(row, edge).left() - 4
        else:
            name_right = right
        self._paint_words(painter, row, look, option.font, name_right, right, chosen=chosen)
        painter.restore()

    def _paint_ground(self, painter: QPainter, row: QRect, *, chosen: bool, hovered: bool, focused: bool) -> None:
        theme = self._theme
        if chosen:
            painter.fillRect(row, theme.colour("accent-soft"))
        elif hovered:
            painter.fillRect(row, theme.colour("raised"))
        painter.fillRect(QRect(row.left(), row.bottom(), row.width(), 1), theme.colour("line"))
        if chosen and focused:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(row).adjusted(2, 2, -2, -3), 6, 6)

    def _paint_act(self, painter: QPainter, area: QRect, act: Act, *, hovered: bool) -> None:
        theme, alive = self._theme, act.alive
        painter.setPen(QPen(theme.colour("accent" if hovered and alive else "line"), 1))
        painter.setBrush(theme.colour("accent-soft" if hovered and alive else "surface"))
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        inner = QRect(0, 0, 16, 16)
        inner.moveCenter(area.center())
        self._icons.get(*_ICONS[act]).paint(painter, inner)

    def _paint_more(self, painter: QPainter, area: QRect, *, hovered: bool) -> None:
        if hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("line"))
            painter.drawRoundedRect(QRectF(area), 6, 6)
        inner = QRect(0, 0, 16, 16)
        inner.moveCenter(area.center())
        self._icons.get("more", "text" if hovered else "muted").paint(painter, inner)

    def _paint_words(self, painter: QPainter, row: QRect, look: RowLook, font: QFont, name_right: int, right: int, *, chosen: bool) -> None:
        theme, strong, small = self._theme, semibold_font(font), small_font(font)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        left, top, height = row.left() + MARGIN, row.top() + TOP, name_height(font)
        version = f"{look.version} → {look.then}" if look.then else look.version
        metrics, small_metrics = QFontMetrics(strong), QFontMetrics(small)
        room = name_right - left
        version_width = min(small_metrics.horizontalAdvance(version), max(0, room // 2)) if version else 0
        name = metrics.elidedText(look.name, Qt.TextElideMode.ElideMiddle, room - (version_width + GAP if version else 0))
        painter.setFont(strong)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(left, top, room, height), flags, name)
        if version:
            begin = left + metrics.horizontalAdvance(name) + 6
            painter.setFont(small)
            painter.setPen(theme.colour("muted"))
            shown = small_metrics.elidedText(version, Qt.TextElideMode.ElideRight, name_right - begin)
            painter.drawText(QRect(begin, top + 1, name_right - begin, height), flags, shown)
        top += height
        if look.line:
            width = (right if top + 2 < row.top() + TOP + BUTTON else row.right() - MARGIN) - left
            painter.setFont(small)
            toned = look.line_tone is not Tone.PLAIN
            painter.setPen(theme.colour("text" if toned and chosen else _LINE_COLOURS[look.line_tone]))
            shown = small_metrics.elidedText(look.line, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, top, width, line_height(font)), flags, shown)
            top += line_height(font)
        if look.chips:
            self._paint_chips(painter, QRect(left, top + 3, right - left, chip_height(font)), look.chips, small)

    def _paint_chips(self, painter: QPainter, area: QRect, chips: tuple[Chip, ...], font: QFont) -> None:
        theme, metrics, left = self._theme, QFontMetrics(font), area.left()
        painter.setFont(font)
        for chip in chips_that_fit(chips, metrics, area.width()):
            text = metrics.elidedText(chip.text, Qt.TextElideMode.ElideRight, area.width() - 2 * CHIP_PADDING)
            width = metrics.horizontalAdvance(text) + 2 * CHIP_PADDING
            word, ground = _CHIP_COLOURS[chip.tone]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(ground))
            box = QRectF(left, area.top(), width, area.height())
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(theme.colour(word))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
            left += width + CHIP_GAP


def name_height(font: QFont) -> int:
    return QFontMetrics(semibold_font(font)).height() + 3


def line_height(font: QFont) -> int:
    return QFontMetrics(small_font(font)).height() + 4


def chip_height(font: QFont) -> int:
    return QFontMetrics(small_font(font)).height() + 2


def row_height(look: RowLook, font: QFont) -> int:
    """How high the row of *look* is, its hairline included."""
    words = name_height(font) + (line_height(font) if look.line else 0) + (chip_height(font) + 4 if look.chips else 0)
    return TOP + max(words, BUTTON) + TOP + 1


def chips_that_fit(chips: tuple[Chip, ...], metrics: QFontMetrics, width: int) -> tuple[Chip, ...]:
    """As many of *chips* as have room, in their order; those of low rank stay away first, one always remains."""
    shown = list(chips)
    while len(shown) > 1 and sum(metrics.horizontalAdvance(chip.text) + 2 * CHIP_PADDING + CHIP_GAP for chip in shown) - CHIP_GAP > width:
        shown.remove(min(shown, key=lambda chip: chip.rank))
    return tuple(shown)
