"""Installing and removing Nodes, through the real npm, from a registry that behaves well and badly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hookstudio.model.errors import NotFound, OutsideMissing, StudioError
from hookstudio.model.node import NodePackage, Runtime
from hookstudio.model.progress import Cancelled
from hookstudio.runner.runtimes import bundled
from hookstudio.storage.folders import Folders, app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from tests.node_registry import NAME, RUNS_HOOKS, VERSION, Registry, archive, configure_npm, package_of
from tests.npm.shelf import integrity
from tests.patience import Patience

pytestmark = pytest.mark.usefixtures("lonely")


@pytest.fixture
def lonely(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with no Node but the bundled one."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    for name in (
        "PATH",
        "NVM_DIR",
        "FNM_DIR",
        "VOLTA_HOME",
        "ASDF_DATA_DIR",
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "APPDATA",
        "LOCALAPPDATA",
    ):
        monkeypatch.setenv(name, "")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registry]:
    with Registry(archive()).running() as registry:
        configure_npm(monkeypatch, tmp_path, registry.host)
        yield registry


def nodes_of(*packages: NodePackage) -> NodeRuntimes:
    return NodeRuntimes(app_folders(), packages)


def left(folders: Folders) -> list[str]:
    """What is in the folder of the Nodes, but for the lock."""
    folder = folders.data / "node"
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock") if folder.exists() else []


def test_an_installed_node_is_found_is_used_and_can_be_removed(registry: Registry) -> None:
    if not RUNS_HOOKS:
        return
    nodes, watch = nodes_of(package_of(registry.data)), Patience()
    choice = nodes.choice(12)
    assert (choice.runtime, choice.installed, choice.installable) == (None, None, True)
    runtime = nodes.install(12, watch)
    assert (runtime.major, runtime.version, runtime.source, runtime.yields_to) == (12, VERSION, "installed", None)
    assert subprocess.run([runtime.path, "--version"], capture_output=True, text=True, check=True).stdout.strip() == f"v{VERSION}"
    assert nodes.found() == (bundled(), runtime)
    assert nodes.find(12) == nodes.find(12, VERSION) == nodes.choice(12).runtime == runtime
    assert left(app_folders()) == [VERSION]
    assert watch.told[-1] == (len(registry.data), len(registry.data), "Checking")
    assert all(0 <= done <= total or total == 0 for done, total, _ in watch.told)
    asked = len(registry.asked)
    assert nodes.install(12, Patience()) == runtime
    assert len(registry.asked) == asked
    assert nodes.remove(12) == runtime
    assert (left(app_folders()), nodes.found()) == ([], (bundled(),))
    with pytest.raises(NotFound, match="has not installed Node 12"):
        nodes.remove(12)


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        ("missing", "does not have this package"),
        ("no-version", "does not have this version"),
        ("login", "asks for a login"),
        ("html", "not JSON|no usable answer"),
        ("fault", "fault of its own"),
        ("corrupt", "arrived damaged"),
        ("truncated", "arrived damaged|can't be reached"),
    ],
)
def test_a_registry_that_fails_leaves_nothing_and_is_told_in_words(registry: Registry, manner: str, words: str) -> None:
    registry.manner = manner
    with pytest.raises(OutsideMissing, match=words) as caught:
        nodes_of(package_of(registry.data)).install(12, Patience())
    assert caught.value.hint
    assert left(app_folders()) == []


def test_a_registry_that_is_not_there_is_told_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configure_npm(monkeypatch, tmp_path, "127.0.0.1:9")
    with pytest.raises(OutsideMissing, match="registry can't be reached") as caught:
        nodes_of(package_of(archive())).install(12, Patience())
    assert caught.value.exit_status == 3
    assert left(app_folders()) == []


def test_a_package_that_is_not_the_one_of_the_table_is_refused(registry: Registry) -> None:
    good = package_of(registry.data)
    registry.data = archive("#!/bin/sh\necho v12.22.13\n", PADDING="x")
    with pytest.raises(OutsideMissing, match=r"another (hash|size)"):
        nodes_of(good).install(12, Patience())
    same_size = NodePackage(12, good.platform, NAME, VERSION, len(registry.data), integrity(b"something else"))
    with pytest.raises(OutsideMissing, match="another hash"):
        nodes_of(same_size).install(12, Patience())
    assert left(app_folders()) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (archive("#!/bin/sh\necho v12.22.11\n"), "does not start"),
        (archive("#!/bin/sh\necho needs a newer library >&2; exit 1\n"), "does not start"),
        (archive("\0\1\2"), "does not start"),
        (archive("", **{"package/bin/../../node": "#!/bin/sh\n", "/package/bin/node": "x"}), "no program"),
    ],
    ids=["other-version", "fails", "no-program", "other-places"],
)
def test_an_archive_without_a_program_that_runs_is_refused(registry: Registry, data: bytes, words: str) -> None:
    registry.data = data
    with pytest.raises(OutsideMissing, match=words):
        nodes_of(package_of(data)).install(12, Patience())
    assert left(app_folders()) == []


def test_cancelling_ends_npm_at_once_and_leaves_nothing(registry: Registry) -> None:
    registry.manner = "stalled"
    began = time.monotonic()
    with pytest.raises(Cancelled):
        nodes_of(package_of(registry.data)).install(12, Patience(registry.stalled.is_set))
    assert time.monotonic() - began < 10
    assert left(app_folders()) == []


def test_one_installation_at_a_time_and_the_second_finds_the_first(registry: Registry) -> None:
    if not RUNS_HOOKS:
        return
    registry.manner = "stalled"
    nodes, done = nodes_of(package_of(registry.data)), list[Runtime]()
    first = threading.Thread(target=lambda: done.append(nodes.install(12, Patience())))
    first.start()
    assert registry.stalled.wait(20)
    second_waits = threading.Event()
    second = threading.Thread(target=lambda: done.append(nodes.install(12, Patience(lambda: second_waits.set() or False))))  # type: ignore[func-returns-value]
    second.start()
    assert second_waits.wait(20)
    with pytest.raises(Cancelled):
        nodes.install(12, Patience(lambda: True))
    registry.go_on.set()
    first.join(20)
    second.join(20)
    assert len(done) == 2 and done[0] == done[1]
    assert sum(line.startswith(f"/{NAME}/-/") for line in registry.asked) == 1


_INSTALLS = """
import sys
from hookstudio.model.node import NodePackage
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
class Quiet:
    cancelled = False
    def __call__(self, done, total, note=""): pass
row = sys.argv[1:]
package = NodePackage(12, row[0], row[1], row[2], int(row[3]), row[4])
NodeRuntimes(app_folders(), [package]).install(12, Quiet())
"""


def test_a_killed_installation_leaves_nothing_that_counts_and_is_swept_later(registry: Registry) -> None:
    if not RUNS_HOOKS:
        return
    package, registry.manner = package_of(registry.data), "stalled"
    row = [package.platform, package.name, package.version, str(package.size), package.integrity]
    killed = subprocess.Popen([sys.executable, "-c", _INSTALLS, *row], start_new_session=True)
    assert registry.stalled.wait(20)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    nodes = nodes_of(package)
    assert left(app_folders()) == [".staging"]
    assert nodes.choice(12).runtime is None
    registry.manner = "well"
    registry.go_on.set()
    assert nodes.install(12, Patience()).version == VERSION
    assert left(app_folders()) == [VERSION]


def test_no_password_and_no_token_gets_into_messages_or_onto_the_disk(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    registry.manner = "login"
    settings = tmp_path / "npmrc"
    settings.write_text(f"registry=http://{registry.host}/\n//{registry.host}/:_authToken=topsecret\n", encoding="utf-8")
    with pytest.raises(OutsideMissing) as caught:
        nodes_of(package_of(registry.data)).install(12, Patience())
    assert any("Bearer topsecret" in line for line in registry.asked)
    told = f"{caught.value.message} {caught.value.hint} {caught.value.details}"
    assert "topsecret" not in told and "401" in told
    files = [path for path in app_folders().data.rglob("*") if path.is_file()]
    assert not any(b"topsecret" in path.read_bytes() for path in files)
    monkeypatch.setenv("npm_config_registry", f"http://user:hunter2@{registry.host}/")
    with pytest.raises(OutsideMissing) as caught:
        nodes_of(package_of(registry.data)).install(12, Patience())
    assert "hunter2" not in caught.value.details


def test_installing_changes_no_result(registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not RUNS_HOOKS:
        return

    def put(folder: Path, version: str) -> Path:
        folder.mkdir(parents=True)
        program = folder / "node"
        program.write_text(f"#!/bin/sh\necho v{version}\n")
        program.chmod(0o755)
        return program

    before = put(tmp_path / "before", "12.1.0")
    monkeypatch.setenv("PATH", str(before.parent))
    nodes = nodes_of(package_of(registry.data))
    installed = nodes.install(12, Patience())
    assert installed.yields_to == before
    assert nodes.find(12).path == before
    assert nodes.find(12, VERSION) == installed
    before.unlink()
    assert nodes.find(12) == installed
    later = put(tmp_path / "later", "12.22.0")
    monkeypatch.setenv("PATH", str(later.parent))
    assert nodes.find(12) == installed and nodes.found()[-1].path == later
    nodes.remove(12)
    assert nodes.find(12).path == later
    again = nodes.install(12, Patience())
    nodes.remove(12)
    later.unlink()
    fresh = nodes.install(12, Patience())
    assert (again.yields_to, fresh.yields_to) == (later, None)
    put(tmp_path / "latest", "12.22.1")
    monkeypatch.setenv("PATH", str(tmp_path / "latest"))
    assert nodes.find(12) == fresh and len(nodes.found()) == 3


def test_majors_that_cannot_be_had_are_told(registry: Registry) -> None:
    nodes = nodes_of(package_of(registry.data))
    assert nodes.install(24, Patience()) == bundled()
    with pytest.raises(NotFound, match="no Node 13"):
        nodes.install(13, Patience())
    with pytest.raises(OutsideMissing, match="Node 14 can't be installed on this computer"):
        nodes.install(14, Patience())
    assert nodes.choice(14).why_not
    with pytest.raises(StudioError, match="comes with Hook Studio"):
        nodes.remove(24)
    with pytest.raises(OutsideMissing, match="Node 14 is not on this machine") as caught:
        nodes.find(14)
    assert "hookstudio node install 14" in caught.value.hint
