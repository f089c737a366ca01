"""Exports and imports beside links, marks and files of odd kinds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from hookstudio.model.bundle import Action, Bundle, Choice
from hookstudio.model.errors import StudioError
from hookstudio.storage.bundle_file import from_bytes, write_bundle
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.studio.bundles import apply, export, preview
from hookstudio.studio.plain_files import export_files
from tests.storage.bundles import bundled
from tests.studio.workspaces import CLASSIC, again, hook_id, new_session


@pytest.mark.parametrize(
    "name", ["hooks/pre-login/b/hook.js", "hooks/pre-login/b/package.json", "contexts/pre-login+b+one.json", "hooks/pre-login/b"]
)
def test_a_link_within_the_workspace_carries_no_local_state(tmp_path: Path, name: str) -> None:
    session = new_session(tmp_path, "a", "b")
    kept = session.root / ".hookstudio" / "kept"
    (session.root / "contexts").mkdir(exist_ok=True)
    path = session.root / name
    if path.is_dir():
        path.rename(kept)
    else:
        path.unlink(missing_ok=True)
        kept.write_text('{"secret": "l0cal"}')
    path.symlink_to(kept)
    with pytest.raises(StudioError, match="never shared"):
        export(again(session), tmp_path / "x.hookbundle")
    with pytest.raises(StudioError, match="never shared"):
        export_files(again(session), tmp_path / "plain")
    assert not (tmp_path / "x.hookbundle").exists()


def test_a_link_to_a_bundle_stays_a_link(tmp_path: Path) -> None:
    session = new_session(tmp_path, "a", "b")
    (tmp_path / "place").mkdir()
    for name in ("new", "there"):
        link, target = tmp_path / f"{name}.hookbundle", tmp_path / "place" / f"{name}.hookbundle"
        link.symlink_to(target)
        if name == "there":
            export(session, target, [hook_id(session, "a")])
        export(session, link)
        assert link.is_symlink() and len(from_bytes(target.read_bytes()).hooks) == 2
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "text").write_text("mine")
    (tmp_path / "to-text").symlink_to("text")
    for name in ("circle", "to-text"):
        with pytest.raises(StudioError):
            export(session, tmp_path / name)
    assert (tmp_path / "text").read_text() == "mine"


if sys.platform != "win32":

    def test_an_export_waits_for_no_pipe(tmp_path: Path) -> None:
        session = new_session(tmp_path, "a")
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(StudioError, match="no ordinary file"):
            export(session, tmp_path / "pipe")
        assert (tmp_path / "pipe").is_fifo()


def test_a_context_whose_name_is_too_long_here_is_named_before_anything_is_asked(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    name = "語" * 78
    write_bundle(tmp_path / "x.hookbundle", Bundle((bundled("long", contexts={name: b"{}"}),)))
    with pytest.raises(StudioError, match=r"The name of the context “語{60}…” of pre-login/long is too long for a file"):
        preview(session, tmp_path / "x.hookbundle")


def test_a_mark_at_the_beginning_is_no_difference(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    made = bundled("mark", code=b"\xef\xbb\xbf" + CLASSIC.encode())
    write_bundle(tmp_path / "x.hookbundle", Bundle((made,)))
    apply(session, preview(session, tmp_path / "x.hookbundle"), {})
    [hook] = preview(session, tmp_path / "x.hookbundle").hooks
    assert hook.action is Action.EQUAL


def test_what_bundles_of_others_hold_in_addresses_is_no_difference_once_it_is_here(tmp_path: Path) -> None:
    session = new_session(tmp_path)
    lock = b'{"packages": {"node_modules/a": {"version": "1.0.0", "resolved": "https://u:p@npm.example.com/a.tgz?x=1"}}}'
    write_bundle(tmp_path / "x.hookbundle", Bundle((bundled("one", lock=lock),)))
    apply(session, preview(session, tmp_path / "x.hookbundle"), {})
    [hook] = preview(session, tmp_path / "x.hookbundle").hooks
    assert hook.action is Action.EQUAL


def test_a_failed_import_leaves_nothing_staged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = new_session(tmp_path)
    write_bundle(tmp_path / "x.hookbundle", Bundle((bundled("a"), bundled("b", code=b"//" + b"x" * 100_000))))
    shown = preview(session, tmp_path / "x.hookbundle")
    written: list[str] = []

    def full(path: str, data: bytes) -> None:
        written.append(path)
        Path(path).write_bytes(data[:10])
        if len(data) > 50_000:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("hookstudio.studio.bundles.write_new", full)
    with pytest.raises(StudioError):
        apply(session, shown, {hook.key: Choice.REPLACE for hook in shown.hooks})
    assert written and not any(Path(path).exists() for path in written)
    assert LocalFolder(session.root).existing("exchange") is None
