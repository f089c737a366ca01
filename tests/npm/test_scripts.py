"""Install scripts: never run unasked, shown as the packages themselves have them, and run with the hook's own Node when allowed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hookstudio.model.module import InstallScript
from hookstudio.npm.failures import ModuleFailed
from hookstudio.npm.scripts import install_scripts
from hookstudio.npm.store import Allowed
from tests.npm.engine import Engine, versions
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
    from hookstudio.runner.runtimes import bundled

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


def test_allowed_scripts_run_with_the_hook_s_node_into_a_copy_of_its_own(engine: Engine, tmp_path: Path) -> None:
    plain = engine.install(native="1.0.0", other="1.0.0")
    allowed = Allowed(frozenset({"native@1.0.0", "not-there@9.9.9"}), own_node(tmp_path), "24.19.0")
    made = engine.install(plain, allowed=allowed, native="1.0.0", other="1.0.0")
    assert versions(made) == versions(plain)
    copy, without = engine.store.copy_of(made.lock, allowed), engine.store.copy_of(plain.lock)
    assert copy is not None and without is not None and copy != without
    built = (copy / "node_modules" / "native" / "built.txt").read_text(encoding="utf-8")
    assert built.startswith("made ")
    assert not (without / "node_modules" / "native" / "built.txt").exists()
    assert not (copy / "node_modules" / "native" / "index.js").samefile(without / "node_modules" / "native" / "index.js")
    assert any("node build.js" in line for line in engine.lines)
    # Asked for again by another hook with the same permission: there already.
    lines = len(engine.lines)
    assert engine.install(allowed=allowed, native="1.0.0", other="1.0.0").lock == made.lock
    assert engine.restore(made, allowed=allowed) == copy
    assert len(engine.lines) == lines
    # Another major of Node needs another copy.
    assert engine.store.copy_of(made.lock, Allowed(allowed.packages, allowed.node, "12.22.12")) is None


def test_a_script_that_fails_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    plain = engine.install(native="1.0.0", other="1.0.0")
    allowed = Allowed(frozenset({"other@1.0.0"}), own_node(tmp_path), "24.19.0")
    with pytest.raises(ModuleFailed, match=r"The install scripts of other@1\.0\.0 could not be run") as caught:
        engine.install(plain, allowed=allowed, native="1.0.0", other="1.0.0")
    assert "exit 1" in caught.value.details
    assert engine.store.copy_of(plain.lock) is not None and engine.store.use().copies == 1
    assert not any((engine.folder / "modules" / "staging").iterdir())
