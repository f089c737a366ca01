"""Installing from a lock file alone: online, offline, from another registry, and from lock files that are not to be trusted."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.module import ModuleSet
from hookstudio.npm.cached import cached_packages
from hookstudio.npm.failures import ModuleFailed
from tests.npm import shelf
from tests.npm.engine import NODE, Engine, versions
from tests.npm.stand_in import StandIn
from tests.patience import Patience


@pytest.fixture
def made(registry: StandIn, tmp_path: Path) -> ModuleSet:
    """A set with a scope, an alias and a dependency that lies deeper, for a registry that has it."""
    registry.publish("right", "1.0.0")
    registry.publish("right", "2.0.0")
    registry.publish("@shop/left", "1.0.0", dependencies={"right": "^1.0.0"})
    wanted = {"@shop/left": "1.0.0", "right": "2.0.0", "hs-right-1.0.0": "npm:right@1.0.0"}
    engine = Engine(tmp_path / "first", registry.address)
    return engine.installer.install(ModuleSet(), wanted, NODE, engine.lines.append, Patience())


def edited(made: ModuleSet, **changes: dict[str, Any] | None) -> ModuleSet:
    """The set with entries of its lock file changed; None leaves the field out. `left` is @shop/left, `right` is right."""
    document = json.loads(made.lock or "")
    paths = {"left": "node_modules/@shop/left", "right": "node_modules/right"}
    for name, change in changes.items():
        for key, value in (change or {}).items():
            document["packages"][paths[name]][key] = value
    return ModuleSet(made.package_json, json.dumps(document))


def there(copy: Path) -> dict[str, str]:
    found = sorted((copy / "node_modules").rglob("package.json"))
    return {str(path.parent.relative_to(copy)): json.loads(path.read_text(encoding="utf-8"))["version"] for path in found}


WHOLE = {
    "node_modules/@shop/left": "1.0.0",
    "node_modules/@shop/left/node_modules/right": "1.0.0",
    "node_modules/hs-right-1.0.0": "1.0.0",
    "node_modules/right": "2.0.0",
}


def test_a_lock_file_is_restored_from_the_registry_and_after_that_from_the_cache(
    registry: StandIn, made: ModuleSet, tmp_path: Path
) -> None:
    engine = Engine(tmp_path / "second", registry.address)
    copy = engine.restore(made)
    assert there(copy) == WHOLE
    assert engine.restore(made) == copy == engine.store.copy_of(made.lock)
    asked = len(registry.log)
    offline = Engine(engine.folder, registry.address, offline=True, folder_of_store="elsewhere")
    assert there(offline.restore(made)) == WHOLE
    assert len(registry.log) == asked
    # What came with a lock file can be added to any other hook, too.
    assert [(package.name, [one.version for one in package.versions]) for package in cached_packages(offline.npm)] == [
        ("@shop/left", ["1.0.0"]),
        ("right", ["2.0.0", "1.0.0"]),
    ]
    offline.install(right="1.0.0")
    assert len(registry.log) == asked


def test_a_lock_file_of_another_registry_is_restored_from_ours(registry: StandIn, made: ModuleSet, tmp_path: Path) -> None:
    lock = (made.lock or "").replace(registry.address, "https://elsewhere.invalid/artifacts/npm")
    foreign = ModuleSet(made.package_json, lock)
    without = edited(made, left={"resolved": ""}, right={"resolved": ""})
    engine = Engine(tmp_path / "second", registry.address)
    assert there(engine.restore(foreign)) == WHOLE
    assert engine.store.copy_of(made.lock) == engine.store.copy_of(without.lock) is not None
    for number, one in enumerate((foreign, without)):
        offline = Engine(engine.folder, "http://127.0.0.1:9", offline=True, folder_of_store=f"{number}")
        assert there(offline.restore(one)) == WHOLE


def test_adding_to_a_set_whose_copy_is_gone_keeps_its_versions_and_addresses(registry: StandIn, made: ModuleSet, tmp_path: Path) -> None:
    registry.publish("right", "1.9.0")
    registry.publish("other", "1.0.0")
    lock = (made.lock or "").replace(registry.address, "https://elsewhere.invalid")
    engine = Engine(tmp_path / "second", registry.address)
    wanted = {"@shop/left": "1.0.0", "right": "2.0.0", "hs-right-1.0.0": "npm:right@1.0.0", "other": "1.0.0"}
    after = engine.installer.install(ModuleSet(made.package_json, lock), wanted, NODE, engine.lines.append, Patience())
    copy = engine.store.copy_of(after.lock)
    assert copy is not None and there(copy) == {**WHOLE, "node_modules/other": "1.0.0"}
    packages, old = json.loads(after.lock or "")["packages"], json.loads(lock)["packages"]
    assert {path: packages[path] for path in old if path} == {path: old[path] for path in old if path}
    assert packages["node_modules/other"]["resolved"].startswith(registry.address)


def test_a_lock_file_of_an_old_npm_is_restored(registry: StandIn, made: ModuleSet, tmp_path: Path) -> None:
    packages = json.loads(made.lock or "")["packages"]

    def entry(path: str, **more: Any) -> dict[str, Any]:
        return {key: packages[path][key] for key in ("version", "resolved", "integrity")} | more

    deeper = {"right": entry("node_modules/@shop/left/node_modules/right")}
    old = {
        "lockfileVersion": 1,
        "requires": True,
        "dependencies": {
            "@shop/left": entry("node_modules/@shop/left", requires={"right": "^1.0.0"}, dependencies=deeper),
            "right": entry("node_modules/right"),
        },
    }
    manifest = json.dumps({"dependencies": {"@shop/left": "1.0.0", "right": "2.0.0"}})
    engine = Engine(tmp_path / "second", registry.address)
    lock = json.dumps(old)
    copy = engine.restore(ModuleSet(manifest, lock))
    assert there(copy) == {path: version for path, version in WHOLE.items() if "hs-" not in path}
    assert engine.store.copy_of(lock) == copy


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        ("", "not JSON"),
        ("[]", "not JSON"),
        ("{}", "not JSON"),
        ('{"packages": {"../../evil": {"version": "1.0.0"}}}', "outside of the modules"),
        ('{"packages": {"node_modules/../../evil": {"version": "1.0.0"}}}', "outside of the modules"),
        ('{"packages": {"node_modules/a/node_modules/..": {"version": "1.0.0"}}}', "outside of the modules"),
        ('{"packages": {"node_modules/a": {"version": "1.0.0", "resolved": "file:/etc"}}}', "what registries have"),
        ('{"packages": {"node_modules/a": {"version": "1.0.0", "resolved": "git+ssh://git@127.0.0.1/a.git"}}}', "what registries have"),
        ('{"packages": {"node_modules/a": {"link": true, "resolved": "http://127.0.0.1/"}}}', "has no version"),
        ('{"packages": {"node_modules/a": {"link": true, "version": "1.0.0", "resolved": "http://127.0.0.1/"}}}', "a link to a folder"),
    ],
)
def test_a_lock_file_that_is_none_or_leads_elsewhere_is_refused(registry: StandIn, tmp_path: Path, lock: str, words: str) -> None:
    engine = Engine(tmp_path, registry.address)
    with pytest.raises(ModuleFailed, match=words):
        engine.restore(ModuleSet(None, lock))
    assert not registry.log and not (tmp_path / "modules").exists()
    with pytest.raises(ModuleFailed, match=r"no package-lock\.json"):
        engine.restore(ModuleSet())


def test_content_that_is_not_what_the_lock_file_names_is_refused(registry: StandIn, made: ModuleSet, tmp_path: Path) -> None:
    registry.publish("right", "2.0.0", files={"index.js": "module.exports = 'another';"})
    engine = Engine(tmp_path / "second", registry.address)
    with pytest.raises(ModuleFailed, match="arrived damaged") as caught:
        engine.restore(made)
    assert caught.value.code == "EINTEGRITY"
    assert engine.store.copy_of(made.lock) is None


def test_a_lock_file_that_lacks_a_package_is_told(registry: StandIn, made: ModuleSet, tmp_path: Path) -> None:
    document = json.loads(made.lock or "")
    del document["packages"]["node_modules/right"]
    engine = Engine(tmp_path / "second", registry.address)
    with pytest.raises(ModuleFailed, match="do not belong together"):
        engine.restore(ModuleSet(made.package_json, json.dumps(document)))


def with_lock(package: dict[str, Any], root: dict[str, Any]) -> ModuleSet:
    """The files of a hook that has one module, `vica`, with this entry; *root*: what else its package.json says."""
    wanted = {"dependencies": {"vica": "1.0.0"}, **root}
    packages = {"": wanted, "node_modules/vica": {"version": "1.0.0", **package}}
    lock = {"lockfileVersion": 3, "requires": True, "packages": packages}
    return ModuleSet(json.dumps({"private": True, **wanted}), json.dumps(lock))


@pytest.mark.parametrize(
    ("lie", "root"),
    [
        ({"optional": True, "os": ["nothing"]}, {"optionalDependencies": {"vica": "1.0.0"}}),
        ({"optional": True, "engines": {"node": "<1"}}, {"optionalDependencies": {"vica": "1.0.0"}}),
        ({"optional": True}, {"optionalDependencies": {"vica": "1.0.0"}}),
        ({"inBundle": True}, {}),
        ({"dev": True}, {"dependencies": {}, "devDependencies": {"vica": "1.0.0"}}),
        ({"os": ["nothing"]}, {"optionalDependencies": {"vica": "1.0.0"}}),
    ],
)
def test_what_a_lock_file_says_falsely_of_a_package_is_no_harm_to_others(
    registry: StandIn, tmp_path: Path, lie: dict[str, Any], root: dict[str, Any]
) -> None:
    registry.publish("vica", "1.0.0")
    data = registry.archive("vica", "1.0.0")
    assert data is not None
    engine = Engine(tmp_path, registry.address)
    known = {"integrity": shelf.integrity(data)}
    with contextlib.suppress(ModuleFailed):
        engine.restore(with_lock(known | lie, root), NODE)
    assert there(engine.restore(with_lock(known, {}), NODE)) == {"node_modules/vica": "1.0.0"}


def test_an_optional_package_that_did_not_arrive_is_no_installation(registry: StandIn, tmp_path: Path) -> None:
    registry.publish("fast", "1.0.0")
    registry.publish("nat", "1.0.0", optionalDependencies={"fast": "1.0.0"})
    engine = Engine(tmp_path, registry.address)
    registry.fault("status", "*fast-1.0.0.tgz", status=404)
    with pytest.raises(ModuleFailed, match="did not install what its lock file says"):
        engine.install(nat="1.0.0")
    registry.well()
    assert versions(engine.install(nat="1.0.0")) == {"nat": "1.0.0", "fast": "1.0.0"}


def test_hooks_on_different_nodes_have_the_optional_packages_that_fit_theirs(registry: StandIn, tmp_path: Path) -> None:
    registry.publish("base", "1.0.0")
    registry.publish("natfast", "1.0.0", engines={"node": ">=18"}, dependencies={"base": "1.0.0"})
    registry.publish("elsewhere", "1.0.0", os=["nothing"])
    registry.publish("nat", "1.0.0", optionalDependencies={"natfast": "1.0.0", "elsewhere": "1.0.0"})
    engine = Engine(tmp_path, registry.address)
    old, new = engine.install(node="12.22.12", nat="1.0.0"), engine.install(nat="1.0.0")
    assert versions(old) == versions(new)
    copies = [engine.store.copy_of(old.lock, node=node) for node in ("12.22.12", "12.22.1", NODE, "24.20.1")]
    assert copies[0] == copies[1] and copies[2] == copies[3]
    assert copies[0] is not None and copies[2] is not None
    assert there(copies[0]) == {"node_modules/nat": "1.0.0"}
    assert set(there(copies[2])) == {"node_modules/nat", "node_modules/natfast", "node_modules/base"}


def test_where_a_lock_file_does_not_say_what_is_in_a_package_that_is_noted_and_shared_with_nobody(
    registry: StandIn, other: StandIn, tmp_path: Path
) -> None:
    registry.publish("vica", "1.0.0")
    other.publish("vica", "1.0.0", files={"index.js": "module.exports = 'another';"})
    silent = with_lock({}, {})
    ours, theirs = Engine(tmp_path, registry.address), Engine(tmp_path, other.address)
    first, here = theirs.restored(silent, NODE), ours.restored(silent, NODE)
    assert first.copy != here.copy and "another" in (first.copy / "node_modules/vica/index.js").read_text(encoding="utf-8")
    assert "another" not in (here.copy / "node_modules/vica/index.js").read_text(encoding="utf-8")
    data = registry.archive("vica", "1.0.0")
    assert data is not None
    assert json.loads(here.files.lock or "")["packages"]["node_modules/vica"]["integrity"] == shelf.integrity(data)
    assert ours.store.copy_of(silent.lock) is None and ours.store.copy_of(here.files.lock) == here.copy


def test_a_registry_that_does_not_say_what_is_in_its_archives_is_taken_at_its_first_word(registry: StandIn, tmp_path: Path) -> None:
    registry.publish("vica", "1.0.0")
    registry.missing_fields = {"integrity", "shasum"}
    engine = Engine(tmp_path, registry.address)
    made = engine.install(vica="1.0.0")
    data = registry.archive("vica", "1.0.0")
    assert data is not None
    assert json.loads(made.lock or "")["packages"]["node_modules/vica"]["integrity"] == shelf.integrity(data)
    assert engine.store.copy_of(made.lock) is not None
    registry.publish("vica", "1.0.0", files={"index.js": "another"})
    with pytest.raises(ModuleFailed, match="arrived damaged"):
        Engine(tmp_path / "second", registry.address).restore(made)


def test_no_address_of_a_lock_file_is_asked(registry: StandIn, tmp_path: Path) -> None:
    registry.publish("vica", "1.0.0")
    engine = Engine(tmp_path, registry.address, settings=f"//{registry.host}/:_authToken=hunter2")
    engine.restore(with_lock({"resolved": "https://elsewhere.invalid/api/admin/users/1/delete?confirm=yes"}, {}))
    assert registry.paths() == ["/vica", "/vica/-/vica-1.0.0.tgz"]
    old = {"version": "1.0.0", "resolved": "https://elsewhere.invalid/api/admin/users/1/delete"}
    lock = {"lockfileVersion": 1, "requires": True, "dependencies": {"vica": old}}
    manifest = json.dumps({"dependencies": {"vica": "1.0.0"}})
    second = Engine(tmp_path / "second", registry.address)
    restored = second.restored(ModuleSet(manifest, json.dumps(lock)))
    assert there(restored.copy) == {"node_modules/vica": "1.0.0"}
    assert "integrity" in json.loads(restored.files.lock or "")["dependencies"]["vica"]
    assert not any("admin" in path for path in registry.paths())


def test_an_archive_of_another_package_is_not_taken_for_what_a_lock_file_calls_it(registry: StandIn, tmp_path: Path) -> None:
    registry.publish("vica", "1.0.0")
    registry.publish("evil", "1.0.0")
    engine = Engine(tmp_path, registry.address)
    engine.install(evil="1.0.0")
    data = registry.archive("evil", "1.0.0")
    assert data is not None
    with pytest.raises(ModuleFailed, match="arrived damaged"):
        engine.restore(with_lock({"integrity": shelf.integrity(data)}, {}))
