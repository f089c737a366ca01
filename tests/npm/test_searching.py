"""Searching a registry, and what stands in for it where there is no search."""

from __future__ import annotations

import pytest

from hookstudio.model.module import FoundModule
from hookstudio.npm.configuration import Configuration
from hookstudio.npm.registry import Registry
from tests.npm.asking import Client, ask_for, failure, names
from tests.npm.stand_in import StandIn


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


def test_the_exact_name_is_told_where_the_search_hangs_up(registry: StandIn, client: Client) -> None:
    registry.publish("left", "1.1.0")
    registry.fault("drop", "/-/v1/search*")
    found = client().search("left")
    assert (names(found), found.source) == (["left"], "exact-name") and "The search failed" in found.note
    registry.fault("drop", "/left*")
    assert failure(lambda: client().search("left")).code.startswith("ECONN")


def test_bytes_that_are_no_text_are_searched_as_far_as_they_go(registry: StandIn, client: Client) -> None:
    registry.publish("left", "1.1.0")
    assert names(client().search("le\udcfft")) == []
