"""The seed: a field of digits with the button for a new one inside it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.restyle import set_style_property

LARGEST: Final = 2**53 - 1
LONGEST: Final = 40  # characters that the field takes, so that too many digits can be told from enough
TYPING_MS: Final = 350

_COMES_BACK: Final = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)  # to another window, or to a menu


class SeedField(QLineEdit):
    """Tells a seed when Return is pressed, the field is left, or typing has paused; and what is wrong with a text that is none."""

    seed_chosen = Signal(object)  # int; larger than what a signal's int holds
    new_requested = Signal()
    problem_changed = Signal(str)  # a sentence for below the field, '' when all is well

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("seedField")
        self.setAccessibleName("Seed of the test context")
        self.setPlaceholderText("Seed")
        self.setToolTip("The same seed always gives the same test context")
        self.setMaxLength(LONGEST)
        self._told: int | None = None
        self._problem = ""
        self.button = QPushButton("new", self)
        self.button.setObjectName("newContextButton")
        self.button.setToolTip(f"New random context ({QKeySequence('Ctrl+R').toString(QKeySequence.SequenceFormat.NativeText)})")
        self.button.setAccessibleName("New random context")
        self.button.setProperty("flat", True)
        self.button.setStyleSheet("padding: 0 4px; min-height: 20px; max-height: 20px; margin: 0")
        self.button.setIconSize(QSize(14, 14))
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.clicked.connect(lambda: self.new_requested.emit())
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._tell)
        self.textChanged.connect(lambda _text: self._typing.start())
        self.returnPressed.connect(self._tell)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        self.button.setIcon(icon("refresh", theme))
        self._place_button()

    def show_seed(self, seed: int) -> None:
        """Show *seed* without telling it."""
        self._told = seed
        self.setText(str(seed))
        self._typing.stop()
        self._say("")

    def seed(self) -> int | None:
        """What the field says, None while that is no seed."""
        text = self.text().strip()
        return int(text) if text.isascii() and text.isdigit() and int(text) <= LARGEST else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def _place_button(self) -> None:
        size = self.button.sizeHint()
        self.setTextMargins(0, 0, size.width() + 4, 0)
        self.button.setGeometry(self.width() - size.width() - 6, (self.height() - size.height()) // 2, size.width(), size.height())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A text that is no seed does not stay: the field shows the seed of the context that is shown."""
        super().focusOutEvent(event)
        self._tell()
        if self.seed() is None and self._told is not None and event.reason() not in _COMES_BACK:
            self.show_seed(self._told)

    def _tell(self) -> None:
        self._typing.stop()
        seed = self.seed()
        self._say(self._mistake() if seed is None else "")
        if seed is not None and seed != self._told:
            self._told = seed
            self.seed_chosen.emit(seed)

    def _mistake(self) -> str:
        text = self.text().strip()
        if not text:
            return ""
        if text.isascii() and text.isdigit():
            return f"A seed is at most {LARGEST:,}."
        return "A seed is a whole number: digits only."

    def _say(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            set_style_property(self, "invalid", bool(problem))
            self.setAccessibleDescription(problem)
            self.problem_changed.emit(problem)
