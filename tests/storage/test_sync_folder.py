"""The journal of a push, read after any end of the program."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from hookstudio.model.sync import Request
from hookstudio.model.tenant import HookState, TenantSettings
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.tenant_files import TenantFiles

STATE = HookState("a", "", "ü", None, True)
BODY = {"name": "a", "type": "pre-login", "content": "ü", "enabled": True}
REQUEST = Request("POST", "/hooks/", BODY, "create", "k", "pre-login", "h", "", None, STATE, STATE)
PLAN: JsonValue = {"requests": [asdict(REQUEST)] * 3, "known": ["ü"]}


@pytest.fixture
def folder(tmp_path: Path) -> SyncFolder:
    return SyncFolder(LocalFolder(tmp_path), "acme")


def test_what_is_noted_is_read_up_to_where_the_program_ended(folder: SyncFolder, tmp_path: Path) -> None:
    assert folder.journal() is None
    folder.begin(PLAN)
    folder.note(0, "sending")
    folder.note(0, "done", {"remote_id": "r0"})
    folder.note(-1, "kept")
    folder.note(1, "sending")
    folder.note(2, "done")
    path = tmp_path / ".hookstudio" / "sync" / "acme" / "journal.jsonl"
    whole = path.read_bytes()
    journal = folder.journal()
    assert journal is not None and (journal.plan["known"], journal.requests) == (["ü"], (REQUEST,) * 3)
    assert set(journal.done) == {0, 2} and journal.sending == {1} and journal.fresh == {2}
    assert journal.done[0]["remote_id"] == "r0"
    for end in range(len(whole)):
        path.write_bytes(whole[:end])
        cut = folder.journal()
        assert cut is None or set(cut.done) <= {0, 2}
    path.write_bytes(b"\xff\n" + whole[:0])
    assert folder.journal() is None


def test_the_end_takes_the_journal_away(folder: SyncFolder) -> None:
    folder.begin(PLAN)
    assert folder.journal() is not None
    folder.end()
    assert folder.journal() is None
    folder.end()


def test_a_journal_of_another_tenant_and_one_that_is_damaged_are_laid_aside(folder: SyncFolder, tmp_path: Path) -> None:
    settings = TenantSettings("acme", "https://acme.example", "c")
    SyncFolder(LocalFolder(tmp_path), "acme", settings).begin(PLAN)
    for other in (
        None,
        replace(settings, client_id="d"),
        replace(settings, tenant_header="x"),
        replace(settings, url="https://acme.example/x"),
    ):
        found = SyncFolder(LocalFolder(tmp_path), "acme", other)
        assert (found.journal(), found.damage()) == (None, "")
    same = SyncFolder(LocalFolder(tmp_path), "acme", replace(settings, plan="pro", url="acme.example/api/v1"))
    assert same.journal() is not None
    place = tmp_path / ".hookstudio" / "sync" / "acme"
    noted = (place / "journal.jsonl").read_bytes()
    folder.end(broken=True)
    assert (place / "aside-000001.jsonl").read_bytes() == noted and not (place / "journal.jsonl").exists()
    (place / "journal.jsonl").write_bytes(b'{"plan": 5}\n')
    assert folder.journal() is None and "can't be understood" in folder.damage()
    folder.end(broken=True)
    assert (place / "aside-000002.jsonl").is_file() and folder.damage() == ""


def test_the_tenant_is_the_one_of_its_file_where_nobody_says_which(tmp_path: Path) -> None:
    local = LocalFolder(tmp_path)
    TenantFiles(local).add(TenantSettings("acme", "https://acme.example", "c"))
    SyncFolder(local, "acme").begin(PLAN)
    assert SyncFolder(local, "acme", TenantSettings("acme", "https://acme.example", "c")).journal() is not None
    TenantFiles(local).change(TenantSettings("acme", "https://other.example", "c"))
    assert SyncFolder(local, "acme").journal() is None


def test_links_are_no_notes_of_ours(folder: SyncFolder, tmp_path: Path) -> None:
    folder.begin(PLAN)
    path = tmp_path / ".hookstudio" / "sync" / "acme" / "journal.jsonl"
    outside = tmp_path / "outside"
    path.rename(outside)
    path.symlink_to(outside)
    before = outside.read_bytes()
    assert (folder.journal(), folder.damage()) == (None, "")
    with pytest.raises(StudioError, match="can't be noted"):
        folder.note(0, "done")
    folder.save_before(None, {"number": 1})
    saved = folder.saved()[0]
    saved.rename(tmp_path / "saved.json")
    saved.symlink_to(tmp_path / "saved.json")
    assert folder.saved() == ()
    folder.begin(PLAN)
    assert outside.read_bytes() == before


def test_whether_a_push_is_under_way_is_known_to_all(folder: SyncFolder, tmp_path: Path) -> None:
    other = SyncFolder(LocalFolder(tmp_path), "acme")
    assert not other.running() and not (tmp_path / ".hookstudio").exists()
    with folder.alone():
        assert other.running()
    assert not other.running()
    (tmp_path / "precious").write_text("mine")
    (tmp_path / ".hookstudio" / "sync" / "acme" / "lock").unlink()
    (tmp_path / ".hookstudio" / "sync" / "acme" / "lock").symlink_to(tmp_path / "precious")
    assert not other.running()
    with pytest.raises(StudioError), folder.alone():
        pass
    assert (tmp_path / "precious").read_text() == "mine"


def test_only_one_is_at_it(folder: SyncFolder, tmp_path: Path) -> None:
    with folder.alone(), pytest.raises(StudioError, match="under way"), SyncFolder(LocalFolder(tmp_path), "acme").alone():
        pass
    with SyncFolder(LocalFolder(tmp_path), "acme").alone():
        pass


def test_what_was_kept_comes_newest_first(folder: SyncFolder) -> None:
    paths = [folder.save_before(None, {"number": number}) for number in range(12)]
    assert [folder.read_saved(path) for path in folder.saved()] == [{"number": number} for number in range(11, -1, -1)]
    assert set(folder.saved()) == set(paths)
