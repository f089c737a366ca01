"""A question in the panel itself, where the eye is; nothing else has to wait for its answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from hookstudio.ui.fonts import code_font, small_font
from hookstudio.ui.icons import icon
from hookstudio.ui.modules_panel.flow_layout import FlowLayout
from hookstudio.ui.notices import Choice
from hookstudio.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Question:
    """`shown` is a text to be judged, such as a script. The first choice is the proposed one; Escape is the last."""

    text: str
    choices: tuple[Choice, ...]
    shown: str = ""
    about: object = None


class InlineQuestion(QFrame):
    """One question at a time; further ones wait."""

    answered = Signal()
    shown_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("moduleQuestion")
        self.setProperty("notice", "warning")
        self._questions: deque[Question] = deque()
        self.buttons: list[QPushButton] = []
        self._sign = QLabel()
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setMinimumWidth(1)
        self.shown = QPlainTextEdit()
        self.shown.setReadOnly(True)
        self.shown.setProperty("field", True)
        self.shown.setTabChangesFocus(True)
        self.shown.setFont(small_font(code_font()))
        self.shown.setAccessibleName("The script")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.text, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 8, 10, 10)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._column.addWidget(self.shown)
        self._row = FlowLayout(6)
        self._column.addLayout(self._row)
        self.apply_theme(theme)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        self._sign.setPixmap(icon("warning", theme, "warning").pixmap(QSize(16, 16), self.devicePixelRatioF()))

    @property
    def current(self) -> Question | None:
        return self._questions[0] if self._questions else None

    def ask(self, question: Question, *, focus: bool = False) -> None:
        """Ask, as soon as what was asked before is answered; a question that waits already is not asked twice."""
        if question.about is None or all(one.about != question.about for one in self._questions):
            self._questions.append(question)
        if len(self._questions) == 1:
            self._show_next()
        if focus and self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Take back everything that was asked."""
        self._questions.clear()
        self._show_next()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and (question := self.current) is not None:
            self._answer(question.choices[-1].act)
        else:
            super().keyPressEvent(event)

    def _show_next(self) -> None:
        for button in self.buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        question = self.current
        if question is None:
            self.hide()
            self.shown_changed.emit()
            return
        self.text.setText(question.text)
        self.setAccessibleName(question.text)
        self.shown.setPlainText(question.shown)
        self.shown.setVisible(bool(question.shown))
        lines = min(8, question.shown.count("\n") + 1 + len(question.shown) // 40)
        self.shown.setFixedHeight(self.shown.fontMetrics().lineSpacing() * lines + 18)
        for choice in question.choices:
            button = QPushButton(choice.label)
            button.clicked.connect(lambda _checked=False, act=choice.act: self._answer(act))
            self._row.addWidget(button)
            self.setTabOrder(self.buttons[-1] if self.buttons else self.shown, button)
            self.buttons.append(button)
        self.show()
        self.shown_changed.emit()

    def _answer(self, act: Callable[[], object]) -> None:
        had_keyboard = self.isAncestorOf(focus) if (focus := self.focusWidget()) is not None else False
        self._questions.popleft()
        self._show_next()
        act()
        if had_keyboard:
            self.answered.emit()
