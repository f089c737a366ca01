"""Logins, redirects, proxies and certificates: what goes where, and what goes nowhere."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from hookstudio.npm.configuration import Login
from tests.npm.asking import Client, ask_for, failure
from tests.npm.stand_in import StandIn

TOKEN = "npm_Sesame123Sesame123"
CERTIFICATES = Path(__file__).with_name("certificates")


def test_a_token_goes_to_its_registry_only(registry: StandIn, other: StandIn, client: Client) -> None:
    registry.publish("@secret/left")
    registry.protect("@secret/", TOKEN)
    logins = {f"//{registry.host}/": Login(token=TOKEN)}
    assert failure(ask_for(client(), "@secret/left")).code == "E401"
    one = client(registry=f"{other.address}/", scopes={"@secret": f"{registry.address}/"}, logins=logins)
    other.publish("right")
    assert one.package("@secret/left").name == "@secret/left"
    assert one.package("right").name == "right"
    assert all("authorization" not in asked.headers for asked in other.log)


def test_a_redirect_takes_no_token_to_another_host(registry: StandIn, other: StandIn, client: Client) -> None:
    other.publish("left", "3.0.0")
    registry.fault("redirect", body=other.address)
    one = client(logins={f"//{registry.host}/": Login(token=TOKEN), f"//{other.host}/": Login(token="another")})
    assert one.package("left").latest == "3.0.0"
    assert registry.log[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert "authorization" not in other.log[0].headers


def test_a_redirect_that_never_ends(registry: StandIn, client: Client) -> None:
    registry.fault("redirect", body=f"{registry.address}/more")
    assert failure(ask_for(client())).code == "FETCH_ERROR"
    for number, address in enumerate(("file:///etc", "http://[::1", "https://x:99999999")):
        registry.well()
        registry.fault("redirect", body=address)
        assert failure(ask_for(client(), f"right{number}")).code == "FETCH_ERROR"


def test_secrets_are_in_no_failure(registry: StandIn, client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    registry.fault("status", status=403, body=f'{{"error": "{TOKEN} hunter2 is not good"}}')
    logins = {f"//{registry.host}/": Login(token=TOKEN), "//x/": Login(basic="bWU6aHVudGVyMg==")}
    one = client(logins=logins)
    failed = failure(ask_for(one))
    shown = (
        f"{failed} {failed.details} {failed.hint} {failed!r} {one.configuration!r} {caplog.text} {failed.__cause__} {failed.__context__}"
    )
    assert (TOKEN in shown, "hunter2" in shown) == (False, False)


def test_proxies(registry: StandIn, other: StandIn, client: Client) -> None:
    registry.publish("left", "2.0.0")
    proxy = f"http://me:swordfish@{registry.host}/"
    one = client(registry="http://packages.test/", proxy=proxy, https_proxy=proxy)
    assert one.package("left").latest == "2.0.0"
    assert registry.log[0].path == "http://packages.test/left"
    assert registry.log[0].headers["proxy-authorization"].startswith("Basic ")
    failed = failure(ask_for(client(registry="https://packages.test/", proxy=proxy, https_proxy=proxy)))
    assert "swordfish" not in f"{failed} {failed.details}"
    assert [asked.method for asked in registry.log[1:]] == ["CONNECT"] * 2
    other.publish("left", "3.0.0")
    assert client(registry=f"{other.address}/", proxy=proxy, noproxy=("127.0.0.1",)).package("left").latest == "3.0.0"
    for proxy in ("socks5://127.0.0.1:1", "http://[::1", "http://me:swordfish@[::1"):
        failed = failure(ask_for(client(proxy=proxy)))
        assert (failed.code, "swordfish" in f"{failed}{failed.details}") == ("EINVALIDPROXY", False)


def test_the_environment_does_not_get_in_the_way(
    registry: StandIn, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password pw\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    registry.publish("left")
    assert client().package("left").name == "left"
    assert "authorization" not in registry.log[0].headers


@pytest.fixture
def secure() -> Iterator[StandIn]:
    """A registry whose certificate is by an authority that nobody knows, and that asks for one of the client too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem", CERTIFICATES / "server.key")
    context.load_verify_locations(CERTIFICATES / "authority.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    with StandIn(context).running() as running:
        yield running


def test_certificates(secure: StandIn, client: Client) -> None:
    secure.publish("left")
    authority = (CERTIFICATES / "authority.pem").read_text(encoding="ascii")
    registry = f"{secure.address}/"
    assert failure(ask_for(client(registry=registry))).message == "The registry's certificate is not trusted."
    for configured in (
        {"ca": (authority,)},
        {"extra_ca": str(CERTIFICATES / "authority.pem")},
        {"strict_ssl": False},
        {
            "ca": (authority,),
            "cert": (CERTIFICATES / "client.pem").read_text("ascii"),
            "key": (CERTIFICATES / "client.key").read_text("ascii"),
        },
    ):
        assert client(registry=registry, **configured).package("left").name == "left"
    own = Login(certificate=str(CERTIFICATES / "client.pem"), key=str(CERTIFICATES / "client.key"))
    assert client(registry=registry, ca=(authority,), logins={f"//{secure.host}/": own}).package("left").name == "left"
    assert [asked.certified for asked in secure.log] == [False, False, False, True, True]
    wrong = Login(certificate=str(CERTIFICATES / "nowhere.pem"), key=str(CERTIFICATES / "client.key"))
    assert failure(ask_for(client(registry=registry, logins={f"//{secure.host}/": wrong}))).code == "ERR_TLS"
