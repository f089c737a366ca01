"""A workspace may come from anywhere, links included: nothing outside of it is read, changed or taken away through one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.tenant import TenantSettings
from hookstudio.storage.drafts import Drafts
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.module_files import ModuleFiles
from hookstudio.storage.moves import Move
from hookstudio.storage.removed_tenant import RemovedTenant, put_back, take_tenant
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.storage.tenant_files import TenantFiles
from hookstudio.storage.trash import Trash
from hookstudio.storage.window_state import WindowState
from hookstudio.storage.workspace_folder import WorkspaceFolder

TOML = 'url = "https://acme.example"\n'
CODE = "0" * 64 + ".js"


class Waiting:
    """Somebody who waits for a piece of work."""

    cancelled = False

    def __call__(self, *_told: object, **_more: object) -> None: ...


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the workspace, with what looks like a tenant."""
    folder = tmp_path / "outside"
    (folder / "acme").mkdir(parents=True)
    (folder / "acme.toml").write_text(TOML)
    (folder / "acme" / CODE).write_text("precious")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> WorkspaceFolder:
    return WorkspaceFolder.create(tmp_path / "ws", "Test")


def contents(place: Path) -> dict[str, str]:
    return {str(path.relative_to(place)): path.read_text() if path.is_file() else "" for path in sorted(place.rglob("*"))}


def test_no_tenant_is_removed_outside(folder: WorkspaceFolder, outside: Path) -> None:
    (folder.root / "tenants").symlink_to(outside)
    files, before = TenantFiles(folder.local), contents(outside)
    with pytest.raises(StudioError, match="leads out"):
        files.remove("acme")
    with pytest.raises(StudioError, match="leads out"):
        take_tenant(folder.local, "acme")
    with pytest.raises(StudioError, match="leads out"):
        files.add(TenantSettings("other", "https://other.example", "c"))
    with pytest.raises(StudioError, match="leads out"):
        put_back(folder.local, RemovedTenant("other", TOML.encode(), codes={CODE: b"x"}))
    assert contents(outside) == before


def test_a_tenant_whose_file_and_codes_are_links_goes_without_what_they_lead_to(folder: WorkspaceFolder, outside: Path) -> None:
    before = contents(outside)
    place = folder.root / "tenants"
    for remove in (lambda: TenantFiles(folder.local).remove("acme"), lambda: take_tenant(folder.local, "acme")):
        place.mkdir(exist_ok=True)
        (place / "acme.toml").symlink_to(outside / "acme.toml")
        (place / "acme").symlink_to(outside / "acme")
        remove()
        assert contents(outside) == before and not (place / "acme.toml").is_symlink()
        (place / "acme").unlink()


def test_files_of_somebody_else_beside_the_agreed_codes_stay(folder: WorkspaceFolder) -> None:
    place = folder.root / "tenants"
    (place / "acme").mkdir(parents=True)
    (place / "acme.toml").write_text(TOML)
    (place / "acme" / CODE).write_text("agreed")
    (place / "acme" / "notes.txt").write_text("mine")
    TenantFiles(folder.local).remove("acme")
    assert contents(place) == {"acme": "", "acme/notes.txt": "mine"}


@pytest.mark.parametrize("before", ["../../../secret", "../../hooks/secret"])
def test_a_journal_that_came_along_puts_no_foreign_file_in_the_place_of_the_manifest(
    folder: WorkspaceFolder, tmp_path: Path, before: str
) -> None:
    (tmp_path / "secret").write_text("private key")
    (folder.root / "hooks" / "secret").write_text("private key")
    exchange = folder.local.folder("exchange")
    (exchange / "journal.json").write_text(json.dumps({"moves": [], "manifest": True}))
    (exchange / "manifest.before").symlink_to(before)
    manifest = (folder.root / "hookstudio.toml").read_bytes()
    WorkspaceFolder(folder.root).read()
    assert (folder.root / "hookstudio.toml").read_bytes() == manifest
    assert not folder.moves.unfinished


def test_a_journal_that_is_a_link_is_none_and_is_in_nobodys_way(folder: WorkspaceFolder, tmp_path: Path) -> None:
    note = tmp_path / "note.json"
    note.write_text(json.dumps({"moves": [["contexts/a", "hooks/b"]], "manifest": False}))
    (folder.root / "hooks" / "b").mkdir()
    (folder.local.folder("exchange") / "journal.json").symlink_to(note)
    folder.read()
    assert not folder.moves.unfinished and (folder.root / "hooks" / "b").is_dir() and note.exists()
    (folder.local.folder("exchange") / "new").symlink_to(tmp_path)
    assert list(folder.moves.staging().iterdir()) == [] and note.exists()


def test_nothing_is_moved_through_a_link(folder: WorkspaceFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder.root / "contexts" / "link").symlink_to(elsewhere)
    source = folder.moves.staging() / "a"
    source.mkdir()
    with pytest.raises(StudioError, match="leads out"):
        folder.moves.make([Move(source, folder.root / "contexts" / "link" / "a")], lambda: None)
    assert list(elsewhere.iterdir()) == [] and source.is_dir()


def test_no_folder_is_made_outside(folder: WorkspaceFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder.root / "hooks").rmdir()
    (folder.root / "hooks").symlink_to(elsewhere)
    with pytest.raises(StudioError, match="leads out"):
        folder.type_folder("pre-login")
    with pytest.raises(StudioError, match="leads out"):
        folder.put_in_place(folder.moves.staging(), folder.root / "hooks" / "a")
    assert list(elsewhere.iterdir()) == []


def test_what_lies_outside_is_in_no_trash(folder: WorkspaceFolder, tmp_path: Path) -> None:
    thing = tmp_path / "thing"
    thing.mkdir()
    note = {"hook": "", "name": "a", "type": "pre-login", "slug": "a", "position": 0, "at": 0.0}
    (thing / ".trashed.json").write_text(json.dumps(note))
    (thing / "shared.json").write_text("{}")
    (folder.local.folder("trash") / "20200101-000000-aaaaaaaa").symlink_to(thing)
    trash = Trash(folder.local)
    assert trash.all() == ()
    with pytest.raises(NotFound):
        trash.find("20200101-000000-aaaaaaaa")
    inside = folder.local.folder("trash", "20200101-000000-bbbbbbbb")
    (inside / ".trashed.json").symlink_to(thing / ".trashed.json")
    (inside / "shared.json").write_text("{}")
    assert trash.all() == ()


def test_links_are_neither_drafts_nor_the_state_of_a_window(folder: WorkspaceFolder, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_text(json.dumps({"hook": "h", "text": "private", "base": None, "at": 1.0}))
    (folder.local.folder("drafts") / "h.1-a.json").symlink_to(foreign)
    (folder.local.folder("state") / "window.json").symlink_to(foreign)
    assert Drafts(folder.local).all() == ()
    state = WindowState(folder.local)
    assert state.read("window") == {}
    state.write("window", {"width": 3})
    assert state.read("window") == {"width": 3} and "private" in foreign.read_text()


def test_locks_are_no_links(folder: WorkspaceFolder, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine")
    files, place = ModuleFiles(folder.local), folder.type_folder("pre-login") / "a"
    (folder.local.folder("modules") / "pre-login+a.lock").symlink_to(precious)
    (folder.local.folder("sync", "acme") / "lock").symlink_to(precious)
    with pytest.raises(StudioError, match="is a link"), files.alone(place, Waiting()):
        pass
    with pytest.raises(StudioError, match="is a link"), SyncFolder(folder.local, "acme").alone():
        pass
    (folder.local.path / "lock").unlink(missing_ok=True)
    (folder.local.path / "lock").symlink_to(precious)
    with pytest.raises(StudioError, match="is a link"), folder.local.locked():
        pass
    assert precious.read_text() == "mine"


def test_the_local_folder_is_no_link(tmp_path: Path, outside: Path) -> None:
    root = tmp_path / "ws"
    root.mkdir()
    (root / ".hookstudio").symlink_to(outside)
    local = LocalFolder(root)
    assert local.existing() is None
    with pytest.raises(StudioError, match="is a link"):
        local.folder("sync", "acme")
