"""A runner for each test, and the Nodes that hooks are tried on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.node import BUNDLED_MAJOR, Runtime
from hookstudio.runner.run import Runner
from hookstudio.runner.runtimes import find_runtimes
from tests.runner.hooks import RunHook, running

NODES = {runtime.major: runtime for runtime in reversed(find_runtimes())}
QUICK_MAJORS = (BUNDLED_MAJOR, 20)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """Where the workers' private folders go in this test."""
    return tmp_path / "scratch"


@pytest.fixture
def runner(scratch: Path) -> Iterator[Runner]:
    with Runner(scratch=scratch) as made:
        yield made


def _nodes() -> Iterator[Any]:
    """The majors on this machine as parameters of tests: all but two of them only with --full."""
    for major in sorted(NODES, reverse=True):
        yield pytest.param(major, id=f"node{major}", marks=() if major in QUICK_MAJORS else pytest.mark.full)


@pytest.fixture(params=_nodes())
def runtime(request: pytest.FixtureRequest) -> Runtime:
    """Each Node in turn: the bundled one, Node 20 where it is on this machine, and with --full every other that is."""
    return NODES[request.param]


@pytest.fixture
def run_hook(runner: Runner, tmp_path: Path) -> RunHook:
    """Runs code on the bundled Node and gives the outcome; see `running` for what can be said about the job."""
    return running(runner, tmp_path / "hook.js")
