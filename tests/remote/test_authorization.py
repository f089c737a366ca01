"""Tokens are got, kept, renewed in time and once after a refusal; what is wrong with them is said."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from tests.e2e.tenant.server import Tenant
from tests.remote.asking import STATE, Connect, StoodClock, failure


def fetches(tenant: Tenant) -> int:
    return len([asked for asked in tenant.log if asked.path == "/oauth2/token"])


def test_a_token_is_kept_until_shortly_before_its_end(tenant: Tenant, connect: Connect, clock: StoodClock) -> None:
    tenant.authority.lifetime_s = 600
    client = connect()
    client.hooks()
    clock.time += 560
    client.hooks()
    assert fetches(tenant) == 1
    clock.time += 11
    client.hooks()
    assert (fetches(tenant), [asked.status for asked in tenant.log if asked.status != 200]) == (2, [])


def test_what_is_asked_for(tenant: Tenant, connect: Connect) -> None:
    client = connect(settings={"scope": "read:hook update:hook"})
    client.authorize()
    assert parse_qs(tenant.log[0].body.decode()) == {
        "client_id": [tenant.client_id],
        "client_secret": [tenant.client_secret],
        "grant_type": ["client_credentials"],
        "audience": [f"{tenant.url}/api/"],
        "scope": ["read:hook update:hook"],
    }
    assert client.granted == ("read:hook", "update:hook")


def test_a_refused_token_is_renewed_once(tenant: Tenant, connect: Connect) -> None:
    client = connect()
    client.authorize()
    tenant.authority.revoke()
    made = client.create("sms", STATE)
    assert (fetches(tenant), [hook["id"] for hook in tenant.hooks]) == (2, [made.id])
    tenant.fault("status", "*/hooks/*", status=401, error="unauthorized_user", times=None)
    error = failure(client.hooks)
    assert (error.kind, fetches(tenant)) == ("credentials", 3)


def test_a_ready_token_is_used_as_it_is(tenant: Tenant, connect: Connect) -> None:
    client = connect(credentials=Credentials(token=tenant.authority.issue()), settings={"client_id": ""})
    assert client.hooks() == ()
    tenant.authority.revoke()
    assert failure(client.hooks).kind == "credentials"
    assert fetches(tenant) == 0


@pytest.mark.parametrize("token", ["a b", "a\r\nx: y", "ä"])
def test_a_token_that_can_be_none_is_refused(connect: Connect, token: str) -> None:
    with pytest.raises(StudioError, match="no token has"):
        connect(credentials=Credentials(token=token))


def test_nothing_to_go_in_with(connect: Connect) -> None:
    with pytest.raises(StudioError) as caught:
        connect(credentials=Credentials(client_secret="", token="", source="keychain"), settings={"client_id": "x"})
    assert "HOOKSTUDIO_CLIENT_SECRET" in caught.value.hint


def test_wrong_credentials(tenant: Tenant, connect: Connect) -> None:
    report = connect(credentials=Credentials("wrong")).test()
    assert (report.ok, report.kind) == (False, "credentials")
    assert "client id and the secret" in report.message
    assert fetches(tenant) == 1


def test_a_wrong_audience(tenant: Tenant, connect: Connect) -> None:
    report = connect(credentials=Credentials(token=tenant.authority.issue(audience="https://other.test/api/"))).test()
    assert (report.kind, f"{tenant.url}/api/" in report.hint) == ("audience", True)


def test_a_missing_permission_is_named_by_what_it_is_for(tenant: Tenant, connect: Connect) -> None:
    tenant.authority.granted = ("read:hook",)
    client = connect()
    assert client.test().ok
    error = failure(lambda: client.create("sms", STATE))
    assert (error.kind, error.unsure, fetches(tenant)) == ("scope", False, 1)
    assert "creating hooks" in error.message
    tenant.authority.granted = ("create:hook",)
    assert connect().test().kind == "scope"


def test_a_scope_that_does_not_exist(connect: Connect) -> None:
    assert connect(settings={"scope": "everything"}).test().kind == "scope"


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"access_token": ""}, {"access_token": 5}, {"access_token": "a\nb"}, {"access_token": "a", "token_type": "mac"}, "text", None],
)
def test_an_answer_without_a_token(tenant: Tenant, connect: Connect, answer: object) -> None:
    tenant.fault("body", "/oauth2/*", body=json.dumps(answer))
    assert connect().test().kind == "protocol"


@pytest.mark.parametrize("lifetime", ["null", "-5", "0", '"3600"', "1e999", "true", "1"])
def test_a_strange_lifetime_does_no_harm(tenant: Tenant, connect: Connect, lifetime: str) -> None:
    token = tenant.authority.issue()
    tenant.fault("body", "/oauth2/*", body=f'{{"access_token": "{token}", "expires_in": {lifetime}}}')
    client = connect()
    assert client.hooks() == ()
    assert fetches(tenant) == 1


def test_a_test_says_how_many_hooks_there_are(tenant: Tenant, connect: Connect) -> None:
    for name in "ab":
        tenant.records.create({"name": name, "type": "sms", "content": "x"})
    report = connect().test()
    assert (report.ok, report.hooks) == (True, 2)
    assert "2 hooks" in report.message
    assert "update:hook" in report.message


def test_a_test_notices_the_other_generation(connect: Connect) -> None:
    with Tenant("first").running() as first:
        first.records.create({"name": "a", "type": "pre_login", "content": "x"})
        client = connect(first, settings={"api": "v1"})
        assert any("“first”" in note for note in client.test().notes)
        client.close()
