from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from hookstudio.storage.drafts import Drafts
from hookstudio.storage.fingerprint import fingerprint_of
from hookstudio.storage.local_folder import LocalFolder

HOOK = str(uuid.UUID(int=7))
OTHER_PROGRAM = """
import sys
from pathlib import Path
from hookstudio.storage.drafts import Drafts
from hookstudio.storage.local_folder import LocalFolder
drafts = Drafts(LocalFolder(Path(sys.argv[1])))
drafts.keep(sys.argv[2], sys.argv[3], None)
sys.stdout.write("kept\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def _other_program(root: Path, text: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", OTHER_PROGRAM, str(root), HOOK, text]
    program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    assert program.stdout is not None and program.stdout.readline() == "kept\n"
    return program


def test_a_draft_is_kept_whole_with_what_it_was_typed_over(tmp_path: Path) -> None:
    drafts = Drafts(LocalFolder(tmp_path))
    base = fingerprint_of(b"old")
    text = "line\r\n\tü 🎣 \ud83d \0"
    drafts.keep(HOOK, "first", None)
    drafts.keep(HOOK, text, base)
    later = Drafts(LocalFolder(tmp_path))
    [draft] = later.all()
    assert (draft.hook_id, draft.text, draft.base) == (HOOK, text, base)
    assert later.get(HOOK) == draft and later.get(str(uuid.UUID(int=8))) is None
    later.discard(HOOK)
    assert drafts.all() == ()


def test_text_too_large_to_save_is_kept_all_the_same(tmp_path: Path) -> None:
    drafts = Drafts(LocalFolder(tmp_path))
    text = '"\n' * (3 * 1024 * 1024)
    drafts.keep(HOOK, text, None)
    draft = drafts.get(HOOK)
    assert draft is not None and draft.text == text


def test_a_draft_of_a_living_window_is_not_offered_and_that_of_a_killed_one_is(tmp_path: Path) -> None:
    mine = Drafts(LocalFolder(tmp_path))
    with _other_program(tmp_path, "theirs") as program:
        assert mine.get(HOOK) is None and mine.all() == ()
        mine.keep(HOOK, "mine", None)
        mine.discard(HOOK)
        mine.keep(HOOK, "mine again", None)
        program.kill()
    texts = {draft.text for draft in Drafts(LocalFolder(tmp_path)).all()}
    assert texts == {"mine again"}, "the newest of the two"
    mine.discard(HOOK)
    assert mine.all() == ()
    assert [path for path in (tmp_path / ".hookstudio/drafts").iterdir() if path.suffix == ".json"] == []


def test_what_a_killed_window_left_is_found(tmp_path: Path) -> None:
    with _other_program(tmp_path, "theirs") as program:
        program.kill()
    draft = Drafts(LocalFolder(tmp_path)).get(HOOK)
    assert draft is not None and draft.text == "theirs"


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"hook": 5}', b'{"hook": "../x", "text": "", "base": null, "at": 1}', b"\xff"])
def test_a_broken_draft_is_passed_over(tmp_path: Path, note: bytes) -> None:
    drafts = Drafts(LocalFolder(tmp_path))
    drafts.keep(HOOK, "good", None)
    (tmp_path / ".hookstudio/drafts" / f"{uuid.UUID(int=9)}.1-a.json").write_bytes(note)
    assert [draft.text for draft in drafts.all()] == ["good"]
