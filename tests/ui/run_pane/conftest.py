"""A run pane on the screen, and a console by itself."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hookstudio.ui.run_pane.console_view import ConsoleView
from hookstudio.ui.run_pane.run_pane import RunPane
from hookstudio.ui.theme import load_theme


@pytest.fixture
def pane(qtbot: QtBot) -> RunPane:
    pane = RunPane(load_theme("light"))
    qtbot.addWidget(pane)
    pane.resize(776, 262)
    pane.show()
    qtbot.waitExposed(pane)
    return pane


@pytest.fixture
def console(qtbot: QtBot) -> ConsoleView:
    view = ConsoleView(load_theme("light"), limit=100)
    qtbot.addWidget(view)
    view.resize(776, 200)
    view.show()
    qtbot.waitExposed(view)
    return view
