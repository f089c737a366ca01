"""The middle of the window: notices, and below them the open hooks or the page that stands there while none is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from hookstudio.ui.commands import native
from hookstudio.ui.notices import NoticeArea, Notices
from hookstudio.ui.theme import Theme

if TYPE_CHECKING:
    from hookstudio.ui.main_window.start_page import StartPage
    from hookstudio.ui.widgets.empty_state import EmptyState


class Centre(QWidget):
    """Shows *tabs*, the start page or a word that nothing is open; the last two are made when they are first shown."""

    recent_requested = Signal(object)  # Path of a workspace

    def __init__(self, tabs: QWidget, notices: Notices, actions: Mapping[str, QAction], theme: Theme) -> None:
        super().__init__()
        self._tabs, self._actions, self._theme = tabs, actions, theme
        self._recent: Sequence[Path] = ()
        self._start: StartPage | None = None
        self._nothing_open: EmptyState | None = None
        self.notice_area = NoticeArea(notices, theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notice_area)
        column.addWidget(self._pages, 1)

    @property
    def start_page(self) -> StartPage:
        if self._start is None:
            from hookstudio.ui.main_window.start_page import StartPage

            page = self._start = StartPage(self._actions)
            page.recent_requested.connect(self.recent_requested)
            page.show_recent(self._recent)
            page.apply_theme(self._theme)
            self._pages.addWidget(page)
        return self._start

    @property
    def nothing_open(self) -> EmptyState:
        if self._nothing_open is None:
            from hookstudio.ui.widgets.empty_state import EmptyState

            way = f"Choose one in the list, go to one with {native('Ctrl+P')}, or make a new one with {native('Ctrl+N')}."
            page = self._nothing_open = EmptyState("No hook is open", way)
            page.apply_theme(self._theme)
            self._pages.addWidget(page)
        return self._nothing_open

    def show_tabs(self) -> None:
        self._pages.setCurrentWidget(self._tabs)

    def show_start_page(self) -> None:
        self._pages.setCurrentWidget(self.start_page)

    def show_nothing_open(self) -> None:
        self._pages.setCurrentWidget(self.nothing_open)

    def show_recent(self, recent: Sequence[Path]) -> None:
        """The workspaces that the start page offers."""
        self._recent = recent
        if self._start is not None:
            self._start.show_recent(recent)

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.notice_area, self._start, self._nothing_open):
            if part is not None:
                part.apply_theme(theme)
