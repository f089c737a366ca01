"""A folder that was read before is read quickly, and never as it was when it is no longer so."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.hook import Dialect, Hook
from hookstudio.storage.toml_file import parse_toml
from hookstudio.storage.workspace_reader import WorkspaceReader

LONG_AGO = 1_700_000_000_000_000_000


def place(root: Path, slug: str) -> Path:
    return root / "hooks" / "pre-login" / slug


def write(root: Path, slug: str, name: str, at_ns: int = LONG_AGO) -> Path:
    folder = place(root, slug)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hook.js").write_text("function handle() {}\n")
    toml = folder / "hook.toml"
    toml.write_text(f'id = "{slug}"\nname = "{name}"\n')
    os.utime(toml, ns=(at_ns, at_ns))
    return toml


@pytest.fixture(params=[False, True], ids=["dates of folders", "names in folders"])
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> WorkspaceReader:
    """Of a workspace with the hooks a and b, which was read once when it was old; as the systems do it that differ in this."""
    if request.param or sys.platform != "win32":
        monkeypatch.setattr("hookstudio.storage.workspace_reader._BY_NAME", request.param)
    root = tmp_path.resolve() / "ws"
    write(root, "a", "one")
    write(root, "b", "two")
    found = WorkspaceReader(root)
    later(monkeypatch)
    assert names(found) == ["one", "two"]
    assert len(found._seen) == 2
    return found


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hour is another, and everything on the disk is old."""
    monkeypatch.setattr("hookstudio.storage.workspace_reader._SETTLED_NS", -3_600_000_000_000)


def hooks(reader: WorkspaceReader) -> list[Hook]:
    return list(reader.read().workspace)


def names(reader: WorkspaceReader) -> list[str]:
    return [hook.name for hook in hooks(reader)]


def test_what_is_the_same_is_not_parsed_again(reader: WorkspaceReader, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []

    def noted(data: bytes) -> dict[str, Any]:
        parsed.append(data)
        return parse_toml(data)

    monkeypatch.setattr("hookstudio.storage.workspace_reader.parse_toml", noted)
    assert names(reader) == ["one", "two"]
    assert parsed == []
    write(reader.root, "a", "new", LONG_AGO + 1)
    assert names(reader) == ["new", "two"]
    assert len(parsed) == 1


def test_other_values_of_the_same_size_and_date_are_seen(reader: WorkspaceReader) -> None:
    there = place(reader.root, "a") / "hook.toml"
    other = write(reader.root.parent / "elsewhere", "a", "six")
    assert (other.stat().st_size, other.stat().st_mtime_ns) == (there.stat().st_size, there.stat().st_mtime_ns)
    other.replace(there)
    assert names(reader) == ["six", "two"]
    if sys.platform != "win32":  # which has no date of the last change that nobody can set
        write(reader.root, "a", "ten")
        assert names(reader) == ["ten", "two"]


def test_what_is_of_this_moment_is_read_each_time(reader: WorkspaceReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hookstudio.storage.workspace_reader._SETTLED_NS", 2_000_000_000)
    reader._seen.clear()
    for ahead in (0, 3_600_000_000_000):  # of a clock that is an hour early
        now = time.time_ns() + ahead
        for name in ("one", "six"):
            write(reader.root, "a", name, now)
            assert names(reader)[0] == name
            assert reader._seen == {}


def test_what_becomes_of_the_code_is_seen(reader: WorkspaceReader) -> None:
    code = place(reader.root, "a") / "hook.js"
    code.rename(code.with_suffix(".mjs"))
    assert [hook.dialect for hook in hooks(reader)] == [Dialect.ESM, Dialect.CLASSIC]
    assert [Path(path).name for path in reader.read().codes.values()] == ["hook.mjs", "hook.js"]
    code.write_text("")
    assert "both hook.js and hook.mjs" in reader.read().workspace.problems[0].message
    code.unlink()
    code.with_suffix(".mjs").unlink()
    assert "The code is missing" in reader.read().workspace.problems[0].message
    code.write_text("")
    assert [hook.dialect for hook in hooks(reader)] == [Dialect.CLASSIC, Dialect.CLASSIC]


def test_folders_that_go_come_or_become_something_else_are_seen(reader: WorkspaceReader) -> None:
    folder = place(reader.root, "a")
    folder.rename(place(reader.root, "A"))
    assert [hook.key for hook in hooks(reader)] == ["pre-login/A", "pre-login/b"]
    place(reader.root, "A").rename(place(reader.root, "c"))
    assert [hook.key for hook in hooks(reader)] == ["pre-login/b", "pre-login/c"]
    folder.write_text("no folder")
    assert [hook.key for hook in hooks(reader)] == ["pre-login/b", "pre-login/c"]
    folder.unlink()
    place(reader.root, "c").rename(folder)
    (folder / "hook.toml").unlink()
    assert "missing" in reader.read().workspace.problems[0].message
    (folder / "hook.toml").mkdir()
    assert reader.read().workspace.problems[0].file == "hooks/pre-login/a/hook.toml"


def test_a_link_in_the_place_of_a_file_is_looked_at_anew(reader: WorkspaceReader) -> None:
    toml = place(reader.root, "a") / "hook.toml"
    target = write(reader.root / "aside", "x", "one")
    toml.unlink()
    try:
        toml.symlink_to(target)
    except OSError:
        return  # a system on which this user may not make links
    assert hooks(reader)[0].id == "x"
    write(reader.root / "aside", "x", "six")
    assert names(reader)[0] == "six"
    outside = write(reader.root.parent / "outside", "y", "one")
    toml.unlink()
    toml.symlink_to(outside)
    assert "leads out" in reader.read().workspace.problems[0].message
