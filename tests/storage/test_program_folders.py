"""The program's own folders, the workspaces it remembers and those it trusts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hookstudio.storage.folders import app_folders
from hookstudio.storage.recent import RecentWorkspaces
from hookstudio.storage.trust import Trust


def test_one_variable_moves_all_folders(tmp_path: Path) -> None:
    folders = app_folders({"HOOKSTUDIO_HOME": str(tmp_path)})
    assert all(Path(path).parent == tmp_path for path in folders.to_document().values())
    assert len(set(folders.to_document().values())) == 4
    assert not list(tmp_path.iterdir())


def test_a_relative_home_is_where_the_program_was_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert app_folders({"HOOKSTUDIO_HOME": "portable"}).data == tmp_path / "portable" / "data"


def test_without_it_the_folders_are_the_systems() -> None:
    folders = app_folders({})
    assert folders.workspaces.parent == folders.data
    assert folders.data.is_absolute() and "hookstudio" in str(folders.data).lower()


def test_recent_workspaces_newest_first_and_only_those_that_exist(tmp_path: Path) -> None:
    folders = app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "home")})
    recent = RecentWorkspaces(folders)
    assert recent.all() == ()
    roots = [tmp_path / f"ws {number}" for number in range(15)]
    for root in roots:
        root.mkdir()
        recent.add(root)
    recent.add(roots[3])
    assert RecentWorkspaces(folders).all() == (roots[3], *[root for root in roots[:2:-1] if root != roots[3]])
    roots[14].rmdir()
    recent.forget(roots[13])
    assert recent.all()[:2] == (roots[3], roots[12])
    (folders.data / "recent.json").write_bytes(b'{"workspaces": [5, "a\\u0000b", {}]}')
    assert recent.all() == ()
    (folders.data / "recent.json").write_bytes(b"\xff")
    recent.add(roots[0])
    assert recent.all() == (roots[0],)


def test_trust_is_given_to_a_folder_at_a_place(tmp_path: Path) -> None:
    folders = app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "home")})
    trust = Trust(folders)
    root = tmp_path / "ws"
    root.mkdir()
    assert not trust.has(root)
    trust.add(root)
    trust.add(root)
    assert Trust(folders).has(root)
    (tmp_path / "link").symlink_to(root)
    assert trust.has(tmp_path / "link")

    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    assert not trust.has(copy)
    root.rename(tmp_path / "moved")
    copy.rename(root)
    assert not trust.has(root), "a copy put in its place is another folder"
    shutil.rmtree(root)
    root.mkdir()
    assert not trust.has(root), "a fresh folder at the same path is another one"


def test_a_folder_can_not_bring_its_own_trust(tmp_path: Path) -> None:
    folders = app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "home")})
    trust = Trust(folders)
    root = tmp_path / "ws"
    (root / ".hookstudio").mkdir(parents=True)
    (root / ".hookstudio" / "identity").write_text("0" * 32)
    assert not trust.has(root)
    folders.data.mkdir(parents=True)
    for note in (b"{", b'{"workspaces": 5}', b"[]"):
        (folders.data / "trusted.json").write_bytes(note)
        assert not trust.has(root)
    trust.add(root)
    assert trust.has(root)
