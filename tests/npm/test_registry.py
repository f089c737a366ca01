"""The client of registries, against a real HTTP server: what it asks, what it keeps, and what it says when things go wrong."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.module import FoundModule
from hookstudio.model.progress import Cancelled
from hookstudio.npm import connection
from hookstudio.npm.configuration import Configuration, Login
from hookstudio.npm.registry import Registry
from hookstudio.npm.reply import RegistryFailed
from tests.npm.stand_in import StandIn

TOKEN = "npm_Sesame123Sesame123"
CERTIFICATES = Path(__file__).with_name("certificates")
Client = Callable[..., Registry]


@pytest.fixture
def client(registry: StandIn) -> Iterator[Client]:
    """Makes clients of the stand-in registry, with more of a configuration if that is given."""
    made: list[Registry] = []

    def make(offline: bool = False, catalogue: Any = None, **configured: Any) -> Registry:
        configuration = replace(Configuration(f"{registry.address}/"), **configured)
        made.append(Registry(configuration, offline=offline, catalogue=catalogue))
        return made[-1]

    yield make
    registry.go_on.set()
    for one in made:
        one.close()


@pytest.fixture
def other() -> Iterator[StandIn]:
    """A second registry on another port."""
    with StandIn().running() as running:
        yield running


def names(found: Any) -> list[str]:
    return [row.name for row in found.results]


def failure(work: Callable[[], object]) -> RegistryFailed:
    with pytest.raises(RegistryFailed) as caught:
        work()
    return caught.value


def ask_for(client: Registry, name: str = "left") -> Callable[[], object]:
    return lambda: client.package(name)


# Search


def test_search_brings_rows_with_the_exact_name_first(registry: StandIn, client: Client) -> None:
    registry.publish("left-pad", downloads=900)
    registry.publish("left", "1.2.0", downloads=10)
    registry.publish("right")
    found = client().search("left")
    assert (names(found), found.source, found.more, found.note) == (["left", "left-pad"], "search", False, "")
    row = found.results[0]
    assert (row.version, row.description, row.downloads, row.licence, row.publisher) == ("1.2.0", "left for tests", 10, "MIT", "someone")


def test_a_name_that_the_search_lacks_is_found_all_the_same(registry: StandIn, client: Client) -> None:
    registry.publish("fresh")
    registry.publish("fresh-water")
    registry.fault("status", "/-/v1/search*", status=200, body='{"objects": [{"package": {"name": "fresh-water"}}], "total": 1}')
    assert names(client().search("fresh")) == ["fresh", "fresh-water"]


def test_more_rows_on_later_pages(registry: StandIn, client: Client) -> None:
    for number in range(25):
        registry.publish(f"left-{number:02}")
    one = client()
    first, second = one.search("left", 0, 20), one.search("left", 20, 20)
    assert (len(first.results), first.more, len(second.results), second.more) == (20, True, 5, False)


@pytest.mark.parametrize("status", [400, 404, 405, 501])
def test_without_a_search_the_exact_name_is_looked_up(registry: StandIn, client: Client, status: int) -> None:
    registry.publish("left", "1.1.0")
    registry.fault("status", "/-/v1/search*", status=status)
    one = client()
    found = one.search("left@^1")
    assert (names(found), found.source) == (["left"], "exact-name")
    assert "Only the exact name was looked up." in found.note
    assert one.search("no such thing").results == ()
    missing = one.search("lefd")
    assert (missing.results, "no module called “lefd”" in missing.note) == ((), True)
    searched = sum("search" in path for path in registry.paths())
    assert searched == (3 if status == 400 else 1)


def test_a_name_that_is_none_is_asked_for_once(registry: StandIn, client: Client) -> None:
    registry.has_search = False
    registry.publish("left")
    one = client()
    one.search("left")
    for _ in range(2):
        one.search("lef")
    assert [path for path in registry.paths() if path.startswith("/lef/") or path == "/lef"] == ["/lef/latest"]


def test_a_page_in_place_of_the_search(registry: StandIn, client: Client) -> None:
    registry.publish("left")
    registry.fault("html", "/-/v1/search*")
    found = client().search("left")
    assert (names(found), found.note.startswith("A web page answered")) == (["left"], True)


def test_a_page_in_place_of_everything(registry: StandIn, client: Client) -> None:
    registry.fault("html")
    failed = failure(lambda: client().search("left"))
    assert (failed.code, "hotel" in failed.details) == ("FETCH_ERROR", False)
    assert "login page" in failed.hint


@pytest.mark.parametrize("text", ["a", "x" * 70])
def test_texts_that_no_search_takes(registry: StandIn, client: Client, text: str) -> None:
    registry.publish(text)
    found = client().search(text)
    assert (names(found), found.source) == ([text], "exact-name")
    assert not any("search" in path for path in registry.paths())


def test_nothing_is_asked_for_nothing(registry: StandIn, client: Client) -> None:
    assert client().search("  ").results == ()
    assert registry.log == []


@pytest.mark.parametrize(
    ("headers", "body"),
    [({}, "{}"), ({"retry-after": "0", "content-type": "text/html"}, "<html>slow down</html>"), ({"retry-after": "30"}, "{}")],
)
def test_too_many_searches(registry: StandIn, client: Client, headers: dict[str, str], body: str) -> None:
    registry.publish("left")
    registry.publish("right")
    registry.fault("status", "/-/v1/search*", status=429, headers=headers, body=body)
    one = client()
    found = one.search("left")
    assert (names(found), found.source) == (["left"], "exact-name")
    assert f"again in {headers.get('retry-after', '0') if headers.get('retry-after', '0') != '0' else '5'} s" in found.note
    registry.well()
    assert one.search("right").source == "exact-name"
    assert sum("search" in path for path in registry.paths()) == 1


def test_answers_are_kept(registry: StandIn, client: Client) -> None:
    registry.publish("left", "1.0.0")
    one = client()
    first, package, version = one.search("left"), one.package("left"), one.version("left", "latest")
    registry.fault("drop")
    assert (one.search("left"), one.package("left"), one.version("left", "latest")) == (first, package, version)
    assert one.version("left", "1.0.0") == version


def test_a_slip_is_pointed_out(registry: StandIn, client: Client) -> None:
    registry.publish("lodahs", downloads=3)
    registry.publish("lodahs-extra")
    assert [row.looks_like for row in client().search("lodahs").results] == ["lodash", ""]
    registry.has_search = False
    assert client().search("lodahs").results[0].looks_like == "lodash"


def test_rows_come_without_a_slow_exact_name(registry: StandIn, client: Client) -> None:
    registry.publish("left-pad")
    registry.fault("silent", "/left*")
    found = client().search("left")
    assert names(found) == ["left-pad"]


# Offline


def test_offline_searches_what_is_here(registry: StandIn, client: Client) -> None:
    here = [FoundModule("left-pad", "1.0.0"), FoundModule("left", "2.0.0", "a fine thing"), FoundModule("right", "1.0.0")]
    one = client(offline=True, catalogue=lambda: here)
    found = one.search("left")
    assert (names(found), found.source, found.note.startswith("Offline")) == (["left", "left-pad"], "cache", True)
    assert names(one.search("fine thing")) == ["left"]
    assert failure(ask_for(one)).code == "ENOTCACHED"
    assert registry.log == []


def test_out_of_reach_is_said_and_what_is_here_is_searched() -> None:
    configuration = Configuration("http://127.0.0.1:9/")
    with Registry(configuration, catalogue=lambda: [FoundModule("left")]) as one:
        found = one.search("left")
        assert (names(found), found.source) == (["left"], "cache")
        assert found.note.startswith("The registry can't be reached.")
    with Registry(configuration) as one:
        assert failure(lambda: one.search("left")).code == "ECONNREFUSED"
    with Registry(Configuration("http://no-such-host.invalid/")) as one:
        assert failure(ask_for(one)).code == "ENOTFOUND"


# Packages


def test_packages_versions_and_readmes(registry: StandIn, client: Client) -> None:
    registry.publish("@shop/left", "1.0.0", engines={"node": ">=8"}, readme="# Left")
    registry.publish("@shop/left", "2.0.0", type="module", scripts={"install": "node x.js"})
    registry.deprecate("@shop/left", "1.0.0", "use 2")
    one = client()
    package = one.package("@shop/left")
    assert [(v.version, v.node, v.deprecated, v.commonjs, v.has_scripts) for v in package.versions] == [
        ("2.0.0", "", "", None, True),
        ("1.0.0", ">=8", "use 2", None, False),
    ]
    assert one.version("@shop/left", "latest").commonjs is False
    assert one.version("@shop/left", "1.0.0").commonjs is True
    assert one.readme("@shop/left") == "# Left"
    assert registry.log[0].headers["accept"].startswith("application/vnd.npm.install-v1+json")
    assert registry.log[0].path.lower() == "/@shop%2fleft"


def test_a_mirror_that_drops_fields(registry: StandIn, client: Client) -> None:
    registry.publish("left", deprecated="gone", engines={"node": ">=99"}, license="MIT", date="")
    registry.missing_fields |= {"engines", "deprecated", "unpackedSize", "license", "time", "hasInstallScript", "dist"}
    version = client().package("left", full=True).versions[0]
    assert (version.node, version.deprecated, version.size, version.licence, version.date) == ("", "", None, "", "")


def test_a_registry_without_documents_of_versions(registry: StandIn, client: Client) -> None:
    registry.publish("left", "1.0.0")
    registry.has_search = False
    registry.fault("status", "/left/*", status=405)
    one = client()
    assert [row.version for row in one.search("left").results] == ["1.0.0"]
    assert failure(lambda: one.version("left", "9.0.0")).code == "ETARGET"


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        ({"manner": "status", "status": 404}, "E404", "does not have this package"),
        ({"manner": "status", "status": 401}, "E401", "asks for a login"),
        ({"manner": "status", "status": 403}, "E403", "refuses"),
        ({"manner": "status", "status": 503}, "E503", "a fault of its own"),
        ({"manner": "status", "status": 200, "body": "{not json"}, "EJSONPARSE", "not JSON"),
        ({"manner": "status", "status": 200, "body": "[]"}, "EJSONPARSE", "not JSON"),
        ({"manner": "html"}, "FETCH_ERROR", "no usable answer"),
        ({"manner": "drop"}, "ECONNRESET", "can't be reached"),
        ({"manner": "cut"}, "ECONNRESET", "can't be reached"),
    ],
)
def test_faults_in_words(registry: StandIn, client: Client, fault: dict[str, Any], code: str, words: str) -> None:
    registry.publish("left")
    registry.fault(**fault)
    failed = failure(ask_for(client()))
    assert (failed.code, words in failed.message) == (code, True)
    assert failed.hint


def test_a_connection_that_was_dropped_once_is_tried_again(registry: StandIn, client: Client) -> None:
    registry.publish("left")
    registry.fault("drop", times=1)
    assert client().package("left").name == "left"


def test_an_answer_beyond_the_limit(registry: StandIn, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BODY_LIMIT", 1000)
    registry.publish("left", readme="x" * 5000)
    failed = failure(lambda: client().package("left", full=True))
    assert (failed.code, "1000 bytes" in failed.details) == ("FETCH_ERROR", True)


def test_a_silent_registry_is_given_up(registry: StandIn, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "READ_S", 0.1)
    registry.fault("silent")
    assert failure(ask_for(client())).code == "ETIMEDOUT"


def test_odd_names_are_not_asked_for(registry: StandIn, client: Client) -> None:
    for name in ("../left", "left/../../x", "", "a b", "http://x"):
        assert failure(ask_for(client(), name)).code == "E404"
    assert registry.log == []


# Nobody waits any more


@pytest.mark.parametrize("manner", ["silent", "stall"])
def test_a_cancelled_search_ends_at_once(registry: StandIn, client: Client, manner: Any) -> None:
    registry.publish("left")
    registry.fault(manner)
    began = time.monotonic()
    with pytest.raises(Cancelled):
        client().search("left", cancelled=registry.reached.is_set)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("manner", ["silent", "stall"])
def test_closing_ends_what_is_under_way(registry: StandIn, client: Client, manner: Any) -> None:
    registry.publish("left")
    registry.fault(manner)
    one, ended = client(), list[type]()

    def wait() -> None:
        try:
            one.package("left")
        except Cancelled as error:
            ended.append(type(error))

    thread = threading.Thread(target=wait)
    thread.start()
    assert registry.reached.wait(5)
    began = time.monotonic()
    one.close()
    thread.join(5)
    assert (ended, time.monotonic() - began < 2) == ([Cancelled], True)
    with pytest.raises(Cancelled):
        one.package("right")


# Logins, redirects, proxies, certificates


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
    registry.well()
    registry.fault("redirect", body="file:///etc")
    assert failure(ask_for(client(), "right")).code == "FETCH_ERROR"


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
    one = client(registry="http://registry.test/", proxy=proxy, https_proxy=proxy)
    assert one.package("left").latest == "2.0.0"
    assert registry.log[0].path == "http://registry.test/left"
    assert registry.log[0].headers["proxy-authorization"].startswith("Basic ")
    failed = failure(ask_for(client(registry="https://registry.test/", proxy=proxy, https_proxy=proxy)))
    assert "swordfish" not in f"{failed} {failed.details}"
    assert [asked.method for asked in registry.log[1:]] == ["CONNECT"] * 2
    other.publish("left", "3.0.0")
    assert client(registry=f"{other.address}/", proxy=proxy, noproxy=("127.0.0.1",)).package("left").latest == "3.0.0"
    assert failure(ask_for(client(proxy="socks5://127.0.0.1:1"))).code == "EINVALIDPROXY"


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


# Advisories


def test_advisories(registry: StandIn, client: Client) -> None:
    registry.advisories["left"] = [{"title": "Pollution", "severity": "high", "vulnerable_versions": "<1.2.0", "url": "https://a.test/"}]
    found = client().advisories({"left": ["1.0.0", "1.2.0"], "right": ["1.0.0"]})
    assert (found.checked, [(one.name, one.version, one.fixed_in) for one in found.found]) == (True, [("left", "1.0.0", "1.2.0")])
    assert registry.log[0].json == {"left": ["1.0.0", "1.2.0"], "right": ["1.0.0"]}


@pytest.mark.parametrize(
    "fault",
    [
        {"manner": "html"},
        {"manner": "drop"},
        {"manner": "cut"},
        {"manner": "status", "status": 404},
        {"manner": "status", "status": 500},
        {"manner": "status", "status": 401},
        {"manner": "status", "status": 429},
        {"manner": "status", "status": 204, "body": ""},
        {"manner": "status", "status": 200, "body": "[]"},
        {"manner": "status", "status": 200, "body": '{"left": null}'},
        {"manner": "status", "status": 200, "body": "ok"},
    ],
)
def test_no_answer_is_no_all_clear(registry: StandIn, client: Client, fault: dict[str, Any]) -> None:
    registry.fault(**fault)
    found = client().advisories({"left": ["1.0.0"]})
    assert (found.checked, found.found) == (False, ())
    assert found.why.startswith("Not checked: ")


def test_offline_nothing_is_checked(client: Client) -> None:
    assert client(offline=True).advisories({"left": ["1.0.0"]}).checked is False
