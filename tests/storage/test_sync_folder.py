"""The journal of a push, read after any end of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.sync_folder import SyncFolder


@pytest.fixture
def folder(tmp_path: Path) -> SyncFolder:
    return SyncFolder(LocalFolder(tmp_path), "acme")


def test_what_is_noted_is_read_up_to_where_the_program_ended(folder: SyncFolder, tmp_path: Path) -> None:
    assert folder.journal() is None
    folder.begin({"requests": ["ü"]})
    folder.note(0, "sending")
    folder.note(0, "done", {"remote_id": "r0"})
    folder.note(-1, "kept")
    folder.note(1, "sending")
    folder.note(2, "done")
    path = tmp_path / ".hookstudio" / "sync" / "acme" / "journal.jsonl"
    whole = path.read_bytes()
    journal = folder.journal()
    assert journal is not None and journal.plan == {"requests": ["ü"]}
    assert set(journal.done) == {0, 2} and journal.sending == {1} and journal.fresh == {2}
    assert journal.done[0]["remote_id"] == "r0"
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        cut = folder.journal()
        assert cut is None or set(cut.done) <= {0, 2}
    path.write_bytes(b"\xff\n" + whole[:0])
    assert folder.journal() is None


def test_the_end_takes_the_journal_away(folder: SyncFolder) -> None:
    folder.begin({})
    folder.end()
    assert folder.journal() is None
    folder.end()


def test_only_one_is_at_it(folder: SyncFolder, tmp_path: Path) -> None:
    with folder.alone(), pytest.raises(StudioError, match="under way"), SyncFolder(LocalFolder(tmp_path), "acme").alone():
        pass
    with SyncFolder(LocalFolder(tmp_path), "acme").alone():
        pass


def test_what_was_kept_comes_newest_first(folder: SyncFolder) -> None:
    paths = [folder.save_before(None, {"number": number}) for number in range(12)]
    assert [folder.read_saved(path) for path in folder.saved()] == [{"number": number} for number in range(11, -1, -1)]
    assert set(folder.saved()) == set(paths)
