from __future__ import annotations

import time
from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.studio.session import Session
from tests.studio.workspaces import CLASSIC, again, all_files, hook_id, new_session, slugs


def _everything(session: Session) -> None:
    a, b = hook_id(session, "a"), hook_id(session, "b")
    session.rename(a, "Ada")
    session.describe(a, "words")
    session.set_enabled(b, False)
    session.set_dialect(b, Dialect.ESM)
    session.set_node(b, 20)
    session.set_default_node(18)
    session.move(a, 2)
    session.duplicate(b)
    session.delete(a)
    session.create_hook("new", "pre-login", code=CLASSIC, position=0)


def test_every_change_can_be_taken_back_and_done_again(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    session.contexts.save(session.workspace.find_by_key("pre-login/a"), "one", {"x": 1})
    session = again(session)
    before = all_files(session.root)
    _everything(session)
    after, value = all_files(session.root), session.workspace

    taken_back = []
    while (text := session.undo()) is not None:
        taken_back.append(text)
    assert taken_back == [
        "Create “new”",
        "Delete “Ada”",
        "Duplicate as “b copy”",
        "Move “Ada”",
        "Choose Node for the workspace",
        "Choose Node for “b”",
        "Make “b” esm",
        "Disable “b”",
        "Describe “Ada”",
        "Rename “a”",
    ]
    assert all_files(session.root) == before
    assert session.workspace == again(session).workspace

    done_again = []
    while (text := session.redo()) is not None:
        done_again.append(text)
    assert done_again == taken_back[::-1]
    assert all_files(session.root) == after
    assert session.workspace == value == again(session).workspace


def test_the_texts_say_what_would_happen(tmp_path: Path) -> None:
    session = again(new_session(tmp_path, "a"))
    assert (session.undo_text, session.redo_text) == (None, None)
    session.delete(hook_id(session, "a"))
    assert (session.undo_text, session.redo_text) == ("Delete “a”", None)
    session.undo()
    assert (session.undo_text, session.redo_text) == (None, "Delete “a”")
    session.rename(hook_id(session, "a"), "b")
    assert (session.undo_text, session.redo_text) == ("Rename “a”", None)


def test_a_deleted_hook_comes_back_to_its_place_with_all_its_files(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    hook = session.workspace.find_by_key("pre-login/b")
    (session.hook_folder(hook.id) / "notes.txt").write_text("mine")
    session.contexts.save(hook, "Näme 1", [1, 2])
    before = all_files(session.root)

    session.delete(hook.id)
    assert slugs(again(session)) == ["a", "c"] and not again(session).notices
    assert not any("+b+" in name or "/b/" in name for name in all_files(session.root))
    session.undo()
    assert all_files(session.root) == before


def test_a_deleted_hook_comes_back_beside_one_that_took_its_name(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    first = session.workspace.find_by_key("pre-login/a")
    session.contexts.save(first, "one", {"x": 1})
    session.delete(first.id)
    other = again(session)
    second = other.create_hook("a", "pre-login", code=CLASSIC)
    other.contexts.save(second, "one", {"x": 2})
    session.undo()
    back = session.workspace.find(first.id)
    assert slugs(session) == ["a-2", "b", "a"]
    assert [session.contexts.read(saved) for saved in session.contexts.list(back)] == [{"x": 1}]
    assert [session.contexts.read(saved) for saved in session.contexts.list(second)] == [{"x": 2}]


def test_the_trash_outlives_the_program(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    identity = hook_id(session, "a")
    session.delete(identity)
    later = again(session)
    [item] = later.deleted()
    assert (item.name, item.type, item.hook_id) == ("a", "pre-login", identity)
    assert later.restore(item.token).id == identity
    assert slugs(later) == ["a", "b"] and not later.deleted()
    assert later.undo() == "Restore “a”"
    assert slugs(later) == ["b"]


def test_a_step_that_can_not_be_taken_back_says_so_twice_and_clears_the_way(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    session.rename(hook_id(session, "b"), "B")
    session.rename(hook_id(session, "a"), "A")
    again(session).delete(hook_id(session, "a"))
    with pytest.raises(StudioError, match=r"Rename “a”.*no longer in the workspace") as refused:
        session.undo()
    assert "left out" not in refused.value.hint and session.undo_text == "Rename “a”"
    with pytest.raises(StudioError, match=r"Rename “a”.*no longer in the workspace") as refused:
        session.undo()
    assert refused.value.hint.endswith("It is left out from now on; the one before it is “Rename “b””.")
    assert session.undo() == "Rename “b”"
    assert session.workspace.find_by_key("pre-login/b").name == "b"


def test_a_move_is_taken_back_as_far_as_the_row_goes(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    session.move(hook_id(session, "c"), 0)
    other = again(session)
    other.delete(hook_id(other, "a"))
    session.undo()
    assert slugs(session) == slugs(again(session)) == ["b", "c"]


def test_a_hook_that_is_back_already_is_not_restored_twice(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    session.delete(hook_id(session, "a"))
    other = again(session)
    other.restore(other.deleted()[0].token)
    with pytest.raises(StudioError, match="Delete “a”"):
        session.undo()
    assert slugs(again(session)) == ["a"]


def test_old_trash_goes_when_something_is_deleted(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    session.delete(hook_id(session, "a"))
    [item] = session.deleted()
    note, then = item.folder / ".trashed.json", item.at - 31 * 86400
    note.write_text(note.read_text().replace(str(item.at), str(then)))
    item.folder.rename(item.folder.with_name(time.strftime("%Y%m%d-%H%M%S", time.localtime(then)) + item.token[15:]))
    session.delete(hook_id(session, "b"))
    assert [item.name for item in session.deleted()] == ["b"]


def test_whoever_wants_to_know_is_told_when_undo_would_do_something_else(tmp_path: Path) -> None:
    session = again(new_session(tmp_path, "a"))
    told: list[tuple[str | None, str | None]] = []
    leave = session.steps.changed.add(lambda _nothing: told.append((session.undo_text, session.redo_text)))
    session.rename(hook_id(session, "a"), "Ada")
    session.undo()
    session.redo()
    assert told == [("Rename “a”", None), (None, "Rename “a”"), ("Rename “a”", None)]
    assert session.steps.next_undo is not None and not session.steps.next_undo.long
    leave()
    session.undo()
    assert len(told) == 3


def test_a_deleted_hook_is_known_to_be_whoever_deleted_it(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    a, b = hook_id(session, "a"), hook_id(session, "b")
    other = again(session)
    session.delete(a)
    assert [session.is_deleted(a), session.is_deleted(b), other.is_deleted(a)] == [True, False, True]
    session.undo()
    assert not session.is_deleted(a) and not other.is_deleted(a)
    session.redo()
    other.restore(other.deleted()[0].token)
    assert not session.is_deleted(a)


def test_what_was_emptied_goes_from_the_trash_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    session.delete(hook_id(session, "a"))
    folder = session.deleted()[0].folder
    emptied, strange = folder.with_name(folder.name[:15] + "-0000"), folder.with_name("29991231 note.txt")
    emptied.mkdir()
    (emptied / ".trashed.json").write_bytes((folder / ".trashed.json").read_bytes())
    strange.write_text("mine", encoding="utf-8")
    session.delete(hook_id(session, "b"))
    assert not emptied.exists() and strange.exists()
    assert {item.name for item in session.deleted()} == {"a", "b"}
