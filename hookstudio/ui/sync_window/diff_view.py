"""The texts of one hook side by side."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from hookstudio.model.sync import HookStatus
from hookstudio.studio.sync_diff import ThreeRow
from hookstudio.ui.dialogs.compare_panes import ComparePanes
from hookstudio.ui.dialogs.import_words import Shown
from hookstudio.ui.jobs import Job
from hookstudio.ui.sync_window.three_panes import ThreePanes
from hookstudio.ui.sync_window.views import AGREED, HERE, THERE, Text, View, texts_of, views_of
from hookstudio.ui.sync_window.words import FIELDS
from hookstudio.ui.theme import Theme

_ROOMY: Final = 760
_TINTS: Final = {"~": "warning-soft", "+": "ok-soft", "-": "error-soft"}


class DiffView(QWidget):
    """Tabs for the texts (where more than the code differs) and for the ways to look at one, and two panes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("syncDiff")
        self._asked = 0
        self._hook: HookStatus | None = None
        self._texts: tuple[Text, ...] = ()
        self._views: tuple[View, ...] = ()
        self.texts, self.views = QTabBar(), QTabBar()
        for bar, name, slot in ((self.texts, "Text that is shown", self._show_views), (self.views, "What is compared", self._show_view)):
            bar.setAccessibleName(name)
            bar.setExpanding(False)
            bar.setDrawBase(False)
            bar.setUsesScrollButtons(True)
            bar.currentChanged.connect(slot)
        self.panes = ComparePanes((HERE, THERE), _TINTS, theme)
        self.three = ThreePanes((HERE, AGREED, THERE), theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.panes)
        self._stack.addWidget(self.three)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._bars = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._bars.setSpacing(0)
        for bar in (self.texts, self.views):
            self._bars.addWidget(bar, 0, Qt.AlignmentFlag.AlignLeft)
        self._bars.addStretch(1)
        column.addLayout(self._bars)
        column.addWidget(self._stack, 1)

    def show_hook(self, hook: HookStatus | None) -> None:
        """Show the code of *hook*, or what else of it differs."""
        self._hook = hook
        self._texts = texts_of(hook) if hook is not None else ()
        _fill(self.texts, [FIELDS[text] for text in self._texts])
        self.texts.setVisible(len(self._texts) > 1)
        self._show_views()

    def show_text(self, text: Text) -> None:
        """Bring that text to the front, if it can be looked at."""
        if text in self._texts:
            self.texts.setCurrentIndex(self._texts.index(text))

    def show_merged(self) -> None:
        """Show what a merge would give."""
        for number, view in enumerate(self._views):
            if view.title == "Merged":
                self.views.setCurrentIndex(number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Both rows of tabs stand in one line where there is room for that, which leaves more to the code."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._bars.setDirection(ways.LeftToRight if self.width() >= _ROOMY else ways.TopToBottom)
        self._bars.setSpacing(24 if self.width() >= _ROOMY else 0)

    def apply_theme(self, theme: Theme) -> None:
        self.panes.apply_theme(theme)
        self.three.apply_theme(theme)

    def _show_views(self) -> None:
        text = self._texts[max(0, self.texts.currentIndex())] if self._texts else "content"
        self._views = views_of(self._hook, text) if self._hook is not None else ()
        _fill(self.views, [view.title for view in self._views])
        self.views.setVisible(len(self._views) > 1)
        self._show_view()

    def _show_view(self) -> None:
        """Work out what differs on a thread: that takes its time, and a text may be of any size."""
        self._asked += 1
        asked, number = self._asked, self.views.currentIndex()
        if not 0 <= number < len(self._views):
            self._stack.setCurrentWidget(self.panes)
            self.panes.show_text("")
            return
        view = self._views[number]
        job = Job(lambda _progress: view.work_out(), self)
        job.succeeded.connect(lambda shown: self._take(asked, view, shown))
        job.failed.connect(lambda error: self.panes.show_text(error.message))
        job.start()

    def _take(self, asked: int, view: View, shown: Shown | tuple[ThreeRow, ...]) -> None:
        if asked != self._asked:
            return  # another hook or view was chosen meanwhile
        if isinstance(shown, tuple):
            self.three.show_rows(shown)
            self._stack.setCurrentWidget(self.three)
            return
        self._stack.setCurrentWidget(self.panes)
        titles = (view.left, view.right if view.new is not None else view.left)  # the right pane shows what is alone, too
        for caption, pane, title in zip(self.panes.captions, (self.panes.left, self.panes.right), titles, strict=True):
            caption.setText(title)
            pane.setAccessibleName(title)
        if shown.rows:
            self.panes.show_rows(shown.rows)
            return
        self.panes.show_text(shown.text)


def _fill(bar: QTabBar, titles: list[str]) -> None:
    bar.blockSignals(True)
    while bar.count():
        bar.removeTab(0)
    for title in titles:
        bar.addTab(title)
    bar.blockSignals(False)
