"""Requests stay within the plan's limits, and a tenant that has had enough is left alone for as long as it wishes."""

from __future__ import annotations

import itertools
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookstudio.model.progress import Cancelled
from hookstudio.remote.rate import LIMITS, Bucket, Patience, pause, wished
from tests.e2e.tenant.server import Tenant
from tests.remote.asking import STATE, Connect, StoodClock, failure


@pytest.mark.parametrize("plan", LIMITS)
@given(gaps=st.lists(st.floats(0, 2), max_size=40))
def test_no_second_and_no_minute_has_more_than_the_plan_allows(plan: str, gaps: list[float]) -> None:
    clock = StoodClock()
    bucket, patience, times = Bucket(plan, clock), Patience(clock, lambda: False), []
    for gap in itertools.islice(itertools.cycle([*gaps, 0.0, 0.0]), 150):
        clock.time += gap
        bucket.take(patience)
        times.append(clock.now())
    a_second, a_minute = LIMITS[plan]
    for most, span in ((a_second, 1.0), (a_minute, 60.0)):
        assert all(later - earlier >= span - 1e-6 for earlier, later in zip(times, times[most:], strict=False))


def test_what_the_plan_allows_does_not_wait() -> None:
    clock = StoodClock()
    bucket = Bucket("free", clock)
    for _ in range(10):
        bucket.take(Patience(clock, lambda: False))
    assert clock.slept == 0


def test_waiting_ends_when_nobody_wants_it() -> None:
    clock = StoodClock()
    with pytest.raises(Cancelled):
        Patience(clock, lambda: clock.slept > 5).wait(100)
    assert clock.slept < 6


def test_pauses_grow_and_are_drawn_from_everything_below() -> None:
    assert [pause(attempt, None, lambda _low, high: high) for attempt in range(8)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert [pause(attempt, None, lambda low, _high: low) for attempt in range(3)] == [0, 0, 0]
    assert (pause(4, 7.0, lambda low, _high: low), pause(4, 7.0, lambda _low, high: high)) == (7.0, 7.5)


def test_wishes_are_seconds_or_a_date() -> None:
    clock = StoodClock()
    assert wished("3", clock) == 3
    assert wished(formatdate(clock.wall() + 40, usegmt=True), clock) == pytest.approx(40, abs=1)
    assert wished(formatdate(clock.wall() - 40, usegmt=True), clock) == 0


@given(text=st.text())
def test_no_wish_is_too_strange(text: str) -> None:
    found = wished(text, StoodClock())
    assert found is None or found >= 0


def test_a_429_is_waited_out_as_long_as_it_says(tenant: Tenant, connect: Connect, clock: StoodClock) -> None:
    client = connect()
    client.authorize()
    tenant.fault("status", "*/hooks/*", status=429, error="too_many_requests", times=2, headers={"retry-after": "20"})
    client.create("sms", STATE)
    assert 40 <= clock.slept <= 42
    assert len(tenant.hooks) == 1


def test_a_429_that_does_not_say_is_backed_off_from(tenant: Tenant, connect: Connect, clock: StoodClock) -> None:
    tenant.fault("status", "*", status=429, times=4)
    assert connect().hooks() == ()
    assert clock.slept <= 0.5 + 1 + 2 + 4


def test_a_429_that_stays_is_told(tenant: Tenant, connect: Connect) -> None:
    tenant.fault("status", "*", status=429, error="too_many_requests", times=None)
    error = failure(lambda: connect().create("sms", STATE))
    assert (error.kind, error.unsure) == ("rate", False)
    report = connect().test()
    assert (report.ok, report.kind) == (False, "rate")


def test_a_429_that_wishes_an_hour_is_told_at_once(tenant: Tenant, connect: Connect, clock: StoodClock) -> None:
    tenant.fault("status", "*", status=429, headers={"retry-after": "3600"}, times=None)
    error = failure(connect().hooks)
    assert (error.kind, "60 minutes" in error.hint, clock.slept) == ("rate", True, 0)


def test_clients_of_one_tenant_share_its_limits(connect: Connect, clock: StoodClock) -> None:
    bucket = Bucket("free", clock)
    for _ in range(4):
        connect(bucket=bucket).hooks()
    assert clock.slept == 0
    for _ in range(2):
        connect(bucket=bucket).hooks()
    assert clock.slept > 0
