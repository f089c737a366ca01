"""The remarks on the test context below its editor: what each says, a click leads to its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from hookstudio.ui.context_panel.examination import REMARKS_LIMIT, Remark
from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme

ROWS_SHOWN: Final = 5
ROW: Final = 24


class RemarkList(QWidget):
    """Hidden while there is nothing to say."""

    chosen = Signal(object)  # Remark

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._remarks: Sequence[Remark] = ()
        self.heading = QLabel()
        self.heading.setProperty("role", "small")
        self.heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("contextProblems")
        self.list.setAccessibleName("Problems of the test context")
        self.list.setProperty("dense", True)
        self.list.setProperty("ground", "background")
        self.list.setStyleSheet("QListView::item { padding: 0 }")
        self.list.setIconSize(QSize(14, 14))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.list)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.show_remarks(self._remarks)

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        self._remarks = remarks
        self.list.clear()
        for remark in remarks:
            level = "error" if remark.mistake else "warning"
            item = QListWidgetItem(icon(level, self._theme, level), remark.text)
            item.setToolTip(remark.text.replace("<", "‹"))
            item.setSizeHint(QSize(0, ROW))
            self.list.addItem(item)
        self.heading.setText(_heading(remarks))
        self.list.setFixedHeight(ROW * min(len(remarks), ROWS_SHOWN) + 2)
        self.setVisible(bool(remarks))

    def texts(self) -> list[str]:
        return [remark.text for remark in self._remarks]

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._remarks[self.list.row(item)])


def _heading(remarks: Sequence[Remark]) -> str:
    if any(remark.mistake for remark in remarks):
        return "Not valid JSON: the hook can't run on this."
    count = f"{len(remarks)}{'+' if len(remarks) == REMARKS_LIMIT else ''} remark{'s' if len(remarks) != 1 else ''}"
    return f"{count}: the hook runs all the same, real tenants may differ."
