"""An empty workspace, a runner, the stand-in registry, and a user with modules from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hookstudio.runner.run import Runner
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.npm.stand_in import StandIn
from tests.npm.stand_in import registry as registry
from tests.studio.module_desk import Desk, desk_with
from tests.studio.workspaces import new_session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return new_session(tmp_path)


@pytest.fixture
def hooks() -> Iterator[HookRunner]:
    runner = HookRunner(Runner(), NodeRuntimes(app_folders()))
    yield runner
    runner.close()


@pytest.fixture
def desk(registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A user whose npm is configured for the stand-in registry."""
    with desk_with(registry, tmp_path, monkeypatch) as made:
        yield made
