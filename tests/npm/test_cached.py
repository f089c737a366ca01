"""What npm's cache has: what can be added without a network, and no more than that."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.npm.cached import cached_packages
from hookstudio.npm.failures import ModuleFailed
from hookstudio.npm.program import Npm
from tests.npm.engine import Engine
from tests.npm.stand_in import StandIn


def test_only_versions_whose_archive_was_downloaded_are_listed(registry: StandIn, tmp_path: Path) -> None:
    engine = Engine(tmp_path, registry.address)
    assert cached_packages(engine.npm) == ()
    for version in ("1.0.0", "1.1.0", "2.0.0"):
        registry.publish("left", version, engines={"node": f">={version}"}, description="goes left")
    registry.publish("@shop/right", "1.0.0")
    engine.install(left="1.1.0")
    engine.install(left="2.0.0", hs_left="npm:left@1.0.0")
    found = cached_packages(engine.npm)
    assert [(package.name, [one.version for one in package.versions]) for package in found] == [("left", ["2.0.0", "1.1.0", "1.0.0"])]
    assert found[0].latest == "2.0.0" and found[0].versions[0].node == ">=2.0.0"
    for path in (tmp_path / "cache" / "_cacache" / "content-v2").rglob("*"):
        if path.is_file():
            path.write_bytes(b"damaged")
    assert cached_packages(engine.npm) == ()


def test_a_cache_that_cannot_be_read_is_told(registry: StandIn, tmp_path: Path) -> None:
    own = Engine(tmp_path, registry.address).npm
    with pytest.raises(ModuleFailed, match="could not be listed"):
        cached_packages(Npm(own.node, tmp_path / "no" / "npm.js", own.cache))
