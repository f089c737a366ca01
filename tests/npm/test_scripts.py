"""Install scripts: never run unasked, shown as the packages themselves have them, and run with the hook's own Node when allowed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hookstudio.model.module import InstallScript
from hookstudio.npm.failures import ModuleFailed
from hookstudio.npm.lock_file import check, read_lock
from hookstudio.npm.lock_rules import fingerprint
from hookstudio.npm.scripts import install_scripts
from hookstudio.npm.store import Allowed
from hookstudio.runner.runtimes import bundled
from tests.npm import shelf
from tests.npm.engine import NODE, Engine
from tests.npm.stand_in import StandIn

BUILD = "require('fs').writeFileSync('built.txt', require('tool').word + ' ' + process.execPath)"


@pytest.fixture
def engine(registry: StandIn, tmp_path: Path) -> Engine:
    registry.publish(
        "tool", "1.0.0", files={"index.js": "exports.word = 'made';", "cli.js": "#!/usr/bin/env node\n"}, bin={"tool": "cli.js"}
    )
    registry.publish(
        "native",
        "1.0.0",
        dependencies={"tool": "1.0.0"},
        scripts={"install": "tool && node build.js", "postinstall": "node -e 0", "test": "exit 1"},
        files={"build.js": BUILD, "index.js": "1"},
    )
    registry.publish("other", "1.0.0", scripts={"preinstall": "exit 1"})
    registry.publish("gyp", "1.0.0", files={"binding.gyp": "{}", "index.js": "1"})
    registry.missing_fields = {"hasInstallScript", "scripts"}  # as some mirrors do
    return Engine(tmp_path, registry.address)


def own_node(folder: Path) -> Path:
    """A Node of its own folder, as Hook Studio installs them."""
    program = folder / "own" / "bin" / bundled().path.name
    program.parent.mkdir(parents=True)
    if os.name == "posix":
        program.symlink_to(bundled().path)
    else:
        os.link(bundled().path, program)
    return program


def test_no_script_runs_unasked_and_each_is_shown(engine: Engine) -> None:
    made = engine.install(native="1.0.0", other="1.0.0", gyp="1.0.0")
    copy = engine.store.copy_of(made.lock)
    assert copy is not None and not (copy / "node_modules" / "native" / "built.txt").exists()
    assert not (copy / "node_modules" / ".bin").exists()
    assert install_scripts(made.lock, copy) == (
        InstallScript("gyp", "1.0.0", "install", "node-gyp rebuild"),
        InstallScript("native", "1.0.0", "install", "tool && node build.js"),
        InstallScript("native", "1.0.0", "postinstall", "node -e 0"),
        InstallScript("other", "1.0.0", "preinstall", "exit 1"),
    )


def allowing(folder: Path, *paths: str, version: str = NODE) -> Allowed:
    node = folder / "own" / "bin" / bundled().path.name
    return Allowed(frozenset(f"node_modules/{path}" for path in paths), node if node.exists() else own_node(folder), version)


def test_allowed_scripts_run_with_the_hook_s_node_into_a_copy_of_its_own(engine: Engine, tmp_path: Path) -> None:
    made = engine.install(native="1.0.0", other="1.0.0")
    allowed = allowing(tmp_path, "native", "not-there")
    copy, without = engine.restore(made, NODE, allowed), engine.store.copy_of(made.lock)
    assert copy == engine.store.copy_of(made.lock, allowed) and without is not None and copy != without
    built = (copy / "node_modules" / "native" / "built.txt").read_text(encoding="utf-8")
    assert built.startswith("made ")
    assert not (without / "node_modules" / "native" / "built.txt").exists()
    assert not (copy / "node_modules" / ".bin").exists()
    for untouched in ("tool/index.js", "other/index.js"):
        assert (copy / "node_modules" / untouched).samefile(without / "node_modules" / untouched)
    assert not (copy / "node_modules" / "native" / "index.js").samefile(without / "node_modules" / "native" / "index.js")
    assert any("node build.js" in line for line in engine.lines)
    # Asked for again by another hook with the same permission: there already.
    lines = len(engine.lines)
    assert engine.restore(made, NODE, allowed) == copy
    assert len(engine.lines) == lines
    # Another major of Node needs another copy.
    assert engine.store.copy_of(made.lock, allowing(tmp_path, "native", version="12.22.12")) is None


def test_a_script_that_fails_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    plain = engine.install(native="1.0.0", other="1.0.0")
    with pytest.raises(ModuleFailed, match=r"The install scripts of other@1\.0\.0 could not be run") as caught:
        engine.restore(plain, NODE, allowing(tmp_path, "other"))
    assert "exit 1" in caught.value.details
    assert engine.store.copy_of(plain.lock) is not None and engine.store.use().copies == 1
    assert not any((engine.folder / "modules" / "staging").iterdir())


MARK = "require('fs').writeFileSync({path!r}, process.cwd())"


def test_what_a_package_hides_in_its_archive_is_refused_and_does_not_run(engine: Engine, registry: StandIn, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    hidden = json.dumps({"name": "native", "version": "1.0.0", "scripts": {"install": "node i.js"}})
    files = {"index.js": "1", "node_modules/native/package.json": hidden, "node_modules/native/i.js": MARK.format(path=str(mark))}
    registry.publish("sly", "1.0.0", files=files)
    before = engine.install(native="1.0.0")
    engine.restore(before, NODE, allowing(tmp_path, "native"))
    with pytest.raises(ModuleFailed, match="sly brings packages along that nothing declares") as caught:
        engine.install(before, native="1.0.0", sly="1.0.0")
    assert "node_modules/sly/node_modules/native" in caught.value.details
    assert not mark.exists() and engine.store.use().copies == 2


def test_programs_of_packages_that_are_not_needed_take_no_part_in_a_script(engine: Engine, registry: StandIn, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    script = f"#!/bin/sh\ntouch '{mark}'\nexit 1\n"
    names = ("sh", "node", "npm", "tool", "uname")
    registry.publish("evilbin", "1.0.0", files={"b.sh": script}, bin=dict.fromkeys(names, "b.sh"))
    registry.publish(
        "native",
        "2.0.0",
        dependencies={"tool": "1.0.0", "needed": "1.0.0"},
        scripts={"install": "tool && node build.js"},
        files={"build.js": BUILD, "index.js": "1"},
    )
    registry.publish("needed", "1.0.0", files={"b.sh": script}, bin=dict.fromkeys(("sh", "node", "uname", "env"), "b.sh"))
    made = engine.install(native="2.0.0", evilbin="1.0.0")
    copy = engine.restore(made, NODE, allowing(tmp_path, "native"))
    assert (copy / "node_modules" / "native" / "built.txt").exists() and not mark.exists()


def test_a_script_sees_its_package_and_what_that_needs_and_no_secret(
    engine: Engine, registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOME_API_KEY", "hunter2")
    monkeypatch.setenv("npm_config_//127.0.0.1/:_authToken", "hunter3")
    look = """
    const has = (name) => { try { require(name); return true } catch { return false } }
    const secret = Object.values(process.env).some((value) => value.includes('hunter'))
    require('fs').writeFileSync('seen.json', JSON.stringify([has('tool'), has('stranger'), secret]))
    require('fs').writeFileSync(require.resolve('tool'), 'changed')
    """
    registry.publish("stranger", "1.0.0")
    registry.publish(
        "nosy", "1.0.0", dependencies={"tool": "1.0.0"}, scripts={"install": "node look.js"}, files={"look.js": look, "index.js": "1"}
    )
    made = engine.install(nosy="1.0.0", stranger="1.0.0")
    copy = engine.restore(made, NODE, allowing(tmp_path, "nosy"))
    assert json.loads((copy / "node_modules" / "nosy" / "seen.json").read_text(encoding="utf-8")) == [True, False, False]
    assert (copy / "node_modules" / "tool" / "index.js").read_text(encoding="utf-8") == "exports.word = 'made';"


def test_a_permission_is_for_the_very_archives_at_that_place(engine: Engine) -> None:
    made = engine.install(native="1.0.0", other="1.0.0")
    path = "node_modules/native"
    allowed = fingerprint(read_lock(made.lock), path)
    assert allowed and fingerprint(read_lock(engine.install(native="1.0.0").lock), path) == allowed

    def changed(where: str, **fields: object) -> str:
        document = json.loads(made.lock or "")
        entry = document["packages"].setdefault(where, {})
        entry.update(fields)
        document["packages"][where] = {key: value for key, value in entry.items() if value is not None}
        return fingerprint(read_lock(json.dumps(document)), path)

    other = shelf.integrity(b"another archive")
    assert changed(path, integrity=None) == "" == changed(path, integrity="sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
    assert changed(path, inBundle=True) == ""
    assert changed("node_modules/tool", integrity=None) == ""
    assert changed(path, integrity=other) not in ("", allowed)
    assert changed("node_modules/tool", integrity=other) not in ("", allowed)
    nested = {"version": "1.0.0", "integrity": other}
    assert changed(f"{path}/node_modules/tool", **nested) not in ("", allowed)
    assert changed(path, dependencies={"tool": "1.0.0", "other": "1.0.0"}) not in ("", allowed)
    assert changed("node_modules/z", name="native", version="1.0.0", integrity=other) == allowed
    two = json.loads(made.lock or "")
    two["packages"]["node_modules/z"] = {"name": "native", "version": "1.0.0", "integrity": other}
    with pytest.raises(ModuleFailed, match="two archives as native@1"):
        check(json.dumps(two))


@pytest.mark.parametrize("setting", ["allow-scripts=other", "ignore-scripts=true", "strict-allow-scripts=true"])
def test_what_npm_is_configured_for_keeps_no_allowed_script_from_running(engine: Engine, tmp_path: Path, setting: str) -> None:
    engine.settings = setting
    made = engine.install(native="1.0.0")
    copy = engine.restore(made, NODE, allowing(tmp_path, "native"))
    assert (copy / "node_modules" / "native" / "built.txt").exists()
    assert not any("allowScripts" in line for line in engine.lines)
