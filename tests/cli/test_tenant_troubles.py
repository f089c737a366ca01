"""`hookstudio tenant test` says in words what is wrong, and what it knows goes to nobody else."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.program import Inside
from tests.e2e.tenant.authority import SCOPES
from tests.e2e.tenant.server import Tenant

SECRET = "HOOKSTUDIO_CLIENT_SECRET"

Spoil = Callable[[Tenant, pytest.MonkeyPatch], object]


@pytest.fixture
def tenant(hookstudio: Inside, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    """A tenant that the workspace knows, with its secret in the environment."""
    with Tenant().running() as running:
        monkeypatch.setenv(SECRET, running.client_secret)
        assert hookstudio("tenant", "add", workspace, "live", "--url", running.url, "--client-id", running.client_id).status == 0
        yield running


def wrong_secret(_tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "not-the-secret")


def wrong_audience(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET)
    monkeypatch.setenv("HOOKSTUDIO_TOKEN", tenant.authority.issue(audience="https://elsewhere.test/api/"))


def no_scope(tenant: Tenant, _monkeypatch: pytest.MonkeyPatch) -> None:
    tenant.authority.granted = tuple(scope for scope in SCOPES.values() if scope != SCOPES["GET"])


def too_often(tenant: Tenant, _monkeypatch: pytest.MonkeyPatch) -> None:
    tenant.fault("status", "*/hooks/*", times=None, status=429, error="too_many_requests", headers={"retry-after": "600"})


def login_page(tenant: Tenant, _monkeypatch: pytest.MonkeyPatch) -> None:
    tenant.fault("html", "*/hooks/*", times=None)


def broken(tenant: Tenant, _monkeypatch: pytest.MonkeyPatch) -> None:
    tenant.fault("status", "*/oauth2/token", times=None, status=403, error="access_denied")


@pytest.mark.parametrize(
    ("spoil", "kind", "said"),
    [
        (wrong_secret, "credentials", "does not accept the client id and the secret"),
        (wrong_audience, "audience", "not meant for the management API"),
        (no_scope, "scope", "lacks a permission: reading hooks"),
        (too_often, "rate", "asked too often"),
        (login_page, "protocol", "no usable answer"),
        (broken, "audience", "gives this client no token"),
    ],
)
def test_each_trouble_has_its_words(
    hookstudio: Inside, workspace: Path, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, spoil: Spoil, kind: str, said: str
) -> None:
    spoil(tenant, monkeypatch)
    answer = hookstudio("tenant", "test", workspace, "--json")
    document = answer.document
    assert (answer.status, document["ok"], document["kind"]) == (3, False, kind)
    assert said in document["message"] and document["hint"]
    told = hookstudio("tenant", "test", workspace)
    assert (told.status, said in told.out, document["hint"] in told.err) == (3, True, True)
    assert tenant.client_secret not in answer.out + answer.err + told.out + told.err and not tenant.writes


def test_nobody_at_the_address(hookstudio: Inside, workspace: Path, tenant: Tenant) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        assert hookstudio("tenant", "add", workspace, "moved", "--url", url, "--client-id", tenant.client_id).status == 0
        answer = hookstudio("tenant", "test", workspace, "moved", "--json")
    assert (answer.status, answer.document["kind"]) == (3, "address")
    assert "Nobody answers" in answer.document["message"]


@pytest.mark.parametrize("path", ["*/oauth2/token", "*/hooks/*"])
def test_a_tenant_that_sends_elsewhere_is_not_followed(hookstudio: Inside, workspace: Path, tenant: Tenant, path: str) -> None:
    with Tenant().running() as other:
        tenant.fault("redirect", path, times=None, location=f"{other.url}/api/v1/hooks/?limit=1&offset=0")
        answer = hookstudio("tenant", "test", workspace, "--json")
        assert (answer.status, answer.document["kind"], other.log) == (3, "address", [])
        assert "which is not followed" in answer.document["message"]
