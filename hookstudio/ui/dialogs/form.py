"""The common shape of a dialog: a title, rows of label and field, a line for what is wrong, and the buttons."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QVBoxLayout, QWidget

from hookstudio.ui.dialogs.room import room_for

_CAPTION: Final = 190  # wide enough for the longest one


def caption(text: str, field: QWidget) -> QLabel:
    """A label for a form whose fields have explanations below them: in line with *field*, not with the whole of it."""
    label = QLabel(text)
    label.setFixedWidth(_CAPTION)
    label.setBuddy(field)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    field.ensurePolished()
    label.ensurePolished()
    label.setContentsMargins(0, max(0, (field.sizeHint().height() - label.fontMetrics().height()) // 2), 0, 0)
    return label


class FormDialog(QDialog):
    """A window-modal form. `accept_button` is the primary one; `problem` shows why it can't be pressed."""

    def __init__(self, title: str, accept_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(480)
        heading = QLabel(title)
        heading.setProperty("role", "heading")
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(12)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.setMinimumHeight(20)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.accept_button = self.buttons.addButton(accept_text, QDialogButtonBox.ButtonRole.AcceptRole)
        self.accept_button.setProperty("primary", True)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setAutoDefault(False)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(16)
        layout.addWidget(heading)
        layout.addLayout(self.form, 1)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)
        self.accept_button.setDefault(True)  # only now that it is in the dialog: before, Return would press Cancel

    def showEvent(self, event: QShowEvent) -> None:
        """On a small screen Qt would make it too low for its explanations, which then lie over each other."""
        super().showEvent(event)
        layout = self.layout()
        needed = layout.minimumHeightForWidth(self.width()) if layout is not None else 0
        if self.height() < needed:
            self.resize(self.width(), min(needed, room_for(self).height()))

    def add_row(self, label: str, field: QWidget, explanation: str = "") -> None:
        """A labelled field; *explanation* stands under it in small words."""
        caption = QLabel(label)
        caption.setBuddy(field)
        field.setAccessibleName(label.replace("&", ""))
        if not explanation:
            self.form.addRow(caption, field)
            return
        field.setAccessibleDescription(explanation)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        note = QLabel(explanation)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        column.addWidget(field)
        column.addWidget(note)
        self.form.addRow(caption, box)
