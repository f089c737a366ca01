"""A workspace with a stand-in tenant, and the window on both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from hookstudio.runner.run import Runner
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from tests.studio.syncing import Desk, desk_at
from tests.ui.sync_window.opened import Opened


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "w") as found:
        yield found


@pytest.fixture
def opened(desk: Desk, qtbot: QtBot) -> Iterator[Opened]:
    runner = HookRunner(Runner(), NodeRuntimes(app_folders()))
    yield Opened(desk, runner, qtbot)
    runner.close()
