"""Plain code files that come in, and go out."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.bundle import Action, Choice
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.studio.bundles import apply, preview
from hookstudio.studio.plain_files import export_files
from tests.studio.workspaces import CLASSIC, ESM, hook_id, new_session, slugs


def test_a_file_becomes_a_hook_that_is_called_as_it_is(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    (tmp_path / "Größe prüfen.mjs").write_text("const x = 1\n" + CLASSIC, encoding="utf-8")
    shown = preview(session, tmp_path / "Größe prüfen.mjs", "sms")
    apply(session, shown, {})
    hook = session.workspace.find_by_key("sms/groe-prufen")
    assert (hook.name, hook.dialect, hook.dialect_fixed) == ("Größe prüfen", Dialect.ESM, True)
    assert session.read_code(hook.id).text == "const x = 1\n" + CLASSIC
    assert not session.trusted
    session.undo()
    assert slugs(session, "sms") == []


def test_a_folder_of_files_and_folders_by_type(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "files"
    (folder / "pre_login").mkdir(parents=True)
    (folder / "other").mkdir()
    (folder / "pre_login" / "b.js").write_text(CLASSIC)
    (folder / "pre_login" / "a.mjs").write_text(ESM)
    (folder / "c.js").write_text("exports.x = 1\n")
    (folder / "README.md").write_text("# Hooks")
    with pytest.raises(StudioError, match="do not say which type"):
        preview(session, folder)
    shown = preview(session, folder, "sms")
    assert [hook.key for hook in shown.hooks] == ["sms/c", "pre-login/a", "pre-login/b"]
    text = "\n".join(shown.notes)
    assert "“README.md” is no code file" in text and "folder “other”" in text and "“c.js” has no function called handle" in text
    apply(session, shown, {})
    assert (slugs(session), slugs(session, "sms")) == (["a", "b"], ["c"])


def test_the_same_code_is_the_same_hook(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    session.describe(hook_id(session, "a"), "words that a plain file can't have")
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.js").write_text(CLASSIC)
    (folder / "b.js").write_text("// other\n" + CLASSIC)
    shown = preview(session, folder, "pre-login")
    assert [hook.action for hook in shown.hooks] == [Action.EQUAL, Action.CLASHING]
    apply(session, shown, {"pre-login/b": Choice.REPLACE})
    assert session.read_code(hook_id(session, "b")).text.startswith("// other")
    assert [item.name for item in session.deleted()] == ["b"]


@pytest.mark.parametrize("content", [b"\xff\xfe", b" " * 6_000_000])
def test_a_file_that_is_no_code(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.js").write_bytes(content)
    with pytest.raises(StudioError, match=r"x\.js"):
        preview(new_session(tmp_path), tmp_path / "x.js", "sms")


def test_folders_that_hold_no_hooks(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    (tmp_path / "empty").mkdir()
    with pytest.raises(StudioError, match="no hooks in"):
        preview(session, tmp_path / "empty", "sms")
    with pytest.raises(StudioError, match="is a workspace"):
        preview(session, session.root, "sms")
    with pytest.raises(StudioError, match="not a hook type"):
        preview(session, tmp_path / "empty", "lunch")


def test_plain_files_go_out_by_type_and_come_in_again(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    session.create_hook("m", "sms", code=ESM)
    session.set_enabled(hook_id(session, "b"), False)
    session.move(hook_id(session, "b"), 0)
    session.contexts.save(session.workspace.find_by_key("pre-login/a"), "x", {})
    done = export_files(session, tmp_path / "plain")
    files = {path.relative_to(tmp_path / "plain").as_posix() for path in (tmp_path / "plain").rglob("*") if path.is_file()}
    assert files == {"pre-login/a.js", "pre-login/b.js", "sms/m.mjs", "order.txt"}
    assert (tmp_path / "plain" / "order.txt").read_text().splitlines()[0] == "1. pre-login/b.js  b  (disabled)"
    assert any("stay behind" in note for note in done.notes)
    assert {hook.action for hook in preview(session, tmp_path / "plain").hooks} == {Action.EQUAL}
    with pytest.raises(StudioError, match="no empty folder"):
        export_files(session, tmp_path / "plain")
