"""Codes that were read before are the right ones, or are read again."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Hook
from hookstudio.storage.local_hooks import LocalHooks

LONG_AGO = 1_700_000_000_000_000_000


def write(path: Path, text: str, at_ns: int = LONG_AGO) -> str:
    path.write_bytes(text.encode())
    os.utime(path, ns=(at_ns, at_ns))
    return str(path)


HOOK = Hook("1", "one", "one", "pre-login")


def code(hooks: LocalHooks, path: str | Path) -> str:
    return hooks.get(HOOK, str(path)).state.content


@pytest.fixture
def hooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LocalHooks:
    """At an hour at which everything on the disk is old."""
    monkeypatch.setattr("hookstudio.storage.local_hooks._SETTLED_NS", -3_600_000_000_000)
    (tmp_path / "ws").mkdir()
    return LocalHooks(tmp_path.resolve() / "ws")


def test_a_file_is_read_once_and_again_when_it_is_another(hooks: LocalHooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "ws" / "hook.js", "\ufeffone\r\n")
    assert code(hooks, path) == "one\r\n"
    with monkeypatch.context() as patched:
        patched.setattr("hookstudio.storage.local_hooks.read_code_text", lambda *_: pytest.fail("it is read again"))
        assert code(hooks, path) == "one\r\n"
    other = write(tmp_path / "ws" / "other", "\ufeffsix\r\n")
    Path(other).replace(path)
    assert code(hooks, path) == "six\r\n"
    if sys.platform != "win32":  # which has no date of the last change that nobody can set
        write(Path(path), "\ufefften\r\n")
        assert code(hooks, path) == "ten\r\n"
    write(Path(path), "longer")
    assert code(hooks, path) == "longer"


def test_a_hook_has_the_values_that_it_has_now(hooks: LocalHooks, tmp_path: Path) -> None:
    path = write(tmp_path / "ws" / "hook.js", "one")
    assert hooks.get(HOOK, path) is hooks.get(HOOK, path)
    other = hooks.get(replace(HOOK, name="two", enabled=False), path)
    assert (other.key, other.state.name, other.state.content, other.state.enabled) == ("pre-login/one", "two", "one", False)


def test_two_programs_see_what_each_other_writes(hooks: LocalHooks, tmp_path: Path) -> None:
    other = LocalHooks(tmp_path.resolve() / "ws")
    path = tmp_path / "ws" / "hook.js"
    for number in range(20):
        write(path, str(number), LONG_AGO + number)
        assert code(hooks, path) == code(other, path) == str(number)


def test_what_is_of_this_moment_is_read_each_time(hooks: LocalHooks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hookstudio.storage.local_hooks._SETTLED_NS", 2_000_000_000)
    for ahead in (0, 3_600_000_000_000):  # of a clock that is an hour early
        now = time.time_ns() + ahead
        for text in ("one", "six"):
            assert code(hooks, write(tmp_path / "ws" / "hook.js", text, now)) == text


def test_what_can_not_be_read_is_told_each_time(hooks: LocalHooks, tmp_path: Path) -> None:
    path = tmp_path / "ws" / "hook.js"
    code(hooks, write(path, "one"))
    path.unlink()
    with pytest.raises(StudioError, match="does not exist"):
        code(hooks, path)
    path.mkdir()
    with pytest.raises(StudioError, match=r"hook\.js"):
        code(hooks, path)
    path.rmdir()
    path.write_bytes(b"\xff")
    for _ in range(2):
        with pytest.raises(StudioError, match="UTF-8"):
            code(hooks, path)


def test_links_are_followed_each_time_and_never_out_of_the_workspace(hooks: LocalHooks, tmp_path: Path) -> None:
    inside, path = tmp_path / "ws" / "inside", tmp_path / "ws" / "hook.js"
    write(inside, "one")
    try:
        path.symlink_to(inside)
    except OSError:
        return  # a system on which this user may not make links
    assert code(hooks, path) == "one"
    write(inside, "six")
    assert code(hooks, path) == "six"
    inside.unlink()
    inside.symlink_to(write(tmp_path / "outside", "ten"))
    with pytest.raises(StudioError, match="leads out"):
        code(hooks, path)
