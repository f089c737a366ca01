"""How a workspace stands to what a tenant was last seen to have, while the tenant is not asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hookstudio.storage.hook_file import DESCRIPTION_LIMIT
from hookstudio.studio.sync_follow import Tally, follow, tally
from tests.studio.syncing import CODE, Desk, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "shop") as made:
        yield made


def test_changes_here_are_counted_without_a_request(desk: Desk) -> None:
    desk.new("one")
    desk.new("two")
    desk.push()
    desk.make_there("there")
    status = desk.sync.status()
    assert tally(status) == Tally(0, 1, 0)
    asked = len(desk.tenant.log)
    desk.write("one", CODE + "// more\n")
    desk.new("three")
    desk.session.delete(desk.id("two"))
    settings = desk.client.settings
    assert follow(desk.session, settings, status.remote) == Tally(3, 1, 0)
    desk.session.undo()
    assert follow(desk.session, settings, status.remote) == Tally(2, 1, 0)
    assert len(desk.tenant.log) == asked


def test_a_hook_that_each_side_changed_elsewhere_counts_for_both(desk: Desk) -> None:
    desk.new("one")
    desk.new("two")
    desk.push()
    desk.write("one", CODE + "// here\n")
    desk.change_there("one", description="there")
    desk.write("two", "// here\n" + CODE)
    desk.change_there("two", content="// there\n" + CODE)
    assert tally(desk.sync.status()) == Tally(1, 1, 1)


def test_a_tenant_of_the_first_generation_is_followed_with_its_packages(tmp_path: Path) -> None:
    with desk_at(tmp_path / "first", "first") as desk:
        desk.new("one")
        desk.push()
        status = desk.sync.status()
        assert follow(desk.session, desk.client.settings, status.remote) == tally(status) == Tally()
        desk.write("one", CODE + "// more\n")
        assert follow(desk.session, desk.client.settings, status.remote) == Tally(1)


def test_hooks_that_were_not_compared_or_cannot_be_held_here_are_counted(desk: Desk) -> None:
    for name in ("one", "two", "three"):
        desk.new(name)
    desk.push()
    desk.session.code_path(desk.session.workspace.find(desk.id("one"))).write_bytes(b"// \xff\n")
    desk.tenant.records.hooks[desk.there("two")["id"]]["description"] = 7
    desk.make_there("long", description="x" * (DESCRIPTION_LIMIT + 1))
    desk.make_there("one")
    status = desk.sync.status()
    told = tally(status)
    assert (told, told.left_out) == (follow(desk.session, desk.client.settings, status.remote), 3)
    assert (told.push, told.pull, told.conflicts) == (0, 0, 0) and not desk.pull_plan()
    assert any("can't be held here" in note for note in told.notes)
