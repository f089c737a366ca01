"""The row of tabs above the code."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QTabBar, QWidget

WIDEST: Final = 240  # px; a longer name ends in an ellipsis


class TabBar(QTabBar):
    """Every tab has the width of its own name: many tabs are scrolled, not squeezed, and a long name costs the others no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Open hooks")
        self.setExpanding(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def tabSizeHint(self, index: int) -> QSize:
        return super().tabSizeHint(index).boundedTo(QSize(WIDEST, 1_000))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)
