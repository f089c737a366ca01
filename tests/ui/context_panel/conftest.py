"""A context panel on the screen, above a workspace with hooks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from hookstudio.ui.context_panel.context_panel import ContextPanel
from hookstudio.ui.notices import Notice, Notices
from hookstudio.ui.theme import load_theme


@pytest.fixture
def session(tmp_path: Path) -> Session:
    session = Session.create(tmp_path / "workspace", "acme", app_folders())
    session.create_hook("first", "pre-login", code="function handle(data, callback) { callback(null, data) }")
    session.create_hook("second", "post-login", code="export async function handle(data) { return data }")
    return session


@pytest.fixture
def told() -> list[Notice]:
    """The notices that were posted."""
    return []


@pytest.fixture
def panel(qtbot: QtBot, session: Session, told: list[Notice]) -> Iterator[ContextPanel]:
    """The panel with the first hook's context made."""
    panel = ContextPanel(load_theme("light"))
    qtbot.addWidget(panel)
    notices = Notices()
    notices.posted.connect(told.append)
    panel.notices = notices
    panel.resize(320, 560)
    panel.show()
    qtbot.waitExposed(panel)
    panel.set_session(session)
    show(panel, session, 0)
    qtbot.waitUntil(lambda: panel.text() != "")
    yield panel
    panel.set_session(None)


def show(panel: ContextPanel, session: Session, number: int) -> None:
    """Show the context of the workspace's hook of that number."""
    hook = list(session.workspace)[number]
    panel.set_hook(hook.type, hook.dialect, hook.id)
