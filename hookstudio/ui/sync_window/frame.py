"""The frame of the window: whose hooks these are above the pages, and below them what can be done."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.sync_window.window_notes import WindowNotes
from hookstudio.ui.sync_window.words import counted
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.elided_label import ElidedLabel
from hookstudio.ui.widgets.restyle import set_style_property

_BUTTON: Final = 28


class Frame(QWidget):
    """Holds the *pages*; which of the buttons are there is up to the window."""

    def __init__(self, name: str, host: str, pages: tuple[QWidget, ...], theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.heading, self.host = ElidedLabel(name), ElidedLabel(host)
        self.heading.setProperty("role", "title")
        self.host.setProperty("role", "muted")
        self.summary, self.problem = _words("syncSummary"), _words("syncProblem")
        self.notes = WindowNotes(theme)
        self.pages = QStackedWidget()
        for page in pages:
            self.pages.addWidget(page)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName("Progress")
        self.compare = _button("Compare again", "syncCompareButton", "Read this workspace and the tenant anew (F5)")
        self.compare.setShortcut("F5")
        self.back = _button("Back", "syncBackButton", "Back to the comparison")
        self.cancel = _button("Cancel", "syncCancelButton", "Give up what is under way")
        self.resume = _button("Go on…", "syncResumeButton", "Do the rest of the push that was broken off")
        self.pull = _button("Pull…", "syncPullButton", "See what a pull would change here")
        self.push = _button("Push…", "syncPushButton", "See which requests a push would send")
        self.apply = _button("", "syncApplyButton", "Do what is shown, and nothing else")
        self.close_button = _button("Close", "syncCloseButton", "Close this window")
        for button in (self.apply, self.resume):
            button.setProperty("primary", True)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(12)
        head.addStrut(_BUTTON)  # the heading stays where it is, with and without a button beside it
        head.addWidget(self.heading)
        head.addWidget(self.host, 1)
        head.addWidget(self.compare)
        foot.setSpacing(8)
        foot.addWidget(self.back)
        foot.addWidget(self.problem, 1)
        for button in (self.cancel, self.resume, self.pull, self.push, self.apply, self.close_button):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.notes)
        column.addWidget(self.pages, 1)
        column.addWidget(self.progress)
        column.addLayout(foot)

    def offer(self, to_pull: int, to_push: int, *, enabled: bool) -> None:
        """Offer to pull and to push, with how many hooks each is about; pulling comes first."""
        first = bool(to_pull), bool(to_push) and not to_pull
        tips = ("See what a pull would change here", "See which requests a push would send")
        more = (
            ". It comes first, so that the push starts from what the tenant has.",
            ". Pull first: a push overwrites nothing that came meanwhile.",
        )
        for number, (button, text, count) in enumerate(((self.pull, "Pull", to_pull), (self.push, "Push", to_push))):
            button.setEnabled(enabled)
            button.setText(f"{text} {counted(count, 'hook')}…" if count else f"{text}…")
            button.setToolTip(tips[number] + (more[number] if to_pull and to_push else ""))
            set_style_property(button, "primary", first[number])
        self._draw()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.notes.apply_theme(theme)
        self._draw()

    def _draw(self) -> None:
        """The signs that the states in the list have, too."""
        for button, sign in ((self.pull, "arrow-down"), (self.push, "arrow-up")):
            role = "faint" if not button.isEnabled() else "on-accent" if button.property("primary") else "accent"
            button.setIcon(icon(sign, self._theme, role))


def _button(text: str, name: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    return button


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
