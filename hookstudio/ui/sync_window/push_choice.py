"""Which pushes are taken back: the last one, or all from an earlier one on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from hookstudio.studio.sync_restore import Pushed
from hookstudio.ui.run_pane.printed_text import one_line
from hookstudio.ui.sync_window.words import moment
from hookstudio.ui.widgets.plain_tip import plain_tip

_SHOWN: Final = 100
_TOLD: Final = 20


class PushChoice(QWidget):
    """Emits `chosen` with the number of the push that is the first one to be taken back."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox()
        self.box.setObjectName("syncPushes")
        self.box.setAccessibleName("Which pushes are taken back")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(24)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.activated.connect(lambda _row: self.chosen.emit(self.box.currentData()))
        label = QLabel("&Take back")
        label.setBuddy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.box, 1)
        self._shown: int | None = None

    def show_pushes(self, pushes: Sequence[Pushed], number: int | None) -> None:
        """Offer *pushes*, the last one first; the plan that is shown takes back those from the one with *number* on."""
        self.box.clear()
        for count, push in enumerate(pushes, 1):
            self.box.addItem(push_words(push, count), push.number)
            told = [one_line(line, _SHOWN) for line in push.done[:_TOLD]]
            more = len(push.done) - len(told)
            tip = "\n".join(
                (f"{len(push.done):,} of {push.requests:,} requests were done", *told, *([f"and {more:,} more"] if more else []))
            )
            self.box.setItemData(count - 1, plain_tip(tip), Qt.ItemDataRole.ToolTipRole)
        self._shown = number
        self.keep()
        self.setVisible(bool(pushes))

    def keep(self) -> None:
        """Say which pushes the plan is about that is shown, whatever was chosen since then."""
        self.box.setCurrentIndex(self.box.findData(self._shown))


def push_words(push: Pushed, count: int) -> str:
    """The push, and that *count* of them are taken back with it."""
    which = f"The last push, {moment(push.at)}" if count == 1 else f"The last {count:,} pushes, from {moment(push.at)} on"
    more = f", and {len(push.done) - 1:,} more" if len(push.done) > 1 else ""
    return f"{which}: {one_line(push.done[0], _SHOWN)}{more}" if push.done else f"{which}: nothing is known to be done"
