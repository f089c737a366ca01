"""The settings page, made from the declarations: one row for each, applied at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QVBoxLayout, QWidget

from hookstudio.model.errors import StudioError
from hookstudio.storage.settings import SETTINGS, Setting, Settings
from hookstudio.ui.dialogs.form import caption
from hookstudio.ui.dialogs.pages import Page
from hookstudio.ui.dialogs.room import resize_within
from hookstudio.ui.theme import Theme
from hookstudio.ui.widgets.number_field import padded
from hookstudio.ui.widgets.switch import Switch


class SettingsPage(Page):
    """Every change is kept at once; closing the page is all there is to do. `failed` carries the StudioError of one that can't be."""

    failed = Signal(object)

    def __init__(
        self,
        settings: Settings,
        theme: Theme,
        nodes: QWidget | None = None,
        parent: QWidget | None = None,
        *,
        modules: QWidget | None = None,
    ) -> None:
        """*nodes* is the panel of the Node runtimes, shown as a group of its own; *modules* follows the settings of modules."""
        self._settings, self._switches, self._lines = settings, list[Switch](), list[Callable[[], None]]()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(8)
        for group in dict.fromkeys(setting.group for setting in SETTINGS):
            column.addWidget(_heading(group))
            form = QFormLayout()
            form.setHorizontalSpacing(24)
            form.setVerticalSpacing(12)
            form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            for setting in SETTINGS:
                if setting.group == group:
                    form.addRow(*self._row(setting, theme))
            column.addLayout(form)
            if modules is not None and group == "Modules":
                column.addSpacing(4)
                column.addWidget(modules)
            column.addSpacing(16)
        if nodes is not None:
            column.addWidget(_heading("Node runtimes"))
            column.addWidget(nodes)
        column.addStretch(1)
        super().__init__("Settings", body, parent)
        for button in self.findChildren(QPushButton):  # Return ends the typing of an address, and is not the way out as well
            button.setAutoDefault(False)
        self.setObjectName("settingsPage")
        resize_within(self, 680, 720)

    def apply_theme(self, theme: Theme) -> None:
        for switch in self._switches:
            switch.apply_theme(theme)

    def hideEvent(self, event: QHideEvent) -> None:
        """A text that is being typed when the page is closed counts, too."""
        for keep in self._lines:
            keep()
        super().hideEvent(event)

    def _keep(self, key: str, value: bool | int | float | str) -> None:
        try:
            self._settings.set(key, value)
        except StudioError as error:
            self.failed.emit(error)

    def _row(self, setting: Setting, theme: Theme) -> tuple[QLabel, QWidget]:
        field = self._field(setting, theme)
        field.setObjectName(setting.key)
        field.setAccessibleName(setting.title)
        field.setAccessibleDescription(setting.description)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        note = QLabel(setting.description)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        column.addWidget(field)
        column.addWidget(note)
        if isinstance(field, QSpinBox | QDoubleSpinBox | QComboBox):
            field.setMaximumWidth(200)
        return caption(setting.title, field), box

    def _field(self, setting: Setting, theme: Theme) -> QWidget:
        key, value = setting.key, self._settings.get(setting.key)
        if setting.choices:
            combo = QComboBox()
            for choice in setting.choices:
                combo.addItem(str(choice).capitalize(), choice)
            combo.setCurrentIndex(combo.findData(value))
            combo.currentIndexChanged.connect(lambda _index: self._keep(key, combo.currentData()))
            return combo
        if setting.kind is bool:
            switch = Switch(setting.title)
            switch.apply_theme(theme)
            self._switches.append(switch)
            switch.setChecked(bool(value))
            switch.toggled.connect(lambda checked: self._keep(key, checked))
            return switch
        if setting.kind is str:
            return self._line(key, str(value))
        if setting.kind is float:
            seconds = QDoubleSpinBox()
            seconds.setRange(setting.minimum, setting.maximum)
            seconds.setDecimals(1)
            seconds.setValue(float(value))
            seconds.valueChanged.connect(lambda number: self._keep(key, number))
            return padded(seconds)
        count = QSpinBox()
        count.setRange(int(setting.minimum), int(setting.maximum))
        count.setValue(int(value))
        count.valueChanged.connect(lambda number: self._keep(key, number))
        return padded(count)

    def _line(self, key: str, text: str) -> QLineEdit:
        """A text that is kept once it is finished; one that does not fit is told and gives way to the one before."""
        line = QLineEdit(text)
        line.setPlaceholderText("As npm is configured")

        def keep() -> None:
            typed = line.text().strip()
            if typed != self._settings.get(key):
                self._keep(key, typed)
            line.setText(str(self._settings.get(key)))

        line.editingFinished.connect(keep)
        self._lines.append(keep)
        return line


def _heading(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "strong")
    return label
