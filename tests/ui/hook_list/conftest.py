"""A workspace and a hook list that shows it."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from hookstudio.model.hook import Dialect
from hookstudio.model.workspace import Workspace
from hookstudio.ui.hook_list.hook_list_panel import HookListPanel
from hookstudio.ui.theme import load_theme
from tests.ui.hook_list.listed_hooks import Studio, make_hook, make_workspace


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace(
        [
            make_hook("block-disposable", description="No throw-away addresses"),
            make_hook("add-claims"),
            make_hook("weekday-only", enabled=False, dialect=Dialect.ESM),
            make_hook("notify", "post-login", dialect=Dialect.ESM),
            make_hook("count-logins", "post-login"),
            make_hook("roles", "pre-access-token"),
        ]
    )


@pytest.fixture
def studio(qtbot: QtBot, workspace: Workspace) -> Studio:
    panel = HookListPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(280, 600)
    studio = Studio(panel, workspace)
    panel.show()
    qtbot.waitExposed(panel)
    return studio
