from __future__ import annotations

import json
from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.json_value import JsonValue
from tests.studio.workspaces import again, new_session


def test_a_saved_context_is_a_plain_json_file(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    value: JsonValue = {"user": {"name": "Ädä"}, "half": "\ud83d"}
    saved = session.contexts.save(hook, " New user ", value)
    assert saved.name == "New user"
    assert saved.path == session.root / "contexts" / "pre-login+a+New user.json"
    assert json.loads(saved.path.read_text()) == value
    plain = session.contexts.save(hook, "plain", {"user": "Ädä"})
    assert plain.path.read_text(encoding="utf-8") == '{\n  "user": "Ädä"\n}\n'
    assert again(session).contexts.list(hook) == (saved, plain)


def test_each_hook_has_its_own_and_all_share_the_bare_ones(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "a b")
    first, second = session.workspace
    session.contexts.save(first, "b+x".replace("+", " "), 1)
    session.contexts.save(second, "x", 2)
    (session.root / "contexts" / "everyone.json").write_text("3")
    (session.root / "contexts" / ".hidden.json").write_text("4")
    (session.root / "contexts" / "notes.txt").write_text("5")
    assert [(item.name, item.shared, session.contexts.read(item)) for item in session.contexts.list(first)] == [
        ("b x", False, 1),
        ("everyone", True, 3),
    ]
    assert [item.name for item in session.contexts.list(second)] == ["x", "everyone"]


def test_saving_under_a_name_again_replaces_the_file_whatever_its_capitals(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    session.contexts.save(hook, "One", 1)
    session.contexts.save(hook, "one", 2)
    [saved] = session.contexts.list(hook)
    assert (saved.name, session.contexts.read(saved)) == ("One", 2)
    assert session.contexts.find(hook, "ONE") == saved and session.contexts.find(hook, "two") is None


def test_contexts_are_duplicated_renamed_and_deleted_with_undo(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    saved = session.contexts.save(hook, "one", {"x": 1})
    copy = session.contexts.duplicate(hook, saved)
    assert copy.name == "one 2" and session.contexts.read(copy) == {"x": 1}
    with pytest.raises(StudioError, match="already a context called “one”"):
        session.contexts.rename(hook, copy, "ONE")
    renamed = session.contexts.rename(hook, copy, "two")
    assert [item.name for item in session.contexts.list(hook)] == ["one", "two"]

    session.contexts.delete(hook, renamed)
    assert session.undo_text == "Delete context “two”" and not session.deleted()
    assert [item.name for item in session.contexts.list(hook)] == ["one"]
    session.undo()
    assert session.contexts.list(hook)[1] == renamed
    session.redo()
    session.undo()
    assert session.contexts.read(renamed) == {"x": 1}


def test_a_shared_context_comes_back_as_a_shared_one(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    path = session.root / "contexts" / "everyone.json"
    path.write_text("3")
    [shared] = session.contexts.list(hook)
    session.contexts.delete(hook, shared)
    assert not path.exists()
    session.undo()
    assert path.read_text() == "3"


@pytest.mark.parametrize("name", ["", " ", "a/b", "a\\b", "..", ".x", "x.", "a+b", "a\nb", 'a"b', "x" * 81, "con:", "\ud83d"])
def test_names_that_are_no_file_names_are_refused(tmp_path: Path, name: str) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    with pytest.raises(StudioError):
        session.contexts.save(hook, name, 1)
    assert list((session.root / "contexts").iterdir()) == []


def test_a_long_name_in_a_long_script_is_refused_in_words(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    with pytest.raises(StudioError, match="too long"):
        session.contexts.save(hook, "渡" * 80, 1)


@pytest.mark.parametrize("text", ["{", "[NaN]", "\xff", "[" * 100_000, ""])
def test_a_context_that_is_not_json_is_named_and_left_alone(tmp_path: Path, text: str) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    path = session.root / "contexts" / "bad.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(StudioError, match=r"bad\.json"):
        session.contexts.read(session.contexts.list(hook)[0])
    assert path.read_bytes() == text.encode("latin-1")


def test_a_value_that_is_not_json_is_not_written(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    session.contexts.save(hook, "one", 1)
    with pytest.raises(StudioError, match="JSON"):
        session.contexts.save(hook, "one", float("nan"))
    assert session.contexts.read(session.contexts.list(hook)[0]) == 1


def test_links_out_of_the_workspace_are_not_followed(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    [hook] = session.workspace
    (tmp_path / "secret.json").write_text('"secret"')
    (session.root / "contexts" / "link.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(StudioError, match="out of the workspace"):
        session.contexts.read(session.contexts.list(hook)[0])

    (session.root / "contexts" / "link.json").unlink()
    (session.root / "contexts").rmdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (session.root / "contexts").symlink_to(outside)
    with pytest.raises(StudioError, match="out of the workspace"):
        session.contexts.save(hook, "one", 1)
    assert list(outside.iterdir()) == []
