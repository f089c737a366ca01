"""The stand-in registry, and a user with modules from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.npm.stand_in import StandIn
from tests.npm.stand_in import registry as registry
from tests.studio.module_desk import Desk, desk_with


@pytest.fixture
def desk(registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A user whose npm is configured for the stand-in registry."""
    with desk_with(registry, tmp_path, monkeypatch) as made:
        yield made
