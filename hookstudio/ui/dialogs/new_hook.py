"""Asks what a new hook shall be."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect, valid_name
from hookstudio.model.hook_type import HOOK_TYPES, find_type
from hookstudio.studio.templates import Template, templates_for
from hookstudio.ui.dialogs.form import FormDialog
from hookstudio.ui.dialogs.room import resize_within
from hookstudio.ui.fonts import code_font

DIALECTS = ((Dialect.CLASSIC, "Classic: a script with a function handle"), (Dialect.ESM, "ES module: exports handle"))


@dataclass(frozen=True, slots=True)
class NewHook:
    """What the user chose; `dialect` None is the one of the code."""

    name: str
    type: str
    description: str
    dialect: Dialect | None
    code: str


class NewHookDialog(FormDialog):
    """Emits `chosen` with a NewHook; the button to save is enabled once the required fields are filled."""

    chosen = Signal(object)

    def __init__(self, type_name: str = "", parent: QWidget | None = None, *, code: str | None = None) -> None:
        """*code*: what the hook is to hold, in place of a template."""
        super().__init__("New hook", "Save hook", parent)
        self.setObjectName("newHookDialog")
        self.name = QLineEdit()
        self.name.setObjectName("newHookName")
        self.name.setPlaceholderText("add-country-claim")
        self.type = QComboBox()
        self.type.setObjectName("newHookType")
        self.type.addItem("Choose when it runs", "")
        for hook_type in HOOK_TYPES:
            self.type.addItem(hook_type.name, hook_type.name)
        self.type_note = QLabel()
        self.type_note.setProperty("role", "muted")
        self.type_note.setWordWrap(True)
        self.description = QLineEdit()
        self.description.setObjectName("newHookDescription")
        self.description.setPlaceholderText("What it is for, in a sentence (optional)")
        self.dialect = QComboBox()
        self.dialect.setObjectName("newHookDialect")
        for dialect, title in DIALECTS:
            self.dialect.addItem(title, dialect.value)
        self.template = QComboBox()
        self.template.setObjectName("newHookTemplate")
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setProperty("field", True)
        self.preview.setFont(code_font())
        self.preview.setMinimumHeight(72)
        self.preview.setTabChangesFocus(True)
        self.add_row("&Name", self.name)
        self.add_row("&Type", self.type)
        self.form.addRow("", self.type_note)
        self.add_row("D&escription", self.description)
        self.add_row("Dia&lect", self.dialect)
        self.add_row("Start &from", self.template)
        self.add_row("Code", self.preview)
        resize_within(self, 620, 600)
        self._templates: tuple[Template, ...] = ()
        self._code = code
        if code is not None:
            self.form.setRowVisible(self.template, False)
            self.form.setRowVisible(self.dialect, False)
            self.preview.setPlainText(code)
        self.name.textChanged.connect(self._check)
        self.type.currentIndexChanged.connect(self._offer_templates)
        self.dialect.currentIndexChanged.connect(self._offer_templates)
        self.template.currentIndexChanged.connect(self._show_template)
        self.accepted.connect(self._choose)
        if type_name:
            self.type.setCurrentIndex(self.type.findData(type_name))
        self._offer_templates()
        self.name.setFocus()

    def value(self) -> NewHook:
        """The choice as it stands. Raises StudioError for what is missing."""
        name, type_name = valid_name(self.name.text()), str(self.type.currentData())
        if not type_name:
            raise StudioError("Choose the type of the hook.")
        dialect = Dialect(self.dialect.currentData()) if self._code is None else None
        code = self.preview.toPlainText() if self._code is None else self._code
        return NewHook(name, type_name, self.description.text().strip(), dialect, code)

    def _offer_templates(self) -> None:
        type_name = str(self.type.currentData())
        found = find_type(type_name)
        self.type_note.setText(f"{found.summary}." if found else "")
        self.form.setRowVisible(self.type_note, found is not None)
        if self._code is not None:
            self._check()
            return
        kept = self.template.currentData()
        self._templates = templates_for(type_name or HOOK_TYPES[0].name, Dialect(self.dialect.currentData()))
        self.template.blockSignals(True)
        self.template.clear()
        for template in self._templates:
            self.template.addItem(template.title, template.id)
        self.template.setCurrentIndex(max(0, self.template.findData(kept)))
        self.template.blockSignals(False)
        self._show_template()
        self._check()

    def _show_template(self) -> None:
        index = self.template.currentIndex()
        if 0 <= index < len(self._templates):
            chosen = self._templates[index]
            self.preview.setPlainText(chosen.code)
            self.template.setToolTip(chosen.description)

    def _check(self) -> None:
        """Enable the button when all is there; say what is wrong only about what has been typed."""
        try:
            self.value()
        except StudioError as error:
            self.problem.setText(error.message if self.name.text() and self.type.currentData() else "")
            self.accept_button.setEnabled(False)
        else:
            self.problem.clear()
            self.accept_button.setEnabled(True)

    def _choose(self) -> None:
        self.chosen.emit(self.value())
