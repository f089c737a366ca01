"""export and import: what they write, their documents, and how conflicts are decided."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

import pytest

from hookstudio.storage.folders import app_folders
from hookstudio.studio.session import Session
from tests.cli.program import Inside, start

CODE = "function handle(data, callback) {\n  callback(null, data)\n}\n"


@pytest.fixture
def bundle(hookstudio: Inside, workspace: Path, tmp_path: Path) -> Path:
    """All hooks of the sample."""
    assert hookstudio("export", workspace, tmp_path / "acme.hookbundle").status == 0
    return tmp_path / "acme.hookbundle"


@pytest.fixture
def other(hookstudio: Inside, bundle: Path, tmp_path: Path) -> Path:
    """A workspace that had the bundle imported and one of its hooks changed since."""
    hookstudio("init", tmp_path / "other")
    assert hookstudio("import", bundle, tmp_path / "other").status == 0
    (tmp_path / "other" / "hooks" / "pre-login" / "block-disposable" / "hook.js").write_text(CODE, encoding="utf-8")
    return tmp_path / "other"


def keys(workspace: Path) -> list[str]:
    return [hook.key for hook in Session.open(workspace, app_folders()).workspace]


def test_export_tells_what_it_wrote(hookstudio: Inside, workspace: Path, tmp_path: Path) -> None:
    answer = hookstudio("export", workspace, tmp_path / "x.hookbundle", "--json")
    assert (answer.status, answer.err) == (0, "")
    assert answer.document == {"file": str(tmp_path / "x.hookbundle"), "hooks": keys(workspace), "notes": []}
    again = hookstudio("export", workspace, tmp_path / "y.hookbundle")
    assert again.out == f"Exported 8 hooks to {tmp_path / 'y.hookbundle'}\n"
    assert (tmp_path / "x.hookbundle").read_bytes() == (tmp_path / "y.hookbundle").read_bytes()


def test_some_hooks_or_a_type_are_chosen(hookstudio: Inside, workspace: Path, tmp_path: Path) -> None:
    words = ("--hook", "pre-login/weekday-only", "pre-register/normalise-profile", "--hook", "post_login", "--json")
    document = hookstudio("export", workspace, tmp_path / "x.hookbundle", *words).document
    assert document["hooks"] == [
        "pre-login/weekday-only",
        "post-login/notify-chat",
        "post-login/count-logins",
        "pre-register/normalise-profile",
    ]
    for word in ("pre-login/none", "sms", "none"):
        answer = hookstudio("export", workspace, tmp_path / "none.hookbundle", "--hook", word, "--json")
        assert answer.status == 2 and answer.document["error"]["message"]
    assert not (tmp_path / "none.hookbundle").exists()


def test_another_file_is_not_overwritten(hookstudio: Inside, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    assert hookstudio("export", workspace, tmp_path / "mine").status == 2
    assert (tmp_path / "mine").read_text() == "mine"


def test_import_does_what_its_document_says(hookstudio: Inside, workspace: Path, bundle: Path, tmp_path: Path) -> None:
    hookstudio("init", tmp_path / "empty")
    for words in (("--dry-run",), ()):
        answer = hookstudio("import", bundle, tmp_path / "empty", "--json", *words)
        assert (answer.status, answer.err) == (0, "")
        assert answer.document["hooks"] == [{"hook": key, "action": "new"} for key in keys(workspace)]
        assert answer.document["refused"] is None
        assert answer.document.get("distrusted") is (None if words else True)
        assert keys(tmp_path / "empty") == ([] if words else keys(workspace))
    assert {hook["action"] for hook in hookstudio("import", bundle, tmp_path / "empty", "--json").document["hooks"]} == {"equal"}
    (touching,) = [each for each in answer.document["contents"] if each["touches"]]
    assert (touching["hook"], touching["touches"]) == ("post-login/notify-chat", ["network: fetch"])


def test_import_shows_to_people_what_is_inside(hookstudio: Inside, bundle: Path, tmp_path: Path) -> None:
    hookstudio("init", tmp_path / "empty")
    answer = hookstudio("import", bundle, tmp_path / "empty")
    assert "new       post-login/notify-chat\n           could touch network: fetch\n" in answer.out
    assert answer.out.endswith("8 new.\n")
    assert "code from outside" in answer.err and "\x1b" not in answer.out + answer.err
    assert not Session.open(tmp_path / "empty", app_folders()).trusted


def test_a_conflict_is_asked_about_and_without_a_terminal_it_is_exit_2(hookstudio: Inside, bundle: Path, other: Path) -> None:
    for words in ((), ("--dry-run",), ("--on-conflict", "ask")):
        answer = hookstudio("import", bundle, other, "--json", *words)
        assert answer.status == 2
        assert "no terminal" in answer.document["error"]["message"] and "--on-conflict" in answer.document["error"]["hint"]
        assert answer.document["error"]["details"].startswith("pre-login/block-disposable: ")
    assert (other / "hooks" / "pre-login" / "block-disposable" / "hook.js").read_text() == CODE


@pytest.mark.parametrize(("what", "hooks", "kept"), [("skip", 8, True), ("rename", 9, True), ("replace", 8, False)])
def test_conflicts_can_be_decided_beforehand(hookstudio: Inside, bundle: Path, other: Path, what: str, hooks: int, kept: bool) -> None:
    answer = hookstudio("import", bundle, other, "--on-conflict", what, "--json")
    assert answer.status == 0
    assert answer.document["hooks"][0] == {"hook": "pre-login/block-disposable", "action": what}
    assert len(keys(other)) == hooks
    code = other / "hooks" / "pre-login" / "block-disposable" / "hook.js"
    assert (code.read_text() == CODE) is kept


def test_a_refused_bundle_is_a_document_and_exit_2(hookstudio: Inside, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.hookbundle").write_bytes(b"PK\x03\x04 nothing")
    before = keys(workspace)
    answer = hookstudio("import", tmp_path / "bad.hookbundle", workspace, "--json")
    assert answer.status == 2
    assert answer.document["hooks"] == [] and "cut off" in answer.document["refused"]
    answer = hookstudio("import", tmp_path / "bad.hookbundle", workspace)
    assert answer.status == 2 and "cut off" in answer.err and not answer.out
    assert keys(workspace) == before


def test_plain_files_take_a_type(hookstudio: Inside, workspace: Path, bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "check.js").write_text(CODE)
    assert hookstudio("import", tmp_path / "check.js", workspace).status == 2
    answer = hookstudio("import", tmp_path / "check.js", workspace, "--type", "pre_register", "--json")
    assert answer.document["hooks"] == [{"hook": "pre-register/check", "action": "new"}]
    assert "pre-register/check" in keys(workspace)
    answer = hookstudio("import", bundle, workspace, "--type", "sms", "--json")
    assert answer.status == 2 and "--type" in answer.document["error"]["hint"]


def test_what_goes_out_as_plain_files_comes_in_again(hookstudio: Inside, workspace: Path, tmp_path: Path) -> None:
    answer = hookstudio("export", workspace, tmp_path / "plain", "--plain", "--json")
    assert answer.status == 0
    assert (tmp_path / "plain" / "pre-login" / "weekday-only.mjs").is_file()
    document = hookstudio("import", tmp_path / "plain", workspace, "--json").document
    assert {hook["action"] for hook in document["hooks"]} == {"equal"}
    assert hookstudio("export", workspace, tmp_path / "plain", "--plain").status == 2


def test_what_is_not_there(hookstudio: Inside, workspace: Path, bundle: Path, tmp_path: Path) -> None:
    assert hookstudio("import", tmp_path / "none", workspace, "--json").document["error"]["message"]
    assert hookstudio("import", bundle, tmp_path / "none", "--json").document["error"]["message"]
    assert hookstudio("import", bundle, workspace, "--on-conflict", "both", "--json").status == 2


@pytest.mark.parametrize(
    ("answers", "action"), [("d\nx\nr\n", "1 replaced, 7 equal."), ("b\n", "1 added beside"), ("s\n", "1 skipped"), ("q\n", None)]
)
def test_in_a_terminal_it_asks(bundle: Path, other: Path, answers: str, action: str | None) -> None:
    if sys.platform == "win32":
        return
    import pty

    terminal, theirs = pty.openpty()
    process = start("import", bundle, other, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    os.write(terminal, answers.encode())
    shown = b""
    with contextlib.suppress(OSError):  # how a terminal tells that the other side has gone
        while piece := os.read(terminal, 4096):
            shown += piece
    os.close(terminal)
    status = process.wait(60)
    text = shown.decode()
    assert "pre-login/block-disposable: this hook is in the workspace and differs." in text
    assert ("+++ bundle/hook.js" in text) is answers.startswith("d")
    assert (status, action is None or action in text) == (0 if action else 2, True)


def test_documents_can_not_take_over_a_terminal(hookstudio: Inside, workspace: Path, other: Path, tmp_path: Path) -> None:
    """`\\x9b` begins a command of the terminal, as `ESC [` does."""
    text = "// \x9b31m \x1b]0;x\x07\n"
    (other / "hooks" / "pre-login" / "block-disposable" / "hook.js").write_text(text + CODE, encoding="utf-8")
    assert hookstudio("export", other, tmp_path / "y.hookbundle").status == 0
    answer = hookstudio("import", tmp_path / "y.hookbundle", workspace, "--json", "--dry-run", "--on-conflict", "replace")
    assert not {letter for letter in answer.out if not letter.isprintable()} - {"\n"}
    assert any("\x9b31m" in hook["diff"] for hook in answer.document["contents"])
