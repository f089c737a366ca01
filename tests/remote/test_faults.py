"""Whatever a tenant or the network does, the client says what is wrong, and never makes a change twice by itself."""

from __future__ import annotations

import json
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.credentials import Credentials
from hookstudio.model.errors import StudioError
from hookstudio.remote import sending, watch
from hookstudio.remote.client import TenantClient
from tests.e2e.tenant.server import Tenant
from tests.remote.asking import STATE, Connect, StoodClock, failure

CERTIFICATES = Path(__file__).parents[1] / "npm" / "certificates"


def changes(client: TenantClient, tenant: Tenant) -> None:
    client.change(tenant.hooks[0]["id"], name="b")


@pytest.fixture
def hook(tenant: Tenant) -> str:
    return str(tenant.records.create({"name": "a", "type": "sms", "content": "x"})["id"])


@pytest.mark.parametrize("manner", ["drop", "cut"])
def test_reading_survives_a_few_broken_connections(tenant: Tenant, connect: Connect, hook: str, manner: Any) -> None:
    tenant.fault(manner, "*/hooks/*", times=5)
    assert [one.id for one in connect().hooks()] == [hook]


def test_reading_gives_up_after_a_while(tenant: Tenant, connect: Connect, clock: StoodClock) -> None:
    tenant.fault("drop", "*/hooks/*", times=None)
    error = failure(connect().hooks)
    assert (error.kind, error.unsure) == ("address", False)
    assert clock.slept < 16


@pytest.mark.parametrize(("manner", "done"), [("drop", False), ("drop-after", True), ("cut", True)])
def test_a_change_whose_answer_got_lost_is_not_made_again(tenant: Tenant, connect: Connect, manner: Any, done: bool) -> None:
    tenant.fault(manner, method="POST", path="*/hooks/")
    error = failure(lambda: connect().create("sms", STATE))
    assert (error.unsure, len(tenant.writes), len(tenant.hooks)) == (True, 1, int(done))


def test_a_fault_of_the_tenant_is_waited_out_when_reading_only(tenant: Tenant, connect: Connect, hook: str) -> None:
    client = connect()
    tenant.fault("status", "*limit*", status=503, times=3)
    assert len(client.hooks()) == 1
    tenant.fault("status", f"*{hook}", status=500)
    error = failure(lambda: changes(client, tenant))
    assert (error.kind, error.status, error.unsure, len(tenant.writes)) == ("server", 500, True, 1)


@pytest.mark.usefixtures("hook")
def test_a_time_out_is_told(tenant: Tenant, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    client = connect()
    client.authorize()
    monkeypatch.setattr(sending, "READ_S", 0.1)
    tenant.fault("silent", times=2)
    error = failure(client.hooks)
    assert (error.kind, error.unsure) == ("address", False)
    assert "in time" in error.message
    error = failure(lambda: changes(client, tenant))
    assert (error.kind, error.unsure) == ("address", True)


def test_an_answer_that_trickles_for_ever_ends(tenant: Tenant, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    client = connect()
    client.authorize()
    monkeypatch.setattr(watch, "WHOLE_S", 0.2)
    tenant.fault("silent")
    assert "in time" in failure(client.hooks).message


def test_an_answer_without_an_end_is_not_kept(tenant: Tenant, connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BODY_LIMIT", 1_000_000)
    tenant.fault("huge", "*/hooks/*", times=None)
    error = failure(connect().hooks)
    assert error.kind == "protocol"
    assert len([asked for asked in tenant.log if "/hooks/" in asked.path]) == 1


@pytest.mark.parametrize("path", ["/oauth2/*", "*/hooks/*"])
def test_a_login_page_is_no_answer(tenant: Tenant, connect: Connect, path: str) -> None:
    tenant.fault("html", path, times=None)
    error = failure(connect().hooks)
    assert (error.kind, error.details) == ("protocol", "a page for people, in HTML")


def test_redirects_to_other_hosts_are_refused(tenant: Tenant, connect: Connect, hook: str) -> None:
    with Tenant().running() as other:
        client = connect()
        for path in ("/oauth2/*", "*/hooks/*"):
            tenant.fault("redirect", path, location=other.url)
            error = failure(client.hooks)
            assert (error.kind, other.url.partition("//")[2] in error.message) == ("address", True)
        tenant.fault("redirect", method="PATCH", status=307, location=f"{other.url}/api/v1/hooks/{hook}")
        assert failure(lambda: changes(client, tenant)).kind == "address"
        assert other.log == []


def test_a_redirect_at_home_is_followed_when_reading_only(tenant: Tenant, connect: Connect, hook: str) -> None:
    client = connect()
    tenant.fault("redirect", "*limit=100*", location="/api/v1/hooks/?limit=20&offset=0")
    assert len(client.hooks()) == 1
    tenant.fault("redirect", method="PATCH", status=307, location=f"/api/v1/hooks/{hook}?again=1")
    assert failure(lambda: changes(client, tenant)).kind == "address" and len(tenant.writes) == 1
    tenant.fault("redirect", "*limit*", location="/api/v1/hooks/?limit=9", times=None)
    error = failure(client.hooks)
    assert (error.kind, "round in circles" in error.message) == ("address", True)


@pytest.mark.usefixtures("hook")
@pytest.mark.parametrize("location", ["http://[::1", "https://x:99999999/", "//[", "file:///etc/passwd", "https://", "http://h:0/"])
def test_a_redirect_to_no_address_is_told(tenant: Tenant, connect: Connect, location: str) -> None:
    client = connect()
    for path, method in (("*/hooks/*", "GET"), ("*/hooks/*", "PATCH"), ("/oauth2/*", "POST")):
        tenant.fault("redirect", path, method=method, location=location, status=307)
        error = failure((lambda: changes(client, tenant)) if method == "PATCH" else connect().hooks)
        assert (error.kind, "to what is no address" in error.message) == ("address", True)


@pytest.mark.parametrize("proxy", ["http://[::1", "[::1", "http://a b", "://", "http://", "socks5://127.0.0.1:1", "http://127.0.0.1:no"])
def test_a_proxy_that_is_none_is_told(connect: Connect, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    report = connect(settings={"url": "https://outside.invalid"}).test()
    assert (report.ok, report.kind) == (False, "address")


def test_nobody_there(connect: Connect) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = failure(connect(settings={"url": f"http://127.0.0.1:{port}"}).hooks)
    assert (error.kind, f"127.0.0.1:{port}" in error.message) == ("address", True)


def test_no_such_host(connect: Connect) -> None:
    error = failure(connect(settings={"url": "https://no-such-tenant.invalid"}, proxies={}).hooks)
    assert (error.kind, error.unsure) == ("address", False)


def test_a_host_without_a_tenant(tenant: Tenant, connect: Connect) -> None:
    report = connect(settings={"url": f"{tenant.url}/elsewhere/api/v1"}).test()
    assert (report.ok, report.kind) == (False, "address")


def test_certificates(connect: Connect) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem", CERTIFICATES / "server.key")
    with Tenant(tls=context).running() as safe:
        report = connect(safe).test()
        assert (report.ok, report.kind) == (False, "certificate")
        own = connect(safe, ca=CERTIFICATES / "authority.pem")
        assert own.test().ok
        assert connect(safe, ca=CERTIFICATES / "no.pem").test().kind == "certificate"
        own.close()


def test_an_outside_tenant_is_asked_through_the_proxy_and_one_here_is_not(
    tenant: Tenant, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert connect().test().ok
    proxy = tenant.url.replace("http://", "http://user:pass@")
    error = failure(connect(settings={"url": "https://outside.invalid"}, proxies={"https": proxy}).hooks)
    assert error.kind == "address"
    assert "pass" not in f"{error.message}{error.hint}{error.details}"
    assert failure(connect(settings={"url": "https://outside.invalid"}, proxies={"https": "socks5://127.0.0.1:1"}).hooks).kind == "address"


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        ("http://acme.plusauth.com", "https"),
        ("ftp://acme.plusauth.com", "https"),
        ("https://me:secret@acme.plusauth.com", "never"),
        ("https://acme.plusauth.com/?x=1", "ends"),
        ("https://", "looks like"),
        ("https://a b.test", "looks like"),
        ("https://acme.test:99999", "looks like"),
        ("", "looks like"),
    ],
)
def test_no_secret_goes_to_an_address_that_is_none(connect: Connect, url: str, hint: str) -> None:
    with pytest.raises(StudioError) as caught:
        connect(settings={"url": url})
    assert hint in caught.value.hint
    assert "secret" not in caught.value.message


def test_secrets_are_never_shown(tenant: Tenant, connect: Connect) -> None:
    credentials = Credentials(tenant.client_secret)
    client = connect(credentials=credentials)
    client.authorize()
    token = next(iter(tenant.authority.tokens))
    words = f"no {token} and no {tenant.client_secret}"
    tenant.fault("status", "*", body=json.dumps({"error": "x", "error_description": words}), status=418)
    error = failure(client.hooks)
    texts = [repr(client), repr(credentials), str(error), repr(error), error.hint, error.details, repr(client.__dict__)]
    assert [text for text in texts if token in text or tenant.client_secret in text] == []
    assert "no … and no …" in error.details
    for start in range(970, 1001):
        words = "x" * start + tenant.client_secret + "y" * start + token
        tenant.fault("status", "*", body=json.dumps({"error": token, "error_description": words}), status=418)
        error = failure(client.hooks)
        shown = f"{error.message}{error.hint}{error.details}"
        assert tenant.client_secret[:4] not in shown and token[:4] not in shown


def test_secrets_in_redirects_and_permissions_are_not_shown(tenant: Tenant, connect: Connect) -> None:
    secret = tenant.client_secret
    client = connect()
    for path in ("/oauth2/*", "*/hooks/*"):
        tenant.fault("redirect", path, location=f"https://{secret}.example/")
        error = failure(client.hooks)
        assert (error.kind, "“….example”" in error.message) == ("address", True)
        assert secret not in f"{error.message}{error.hint}{error.details}"
    body = json.dumps({"access_token": tenant.authority.issue(), "token_type": "Bearer", "scope": f"read:hook {secret}"})
    tenant.fault("body", "/oauth2/*", body=body)
    report = connect().test()
    assert (report.ok, report.granted) == (True, ("read:hook", "…"))


def test_what_a_tenant_says_is_one_line(tenant: Tenant, connect: Connect) -> None:
    words = "no\nhookstudio: Your disk is full.\r\n\u2028notice: x"
    tenant.fault("status", "*", body=json.dumps({"error": "x\ny", "error_description": words}), status=418)
    error = failure(connect().hooks)
    assert not {"\n", "\r", "\u2028"} & {*error.message, *error.hint, *error.details}
