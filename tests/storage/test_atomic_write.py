from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.storage.atomic import write_bytes, write_text


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_text(path, "ä\r\n")
    assert path.read_bytes() == b"\xc3\xa4\r\n"
    write_bytes(path, b"two")
    assert path.read_bytes() == b"two"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_the_old_file_stays_when_a_step_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path if step == "replace" else os, step, refuse)
    with pytest.raises(StudioError, match=r"a\.txt.*could not be written: the disk is full") as caught:
        write_text(path, "new")
    assert "No space left" in caught.value.details
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_nothing_is_left_when_the_program_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_text(tmp_path / "a.txt", "new")
    assert list(tmp_path.iterdir()) == []


def test_the_temporary_file_is_made_in_the_staging_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    seen: list[list[str]] = []
    real = os.fsync

    def look(descriptor: int) -> None:
        seen.append([entry.suffix for entry in staging.iterdir()])
        real(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    write_text(tmp_path / "a.txt", "new", staging=staging)
    assert seen[0] == [".hookstudio-tmp"]
    assert list(staging.iterdir()) == []


def test_another_disk_for_staging_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staging = tmp_path / "staging"
    staging.mkdir()
    real = Path.replace

    def other_disk(self: Path, target: Path) -> Path:
        if self.parent == staging:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", other_disk)
    write_text(tmp_path / "a.txt", "new", staging=staging)
    assert (tmp_path / "a.txt").read_text() == "new"
    assert list(staging.iterdir()) == []


def test_permissions_of_a_replaced_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("old")
    path.chmod(0o640)
    mode = path.stat().st_mode
    write_text(path, "new")
    assert path.stat().st_mode == mode


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").mkdir()
    with pytest.raises(StudioError, match=r"“.*a” could not be written"):
        write_text(tmp_path / "a", "x")
    with pytest.raises(StudioError, match="does not exist"):
        write_text(tmp_path / "none" / "a", "x")
