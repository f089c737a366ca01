"""Nodes that other tools installed, in trees like theirs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hookstudio.runner.node_tools import PROGRAM, programs_of_tools
from hookstudio.runner.runtimes import bundled, find_runtimes

INSIDE = "" if sys.platform == "win32" else "bin"
TREES = {
    "nvm": ("NVM_HOME" if sys.platform == "win32" else "NVM_DIR", "" if sys.platform == "win32" else "versions/node", "v{}", INSIDE),
    "fnm": ("FNM_DIR", "node-versions", "v{}", f"installation/{INSIDE}"),
    "volta": ("VOLTA_HOME", "tools/image/node", "{}", INSIDE),
    "asdf": ("ASDF_DATA_DIR", "installs/nodejs", "{}", "bin"),
}
DEFAULTS = {"nvm": ".nvm", "fnm": ".local/share/fnm", "volta": ".volta", "asdf": ".asdf"}


def node(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / PROGRAM
    program.write_text(f"#!/bin/sh\necho v{version}\n")
    program.chmod(0o755)
    return program


def tree(root: Path, tool: str, version: str) -> Path:
    _, versions, name, inside = TREES[tool]
    return node(root / versions / name.format(version) / inside, version)


@pytest.mark.parametrize("tool", TREES)
def test_a_tool_s_folder_is_the_one_that_its_variable_names(tool: str, tmp_path: Path) -> None:
    programs = {version: tree(tmp_path / "tool", tool, version) for version in ("9.11.2", "20.3.1", "20.19.0")}
    (programs["9.11.2"].parent.parent / "lts").mkdir()
    environment = {TREES[tool][0]: str(tmp_path / "tool"), "HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
    assert list(programs_of_tools(environment)) == [(tool, programs[version]) for version in ("20.19.0", "20.3.1", "9.11.2")]


def test_without_variables_the_tools_are_looked_for_where_they_install_themselves(tmp_path: Path) -> None:
    if sys.platform in ("win32", "darwin"):
        return
    programs = [(tool, tree(tmp_path / folder, tool, "18.20.8")) for tool, folder in DEFAULTS.items()]
    assert list(programs_of_tools({"HOME": str(tmp_path)})) == programs
    assert list(programs_of_tools({"HOME": str(tmp_path / "nobody")})) == []


def test_nodes_of_tools_come_after_the_path_and_shims_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        return
    for variable, *_ in TREES.values():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / ".local" / "share"))
    for tool, version in (("nvm", "12.22.12"), ("fnm", "14.21.3"), ("volta", "16.20.2"), ("asdf", "18.20.8")):
        tree(tmp_path / DEFAULTS[tool], tool, version)
    broken = tree(tmp_path / ".nvm", "nvm", "22.0.0")
    broken.write_text("#!/bin/sh\nexit 1\n")
    shims = node(tmp_path / ".asdf" / "shims", "18.20.8").parent
    volta = tmp_path / ".volta" / "bin"
    volta.mkdir()
    (volta / "volta-shim").write_text("#!/bin/sh\necho v16.20.2\n")
    (volta / "volta-shim").chmod(0o755)
    (volta / "node").symlink_to(volta / "volta-shim")
    chosen = tmp_path / ".nvm" / "versions" / "node" / "v12.22.12" / "bin"
    monkeypatch.setenv("PATH", ":".join(map(str, (shims, volta, chosen))))
    found = [(runtime.source, runtime.version) for runtime in find_runtimes()]
    assert found == [
        ("bundled", bundled().version),
        ("path", "12.22.12"),
        ("fnm", "14.21.3"),
        ("volta", "16.20.2"),
        ("asdf", "18.20.8"),
    ]
