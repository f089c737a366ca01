"""The fields of one hook that differ, on each side, and for each conflict the choice."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QRadioButton, QWidget

from hookstudio.model.sync import HookStatus, OrderMerge, Side
from hookstudio.ui.icons import icon
from hookstudio.ui.sync_window.decisions import Decisions
from hookstudio.ui.sync_window.words import FIELDS, FieldRow, field_rows, side_word
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel

_HEADS: Final = ("Field", "What happened", "Here", "There", "Last agreed", "Take")
_ROW: Final = 24
_VALUE: Final = 56
_ROOMY: Final = 590
_FIELD, _CHANGED, _HERE, _THERE, _AGREED, _TAKE = range(6)
_SIGNS: Final = {"Conflict": ("warning", "warning"), "Changed here": ("arrow-up", "accent"), "Changed there": ("arrow-down", "accent")}
_TIPS: Final[dict[Side, str]] = {
    "local": "What is here counts (H in the list, for the whole hook)",
    "remote": "What is on the tenant counts (T in the list, for the whole hook)",
    "merge": "The changes of both sides (M in the list); a pull brings them here, then a push sends them",
}


class FieldsView(QWidget):
    """Emits `decided` with the field and the Side. Nothing is chosen that nobody chose."""

    decided = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("syncFields")
        self.setAccessibleName("Fields that differ")
        self._theme = theme
        self._signs: list[tuple[QLabel, str]] = []
        self._optional: list[QWidget] = []
        self._groups: dict[str, QButtonGroup] = {}
        self.radios: dict[tuple[str, Side], QRadioButton] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        for column in (_HERE, _THERE, _AGREED):
            self._grid.setColumnStretch(column, 1)
        for column in (_HERE, _THERE):
            self._grid.setColumnMinimumWidth(column, _VALUE)

    def show_hook(self, hook: HookStatus | None, order: OrderMerge | None, decisions: Decisions) -> None:
        """Show the fields of *hook* that differ; *order* is that of its type."""
        self._clear()
        rows = field_rows(hook, order) if hook is not None else ()
        self.setVisible(bool(rows))
        if hook is None or not rows:
            return
        agreed = any(row.agreed for row in rows)
        choosing = any(row.sides for row in rows)
        for column, head in enumerate(_HEADS):
            if (column != _AGREED or agreed) and (column != _TAKE or choosing):
                caption = QLabel(head)
                caption.setProperty("role", "small")
                self._grid.addWidget(caption, 0, column)
                self._optional += [caption] if column == _AGREED else []
        for number, row in enumerate(rows, start=1):
            self._add(hook, row, number, decisions)
        self._give_way()

    def show_decisions(self, hook: HookStatus, decisions: Decisions) -> None:
        """Check what is decided, and nothing else."""
        for field, group in self._groups.items():
            group.setExclusive(False)
            for (name, side), radio in self.radios.items():
                if name == field:
                    radio.setChecked(decisions.side(hook, field) == side)
            group.setExclusive(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        """Where there is little room, what was agreed is only in the texts below."""
        roomy = self.width() >= _ROOMY
        for widget in self._optional:
            widget.setVisible(roomy)
        self._grid.setColumnMinimumWidth(_AGREED, _VALUE if self._optional and roomy else 0)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for label, changed in self._signs:
            self._draw(label, changed)

    def _add(self, hook: HookStatus, row: FieldRow, number: int, decisions: Decisions) -> None:
        name = FIELDS[row.field]
        self._grid.setRowMinimumHeight(number, _ROW)
        title = QLabel(name)
        title.setProperty("role", "strong")
        self._grid.addWidget(title, number, _FIELD)
        if row.changed:
            self._grid.addWidget(self._happened(row.changed), number, _CHANGED)
        values = ((_HERE, row.here), (_THERE, row.there), *([(_AGREED, row.agreed)] if row.agreed else []))
        for column, text in values:
            said = ElidedLabel(text or "—")
            said.setAccessibleName(f"{name}, {_HEADS[column]}: {text or 'nothing'}")
            if column == _AGREED:
                said.setProperty("role", "muted")
                self._optional.append(said)
            self._grid.addWidget(said, number, column)
        if row.sides:
            self._grid.addWidget(self._choice(hook, row.field, row.sides, decisions), number, _TAKE)

    def _happened(self, changed: str) -> QWidget:
        holder, sign, word = QWidget(), QLabel(), QLabel(changed)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        word.setProperty("role", _SIGNS[changed][1])
        line.addWidget(sign)
        line.addWidget(word)
        line.addStretch(1)
        self._signs.append((sign, changed))
        self._draw(sign, changed)
        return holder

    def _choice(self, hook: HookStatus, field: str, sides: Sequence[Side], decisions: Decisions) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        group = self._groups[field] = QButtonGroup(holder)
        for side in sides:
            radio = self.radios[field, side] = QRadioButton(side_word(hook, field, side))
            radio.setObjectName(f"syncTake.{field}.{side}")
            radio.setToolTip(_TIPS[side])
            radio.setAccessibleName(f"{FIELDS[field]}: take {radio.text()}")
            radio.setChecked(decisions.side(hook, field) == side)
            radio.clicked.connect(partial(self._tell, field, side))
            group.addButton(radio)
            line.addWidget(radio)
        line.addStretch(1)
        return holder

    def _tell(self, field: str, side: Side, _checked: bool = False) -> None:
        self.decided.emit(field, side)

    def _draw(self, label: QLabel, changed: str) -> None:
        name, role = _SIGNS[changed]
        label.setPixmap(icon(name, self._theme, role).pixmap(QSize(14, 14), self.devicePixelRatioF()))

    def _clear(self) -> None:
        self._signs.clear()
        self._optional.clear()
        self._groups.clear()
        self.radios.clear()
        for row in range(1, self._grid.rowCount()):
            self._grid.setRowMinimumHeight(row, 0)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def take_keyboard(self) -> None:
        """Let the first choice have the keyboard, if there is one to be made."""
        if self.radios:
            next(iter(self.radios.values())).setFocus(Qt.FocusReason.TabFocusReason)
