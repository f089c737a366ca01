"""npm chooses for the Node of the hook while it runs on another: a contract with the inside of the npm that comes with the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.npm.failures import ModuleFailed
from tests.npm.engine import NODE, Engine, versions
from tests.npm.stand_in import StandIn

OLD = "12.22.12"


@pytest.fixture
def engine(registry: StandIn, tmp_path: Path) -> Engine:
    registry.publish("deep", "1.0.0", engines={"node": ">=10"})
    registry.publish("deep", "1.1.0", engines={"node": ">=14"})
    registry.publish("deep", "1.2.0", engines={"node": ">=20"})
    registry.publish("middle", "1.0.0", dependencies={"deep": "^1.0.0"})
    registry.publish("top", "1.0.0", dependencies={"middle": "^1.0.0"})
    registry.publish("extra", "1.0.0", engines={"node": ">=16"})
    registry.publish("choosy", "1.0.0", optionalDependencies={"extra": "^1.0.0"})
    registry.publish("modern", "3.0.0", engines={"node": ">=18"})
    return Engine(tmp_path, registry.address)


@pytest.mark.parametrize(("node", "chosen"), [(OLD, "1.0.0"), ("14.21.3", "1.1.0"), (NODE, "1.2.0")])
def test_nested_dependencies_are_chosen_for_the_hooks_node(engine: Engine, node: str, chosen: str) -> None:
    assert versions(engine.install(node=node, top="1.0.0")) == {"top": "1.0.0", "middle": "1.0.0", "deep": chosen}


def test_what_was_chosen_for_an_old_node_can_be_restored(engine: Engine, tmp_path: Path, registry: StandIn) -> None:
    made = engine.install(node=OLD, top="1.0.0")
    elsewhere = Engine(tmp_path / "elsewhere", registry.address)
    copy = elsewhere.restore(made)
    assert '"1.0.0"' in (copy / "node_modules" / "deep" / "package.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(("node", "there"), [(OLD, False), (NODE, True)])
def test_optional_dependencies_that_do_not_fit_stay_away(engine: Engine, node: str, there: bool) -> None:
    copy = engine.store.copy_of(engine.install(node=node, choosy="1.0.0").lock, node=node)
    assert copy is not None and (copy / "node_modules" / "extra").exists() == there


def test_a_module_for_another_node_is_refused_with_the_node_it_needs(engine: Engine) -> None:
    with pytest.raises(ModuleFailed, match=r"modern 3\.0\.0 needs Node >=18; this hook runs on Node 12\.22\.12") as caught:
        engine.install(node=OLD, modern="3.0.0")
    assert (caught.value.code, caught.value.package, caught.value.needs) == ("EBADENGINE", "modern@3.0.0", ">=18")
    assert "Version 2.4.0 fits." in caught.value.with_fit("2.4.0").hint
    assert not engine.store.use().copies


def test_a_hook_that_moves_to_an_older_node_gets_its_nested_versions_chosen_anew(engine: Engine) -> None:
    new = engine.install(node=NODE, top="1.0.0")
    assert versions(engine.install(new, node=OLD, top="1.0.0"))["deep"] == "1.0.0"
    assert versions(new)["deep"] == "1.2.0"
