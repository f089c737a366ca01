"""Many renames as one act: all of them or none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.storage.moves import Move, Moves
from hookstudio.storage.workspace_folder import WorkspaceFolder


@pytest.fixture
def folder(tmp_path: Path) -> WorkspaceFolder:
    return WorkspaceFolder.create(tmp_path / "ws", "Test")


def staged(folder: WorkspaceFolder, *names: str) -> list[Move]:
    place = folder.moves.staging()
    target = folder.type_folder("pre-login")
    for name in names:
        (place / name).mkdir()
        (place / name / "hook.js").write_text(name)
    return [Move(place / name, target / name) for name in names]


def names(folder: WorkspaceFolder) -> list[str]:
    return sorted(path.name for path in folder.type_folder("pre-login").iterdir())


def test_all_of_them_happen_and_nothing_is_left_over(folder: WorkspaceFolder) -> None:
    folder.moves.make(staged(folder, "a", "b"), lambda: None)
    assert names(folder) == ["a", "b"]
    assert not (folder.local.path / "exchange").exists()


def test_a_place_that_is_taken_takes_all_back(folder: WorkspaceFolder) -> None:
    moves = staged(folder, "a", "b", "c")
    moves[1].target.mkdir()
    with pytest.raises(StudioError, match="already there"):
        folder.moves.make(moves, lambda: None)
    assert names(folder) == ["b"]
    assert not folder.moves.unfinished


def test_what_follows_them_belongs_to_them(folder: WorkspaceFolder) -> None:
    manifest = folder.root / "hookstudio.toml"
    before = manifest.read_bytes()

    def fails() -> None:
        manifest.write_bytes(b"other")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.moves.make(staged(folder, "a"), fails)
    assert names(folder) == []
    assert manifest.read_bytes() == before


def test_a_journal_that_is_found_is_taken_back_when_the_workspace_is_read(folder: WorkspaceFolder) -> None:
    place = folder.type_folder("pre-login") / "a"
    place.mkdir()
    folder.moves.staging()
    note = {"moves": [[".hookstudio/exchange/new/a", "hooks/pre-login/a"], ["hooks/pre-login/gone", "hooks/sms/gone"]], "manifest": False}
    (folder.local.path / "exchange" / "journal.json").write_text(json.dumps(note))
    WorkspaceFolder(folder.root).read()
    assert names(folder) == []
    assert not folder.moves.unfinished


@pytest.mark.parametrize(
    "pair",
    [
        [".git/hooks/post-checkout", "hooks/pre-login/a"],
        ["../outside", "hooks/pre-login/a"],
        ["contexts/../../outside", "hooks/pre-login/a"],
        ["/outside", "hooks/pre-login/a"],
        ["link/outside", "hooks/pre-login/a"],
        ["contexts/link/outside", "hooks/pre-login/a"],
        ["contexts/a\0", "hooks/pre-login/a"],
        ["hooks/pre-login/a"],
        "x",
        [1, 2],
    ],
)
def test_a_journal_from_anywhere_moves_nothing_out_of_the_workspace(folder: WorkspaceFolder, tmp_path: Path, pair: object) -> None:
    (folder.type_folder("pre-login") / "a").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (folder.root / "contexts" / "link").symlink_to(tmp_path / "elsewhere")
    (folder.root / "link").symlink_to(tmp_path / "elsewhere")
    (folder.root / ".git" / "hooks").mkdir(parents=True)
    folder.moves.staging()
    (folder.local.path / "exchange" / "journal.json").write_text(json.dumps({"moves": [pair], "manifest": True}))
    WorkspaceFolder(folder.root).read()
    assert names(folder) == ["a"]
    assert not list((tmp_path / "elsewhere").iterdir()) and not list((folder.root / ".git" / "hooks").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"ws", "elsewhere"}


def test_a_broken_journal_does_not_stand_in_the_way(folder: WorkspaceFolder) -> None:
    folder.moves.staging()
    (folder.local.path / "exchange" / "journal.json").write_text("{")
    WorkspaceFolder(folder.root).read()
    assert not Moves(folder.local).unfinished
