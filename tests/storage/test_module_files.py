"""package.json and package-lock.json of a hook: both or neither, whenever the program ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.errors import ChangedOutside, StudioError
from hookstudio.model.module import ModuleSet
from hookstudio.storage.local_folder import LocalFolder
from hookstudio.storage.module_files import LOCK_FILE, PACKAGE_FILE, CodeChange, ModuleFiles

NONE = ModuleSet()
ONE = ModuleSet('{"private": true, "dependencies": {"axios": "1.6.7"}}\n', '{"lockfileVersion": 3, "packages": {}}\n')
TWO = ModuleSet('{"private": true, "dependencies": {"axios": "1.7.0"}}\r\n', '{"lockfileVersion": 3, "packages": {"é": 1}}\n')
MOMENTS = ("journal", PACKAGE_FILE, LOCK_FILE)


class _Killed(BaseException):
    """The program ends here."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    folder = tmp_path / "hooks" / "pre-login" / "roles"
    folder.mkdir(parents=True)
    return folder


def files_of(place: Path, killed_at: str = "") -> ModuleFiles:
    def moment(name: str) -> None:
        if name == killed_at:
            raise _Killed

    return ModuleFiles(LocalFolder(place.parents[2]), moment)


def test_the_files_come_and_go_together(place: Path) -> None:
    files = files_of(place)
    assert files.read(place) == NONE
    for before, after in ((NONE, ONE), (ONE, TWO), (TWO, TWO), (TWO, NONE)):
        files.write(place, after, before)
        assert files.read(place) == after
        assert list((place.parents[2] / ".hookstudio" / "modules").iterdir()) == []
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("killed_at", MOMENTS)
@pytest.mark.parametrize(("before", "after"), [(NONE, ONE), (ONE, TWO), (TWO, NONE)])
def test_a_killed_change_is_finished_by_whoever_looks_next(place: Path, before: ModuleSet, after: ModuleSet, killed_at: str) -> None:
    files_of(place).write(place, before, NONE)
    with pytest.raises(_Killed):
        files_of(place, killed_at).write(place, after, before)
    files = files_of(place)
    assert files.unfinished(place)
    assert files.read(place) == after
    assert not files.unfinished(place)
    files.write(place, ONE, after)
    assert files.read(place) == ONE


def test_a_change_that_was_overtaken_by_somebody_else_is_dropped(place: Path) -> None:
    with pytest.raises(_Killed):
        files_of(place, PACKAGE_FILE).write(place, ONE, NONE)
    (place / PACKAGE_FILE).write_text("{}", encoding="utf-8")
    assert files_of(place).read(place) == ModuleSet("{}", None)
    assert not files_of(place).unfinished(place)


def test_nothing_is_written_over_what_somebody_else_wrote(place: Path) -> None:
    files = files_of(place)
    files.write(place, ONE, NONE)
    (place / LOCK_FILE).write_text("other", encoding="utf-8")
    with pytest.raises(ChangedOutside):
        files.write(place, TWO, ONE)
    assert files.read(place) == ModuleSet(ONE.package_json, "other")


def test_a_refused_change_leaves_what_was_there(place: Path) -> None:
    (place / LOCK_FILE).mkdir()
    with pytest.raises(StudioError, match="package-lock"):
        files_of(place).read(place)
    assert [path.name for path in place.iterdir()] == [LOCK_FILE]


def test_links_out_of_the_workspace_are_not_followed(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "package.json"
    outside.write_text("{}", encoding="utf-8")
    (place / PACKAGE_FILE).symlink_to(outside)
    with pytest.raises(StudioError, match="leads out"):
        files_of(place).read(place)
    inside = place.parents[2] / "shared.json"
    inside.write_text("{}", encoding="utf-8")
    (place / PACKAGE_FILE).unlink()
    (place / PACKAGE_FILE).symlink_to(inside)
    files_of(place).write(place, ONE, ModuleSet("{}", None))
    assert (place / PACKAGE_FILE).is_symlink() and inside.read_text(encoding="utf-8") == ONE.package_json


@pytest.mark.parametrize("nonsense", ["", "[]", '{"before": {}, "after": 3}', "\x00", "[" * 5000])
def test_a_journal_that_makes_no_sense_is_dropped(place: Path, nonsense: str) -> None:
    files = files_of(place)
    files.write(place, ONE, NONE)
    (place.parents[2] / ".hookstudio" / "modules" / "pre-login+roles.json").write_text(nonsense, encoding="utf-8")
    assert files.read(place) == ONE and not files.unfinished(place)


@pytest.mark.parametrize("killed_at", [*MOMENTS, "code"])
def test_code_that_names_versions_changes_with_the_modules(place: Path, killed_at: str) -> None:
    code = place / "hook.mjs"
    code.write_text("old", encoding="utf-8")
    files_of(place).write(place, ONE, NONE)
    with pytest.raises(_Killed):
        files_of(place, killed_at).write(place, TWO, ONE, CodeChange("hook.mjs", "old", "new"))
    assert files_of(place).read(place) == TWO and code.read_text(encoding="utf-8") == "new"
    with pytest.raises(ChangedOutside, match=r"hook\.mjs"):
        files_of(place).write(place, ONE, TWO, CodeChange("hook.mjs", "old", "newer"))
    assert files_of(place).read(place) == TWO and code.read_text(encoding="utf-8") == "new"
    with pytest.raises(ChangedOutside):
        files_of(place).write(place, TWO, ONE, CodeChange("hook.mjs", "new", "newer"))
    assert code.read_text(encoding="utf-8") == "new"
