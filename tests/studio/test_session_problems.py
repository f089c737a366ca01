"""Foreign and broken files: each is named, each is left as it is, and every other hook opens."""

from __future__ import annotations

import errno
import os
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.workspace import Problem
from hookstudio.storage.migrations import NewerFormat
from hookstudio.studio.session import Session
from tests.studio.workspaces import CLASSIC, again, all_files, hook_id, new_session, slugs


def _problems(session: Session) -> list[Problem]:
    return list(again(session).workspace.problems)


def _bad_toml(folder: Path) -> None:
    (folder / "hook.toml").write_text("id = ")


def _not_text(folder: Path) -> None:
    (folder / "hook.toml").write_bytes(b'id = "\xff\xfe"')


def _no_id(folder: Path) -> None:
    (folder / "hook.toml").write_text('name = "b"')


def _bad_dialect(folder: Path) -> None:
    toml = folder / "hook.toml"
    toml.write_text(toml.read_text().replace("classic", "coffee"))


def _bad_flag(folder: Path) -> None:
    toml = folder / "hook.toml"
    toml.write_text(toml.read_text().replace("enabled = true", 'enabled = "yes"'))


def _bad_name(folder: Path) -> None:
    toml = folder / "hook.toml"
    toml.write_text(toml.read_text().replace('name = "b"', 'name = "b\\nc"'))


def _bad_node(folder: Path) -> None:
    (folder / "hook.toml").write_text((folder / "hook.toml").read_text() + 'node = "lts"\n')


def _merge(folder: Path) -> None:
    (folder / "hook.toml").write_text('<<<<<<< HEAD\nname = "a"\n=======\nname = "b"\n>>>>>>> other\n')


def _huge(folder: Path) -> None:
    (folder / "hook.toml").write_bytes(b"#" * (1024 * 1024 + 1))


def _endless_key(folder: Path) -> None:
    (folder / "hook.toml").write_text("a" + ".a" * 400_000 + " = 1\n")


def _no_toml(folder: Path) -> None:
    (folder / "hook.toml").unlink()


def _no_code(folder: Path) -> None:
    (folder / "hook.js").unlink()


def _two_codes(folder: Path) -> None:
    (folder / "hook.mjs").write_text("")


def _folder_for_file(folder: Path) -> None:
    (folder / "hook.toml").unlink()
    (folder / "hook.toml").mkdir()


def _pipe(folder: Path) -> None:
    (folder / "hook.toml").unlink()
    assert sys.platform != "win32"
    os.mkfifo(folder / "hook.toml")


def _link_out(folder: Path) -> None:
    outside = folder.parents[3] / "outside.toml"
    (folder / "hook.toml").rename(outside)
    (folder / "hook.toml").symlink_to(outside)


def _code_link_out(folder: Path) -> None:
    outside = folder.parents[3] / "outside.js"
    (folder / "hook.js").rename(outside)
    (folder / "hook.js").symlink_to(outside)


def _link_in_a_circle(folder: Path) -> None:
    (folder / "hook.toml").unlink()
    (folder / "hook.toml").symlink_to("hook.toml")


_CASES: list[tuple[Callable[[Path], None], str, str]] = [
    (_bad_toml, "hook.toml", "not valid TOML"),
    (_not_text, "hook.toml", "not UTF-8"),
    (_no_id, "hook.toml", 'could be: id = "'),
    (_bad_dialect, "hook.toml", "“coffee” is neither classic nor esm"),
    (_bad_flag, "hook.toml", "enabled is neither true nor false"),
    (_bad_name, "hook.toml", "name can't be used"),
    (_bad_node, "hook.toml", "not a major version"),
    (_merge, "hook.toml", "unfinished git merge"),
    (_huge, "hook.toml", "larger than 1 MB"),
    (_endless_key, "hook.toml", "not valid TOML"),
    (_no_toml, "hook.toml", "missing"),
    (_no_code, "hook.js", "missing"),
    (_two_codes, "hook.toml", "both hook.js and hook.mjs"),
    (_folder_for_file, "hook.toml", "can't be read"),
    *([(_pipe, "hook.toml", "not an ordinary file")] if sys.platform != "win32" else []),
    (_link_out, "hook.toml", "out of the workspace"),
    (_code_link_out, "hook.toml", "out of the workspace"),
    (_link_in_a_circle, "hook.toml", "can't be read"),
]


@pytest.mark.parametrize(("spoil", "file", "words"), _CASES, ids=[case[0].__name__.strip("_") for case in _CASES])
def test_a_bad_hook_is_named_keeps_its_place_and_bothers_no_other(
    tmp_path: Path, spoil: Callable[[Path], None], file: str, words: str
) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    folder = session.root / "hooks/pre-login/b"
    spoil(folder)
    bad = {name: data for name, data in all_files(session.root).items() if "/b/" in name}

    other = again(session)
    [problem] = other.workspace.problems
    assert problem.file == f"hooks/pre-login/b/{file}"
    assert words in problem.message
    assert slugs(other) == ["a", "c"] and not other.notices

    other.move(hook_id(other, "c"), 0)
    other.rename(hook_id(other, "a"), "A")
    other.create_hook("d", "pre-login", code=CLASSIC)
    assert slugs(again(other)) == ["c", "a", "d"]
    assert '"c",\n    "a",\n    "b",\n    "d"' in (session.root / "hookstudio.toml").read_text()
    assert {name: data for name, data in all_files(session.root).items() if "/b/" in name} == bad


def test_two_hooks_with_one_id_are_one_hook_and_a_problem(tmp_path: Path) -> None:
    session = new_session(tmp_path, "b", "c")
    source = session.root / "hooks/pre-login/b"
    copy = session.root / "hooks/pre-login/a"
    copy.mkdir()
    for path in source.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    other = again(session)
    [problem] = other.workspace.problems
    assert slugs(other) == ["b", "c"]
    assert problem.file == "hooks/pre-login/a/hook.toml" and "same id as pre-login/b" in problem.message

    suggested = problem.message.rsplit('"', 2)[1]
    toml = copy / "hook.toml"
    toml.write_text(toml.read_text().replace(hook_id(other, "b"), suggested))
    other.reload()
    assert slugs(other) == ["b", "c", "a"] and not other.workspace.problems


def test_folders_that_are_no_types_and_files_among_folders_are_named(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    hooks = session.root / "hooks"
    (hooks / "pre-dinner").mkdir()
    (hooks / "README.md").write_text("free")
    (hooks / ".git").mkdir()
    (hooks / "sms").write_text("a file")
    (hooks / "pre-login" / "notes.txt").write_text("free")
    (hooks / "pre-login" / "Größe").mkdir()
    (hooks / "pre-login" / ".new").mkdir()
    found = {problem.file: problem.message for problem in _problems(session)}
    assert sorted(found) == ["hooks/pre-dinner", "hooks/pre-login/Größe", "hooks/sms"]
    assert "“pre-dinner” is not a hook type" in found["hooks/pre-dinner"]


def test_early_spellings_are_read(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    (session.root / "hooks/pre-login").rename(session.root / "hooks/pre_login")
    manifest = session.root / "hookstudio.toml"
    manifest.write_text('format = 1\nname = "x"\n[order]\npre_login = ["b", "a"]\n')
    other = again(session)
    assert slugs(other) == ["b", "a"] and not other.workspace.problems
    other.create_hook("a", "pre-login", code=CLASSIC)
    other.move(hook_id(other, "a"), 0)
    assert slugs(again(other)) == ["a", "b", "a-2"]
    assert "pre_login" not in manifest.read_text()
    assert (session.root / "hooks/pre-login/a-2").is_dir()

    twin = session.root / "hooks/pre-login/b"
    twin.mkdir()
    for path in (session.root / "hooks/pre-login/a-2").iterdir():
        (twin / path.name).write_text(path.read_text().replace(hook_id(other, "a-2"), str(uuid.uuid4())))
    [problem] = _problems(session)
    assert problem.file == "hooks/pre_login/b" and "same name" in problem.message


def test_the_order_is_made_true_for_what_is_on_disk(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b", "c")
    manifest = session.root / "hookstudio.toml"
    manifest.write_text('format = 1\n[order]\npre-login = ["gone", "c", "c", "../../x"]\n')
    other = again(session)
    assert slugs(other) == ["c", "a", "b"]
    assert other.notices == (
        "“gone”, “../../x” of pre-login are in the order but no longer on disk, and are left out.",
        "“a”, “b” of pre-login were not in the order and now stand at its end.",
    )
    other.move(hook_id(other, "b"), 0)
    assert not other.notices and slugs(again(other)) == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'<<<<<<< HEAD\nname = "a"\n=======\n>>>>>>> b\n', "unfinished git merge"),
        (b"\xff\xfe", "not UTF-8"),
        (b"format = 1\nname = 5\n", "name is not a text"),
        (b"format = 1\norder = 5\n", "order is not a table"),
        (b"format = 1\n[order]\npre-login = [1]\n", "order of pre-login"),
        (b'format = "one"\n', "`format` is not a number"),
        (b"format = 1\nnode = 1.5\n", "node is not a major"),
        (b"x = " + b"[" * 5000, "not valid TOML"),
    ],
)
def test_a_bad_manifest_is_named_and_never_overwritten(tmp_path: Path, text: bytes, words: str) -> None:
    session = new_session(tmp_path, "b", "a")
    manifest = session.root / "hookstudio.toml"
    manifest.write_bytes(text)
    other = again(session)
    [problem] = other.workspace.problems
    assert problem.file == "hookstudio.toml" and words in problem.message
    assert slugs(other) == ["a", "b"]

    with pytest.raises(StudioError, match=r"hookstudio\.toml") as caught:
        other.move(hook_id(other, "b"), 0)
    assert "Repair" in caught.value.hint
    with pytest.raises(StudioError):
        other.create_hook("c", "pre-login", code=CLASSIC, position=0)
    with pytest.raises(StudioError):
        other.set_default_node(20)
    other.create_hook("c", "pre-login", code=CLASSIC)
    other.rename(hook_id(other, "b"), "B")
    other.delete(hook_id(other, "a"))
    assert slugs(other) == ["b", "c"]
    other.undo()
    assert slugs(again(other)) == ["a", "b", "c"]
    assert manifest.read_bytes() == text


@pytest.mark.parametrize("kind", ["folder", "huge", *(["pipe"] if sys.platform != "win32" else [])])
def test_a_manifest_that_is_no_file_of_bounded_size_is_named(tmp_path: Path, kind: str) -> None:
    session = new_session(tmp_path, "a", "b")
    manifest = session.root / "hookstudio.toml"
    manifest.unlink()
    if kind == "folder":
        manifest.mkdir()
    elif kind == "huge":
        manifest.write_bytes(b"#" * (1024 * 1024 + 1))
    elif sys.platform != "win32":
        os.mkfifo(manifest)
    other = again(session)
    assert [problem.file for problem in other.workspace.problems] == ["hookstudio.toml"]
    with pytest.raises(StudioError, match=r"hookstudio\.toml"):
        other.move(hook_id(other, "b"), 0)
    assert slugs(again(other)) == ["a", "b"]


@pytest.mark.parametrize("refused", ["hookstudio.toml", "hooks/pre-login/b/hook.toml", "hooks/pre-login/b", "hooks/pre-login", "hooks"])
def test_what_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    """As root nothing is refused, so the refusal comes from a stand-in for the system's call."""
    session = new_session(tmp_path, "a", "b", "c")
    session.create_hook("d", "post-login", code=CLASSIC)
    real_open, real_scan = os.open, os.scandir

    def deny(path: Any) -> None:
        if os.fspath(path) == str(session.root / refused):
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))

    def guarded_open(path: Any, *more: Any, **named: Any) -> int:
        deny(path)
        return real_open(path, *more, **named)

    def guarded_scan(path: Any) -> Any:
        deny(path)
        return real_scan(path)

    monkeypatch.setattr(os, "open", guarded_open)
    monkeypatch.setattr(os, "scandir", guarded_scan)
    [problem] = again(session).workspace.problems
    monkeypatch.undo()
    assert problem.file in (refused, f"{refused}/hook.toml")
    assert "permission was denied" in problem.message
    assert not again(session).workspace.problems


def test_a_missing_manifest_is_made_with_the_next_order(tmp_path: Path) -> None:
    session = new_session(tmp_path, "b", "a")
    (session.root / "hookstudio.toml").unlink()
    other = again(session)
    assert slugs(other) == ["a", "b"] and "missing" in other.notices[0]
    other.move(hook_id(other, "b"), 0)
    assert slugs(again(other)) == ["b", "a"] and not again(other).notices


def test_a_newer_format_is_refused_with_both_numbers(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    identity = hook_id(session, "a")
    manifest = session.root / "hookstudio.toml"
    manifest.write_text("format = 7\n")
    before = all_files(session.root)
    for act in (lambda: again(session), session.reload, lambda: session.move(identity, 0), lambda: session.save_code(identity, "", None)):
        with pytest.raises(NewerFormat, match=r"format 7.*up to 1"):
            act()
    assert all_files(session.root) == before


def test_a_file_without_a_format_is_brought_forward_with_the_next_change(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    manifest = session.root / "hookstudio.toml"
    old = 'name = "Old"\nowner = "ada"\n[order]\npre_login = ["b", "a"]\npre-login = ["x"]\n'
    manifest.write_text(old)
    other = again(session)
    assert slugs(other) == ["b", "a"] and other.workspace.name == "Old"
    assert manifest.read_text() == old
    other.move(hook_id(other, "a"), 0)
    assert manifest.read_text() == 'format = 1\nname = "Old"\nowner = "ada"\n\n[order]\npre-login = [\n    "a",\n    "b",\n]\n'
    assert (session.root / ".hookstudio/backup/hookstudio.toml.format-0").read_text() == old


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENAMETOOLONG, errno.EIO])
def test_a_refusal_of_the_disk_is_said_in_words_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    session = new_session(tmp_path, "a", "b")
    identity = hook_id(session, "a")
    session.contexts.save(session.workspace.find(identity), "one", 1)
    before = all_files(session.root)

    def refuse(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    words = {
        errno.ENOSPC: "the disk is full",
        errno.EACCES: "permission was denied",
        errno.EROFS: "read-only",
        errno.ENAMETOOLONG: "name is too long",
        errno.EIO: "reports an error",
    }[number]
    monkeypatch.setattr(os, "fsync", refuse)
    for act in (
        lambda: session.save_code(identity, "// new", None),
        lambda: session.rename(identity, "x"),
        lambda: session.move(identity, 1),
        lambda: session.create_hook("c", "pre-login", code=CLASSIC),
        lambda: session.duplicate(identity),
        lambda: session.delete(identity),
        lambda: session.contexts.save(session.workspace.find(identity), "one", 2),
        lambda: session.drafts.keep(identity, "x", None),
    ):
        with pytest.raises(StudioError, match=words) as caught:
            act()
        assert "“" in caught.value.message and caught.value.details
    monkeypatch.undo()
    assert all_files(session.root) == before
    assert slugs(again(session)) == ["a", "b"] and not again(session).notices
    assert not session.deleted()


def test_a_change_of_several_files_is_taken_back_when_its_last_write_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = new_session(tmp_path, "a", "b")
    identity = hook_id(session, "a")
    session.contexts.save(session.workspace.find(identity), "one", 1)
    session.delete(hook_id(session, "b"))
    before = all_files(session.root)
    real = Path.replace

    def no_manifest(self: Path, target: Path) -> Path:
        if target.name == "hookstudio.toml":
            raise OSError(errno.ENOSPC, "full")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", no_manifest)
    for act in (
        lambda: session.create_hook("c", "pre-login", code=CLASSIC),
        lambda: session.duplicate(identity),
        lambda: session.delete(identity),
        lambda: session.restore(session.deleted()[0].token),
    ):
        with pytest.raises(StudioError, match="disk is full"):
            act()
        assert all_files(session.root) == before
    assert [item.name for item in session.deleted()] == ["b"]
    monkeypatch.undo()
    session.restore(session.deleted()[0].token)
    assert slugs(again(session)) == ["a", "b"]


def test_local_state_is_never_written_through_a_link(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    local = session.root / ".hookstudio"
    local.rename(tmp_path / "elsewhere")
    local.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StudioError, match="is a link"):
        session.delete(hook_id(session, "a"))
    local.unlink()
    local.mkdir()
    (local / "trash").symlink_to(tmp_path)
    with pytest.raises(StudioError, match="is a link"):
        session.delete(hook_id(session, "a"))
    assert slugs(again(session)) == ["a"]


@pytest.mark.parametrize("part", ["hooks", "hooks/pre-login", "hooks/pre-login/a", "hookstudio.toml"])
def test_links_that_lead_out_are_not_followed(tmp_path: Path, part: str) -> None:
    session = new_session(tmp_path, "a")
    path = session.root / part
    path.rename(tmp_path / "outside")
    path.symlink_to(tmp_path / "outside")
    other = again(session)
    [problem] = other.workspace.problems
    assert problem.file == part and "out of the workspace" in problem.message
    if part in ("hooks", "hooks/pre-login"):
        with pytest.raises(StudioError, match="out of the workspace"):
            other.create_hook("b", "pre-login", code=CLASSIC)
        assert not any((tmp_path / "outside").rglob("b"))


def test_links_inside_the_workspace_are_followed_and_kept(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    identity = hook_id(session, "a")
    shared = session.root / "shared.js"
    code = session.root / "hooks/pre-login/a/hook.js"
    code.rename(shared)
    code.symlink_to(shared)
    session.reload()
    session.save_code(identity, "// new", session.read_code(identity).fingerprint)
    assert code.is_symlink() and shared.read_text() == "// new"


def test_code_that_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a")
    path = session.root / "hooks/pre-login/a/hook.js"

    def is_refused(words: str) -> None:
        with pytest.raises(StudioError, match=words) as caught:
            session.read_code(hook_id(session, "a"))
        assert str(path) in caught.value.message

    path.unlink()
    path.mkdir()
    is_refused("could not be read")
    with pytest.raises(StudioError, match=r"hook\.js"):
        session.save_code(hook_id(session, "a"), "x", None)
    path.rmdir()
    if sys.platform != "win32":
        os.mkfifo(path)
        is_refused("not an ordinary file")
        with pytest.raises(StudioError, match="not an ordinary file"):
            session.save_code(hook_id(session, "a"), "x", None)
        path.unlink()
    path.write_bytes(b"\xff")
    is_refused("not UTF-8")
    path.write_bytes(b" " * (5 * 1024 * 1024 + 1))
    is_refused("larger than 5 MB")


@pytest.mark.parametrize("folder", [b"\xff", b"caf\xe9", b"a\xffb"])
def test_a_folder_whose_name_is_not_text_is_told_and_in_nobodys_way(tmp_path: Path, folder: bytes) -> None:
    session = new_session(tmp_path, "a", "b")
    row = os.fsencode(session.root / "hooks" / "pre-login")
    (tmp_path / "ws" / "hooks" / "pre-login" / "b").rename(os.fsdecode(row + b"/" + folder))
    Path(os.fsdecode(row + b"/link-" + folder)).symlink_to("nowhere")
    session.reload()
    problems = [problem for problem in session.workspace.problems if "rename this one" in problem.message]
    assert [problem.file for problem in problems] == ["hooks/pre-login/" + folder.decode(errors="replace")]
    new = session.create_hook("c", "pre-login", code=CLASSIC)
    session.move(new.id, 0)
    assert slugs(again(session)) == ["c", "a"]
    assert Path(os.fsdecode(row + b"/" + folder), "hook.js").is_file()
