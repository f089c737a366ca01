"""A runner for each test, and the Nodes that hooks are tried on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hookstudio.model.node import BUNDLED_MAJOR, Runtime
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import find_runtimes
from tests.runner.hooks import RunHook, running

NODES = {runtime.major: runtime for runtime in reversed(find_runtimes()) if runtime.major in (12, 18, 20, BUNDLED_MAJOR)}


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Where the workers' private folders go in this test."""
    return tmp_path / "scratch"


@pytest.fixture
def runner(scratch: Path) -> Iterator[Runner]:
    with Runner(scratch=scratch) as made:
        yield made


@pytest.fixture(params=sorted(NODES, reverse=True), ids=lambda major: f"node{major}")
def runtime(request: pytest.FixtureRequest) -> Runtime:
    """Each Node in turn: the bundled one, and 12, 18 and 20 where they are on this machine."""
    return NODES[request.param]


@pytest.fixture
def run_hook(runner: Runner, tmp_path: Path) -> RunHook:
    """Runs code on the bundled Node and gives the outcome; see `running` for what can be said about the job."""
    return running(runner, tmp_path / "hook.js")
