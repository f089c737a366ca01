"""Installing with the real npm from the stand-in registry: what becomes of it, and of what fails or is broken off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.npm.engine import Engine, versions
from tests.npm.stand_in import StandIn


@pytest.fixture
def engine(registry: StandIn, tmp_path: Path) -> Engine:
    return Engine(tmp_path, registry.address)


def test_modules_are_added_changed_and_removed_one_after_the_other(registry: StandIn, engine: Engine) -> None:
    registry.publish("right", "1.0.0")
    registry.publish("left", "1.0.0", dependencies={"right": "^1.0.0"})
    registry.publish("left", "2.0.0", dependencies={"right": "^1.0.0"})
    registry.publish("other", "3.1.0")
    first = engine.install(left="1.0.0")
    assert versions(first) == {"left": "1.0.0", "right": "1.0.0"}
    assert json.loads(first.package_json or "") == {"private": True, "dependencies": {"left": "1.0.0"}}
    copy = engine.store.copy_of(first.lock)
    assert copy is not None and (copy / "node_modules" / "right" / "package.json").is_file()
    registry.publish("right", "1.1.0")
    second = engine.install(first, left="1.0.0", other="3.1.0")
    assert versions(second) == {"left": "1.0.0", "right": "1.0.0", "other": "3.1.0"}
    third = engine.install(second, left="2.0.0", other="3.1.0")
    assert versions(third) == {"left": "2.0.0", "right": "1.0.0", "other": "3.1.0"}
    fourth = engine.install(third, other="3.1.0")
    assert versions(fourth) == {"other": "3.1.0"}
    empty = engine.install(fourth)
    assert versions(empty) == {}
    for made in (first, second, third, fourth, empty):
        assert engine.store.copy_of(made.lock) is not None
    assert '"name"' not in (fourth.lock or "")
    assert not any((engine.folder / "modules" / "staging").iterdir())
