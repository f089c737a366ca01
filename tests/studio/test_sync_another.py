"""What was looked at and planned for one tenant is never done to another that its name stands for by now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hookstudio.model.errors import AnotherTenant, ChangedOutside, StudioError
from hookstudio.model.sync import SyncPlan
from hookstudio.studio.sync import Sync
from tests.e2e.tenant.server import Tenant
from tests.remote.asking import StoodClock
from tests.studio.syncing import CODE, Desk, connected, desk_at


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_at(tmp_path / "w") as found:
        found.new("here")
        found.push()
        found.new("new here")
        found.make_there("there")
        yield found


def point_at(desk: Desk, old: str, new: str) -> None:
    toml = desk.session.root / "tenants" / "acme.toml"
    assert old in toml.read_text()
    toml.write_text(toml.read_text().replace(old, new, 1))


def pull_planned(desk: Desk) -> Callable[[Sync], object]:
    status = desk.sync.status()
    return lambda sync: sync.plan_pull(status)


def push_planned(desk: Desk) -> Callable[[Sync], object]:
    status = desk.sync.status()
    return lambda sync: sync.plan_push(status)


def pulled(desk: Desk) -> Callable[[Sync], object]:
    plan = desk.pull_plan()
    return lambda sync: sync.pull(plan)


def pushed(desk: Desk) -> Callable[[Sync], object]:
    plan = desk.push_plan()
    return lambda sync: sync.push(plan)


def gone_on_with(desk: Desk) -> Callable[[Sync], object]:
    plan = desk.sync.plan_resume()
    return lambda sync: sync.resume(plan)


def put_back(desk: Desk) -> Callable[[Sync], object]:
    plan = desk.sync.plan_restore()
    return lambda sync: sync.push(plan, confirm_delete=plan.deletions)


@pytest.mark.parametrize("by", ["another client of the tenant", "the same client, which asks the old address"])
@pytest.mark.parametrize("made", [pull_planned, push_planned, pulled, pushed, gone_on_with, put_back])
def test_nothing_is_done_to_another_tenant_of_the_name(desk: Desk, made: Callable[[Desk], Callable[[Sync], object]], by: str) -> None:
    do = made(desk)
    codes = {path: path.read_bytes() for path in desk.session.root.rglob("hook.*")}
    with Tenant().running() as other:
        point_at(desk, desk.tenant.url, other.url)
        with connected(desk.session, other, StoodClock()) as there:
            before = len(desk.tenant.writes)
            toml = (desk.session.root / "tenants" / "acme.toml").read_bytes()
            with pytest.raises(AnotherTenant, match="is another tenant by now") as refused:
                do(desk.sync if by.startswith("the same") else there.sync)
            assert other.url.partition("://")[2] in refused.value.message
            assert other.log == [] and len(desk.tenant.writes) == before
            assert (desk.session.root / "tenants" / "acme.toml").read_bytes() == toml
    assert {path: path.read_bytes() for path in desk.session.root.rglob("hook.*")} == codes


@pytest.mark.parametrize(("old", "new"), [('client_id = "', 'client_id = "x'), ("plan = ", 'tenant = "b"\nplan = ')])
def test_another_client_or_header_is_another_tenant(desk: Desk, old: str, new: str) -> None:
    plan = desk.push_plan()
    point_at(desk, old, new)
    with pytest.raises(AnotherTenant):
        desk.sync.push(plan)
    assert len(desk.tenant.hooks) == 2


def test_a_plan_that_was_made_for_nobody_is_not_carried_out(desk: Desk) -> None:
    with pytest.raises(AnotherTenant):
        desk.sync.push(SyncPlan(desk.push_plan().requests))


def test_only_the_broken_push_that_was_shown_is_gone_on_with(desk: Desk) -> None:
    desk.tenant.fault("status", "*/hooks/", method="POST", times=None)
    with pytest.raises(StudioError):
        desk.push()
    shown = desk.sync.plan_resume()
    assert [request.key for request in shown.requests] == ["pre-login/new-here"]
    desk.new("newer", CODE)
    with pytest.raises(StudioError):
        desk.push()
    desk.tenant.faults.clear()
    with pytest.raises(ChangedOutside, match="Another push"):
        desk.sync.resume(shown)
    assert len(desk.tenant.hooks) == 2
    assert desk.sync.resume(desk.sync.plan_resume()).applied == 2
