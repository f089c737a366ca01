"""Installing with the real npm from the stand-in registry: what becomes of it, and of what fails or is broken off."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.module import ModuleSet
from hookstudio.model.progress import Cancelled
from hookstudio.npm.failures import ModuleFailed
from hookstudio.npm.lock_file import read_lock
from tests.npm.engine import NODE, Engine, Stock, stock_of, versions
from tests.npm.stand_in import Answer, Asked, Manner, StandIn, ask_again_at_once
from tests.patience import Patience


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    """`there` is installed already."""
    with stock_of(tmp_path_factory.mktemp("stock"), there={"index.js": ""}) as made:
        yield made


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
        copy = engine.store.copy_of(made.lock)
        assert copy is not None
        assert {path.parent.name for path in copy.glob("node_modules/*/package.json")} == set(versions(made))
    assert '"name"' not in (fourth.lock or "")
    assert not any((engine.folder / "modules" / "staging").iterdir())


def test_what_another_hook_has_needs_no_npm_and_no_network(registry: StandIn, engine: Engine) -> None:
    registry.publish("right", "1.0.0")
    registry.publish("left", "1.0.0", dependencies={"right": "^1.0.0"})
    first = engine.install(left="1.0.0", right="1.0.0")
    asked, lines = len(registry.log), len(engine.lines)
    mine = ModuleSet('{\n    "name": "mine",\n    "dependencies": {"left": "^1.0.0"}\n}\n')
    second = engine.install(mine, left="1.0.0", right="1.0.0")
    assert (second.lock, len(registry.log), len(engine.lines)) == (first.lock, asked, lines)
    assert second.package_json == (
        '{\n    "name": "mine",\n    "dependencies": {\n        "left": "1.0.0",\n        "right": "1.0.0"\n    }\n}\n'
    )
    assert engine.store.use().copies == 1
    # The same packages, wanted otherwise: another lock file, the same copy.
    third = engine.install(left="1.0.0")
    assert third.lock != first.lock and engine.store.copy_of(third.lock) == engine.store.copy_of(first.lock)
    assert engine.store.use().copies == 1


def test_several_versions_lie_side_by_side(registry: StandIn, engine: Engine) -> None:
    for version in ("1.0.0", "2.0.0"):
        registry.publish("@shop/left", version)
    made = engine.installer.install(
        ModuleSet(), {"@shop/left": "2.0.0", "hs-left-1.0.0": "npm:@shop/left@1.0.0"}, NODE, engine.lines.append, Patience()
    )
    top = read_lock(made.lock).top
    assert {key: (one.name, one.version) for key, one in top.items()} == {
        "@shop/left": ("@shop/left", "2.0.0"),
        "hs-left-1.0.0": ("@shop/left", "1.0.0"),
    }


@pytest.mark.parametrize(
    ("manner", "path", "options", "words"),
    [
        (
            "status",
            "/left",
            {"status": 404},
            r"left 1\.0\.0 could not be installed\. The registry does not have this package: left@1\.0\.0",
        ),
        ("status", "/left", {"status": 401}, "asks for a login"),
        ("status", "/left", {"status": 403}, "refuses to hand out"),
        ("status", "/left", {"status": 429, "headers": {"retry-after": "0"}}, "asked too often"),
        ("status", "/left", {"status": 502}, r"fault of its own \(502\)"),
        ("html", "/left", {}, "not JSON|no usable answer"),
        ("corrupt", "*.tgz", {}, "arrived damaged"),
        ("cut", "*.tgz", {}, "arrived damaged|can't be reached"),
        ("drop", "*", {}, "can't be reached"),
    ],
    ids=["404", "401", "403", "429", "502", "html", "corrupt", "cut", "drop"],
)
def test_what_fails_changes_nothing_and_is_told_in_words(
    stock: Stock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    manner: Manner,
    path: str,
    options: dict[str, Any],
    words: str,
) -> None:
    ask_again_at_once(monkeypatch)
    registry, before, engine = stock.registry, stock.made, stock.engine(tmp_path / "own")
    registry.publish("left", "1.0.0")
    registry.fault(manner, path, **options)
    try:
        with pytest.raises(ModuleFailed, match=words) as caught:
            engine.install(before, there="1.0.0", left="1.0.0")
    finally:
        registry.well()
    assert caught.value.hint and caught.value.details and caught.value.exit_status == 3
    assert not any((engine.folder / "modules" / "staging").iterdir())
    assert engine.store.use().copies == 1 and engine.store.copy_of(before.lock) is not None
    after = engine.install(before, there="1.0.0", left="1.0.0")
    assert versions(after) == {"there": "1.0.0", "left": "1.0.0"}


def test_versions_peers_and_places_that_cannot_be_had_are_told(registry: StandIn, engine: Engine) -> None:
    registry.publish("left", "1.0.0")
    registry.publish("right", "1.0.0", peerDependencies={"left": "^2.0.0"})
    registry.publish("git", "1.0.0", dependencies={"left": "git+ssh://git@127.0.0.1:9/left.git"})
    registry.publish("other-system", "1.0.0", os=["none"])
    with pytest.raises(ModuleFailed, match=r"does not have this version: left@9\.0\.0"):
        engine.install(left="9.0.0")
    with pytest.raises(ModuleFailed, match="does not go together with the other modules") as caught:
        engine.install(left="1.0.0", right="1.0.0")
    assert "left@" in caught.value.details
    with pytest.raises(ModuleFailed, match="elsewhere than a registry"):
        engine.install(git="1.0.0")
    with pytest.raises(ModuleFailed, match="not made for this system"):
        engine.install(other_system="1.0.0")
    for wanted in ("file:../left", "git+https://127.0.0.1/left", "../left", "user/left", "npm:../left@1.0.0", ""):
        with pytest.raises(ModuleFailed, match="no version of a module"):
            engine.install(left=wanted)
    assert not (engine.folder / "modules" / "copies").exists()


def test_a_registry_that_is_gone_is_no_matter_for_what_was_downloaded(registry: StandIn, engine: Engine, tmp_path: Path) -> None:
    registry.publish("right", "1.0.0")
    registry.publish("left", "1.0.0", dependencies={"right": "^1.0.0"})
    engine.install(left="1.0.0")
    engine.install(right="1.0.0")
    registry.fault("drop")
    fresh = Engine(tmp_path, registry.address, folder_of_store="elsewhere")
    (tmp_path / "cache" / "asked.json").unlink()
    assert versions(fresh.install(left="1.0.0")) == {"left": "1.0.0", "right": "1.0.0"}
    assert not (tmp_path / "cache" / "asked.json").exists()
    with pytest.raises(ModuleFailed, match="can't be reached"):
        fresh.install(never="1.0.0")
    offline = Engine(tmp_path, registry.address, folder_of_store="offline", offline=True)
    asked = len(registry.log)
    assert versions(offline.install(left="1.0.0"))["right"] == "1.0.0"
    with pytest.raises(ModuleFailed, match="set to work offline"):
        offline.install(never="1.0.0")
    assert len(registry.log) == asked


def test_answers_that_may_not_be_kept_serve_where_nobody_answers_any_more(
    registry: StandIn, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish("left", "1.0.0")
    healthy = registry.answer

    def strict(asked: Asked) -> Answer:
        answer = healthy(asked)
        return Answer(answer.status, answer.body, {**answer.headers, "cache-control": "must-revalidate, max-age=0"})

    monkeypatch.setattr(registry, "answer", strict)
    engine.install(left="1.0.0")
    registry.fault("drop")
    (tmp_path / "cache" / "asked.json").unlink()
    fresh = Engine(tmp_path, registry.address, folder_of_store="elsewhere")
    assert versions(fresh.install(left="1.0.0")) == {"left": "1.0.0"}
    assert any("trying with what was downloaded before" in line for line in fresh.lines)
    assert not (tmp_path / "cache" / "asked.json").exists()


@pytest.mark.parametrize(("manner", "path"), [("silent", "/left"), ("stall", "*.tgz")])
def test_cancelling_ends_npm_at_once_and_changes_nothing(registry: StandIn, engine: Engine, manner: Manner, path: str) -> None:
    registry.publish("left", "1.0.0")
    registry.fault(manner, path)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        engine.install(left="1.0.0", until=registry.reached.is_set)
    assert time.monotonic() - began < 10
    assert not any((engine.folder / "modules" / "staging").iterdir())
    assert engine.store.use().copies == 0
    with pytest.raises(Cancelled):
        engine.install(left="1.0.0", until=lambda: True)


def test_a_project_s_npmrc_counts_for_nothing_and_the_user_s_does(
    registry: StandIn, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish("@secret/left", "1.0.0")
    registry.protect("@secret/", "open-sesame")
    folder = engine.folder / "project"
    folder.mkdir()
    (folder / ".npmrc").write_text(f"//{registry.host}/:_authToken=open-sesame\n", encoding="utf-8")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(folder)
    wanted = {"@secret/left": "1.0.0"}
    with pytest.raises(ModuleFailed, match="asks for a login"):
        engine.installer.install(ModuleSet(), wanted, NODE, engine.lines.append, Patience())
    unusual = (
        "package-lock=false\nsave=false\nglobal=true\nomit-lockfile-registry-resolved=true\ndry-run=true\nforce=true\nbin-links=true\n"
    )
    engine.settings = f"//{registry.host}/:_authToken=open-sesame\n{unusual}"
    made = engine.installer.install(ModuleSet(), wanted, NODE, engine.lines.append, Patience())
    assert f'"resolved": "{registry.address}/@secret/left' in (made.lock or "")
    assert "open-sesame" not in "\n".join(engine.lines)
    kept = [path for path in engine.folder.rglob("*") if path.is_file() and "home" not in path.parts and "project" not in path.parts]
    assert kept and not any(b"open-sesame" in path.read_bytes() for path in kept)


def test_a_hook_s_own_package_json_keeps_what_else_it_says(registry: StandIn, engine: Engine) -> None:
    registry.publish("right", "1.0.0")
    registry.publish("right", "1.1.0")
    registry.publish("left", "1.0.0", dependencies={"right": "^1.0.0"})
    registry.publish("tool", "1.0.0", engines={"node": ">=99"})
    mine = ModuleSet(
        json.dumps(
            {
                "name": "mine",
                "scripts": {"postinstall": "exit 1"},
                "workspaces": ["../*"],
                "devDependencies": {"tool": "1.0.0", "local": "file:../local"},
                "overrides": {"right": "1.0.0"},
            }
        )
    )
    made = engine.install(mine, left="1.0.0")
    assert versions(made) == {"left": "1.0.0", "right": "1.0.0", "tool": "1.0.0"}
    copy = engine.store.copy_of(made.lock)
    assert copy is not None and not (copy / "node_modules" / "tool").exists()
    assert {**json.loads(mine.package_json or ""), "dependencies": {"left": "1.0.0"}} == json.loads(made.package_json or "")
    with pytest.raises(ModuleFailed, match=r"package\.json is not a JSON object"):
        engine.install(ModuleSet("{ broken"), left="1.0.0")


def test_a_disk_that_cannot_be_written_is_told_in_words(registry: StandIn, engine: Engine) -> None:
    registry.publish("left", "1.0.0")
    (engine.folder / "modules").write_text("in the way", encoding="utf-8")
    with pytest.raises(ModuleFailed, match="could not be made"):
        engine.install(left="1.0.0")
    (engine.folder / "modules").unlink()
    (engine.folder / "cache").write_text("in the way", encoding="utf-8")
    with pytest.raises(ModuleFailed, match="could not be installed") as caught:
        engine.install(left="1.0.0")
    assert caught.value.details
    assert not any((engine.folder / "modules" / "staging").iterdir())


def test_what_the_registry_said_today_is_not_asked_again_and_what_it_said_long_ago_is(
    registry: StandIn, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish("right", "1.0.0")
    registry.publish("left", "1.0.0", dependencies={"right": "^1.0.0"})
    registry.publish("other", "1.0.0", dependencies={"right": "^1.0.0"})
    engine.install(left="1.0.0")
    engine.install(other="1.0.0")
    asked = len(registry.log)
    engine.install(left="1.0.0", other="1.0.0")
    assert len(registry.log) == asked
    # A version that came out since then is found, though what npm has kept does not know it.
    registry.publish("left", "1.1.0", dependencies={"right": "^1.0.0"})
    registry.publish("right", "1.1.0")
    assert versions(engine.install(left="1.1.0", other="1.0.0")) == {"left": "1.1.0", "other": "1.0.0", "right": "1.1.0"}
    registry.publish("right", "1.2.0")
    later = time.time() + 2 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert versions(engine.install(left="1.0.0", right="1.1.0", node="24.0.0"))["right"] == "1.1.0"
    assert versions(engine.install(other="1.0.0", node="24.0.0"))["right"] == "1.2.0"
