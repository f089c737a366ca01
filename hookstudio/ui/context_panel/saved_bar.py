"""Which test context is shown: the generated one or a saved one, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.theme import Theme

GENERATED: Final = "Generated"


class SavedBar(QWidget):
    """Asks for everything by signals; a name is asked for in a row of its own that opens below."""

    load_requested = Signal(str)  # the name of a saved context, '' for the generated one
    save_requested = Signal(str)  # name
    rename_requested = Signal(str, str)  # old name, new name
    duplicate_requested = Signal(str)
    delete_requested = Signal(str)
    list_requested = Signal()  # the list is about to be looked at

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: Sequence[str] = ()
        self._current = ""
        self._renaming = ""
        self.choice = _Choice()
        self.choice.setObjectName("contextChoice")
        self.choice.setAccessibleName("Test context that is shown")
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice.opening.connect(self.list_requested)
        self.choice.activated.connect(lambda row: self.load_requested.emit(self._names[row - 1] if row > 0 else ""))
        self.save = self._button("Save under a name…", self.ask_name)
        self.save.setObjectName("saveContextButton")
        self.more = self._button("More", lambda: None)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.more)
        menu.addAction("Save as…", self.ask_name)
        self.update_saved = menu.addAction("Save", lambda: self.save_requested.emit(self._current))
        menu.addSeparator()
        self._needs_saved = [
            self.update_saved,
            menu.addAction("Rename…", self._ask_new_name),
            menu.addAction("Duplicate", lambda: self.duplicate_requested.emit(self._current)),
            menu.addAction("Delete", lambda: self.delete_requested.emit(self._current)),
        ]
        menu.addSeparator()
        menu.addAction("Back to the generated context", lambda: self.load_requested.emit(""))
        self.more.setMenu(menu)
        self.name = QLineEdit()
        self.name.setObjectName("contextName")
        self.name.setAccessibleName("Name of the test context")
        self.name.setPlaceholderText("Name, such as “new user”")
        self.name.returnPressed.connect(self._confirm)
        self.name.installEventFilter(self)
        self.confirm = QPushButton("Save")
        self.confirm.setProperty("primary", True)
        self.confirm.setEnabled(False)
        self.confirm.clicked.connect(self._confirm)
        self.name.textChanged.connect(lambda text: self.confirm.setEnabled(bool(text.strip())))
        self.cancel = QPushButton("Cancel")
        self.cancel.clicked.connect(self._close)
        self.asking = QWidget()
        row = QHBoxLayout(self.asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.name, 1)
        row.addWidget(self.confirm)
        row.addWidget(self.cancel)
        self.asking.hide()
        above = QHBoxLayout()
        above.setSpacing(4)
        above.addWidget(self.choice, 1)
        above.addWidget(self.save)
        above.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(above)
        column.addWidget(self.asking)
        self.apply_theme(theme)
        self.show_names((), "", edited=False)

    def apply_theme(self, theme: Theme) -> None:
        self.save.setIcon(icon("save", theme))
        self.more.setIcon(icon("more", theme))

    def show_names(self, names: Sequence[str], current: str, *, edited: bool) -> None:
        """The saved names; *current* is the one shown ('' the generated one), *edited* whether it was changed since."""
        if (names, current, edited) == (self._names, self._current, self.choice.edited) and self.choice.count():
            return
        self._names, self._current = tuple(names), current
        self.choice.edited = edited
        self.choice.clear()
        self.choice.addItems([GENERATED, *names])
        shown = f"“{current}”, edited" if current else "Edited by hand"
        self.choice.setPlaceholderText(shown if edited else current)
        row = 0 if not current else names.index(current) + 1 if current in names else -1
        self.choice.setCurrentIndex(-1 if edited else row)
        for action in self._needs_saved:
            action.setEnabled(current in names)
        self.update_saved.setEnabled(edited and current in names)

    def in_tab_order(self) -> tuple[QWidget, ...]:
        """What the Tab key goes through."""
        return self.choice, self.save, self.more, self.name, self.confirm, self.cancel

    def ask_name(self) -> None:
        """Open the row that asks for a name."""
        self._open("", self._current, "Save")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            watched is self.name
            and event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self._close()
            return True
        return super().eventFilter(watched, event)

    def _ask_new_name(self) -> None:
        self._open(self._current, self._current, "Rename")

    def _open(self, renaming: str, name: str, verb: str) -> None:
        self._renaming = renaming
        self.confirm.setText(verb)
        self.name.setText(name)
        self.name.selectAll()
        self.asking.show()
        self.name.setFocus()

    def _confirm(self) -> None:
        name = self.name.text().strip()
        if not name:
            return
        renaming = self._renaming
        self._close()
        if renaming:
            self.rename_requested.emit(renaming, name)
        else:
            self.save_requested.emit(name)

    def _close(self) -> None:
        self.asking.hide()
        self.choice.setFocus()

    def _button(self, text: str, slot: object) -> QToolButton:
        button = QToolButton()
        button.setAutoRaise(True)
        button.setIconSize(QSize(16, 16))
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(slot)
        return button


class _Choice(QComboBox):
    """Tells before its list opens; `edited` is what was last shown beside the names."""

    opening = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.edited = False

    def showPopup(self) -> None:
        self.opening.emit()
        super().showPopup()
