"""Drives a window as its user would: finds what is named, clicks, types, and waits for what shows."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QPushButton, QTreeView, QWidget

PATIENCE_S = 20.0


def wait_until(condition: Callable[[], object], what: str = "what was waited for") -> None:
    """Let the window live until *condition* holds. Fails the test, saying *what* did not happen, if it never does."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_S:.0f} s"
        QCoreApplication.processEvents()
        time.sleep(0.002)


def order_shown(tree: QTreeView) -> dict[str, list[str]]:
    """The hooks' names in the tree, by type, as they stand there; types without hooks are left out."""
    model = tree.model()
    types = [model.index(row, 0) for row in range(model.rowCount())]
    shown = {str(kind.data()): [str(model.index(row, 0, kind).data()) for row in range(model.rowCount(kind))] for kind in types}
    return {kind: names for kind, names in shown.items() if names}


def row_of(tree: QTreeView, type_name: str, name: str) -> QModelIndex:
    """The index of a hook in the tree. Fails the test if it is not there."""
    model = tree.model()
    for row in range(model.rowCount()):
        kind = model.index(row, 0)
        if kind.data() == type_name:
            for child in range(model.rowCount(kind)):
                if model.index(child, 0, kind).data() == name:
                    return model.index(child, 0, kind)
    raise AssertionError(f"{type_name}/{name} is not among {order_shown(tree)}")


class StudioDriver:
    """One window of the program in this process."""

    def __init__(self, window: Any) -> None:
        self.window = window

    def find(self, name: str) -> Any:
        """The one shown widget of that objectName. Fails the test if there is none."""
        found = [widget for widget in self.window.findChildren(QWidget, name) if widget.isVisible()]
        assert len(found) == 1, f"{len(found)} widgets are called {name}"
        return found[0]

    def _part(self, name: str) -> Any:
        """The widget of that objectName, shown or not."""
        return self.window.findChildren(QWidget, name)[0]

    def has(self, name: str) -> bool:
        return any(widget.isVisible() for widget in self.window.findChildren(QWidget, name))

    @property
    def tree(self) -> QTreeView:
        tree = self.find("hookTree")
        assert isinstance(tree, QTreeView)
        return tree

    @property
    def order(self) -> dict[str, list[str]]:
        return order_shown(self.tree)

    @property
    def tabs(self) -> list[str]:
        tabs = self.find("editorTabs")
        return [tabs.tabText(index) for index in range(tabs.count())]

    @property
    def text(self) -> str:
        return str(self.find("codeEditor").text())

    @property
    def console(self) -> str:
        return str(self.find("consoleView").toPlainText())

    @property
    def result(self) -> Any:
        """The resulting context that is shown, or None."""
        return json.loads(self._part("resultView").toJson() or "null")

    @property
    def changes(self) -> list[str]:
        """The rows of what changed, their cells joined by spaces."""
        model = self._part("changesView").model()
        columns = range(model.columnCount())
        return [" ".join(str(model.index(row, column).data()) for column in columns) for row in range(model.rowCount())]

    @property
    def notices(self) -> list[str]:
        return [str(text) for text in self._part("noticeArea").messages()]

    def choose(self, label: str) -> None:
        """Press the shown button with that text, wherever it is in the window or in a dialog above it."""
        named = [button for button in self.window.findChildren(QPushButton) if button.text().replace("&", "") == label]
        buttons = [button for button in named if button.isVisible()]
        assert len(buttons) == 1, f"{len(buttons)} buttons say {label!r}"
        QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)

    def point_at(self, type_name: str, name: str) -> QPoint:
        """The middle of a hook's row, in the tree's viewport."""
        tree = self.tree
        index = row_of(tree, type_name, name)
        tree.scrollTo(index)
        return tree.visualRect(index).center()

    def open(self, type_name: str, name: str) -> None:
        """Open a hook by a click, and wait until its code can be edited."""
        QTest.mouseClick(self.tree.viewport(), Qt.MouseButton.LeftButton, pos=self.point_at(type_name, name))
        wait_until(lambda: self.has("codeEditor") and any(name in tab for tab in self.tabs), f"opening {name}")

    @property
    def typing_area(self) -> QWidget:
        """What takes the keys in the current editor."""
        editor = self.find("codeEditor")
        area = editor.focusProxy() or editor.findChild(QAbstractScrollArea)
        assert isinstance(area, QWidget)
        return area

    def take_keyboard(self) -> None:
        """Give the keyboard to the current editor."""
        self.window.activateWindow()
        self.typing_area.setFocus()
        wait_until(lambda: self.window.isActiveWindow() and self.typing_area.hasFocus(), "the editor having the keyboard")

    def type(self, text: str) -> None:
        QTest.keyClicks(self.typing_area, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key for whatever has the focus, as shortcuts need it."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def click(self, name: str) -> None:
        button = self.find(name)
        assert button.isEnabled(), f"{name} can't be pressed"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def run(self) -> None:
        """Press Run and wait for the end."""
        self.click("runButton")
        wait_until(lambda: self.has("runButton") and self.find("runButton").isEnabled(), "the end of the run")
