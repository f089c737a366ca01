"""Asks for what a hook is besides its code: name, description, dialect and Node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect, Hook, valid_name
from hookstudio.model.node import NodeChoice
from hookstudio.ui.dialogs.form import FormDialog
from hookstudio.ui.dialogs.new_hook import DIALECTS
from hookstudio.ui.dialogs.node_choices import default_text, fill_choices


@dataclass(frozen=True, slots=True)
class Properties:
    """What the user chose; `node` None is the workspace's."""

    name: str
    description: str
    dialect: Dialect
    node: int | None


class PropertiesDialog(FormDialog):
    """Emits `chosen` with Properties."""

    chosen = Signal(object)

    def __init__(self, hook: Hook, choices: Sequence[NodeChoice], default_major: int, parent: QWidget | None = None) -> None:
        super().__init__(f"Properties of {hook.name}", "Save", parent)
        self.setObjectName("propertiesDialog")
        self.name = QLineEdit(hook.name)
        self.description = QLineEdit(hook.description)
        self.dialect = QComboBox()
        for dialect, title in DIALECTS:
            self.dialect.addItem(title, dialect.value)
        self.dialect.setCurrentIndex(self.dialect.findData(hook.dialect.value))
        self.node = QComboBox()
        fill_choices(self.node, default_text(default_major), choices, hook.node)
        place = QLabel(f"hooks/{hook.key}/{hook.dialect.file_name}")
        place.setProperty("role", "muted")
        self.add_row("&Name", self.name)
        self.add_row("D&escription", self.description)
        self.add_row("Dia&lect", self.dialect, "Detected from the code when it is saved, until it is chosen here.")
        self.add_row("N&ode", self.node, "The Node that runs this hook on this desk.")
        self.form.addRow("File", place)
        self.name.textChanged.connect(self._check)
        self.accepted.connect(lambda: self.chosen.emit(self.value()))
        self.name.selectAll()
        self.name.setFocus()

    def value(self) -> Properties:
        """The choice as it stands. Raises StudioError for a name that can't be."""
        node = self.node.currentData()
        dialect = Dialect(self.dialect.currentData())
        return Properties(valid_name(self.name.text()), self.description.text().strip(), dialect, None if node is None else int(node))

    def _check(self) -> None:
        try:
            valid_name(self.name.text())
        except StudioError as error:
            self.problem.setText(error.message)
            self.accept_button.setEnabled(False)
        else:
            self.problem.clear()
            self.accept_button.setEnabled(True)
