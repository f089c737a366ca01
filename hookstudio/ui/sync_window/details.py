"""The right side of the comparison: one hook, what differs of it, what is decided, and its texts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hookstudio.model.sync import Comparison, HookStatus, Side
from hookstudio.ui.sync_window.decisions import Decisions
from hookstudio.ui.sync_window.diff_view import DiffView
from hookstudio.ui.sync_window.fields_view import FieldsView
from hookstudio.ui.sync_window.words import SIDES, about, name_of
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel
from hookstudio.ui.widgets.words import plain_words

_NARROWEST: Final = 560
_SIDES: Final[tuple[Side, ...]] = ("local", "remote")


class HookDetails(QWidget):
    """Emits `decided` after each decision that is made in it."""

    decided = Signal()

    def __init__(self, decisions: Decisions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decisions = decisions
        self._hook: HookStatus | None = None
        self._comparison = Comparison(())
        self.name, self.about, self.notes = ElidedLabel(), plain_words("muted"), plain_words("muted")
        self.name.setProperty("role", "heading")
        self.problem = plain_words("warning")
        self.fields = FieldsView(theme)
        self.diff = DiffView(theme)
        self.whole = QWidget()
        row = QHBoxLayout(self.whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        caption = QLabel("Take the whole hook from:")
        caption.setProperty("role", "muted")
        row.addWidget(caption)
        self.whole_buttons: dict[Side | None, QPushButton] = {}
        answers: tuple[tuple[Side | None, str, str], ...] = (
            *((side, SIDES[side], "") for side in _SIDES),
            (None, "Undo the decision", "Nothing is decided for this hook then"),
        )
        for side, text, tip in answers:
            button = self.whole_buttons[side] = QPushButton(text)
            button.setObjectName(f"syncDecideHook.{side or 'none'}")
            button.setAutoDefault(False)
            button.setAccessibleName(f"Decide the whole hook: {text}" if side else text)
            button.setToolTip(tip)
            button.clicked.connect(lambda _checked=False, side=side: self._decide_whole(side))
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(8)
        for label in (self.name, self.about, self.notes, self.problem):
            column.addWidget(label)
        column.addWidget(self.fields)
        column.addWidget(self.whole)
        column.addWidget(self.diff, 1)
        self.setMinimumWidth(_NARROWEST)
        self.fields.decided.connect(self._decide)
        self.show_hook(None)

    def show_comparison(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def show_hook(self, hook: HookStatus | None) -> None:
        """Show *hook*, None for nothing in particular."""
        self._hook = hook
        self.name.setText("" if hook is None else _title(hook))
        self.about.setText("Choose a hook to see what differs." if hook is None else about(hook))
        for label, text in ((self.notes, "\n".join(hook.notes) if hook else ""), (self.problem, hook.problem if hook else "")):
            label.setText(text)
            label.setVisible(bool(text))
        self.fields.show_hook(hook, self._comparison.orders.get(hook.type) if hook else None, self._decisions)
        self.diff.setVisible(hook is not None)
        self.diff.show_hook(hook)
        self.tell_decided()

    def tell_decided(self) -> None:
        """Something was decided, here or elsewhere."""
        hook = self._hook
        self.whole.setVisible(hook is not None and bool(hook.fields_conflict))
        if hook is not None:
            self.fields.show_decisions(hook, self._decisions)
            decided = len(self._decisions.undecided(hook)) < len(hook.fields_conflict)
            self.whole_buttons[None].setEnabled(decided)

    def apply_theme(self, theme: Theme) -> None:
        self.fields.apply_theme(theme)
        self.diff.apply_theme(theme)

    def _decide(self, field: str, side: Side) -> None:
        if self._hook is None:
            return
        self._decisions.decide(self._hook, field, side)
        if side == "merge":
            self.diff.show_text("content")
            self.diff.show_merged()
        self.decided.emit()

    def _decide_whole(self, side: Side | None) -> None:
        if self._hook is not None:
            self._decisions.decide_all([self._hook], side)
            self.decided.emit()


def _title(hook: HookStatus) -> str:
    name = name_of(hook)
    return name if name == hook.key.partition("/")[2] else f"{name}   ({hook.key})"
