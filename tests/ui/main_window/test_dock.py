from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from hookstudio.ui.main_window.dock import Dock


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QMainWindow]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget())
    window.resize(600, 400)
    yield window


def panel_in(window: QMainWindow) -> QWidget | None:
    return window.findChild(QWidget, "panel")


def make_panel() -> QWidget:
    panel = QWidget()
    panel.setObjectName("panel")
    return panel


def test_a_panel_is_made_when_its_dock_is_first_seen(window: QMainWindow, qtbot: QtBot) -> None:
    front = Dock("front", "Front", QWidget(), window)
    back = Dock("back", "Back", make_panel, window)
    for dock in (front, back):
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.tabifyDockWidget(front, back)
    front.raise_()
    window.show()
    qtbot.waitUntil(lambda: front.widget().isVisible())
    assert panel_in(window) is None
    back.raise_()
    qtbot.waitUntil(lambda: panel_in(window) is not None)
    panel = back.fill()
    assert panel is panel_in(window)
    qtbot.waitUntil(panel.isVisible)


def test_a_dock_in_sight_is_filled_once_the_window_stands(window: QMainWindow, qtbot: QtBot) -> None:
    dock = Dock("dock", "Dock", make_panel, window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.show()
    assert panel_in(window) is None
    qtbot.waitUntil(lambda: panel_in(window) is not None)
    assert dock.fill().isVisible()


def test_a_hidden_dock_is_filled_on_demand_and_once(window: QMainWindow) -> None:
    made: list[QWidget] = []

    def make() -> QWidget:
        made.append(make_panel())
        return made[-1]

    dock = Dock("dock", "Dock", make, window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    dock.hide()
    window.show()
    assert made == []
    assert dock.fill() is dock.fill() is made[0]
    dock.show()
    assert len(made) == 1 and made[0].isVisible()
