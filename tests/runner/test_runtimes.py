from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from hookstudio.model.node import BUNDLED_MAJOR
from hookstudio.runner.runtimes import bundled, find_runtimes, npm_cli


def _program(folder: Path, text: str, *, executable: bool = True) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "node"
    program.write_text(text)
    program.chmod(0o755 if executable else 0o644)
    return program


def test_the_bundled_node_is_what_it_says() -> None:
    runtime = bundled()
    said = subprocess.run([runtime.path, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    assert (runtime.major, f"v{runtime.version}", runtime.source) == (BUNDLED_MAJOR, said, "bundled")


def test_the_bundled_npm_runs() -> None:
    done = subprocess.run([bundled().path, npm_cli(), "--version"], capture_output=True, text=True, check=True)
    assert done.stdout[0].isdigit()


def test_nodes_of_the_path_come_after_the_bundled_one_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name != "posix":
        return
    node18 = _program(tmp_path / "a", "#!/bin/sh\necho v18.20.8\n")
    _program(tmp_path / "broken", "#!/bin/sh\nexit 1\n")
    _program(tmp_path / "odd", "#!/bin/sh\necho hello\n")
    _program(tmp_path / "text", "no program", executable=False)
    _program(tmp_path / "binary", "\x00\x01")
    (tmp_path / "folder" / "node").mkdir(parents=True)
    (tmp_path / "link").mkdir()
    (tmp_path / "link" / "node").symlink_to(node18)
    folders = [tmp_path / name for name in ("a", "broken", "odd", "text", "binary", "folder", "link", "missing")]
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, [*folders, bundled().path.parent])))
    assert [(runtime.version, runtime.source) for runtime in find_runtimes()] == [(bundled().version, "bundled"), ("18.20.8", "path")]


def test_a_node_that_was_replaced_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name != "posix":
        return
    monkeypatch.setenv("PATH", str(tmp_path))
    for at, version in ((1_000_000_000, "16.20.2"), (2_000_000_000, "18.20.8")):
        os.utime(_program(tmp_path, f"#!/bin/sh\necho v{version}\n"), ns=(at, at))
        assert find_runtimes()[-1].version == version
