"""Shows two versions of a hook's code, mine and the file's, and asks which to keep."""

from __future__ import annotations

from itertools import zip_longest

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from hookstudio.ui.dialogs.compare_panes import ComparePanes, side_by_side
from hookstudio.ui.dialogs.room import resize_within
from hookstudio.ui.jobs import Job
from hookstudio.ui.theme import Theme

_TINTS = {"~": "warning-soft", "+": "ok-soft", "-": "error-soft"}


class CompareDialog(QDialog):
    """Emits `keep_mine` or `take_theirs`; closing it leaves the question open."""

    keep_mine = Signal()
    take_theirs = Signal()

    def __init__(self, name: str, mine: str, theirs: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareDialog")
        self.setWindowTitle(f"Two versions of {name}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        resize_within(self, 960, 600)
        panes = self._panes = ComparePanes(("Yours, in the editor", "The file, changed outside"), _TINTS, theme)
        self.left, self.right = panes.left, panes.right
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.keep_mine_button = buttons.addButton("Keep mine", QDialogButtonBox.ButtonRole.AcceptRole)
        self.take_theirs_button = buttons.addButton("Take theirs", QDialogButtonBox.ButtonRole.AcceptRole)
        for button, answer in ((self.keep_mine_button, self.keep_mine), (self.take_theirs_button, self.take_theirs)):
            button.clicked.connect(answer)
            button.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(panes, 1)
        layout.addWidget(buttons)
        panes.show_rows([("", *lines) for lines in zip_longest(mine.splitlines(), theirs.splitlines(), fillvalue="")])
        job = Job(lambda _progress: list(side_by_side(mine, theirs)), self)  # seconds, for long codes that differ in every other line
        job.succeeded.connect(panes.show_rows)
        job.start()

    def apply_theme(self, theme: Theme) -> None:
        self._panes.apply_theme(theme)
