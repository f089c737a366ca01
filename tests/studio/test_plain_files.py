"""Plain code files that come in, and go out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hookstudio.model.bundle import Action, Choice
from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.progress import Cancelled
from hookstudio.storage.toml_file import format_toml
from hookstudio.studio.bundles import apply, preview
from hookstudio.studio.code_files import CodeFiles
from hookstudio.studio.plain_files import export_files
from hookstudio.studio.session import Session
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
    assert files == {"pre-login/a.js", "pre-login/b.js", "sms/m.mjs", "hooks.toml"}
    assert any("stay behind" in note for note in done.notes)
    assert {hook.action for hook in preview(session, tmp_path / "plain").hooks} == {Action.EQUAL}
    with pytest.raises(StudioError, match="no empty folder"):
        export_files(session, tmp_path / "plain")


def test_order_names_and_what_is_disabled_come_back(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    session.create_hook("Zweite  (disabled)", "pre-login", code="export const x = 1\n" + CLASSIC)
    session.create_hook("m", "sms", code=ESM)
    session.set_enabled(hook_id(session, "b"), False)
    session.move(hook_id(session, "b"), 0)
    session.rename(hook_id(session, "a"), "Ä. “One”")
    session.describe(hook_id(session, "a"), "First.\nSecond " + "." * 700)
    session.set_node(hook_id(session, "m", "sms"), 20)
    session.set_dialect(session.workspace.of_type("pre-login")[-1].id, Dialect.CLASSIC)
    export_files(session, tmp_path / "plain")
    other = Session.create(tmp_path / "other", "Other", session.folders)
    shown = preview(other, tmp_path / "plain")
    assert not shown.notes
    apply(other, shown, {})
    assert [replace(hook, id="") for hook in other.workspace] == [replace(hook, id="") for hook in session.workspace]
    assert {hook.id for hook in other.workspace}.isdisjoint(hook.id for hook in session.workspace)


def test_files_that_are_not_listed_come_last_and_those_that_are_gone_are_told(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "files" / "sms"
    folder.mkdir(parents=True)
    for name in ("a.js", "b.js", "c.js"):
        (folder / name).write_text(CLASSIC)
    listed = [{"file": "sms/c.js", "id": "mine", "enabled": False}, {"file": "sms/gone.js"}, {"file": "sms/b.js", "name": "Bee"}]
    (folder.parent / "hooks.toml").write_bytes(format_toml({"hooks": listed}))
    shown = preview(session, folder.parent)
    assert [(hook.key, hook.name) for hook in shown.hooks] == [("sms/c", "c"), ("sms/b", "Bee"), ("sms/a", "a")]
    assert [each.hook.enabled for each in shown.bundle.hooks] == [False, True, True]
    assert all(each.hook.id != "mine" for each in shown.bundle.hooks)
    assert shown.notes == ("“sms/gone.js”, which is in the “hooks.toml”, is not there.",)


@pytest.mark.parametrize(
    "text",
    [
        "hooks = [",
        "hooks = 3",
        "[[hooks]]\nname = 'x'",
        "[[hooks]]\nfile = 'sms/a.js'\nname = 3",
        "[[hooks]]\nfile = 'x'\n[[hooks]]\nfile = 'x'",
    ],
)
def test_a_listing_that_can_not_be_read_is_told(tmp_path: Path, text: str) -> None:
    session, folder = new_session(tmp_path), tmp_path / "files"
    (folder / "sms").mkdir(parents=True)
    (folder / "sms" / "a.js").write_text(CLASSIC)
    (folder / "hooks.toml").write_text(text)
    shown = preview(session, folder)
    assert [hook.key for hook in shown.hooks] == ["sms/a"]
    assert "can't be read, so the hooks come in by the names of their files" in shown.notes[0]


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    session, folder = new_session(tmp_path), tmp_path / "files"
    (folder / "sms").mkdir(parents=True)
    (folder / "sms" / "a.js").write_text(CLASSIC)
    (tmp_path / "outside").write_text("hooks = [")
    for name in ("b.js", "sms/c.js", "hooks.toml"):
        (folder / name).symlink_to(tmp_path / "outside")
    (folder / "sms" / "d.js").symlink_to("a.js")
    shown = preview(session, folder)
    assert [hook.key for hook in shown.hooks] == ["sms/a", "sms/d"]
    assert sum("leads out of the folder" in note for note in shown.notes) == 3


class _Waiting:
    """Somebody who gives up after some looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    @property
    def cancelled(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def __call__(self, done: int, total: int, note: str = "") -> None: ...


def test_folders_have_one_bound_and_can_be_given_up(tmp_path: Path) -> None:
    session, plain, rules = new_session(tmp_path), tmp_path / "plain", tmp_path / "export" / "rules"
    plain.mkdir()
    rules.mkdir(parents=True)
    for number in range(20):
        with (plain / f"r{number}.js").open("wb") as file:
            file.truncate(5 * 1024 * 1024)
        (rules / f"r{number}.json").write_text(json.dumps({"name": f"r{number}", "script": "./x.js"}))
    (rules / "x.js").write_text("function (user, context, callback) {}//" + "x" * 5_000_000)
    for folder, looks in ((plain, 3), (rules.parent, 25)):
        with pytest.raises(Cancelled):
            preview(session, folder, "sms", _Waiting(looks))
        with pytest.raises(StudioError, match="more than 64 MB"):
            preview(session, folder, "sms")


def test_a_file_that_many_name_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "x.js"
    path.write_text(CLASSIC)
    files = CodeFiles()
    first = files.read(path)
    path.write_text("other")
    assert files.read(path) is first
