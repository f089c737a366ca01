"""The client of registries, against a real HTTP server: what it asks, and what it says when things go wrong."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from hookstudio.model.progress import Cancelled
from hookstudio.npm import connection
from tests.npm.asking import Client, ask_for, failure
from tests.npm.stand_in import StandIn


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
