"""A stand-in tenant, and clients of it that never really wait."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from hookstudio.model.credentials import Credentials
from hookstudio.model.tenant import TenantSettings
from hookstudio.remote.client import TenantClient
from tests.e2e.tenant.server import Tenant
from tests.remote.asking import Connect, StoodClock


@pytest.fixture
def clock() -> StoodClock:
    return StoodClock()


@pytest.fixture
def tenant(clock: StoodClock) -> Iterator[Tenant]:
    with Tenant(clock=clock.now).running() as running:
        yield running


@pytest.fixture
def connect(tenant: Tenant, clock: StoodClock) -> Iterator[Connect]:
    """Makes clients of the tenant; settings, `credentials` and the constructor's options can be given."""
    made: list[TenantClient] = []

    def make(
        to: Tenant = tenant, credentials: Credentials | None = None, settings: dict[str, Any] | None = None, **options: Any
    ) -> TenantClient:
        own = replace(TenantSettings("test", to.url, to.client_id, api=to.records.generation), **(settings or {}))
        made.append(TenantClient(own, Credentials(to.client_secret) if credentials is None else credentials, **{"clock": clock, **options}))
        return made[-1]

    yield make
    for one in made:
        one.close()
