"""Notes on pushes belong to the tenant that they were made to, and those that can't be understood are in nobody's way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.sync import Request
from hookstudio.model.tenant import HookState, TenantSettings
from hookstudio.model.tenant_address import which_tenant
from hookstudio.storage.sync_folder import SyncFolder
from hookstudio.studio.sync_follow import follow
from hookstudio.studio.sync_push import SyncBroken
from hookstudio.studio.tenants import Tenants
from tests.e2e.tenant.server import Tenant
from tests.remote.asking import StoodClock
from tests.studio.syncing import CODE, Desk, connected, desk_at

STATE = HookState("a", "", CODE, None, True)
REQUEST = Request("POST", "/hooks/", {}, "why", "pre-login/x", "pre-login", "h", "", None, STATE, STATE)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "w") as found:
        yield found


def broken(desk: Desk) -> None:
    """A push of three hooks, of which two were made, and that nobody had the time to remember."""
    for name in ("a", "b", "c"):
        desk.new(name)
    toml = desk.session.root / "tenants" / "acme.toml"
    before = toml.read_bytes()
    desk.tenant.fault("drop", "*/hooks/", method="POST", skip=2, times=None)
    with pytest.raises(SyncBroken):
        desk.push()
    toml.write_bytes(before)
    journal = desk.session.root / ".hookstudio" / "sync" / "acme" / "journal.jsonl"
    journal.write_bytes(b"".join(line for line in journal.read_bytes().splitlines(keepends=True) if b'"kept"' not in line))
    assert len(desk.tenant.hooks) == 2 and desk.sync.status().unfinished


@pytest.mark.parametrize("how", ["removed", "edited", "remembered"])
def test_a_broken_push_is_nothing_to_another_tenant_of_its_name(desk: Desk, how: str) -> None:
    broken(desk)
    if how == "remembered":
        desk.tenant.faults.clear()
        desk.sync.resume()
    tenants = Tenants(desk.session.root)
    with Tenant().running() as other:
        toml = desk.session.root / "tenants" / "acme.toml"
        if how == "removed":
            tenants.remove("acme")
        else:
            toml.write_text(toml.read_text().replace(desk.tenant.url, other.url, 1))
        with connected(desk.session, other, StoodClock()) as there:
            assert there.states() == {f"pre-login/{name}": "new-here" for name in "abc"}
            assert not there.sync.status().unfinished and not there.pull_plan()
            assert not follow(desk.session, there.client.settings, ()).unfinished
            assert there.sync.resume().notes == ("There is no push to go on with.",) and other.writes == []
            with pytest.raises(NotFound):
                there.sync.plan_restore()
            assert there.push().applied == 3
            assert there.states() == {}
    assert desk.names() == ["a", "b", "c"]


PLANS: dict[str, Any] = {
    "no requests": {},
    "nothing wanted": {"requests": [{**asdict(REQUEST), "wanted": None}]},
    "no texts": {"requests": [{**asdict(REQUEST), "why": 9, "type": 11}]},
    "another field": {"requests": [{**asdict(REQUEST), "method": "PATCH", "remote_id": "x", "body": {"evil": 1}}]},
    "not a number": {"requests": [], "known": 3},
}


@pytest.mark.parametrize("text", ["xx\n", "[" * 100_000 + "\n", *(json.dumps({"plan": plan}) + "\n" for plan in PLANS.values())])
def test_a_damaged_journal_is_told_and_laid_aside(desk: Desk, text: str) -> None:
    desk.new("a")
    place = desk.session.root / ".hookstudio" / "sync" / "acme"
    place.mkdir(parents=True)
    which = json.dumps(f"{which_tenant(desk.client.settings)} as {desk.client.settings.client_id}")
    for act in ("resume", "push"):
        (place / "journal.jsonl").write_text(text.replace('{"plan"', f'{{"tenant": {which}, "plan"', 1))
        status = desk.sync.status()
        assert not status.unfinished and "can't be understood" in status.comparison.notes[0]
        assert desk.sync.unfinished() == ()
        result = desk.sync.resume() if act == "resume" else desk.push()
        assert "can't be understood" in result.notes[0]
        assert not (place / "journal.jsonl").exists() and not desk.sync.status().comparison.notes
    assert len(list(place.glob("aside-*.jsonl"))) == 2
    assert desk.states() == {}


@dataclass
class Looking:
    """Somebody who looks each time that a push tells how far it is."""

    look: Callable[[], object]
    cancelled: bool = False

    def __call__(self, *_told: object, **_more: object) -> None:
        self.look()


def test_a_push_that_is_under_way_is_not_broken_off_and_keeps_its_tenant(desk: Desk) -> None:
    for name in ("a", "b"):
        desk.new(name)
    settings = desk.client.settings
    tenants = Tenants(desk.session.root)
    seen: list[tuple[bool, bool]] = []

    def look() -> None:
        status = desk.sync.status()
        seen.append((status.unfinished, "under way" in status.comparison.notes[0]))
        assert not follow(desk.session, settings, ()).unfinished and not desk.sync.folder.broken_off()
        deeds: tuple[Callable[[], object], ...] = (
            lambda: tenants.remove("acme"),
            lambda: tenants.take_away("acme"),
            lambda: tenants.change(replace(settings, plan="pro")),
        )
        for deed in deeds:
            with pytest.raises(StudioError, match="under way"):
                deed()

    desk.sync.push(desk.push_plan(), progress=Looking(look))
    assert seen == [(False, True)] * 2
    assert desk.states() == {} and not desk.sync.status().comparison.notes
    tenants.change(replace(settings, plan="pro"))
    tenants.remove("acme")


@pytest.mark.parametrize(
    "line", ['{"number":5,"what":"done","remote_id":"x"}', '{"number":0,"what":"done","remote_id":"x","state":{"a":1}}']
)
def test_a_line_that_makes_no_sense_is_left_out(desk: Desk, line: str) -> None:
    broken(desk)
    desk.tenant.faults.clear()
    path = desk.session.root / ".hookstudio" / "sync" / "acme" / "journal.jsonl"
    path.write_bytes(path.read_bytes() + line.encode() + b"\n")
    assert desk.sync.status().unfinished
    assert desk.sync.resume().applied == 1
    assert desk.states() == {} and desk.names_there() == ["a", "b", "c"]


@pytest.mark.parametrize(
    "damage",
    [
        {"ids": []},
        {"hooks": [1]},
        {"hooks": [{"id": 5}]},
        {"hooks": [{"id": "x", "type": 6, "created_at": "", "updated_at": "", "packages": [], "state": asdict(STATE)}]},
        {"hooks": [{"id": "x", "type": "t", "created_at": "", "updated_at": "", "packages": [], "state": {**asdict(STATE), "name": 1}}]},
        {"at": 3},
    ],
)
def test_what_was_kept_and_is_damaged_is_told(desk: Desk, damage: dict[str, Any]) -> None:
    desk.new("a")
    desk.push()
    [saved] = desk.sync.folder.saved()
    saved.write_text(json.dumps({**json.loads(saved.read_text()), **damage}))
    with pytest.raises(StudioError, match="can't be understood"):
        desk.sync.plan_restore()


def test_a_push_under_the_name_of_another_header_is_another_tenants(desk: Desk) -> None:
    desk.new("a")
    desk.push()
    other = replace(desk.client.settings, tenant_header="shop")
    assert len(SyncFolder(desk.session.edits.folder.local, "acme", desk.client.settings).saved()) == 1
    assert desk.sync.folder.record(desk.sync.folder.saved()[0]) is not None
    assert SyncFolder(desk.session.edits.folder.local, "acme", other).record(desk.sync.folder.saved()[0]) is None
    assert Tenants(desk.session.root).change(TenantSettings("acme", other.url, other.client_id, tenant_header="shop")) == 1
