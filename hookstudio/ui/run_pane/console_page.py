"""The page of the console: a row with filters and commands, the line about dropped messages, the console."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from hookstudio.ui.icons import icon
from hookstudio.ui.run_pane.console_log import Filter
from hookstudio.ui.run_pane.console_view import ConsoleView
from hookstudio.ui.run_pane.tool_row import ToolRow
from hookstudio.ui.theme import Theme

GROUPS: Final = {"error": "Errors", "warn": "Warnings", "info": "Info", "log": "Log", "debug": "Debug and trace"}
TYPING_MS: Final = 120


class ConsolePage(QWidget):
    save_requested = Signal(str)  # the console's text, nothing cut

    def __init__(self, theme: Theme, limit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = ConsoleView(theme, limit)
        self.field = QLineEdit()
        self.field.setObjectName("consoleFilter")
        self.field.setPlaceholderText("Filter")
        self.field.setAccessibleName("Filter the console by text")
        self.field.setClearButtonEnabled(True)
        self.field.setFixedWidth(200)
        self.levels = QToolButton()
        self.levels.setObjectName("consoleLevels")
        self.levels.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.levels.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.levels.setIconSize(QSize(14, 14))
        self.level_actions: dict[str, QAction] = {}
        menu = QMenu(self.levels)
        for level, text in GROUPS.items():
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(True)
            action.toggled.connect(self._filter)
            self.level_actions[level] = action
        menu.addSeparator()
        menu.addAction("All levels", lambda: self._set_levels(frozenset(GROUPS)))
        menu.addAction("Errors and warnings only", lambda: self._set_levels(frozenset({"error", "warn"})))
        self.levels.setMenu(menu)
        self.dropped = QLabel()
        self.dropped.setObjectName("consoleDropped")
        self.dropped.setProperty("role", "small")
        self.dropped.setContentsMargins(12, 2, 12, 4)
        self.dropped.hide()
        self.tools = ToolRow(theme)
        self.tools.add_widget(self.field)
        self.tools.add_widget(self.levels)
        self.tools.add_stretch()
        self.wrap = self.tools.add_button("wrap", "Wrap long lines", lambda: None)
        self.wrap.setCheckable(True)
        self.wrap.toggled.connect(self.view.set_wrap)
        self.wrap.setChecked(True)
        self.tools.add_button("copy", "Copy everything shown", self.copy_all)
        self.tools.add_button("save", "Save the console to a file", lambda: self.save_requested.emit(self.view.whole_text()))
        self.tools.add_button("clear", "Clear the console", self.view.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tools)
        column.addWidget(self.dropped)
        column.addWidget(self.view, 1)
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._typing.timeout.connect(self._filter)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.view.count_changed.connect(self._tell_dropped)
        self.levels.setIcon(icon("filter", theme))
        self._name_levels()

    def apply_theme(self, theme: Theme) -> None:
        self.view.apply_theme(theme)
        self.tools.apply_theme(theme)
        self.levels.setIcon(icon("filter", theme))

    def copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.view.whole_text())

    def _set_levels(self, shown: frozenset[str]) -> None:
        for level, action in self.level_actions.items():
            action.setChecked(level in shown)

    def _filter(self) -> None:
        self._typing.stop()
        hidden = frozenset(level for level, action in self.level_actions.items() if not action.isChecked())
        self._name_levels()
        self.view.set_filter(Filter(hidden, self.field.text()))

    def _name_levels(self) -> None:
        shown = [GROUPS[level] for level, action in self.level_actions.items() if action.isChecked()]
        text = "All levels" if len(shown) == len(GROUPS) else ", ".join(shown) if len(shown) < 3 else f"{len(shown)} levels"
        self.levels.setText(text or "No level")
        self.levels.setAccessibleName(f"Levels shown: {text or 'none'}")

    def focus_filter(self) -> None:
        """Put the caret into the filter field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def set_wrap(self, wrap: bool) -> None:
        self.wrap.setChecked(wrap)

    def _tell_dropped(self) -> None:
        note = self.view.dropped_note()
        if note != self.dropped.text():
            self.dropped.setText(note)
            self.dropped.setVisible(bool(note))
