"""What a worker is started with, for every Node there ever was here, and which layers that gives."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hookstudio.model.node import Runtime
from hookstudio.runner.environment import child_environment, data_limit, limits_in_front, worker_command
from hookstudio.runner.launch import Wall
from hookstudio.runner.sandbox import protection


def _runtime(version: str) -> Runtime:
    return Runtime(int(version.split(".")[0]), version, Path("/opt/node/bin/node"), "path")


def _command(version: str, modules: Path | None = None, memory_mb: int = 256) -> list[str]:
    return worker_command(_runtime(version), Path("/tmp/scratch"), modules, memory_mb, ("5", "7"))


@pytest.mark.parametrize(
    ("version", "flag", "not_flag"),
    [
        ("20.20.2", "--experimental-permission", "--no-experimental-sqlite"),
        ("22.12.0", "--experimental-permission", "--permission"),
        ("22.23.3", "--permission", "--experimental-permission"),
        ("23.4.0", "--experimental-permission", "--permission"),
        ("24.19.0", "--no-experimental-sqlite", "--allow-net"),
        ("26.10.0", "--allow-net", "--experimental-permission"),
    ],
)
def test_permission_flags_by_version(version: str, flag: str, not_flag: str) -> None:
    assert flag in _command(version)
    assert not_flag not in _command(version)


@pytest.mark.parametrize("version", ["12.22.12", "14.21.3", "16.20.2", "18.20.8"])
def test_older_nodes_have_no_permission_flags_and_say_so(version: str) -> None:
    assert not [part for part in _command(version) if "permission" in part or "allow" in part]
    permissions = protection(_runtime(version)).layers[1]
    assert (permissions.name, permissions.active) == ("permissions", False)
    assert "no permission model" in permissions.why


def test_without_the_network_no_node_is_told_to_allow_it() -> None:
    assert "--allow-net" not in worker_command(_runtime("26.10.0"), Path("/tmp/scratch"), None, 256, ("5", "7"), network=False)


def test_only_the_harness_the_scratch_folder_and_the_modules_are_readable(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (tmp_path / "node_modules").symlink_to(store, target_is_directory=True)
    readable = [part.removeprefix("--allow-fs-read=") for part in _command("24.19.0", tmp_path) if part.startswith("--allow-fs-read=")]
    nothing = ["/dev/null"] if sys.platform == "linux" else []
    assert [Path(folder).parent.name for folder in readable if folder not in nothing] == ["harness", "scratch", "node_modules", "store"]
    writable = [part.partition("=")[2] for part in _command("24.19.0", tmp_path) if "fs-write" in part]
    assert (writable, readable[4:]) == (nothing, nothing)
    assert not [part for part in _command("24.19.0", tmp_path) if "child" in part]


def test_memory_is_limited_on_the_heap_and_beside_it() -> None:
    command = _command("24.19.0", memory_mb=512)
    assert "--max-old-space-size=512" in command
    limit = data_limit(_runtime("24.19.0"), 512)
    assert limit.data == (1536 + 256) * 1024 * 1024
    if sys.platform == "linux":
        assert f"--data={limit.data}" in limits_in_front(Wall.NAMESPACE, limit)
        assert limits_in_front(Wall.LANDLOCK, limit) == []


def test_a_hook_sees_no_environment() -> None:
    assert set(child_environment()) <= {"SYSTEMROOT"}
