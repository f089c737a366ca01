"""The only path from something that happened to something seen: bars at the top of the window's centre, no boxes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from hookstudio.model.errors import StudioError
from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme

SECONDS_SHOWN = 8
MOST_SHOWN = 3
MOST_DETAILS = 160


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a notice; the notice goes away after *act*."""

    label: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    """`level` is info, ok, warning or error. Those with choices for a conflict, and errors, stay until answered or closed.

    A notice with a `key` takes the place of the one shown with the same key.
    """

    level: str
    text: str
    details: str = ""
    choices: tuple[Choice, ...] = ()
    stays: bool = False
    key: str = ""


class Notices(QObject):
    """Where everything that has to be told is posted; the window shows it, tests listen to it."""

    posted = Signal(object)
    withdrawn = Signal(str)
    progressed = Signal(str, int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.offer: Callable[[StudioError], tuple[Choice, ...]] = lambda _error: ()
        """Gives the buttons that help against an error."""

    def post(self, notice: Notice) -> None:
        self.posted.emit(notice)

    def withdraw(self, key: str) -> None:
        """Take away the notice with that key, if it is shown."""
        self.withdrawn.emit(key)

    def progress(self, key: str, done: int, total: int, text: str) -> None:
        """Let the notice with that key say *text* and show how far its work is; a total of 0 is not known."""
        self.progressed.emit(key, done, total, text)

    def info(self, text: str, *choices: Choice, key: str = "") -> None:
        self.post(Notice("info", text, choices=choices, key=key))

    def warn(self, text: str, *choices: Choice, details: str = "", key: str = "") -> None:
        self.post(Notice("warning", text, details, choices, stays=bool(choices), key=key))

    def error(self, error: StudioError, *, key: str = "") -> None:
        self.post(Notice("error", f"{error.message} {error.hint}".strip(), error.details, self.offer(error), stays=True, key=key))


@dataclass(slots=True)
class _Shown:
    notice: Notice
    bar: _Bar = field(repr=False)


class NoticeArea(QWidget):
    """The stack of notices, newest at the bottom; at most three, the oldest that may go makes room."""

    def __init__(self, notices: Notices, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noticeArea")
        self.setAccessibleName("Notices")
        self._theme = theme
        self._shown: list[_Shown] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 8, 8, 8)
        self._layout.setSpacing(4)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()
        notices.posted.connect(self.show_notice)
        notices.withdrawn.connect(self._withdraw)
        notices.progressed.connect(self._show_progress)

    def messages(self) -> list[str]:
        """The texts shown, oldest first."""
        return [shown.notice.text for shown in self._shown]

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for shown in self._shown:
            shown.bar.apply_theme(theme)

    def show_notice(self, notice: Notice) -> None:
        for shown in list(self._shown):
            if (notice.key and shown.notice.key == notice.key) or (shown.notice.level, shown.notice.text) == (notice.level, notice.text):
                self._take_away(shown.bar)
        while len(self._shown) >= MOST_SHOWN:
            passing = next((s for s in self._shown if not s.notice.stays), self._shown[0])
            self._take_away(passing.bar)
        bar = _Bar(notice, self._theme, self)
        bar.closed.connect(self._take_away)
        self._shown.append(_Shown(notice, bar))
        self._layout.addWidget(bar)
        self.show()

    def _withdraw(self, key: str) -> None:
        for shown in list(self._shown):
            if key and shown.notice.key == key:
                self._take_away(shown.bar)

    def _show_progress(self, key: str, done: int, total: int, text: str) -> None:
        for shown in self._shown:
            if shown.notice.key == key:
                shown.bar.show_progress(done, total, text)

    def _take_away(self, bar: QWidget) -> None:
        for shown in list(self._shown):
            if shown.bar is bar:
                self._shown.remove(shown)
                self._layout.removeWidget(bar)
                bar.hide()
                bar.deleteLater()
        self.setVisible(bool(self._shown))


class _Details(QPlainTextEdit):
    """As high as its text, up to a limit beyond which it scrolls."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setReadOnly(True)
        self.setProperty("field", True)
        self.setTabChangesFocus(True)
        self.setAccessibleName("Details")
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        lines = round(self.document().size().height()) * self.fontMetrics().lineSpacing()
        around = self.height() - self.viewport().height() + 2 * round(self.document().documentMargin())
        self.setFixedHeight(min(MOST_DETAILS, lines + around))


class _Bar(QFrame):
    closed = Signal(QWidget)

    def __init__(self, notice: Notice, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._notice = notice
        self.setProperty("notice", notice.level)
        self.setAccessibleName(notice.text)
        self._sign = QLabel()
        self._text = QLabel(notice.text)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._details = _Details(notice.details)
        self._details.hide()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(notice.text)
        self._progress.hide()
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        if notice.details:
            more = QPushButton("Details")
            more.setCheckable(True)
            more.toggled.connect(self._show_details)
            row.addWidget(more)
        for choice in notice.choices:
            button = QPushButton(choice.label)
            button.clicked.connect(lambda _checked=False, act=choice.act: self._choose(act))
            row.addWidget(button)
        self._close = QToolButton()
        self._close.setAccessibleName("Dismiss")
        self._close.setToolTip("Dismiss")
        self._close.setAutoRaise(True)
        self._close.clicked.connect(lambda: self.closed.emit(self))
        row.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self._progress)
        layout.addWidget(self._details)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SECONDS_SHOWN * 1000)
        self._timer.timeout.connect(lambda: self.closed.emit(self))
        if not notice.stays:
            self._timer.start()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        level = self._notice.level
        role = "accent" if level == "info" else level
        self._sign.setPixmap(icon(level, theme, role).pixmap(QSize(16, 16), self.devicePixelRatioF()))
        self._close.setIcon(icon("close", theme))

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Say *text* from now on, and draw a line for how far the work is."""
        self._text.setText(text)
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._progress.setVisible(True)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if not self._notice.stays and not self._details.isVisible():
            self._timer.start()
        super().leaveEvent(event)

    def _show_details(self, shown: bool) -> None:
        self._details.setVisible(shown)
        self._timer.stop()

    def _choose(self, act: Callable[[], object]) -> None:
        self.closed.emit(self)
        act()
