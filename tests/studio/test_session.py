from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from hookstudio.model.errors import ChangedOutside, NotFound, StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.workspace import Workspace
from hookstudio.storage.fingerprint import fingerprint_of
from hookstudio.studio.session import Session
from tests.studio.workspaces import CLASSIC, ESM, again, all_files, folders_in, hook_id, new_session, slugs


def test_a_new_workspace_is_a_folder_that_people_can_read(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    hook = session.create_hook("Block disposable", "pre-login", code=CLASSIC, description="Refuses throw-away addresses")

    files = all_files(session.root)
    assert sorted(files) == [
        ".gitignore",
        "hooks/pre-login/block-disposable/hook.js",
        "hooks/pre-login/block-disposable/hook.toml",
        "hookstudio.toml",
    ]
    assert tomllib.loads(files["hookstudio.toml"].decode()) == {"format": 1, "name": "Test", "order": {"pre-login": ["block-disposable"]}}
    assert tomllib.loads(files["hooks/pre-login/block-disposable/hook.toml"].decode()) == {
        "id": hook.id,
        "name": "Block disposable",
        "description": "Refuses throw-away addresses",
        "enabled": True,
        "dialect": "classic",
    }
    assert files[".gitignore"].decode().split() == [".hookstudio/", "node_modules/"]
    assert (session.root / "contexts").is_dir()
    assert session.trusted


def test_what_was_made_is_there_for_the_next_program(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    session.move(hook_id(session, "c"), 0)
    session.set_enabled(hook_id(session, "a"), False)
    session.set_node(hook_id(session, "b"), 20)
    session.set_default_node(22)

    other = again(session)
    assert other.workspace == session.workspace
    assert slugs(other) == ["c", "a", "b"]
    assert other.workspace.node == 22
    assert not other.notices and not other.workspace.problems


def test_opening_writes_nothing(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    before = {path: path.stat().st_mtime_ns for path in session.root.rglob("*")}
    again(session).reload()
    assert {path: path.stat().st_mtime_ns for path in session.root.rglob("*")} == before


def test_a_reorder_writes_one_file(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    before = all_files(session.root)
    session.move(hook_id(session, "a"), 2)
    after = all_files(session.root)
    assert [name for name in after if after[name] != before[name]] == ["hookstudio.toml"]


def test_a_position_outside_the_row_is_refused(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    before = all_files(session.root)
    with pytest.raises(StudioError, match="Position 3"):
        session.move(hook_id(session, "a"), 2)
    with pytest.raises(StudioError, match="Position 5"):
        session.create_hook("c", "pre-login", code=CLASSIC, position=4)
    assert all_files(session.root) == before


def test_slugs_are_free_ones_even_of_folders_that_are_no_hooks(tmp_path: Path) -> None:
    session = new_session(tmp_path, "Ada")
    (session.root / "hooks" / "pre-login" / "Ada-2").mkdir()
    assert session.create_hook("ada", "pre-login", code=CLASSIC).slug == "ada-3"
    assert session.create_hook("ada", "post-login", code=CLASSIC).slug == "ada"
    assert session.create_hook("渡す", "post-login", code=CLASSIC).slug == "hook"


def test_a_hook_can_be_made_at_a_place(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    session.create_hook("c", "pre_login", code=CLASSIC, position=1)
    assert slugs(again(session)) == ["a", "c", "b"]


def test_the_dialect_follows_the_code_until_it_is_fixed(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    hook = session.create_hook("a", "pre-login", code=CLASSIC)
    folder = session.hook_folder(hook.id)

    saved = session.save_code(hook.id, ESM, session.read_code(hook.id).fingerprint)
    assert saved.path == folder / "hook.mjs"
    assert session.workspace.find(hook.id).dialect is Dialect.ESM
    assert sorted(path.name for path in folder.iterdir()) == ["hook.mjs", "hook.toml"]
    assert session.read_code(hook.id) == saved

    session.set_dialect(hook.id, Dialect.CLASSIC)
    assert sorted(path.name for path in folder.iterdir()) == ["hook.js", "hook.toml"]
    session.save_code(hook.id, ESM + "// more\n", None)
    assert again(session).workspace.find(hook.id).dialect is Dialect.CLASSIC
    assert again(session).workspace.find(hook.id).dialect_fixed


def test_a_dialect_that_is_not_the_codes_stays_fixed(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    assert not session.create_hook("a", "pre-login", code=ESM, dialect=Dialect.ESM).dialect_fixed
    fixed = session.create_hook("b", "pre-login", code=CLASSIC, dialect=Dialect.ESM)
    assert fixed.dialect is Dialect.ESM and fixed.dialect_fixed


def test_code_of_a_hook_js_that_its_file_calls_esm_stays_where_it_is(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    toml = session.root / "hooks/pre-login/a/hook.toml"
    toml.write_text(toml.read_text().replace('"classic"', '"esm"'))
    other = again(session)
    identity = hook_id(other, "a")
    assert other.workspace.find(identity).dialect is Dialect.ESM
    other.rename(identity, "A")
    saved = other.save_code(identity, ESM, other.read_code(identity).fingerprint)
    assert saved.path.name == "hook.js" and saved.path.read_text() == ESM


def test_code_keeps_its_line_ends(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    path = session.root / "hooks/pre-login/a/hook.js"
    text = "function handle(d, c) {\r\n\tc(null, d) // ü 🎣\r\n}"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    read = session.read_code(hook_id(session, "a"))
    assert read.text == text
    session.save_code(hook_id(session, "a"), text + "\n", read.fingerprint)
    assert path.read_bytes() == text.encode() + b"\n"


def test_a_file_that_somebody_else_changed_is_not_overwritten(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    identity = hook_id(session, "a")
    read = session.read_code(identity)
    read.path.write_text("// theirs")
    with pytest.raises(ChangedOutside, match="changed outside"):
        session.save_code(identity, "// mine", read.fingerprint)
    assert read.path.read_text() == "// theirs"

    session.save_code(identity, "// theirs", read.fingerprint)  # the same text is no conflict
    session.save_code(identity, "// mine", None)
    assert read.path.read_text() == "// mine"
    read.path.unlink()
    with pytest.raises(StudioError):
        session.save_code(identity, "// again", fingerprint_of(b"// mine"))


def test_text_that_can_not_be_stored_is_refused_and_kept_as_a_draft(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    identity = hook_id(session, "a")
    with pytest.raises(StudioError, match="half of a character") as caught:
        session.save_code(identity, "one\ntwo \ud83d", None)
    assert "line 2" in caught.value.hint
    with pytest.raises(StudioError, match="at most 5 MB"):
        session.save_code(identity, "x" * (5 * 1024 * 1024 + 1), None)
    assert session.read_code(identity).text == CLASSIC
    session.drafts.keep(identity, "one\ntwo \ud83d", None)
    draft = session.drafts.get(identity)
    assert draft is not None and draft.text == "one\ntwo \ud83d"


def test_saving_forgets_the_draft(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    read = session.read_code(hook_id(session, "a"))
    session.drafts.keep(hook_id(session, "a"), "typed", read.fingerprint)
    assert [draft.text for draft in again(session).drafts.all()] == ["typed"]
    session.save_code(hook_id(session, "a"), "typed", read.fingerprint)
    assert session.drafts.get(hook_id(session, "a")) is None


def test_listeners_hear_of_changes_and_of_nothing_else(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    heard: list[Workspace] = []
    stop = session.subscribe(heard.append)
    session.rename(hook_id(session, "a"), "New name")
    assert [workspace.of_type("pre-login")[0].name for workspace in heard] == ["New name"]
    assert heard[-1] is session.workspace
    session.rename(hook_id(session, "a"), "New name ")
    session.reload()
    assert len(heard) == 1
    stop()
    stop()
    session.rename(hook_id(session, "a"), "Other")
    assert len(heard) == 1


def test_a_change_is_made_to_what_is_on_disk_now(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    other = again(session)
    other.create_hook("c", "pre-login", code=CLASSIC)
    other.describe(hook_id(other, "a"), "theirs")
    session.rename(hook_id(session, "a"), "Mine")
    session.move(hook_id(session, "b"), 0)
    hook = again(session).workspace.find_by_key("pre-login/a")
    assert (hook.name, hook.description) == ("Mine", "theirs")
    assert slugs(again(session)) == slugs(session) == ["b", "a", "c"]


def test_a_hook_that_went_outside_is_not_found_and_leaves_the_list(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    identity = hook_id(session, "a")
    again(session).delete(identity)
    with pytest.raises(NotFound):
        session.rename(identity, "x")
    assert slugs(session) == ["b"]


def test_a_duplicate_is_a_hook_of_its_own_behind_the_first(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    first = session.workspace.find_by_key("pre-login/a")
    folder = session.hook_folder(first.id)
    (folder / "package.json").write_text("{}")
    (folder / "node_modules").mkdir()
    (folder / "node_modules" / "x.js").write_text("")
    toml = folder / "hook.toml"
    toml.write_text(toml.read_text() + 'owner = "ada"\n')
    session.contexts.save(first, "New user", {"user": 1})

    copy = session.duplicate(first.id)
    assert slugs(session) == ["a", "a-copy", "b"]
    assert copy.id != first.id and copy.name == "a copy"
    made = session.hook_folder(copy.id)
    assert sorted(path.name for path in made.iterdir()) == ["hook.js", "hook.toml", "package.json"]
    assert tomllib.loads((made / "hook.toml").read_text())["owner"] == "ada"
    assert [session.contexts.read(saved) for saved in session.contexts.list(copy)] == [{"user": 1}]
    assert session.duplicate(first.id).name == "a copy 2"


def test_keys_of_newer_programs_survive_a_change(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    manifest = session.root / "hookstudio.toml"
    manifest.write_text("future = [1, 2]\n" + manifest.read_text() + 'next-type = ["x"]\n\n[later]\nkey = 2020-01-01\n')
    toml = session.root / "hooks/pre-login/a/hook.toml"
    toml.write_text(toml.read_text() + '[extra]\nkey = "value"\n')
    session.move(hook_id(session, "b"), 0)
    session.rename(hook_id(session, "a"), "A")
    document = tomllib.loads(manifest.read_text())
    assert document["future"] == [1, 2] and str(document["later"]["key"]) == "2020-01-01"
    assert document["order"] == {"pre-login": ["b", "a"], "next-type": ["x"]}
    assert tomllib.loads(toml.read_text())["extra"] == {"key": "value"}


def test_a_file_in_which_nothing_changes_keeps_its_comments(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    for path in (session.root / "hookstudio.toml", session.root / "hooks/pre-login/a/hook.toml"):
        path.write_text("# by hand\n" + path.read_text())
    before = all_files(session.root)
    session.move(hook_id(session, "a"), 0)
    session.rename(hook_id(session, "a"), "a")
    session.set_enabled(hook_id(session, "a"), True)
    assert all_files(session.root) == before
    assert session.undo_text == "Create “b”"


def test_layout_state_is_local_and_a_broken_one_is_empty(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    session.write_state("window", {"tabs": ["a"]})
    assert again(session).read_state("window") == {"tabs": ["a"]}
    path = session.root / ".hookstudio/state/window.json"
    assert json.loads(path.read_text()) == {"tabs": ["a"]}
    path.write_bytes(b"{\xff")
    assert session.read_state("window") == {}
    assert session.read_state("other") == {}
    assert sorted(all_files(session.root)) == [".gitignore", "hookstudio.toml"]


def test_values_that_do_not_fit_are_refused_in_words(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    identity = hook_id(session, "a")
    before = all_files(session.root)
    for act in (
        lambda: session.rename(identity, "  "),
        lambda: session.rename(identity, "a\nb"),
        lambda: session.describe(identity, "x" * 20_001),
        lambda: session.describe(identity, "\ud83d"),
        lambda: session.set_node(identity, 0),
        lambda: session.set_default_node(1000),
        lambda: session.create_hook("b", "pre-dinner", code=""),
        lambda: session.create_hook("", "pre-login", code=""),
    ):
        with pytest.raises(StudioError) as caught:
            act()
        assert caught.value.message.endswith(".")
    assert all_files(session.root) == before


def test_a_workspace_is_made_once_and_not_over_something_else(tmp_path: Path) -> None:
    folders = folders_in(tmp_path)
    root = tmp_path / "deep" / "ws"
    assert Session.create(root, "", folders).workspace.name == "ws"
    with pytest.raises(StudioError, match="already a workspace"):
        Session.create(root, "x", folders)
    taken = tmp_path / "taken"
    (taken / "hooks" / "mine").mkdir(parents=True)
    with pytest.raises(StudioError, match="“hooks”"):
        Session.create(taken, "x", folders)
    assert [path.name for path in taken.iterdir()] == ["hooks"]
    with pytest.raises(StudioError, match="name"):
        Session.create(tmp_path / "odd", "a\nb", folders)
    assert not (tmp_path / "odd").exists()

    project = tmp_path / "project"
    project.mkdir()
    (project / ".gitignore").write_text("dist/\nnode_modules/\n")
    Session.create(project, "x", folders)
    assert (project / ".gitignore").read_text() == "dist/\nnode_modules/\n.hookstudio/\n"


def test_what_is_no_workspace_is_said_to_be_none(tmp_path: Path) -> None:
    folders = folders_in(tmp_path)
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    for name, words in (("file", "is a file"), ("empty", "not a workspace"), ("nowhere", "no folder")):
        with pytest.raises(StudioError, match=words) as caught:
            Session.open(tmp_path / name, folders)
        assert name in caught.value.message


def test_a_workspace_that_goes_away_is_said_to_be_gone(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    session.root.rename(tmp_path / "elsewhere")
    with pytest.raises(NotFound, match="no longer there"):
        session.reload()
    with pytest.raises(NotFound):
        session.move(hook_id(session, "a"), 0)
    assert not session.root.exists()
