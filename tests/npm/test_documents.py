"""Documents of registries as values: the shapes in use, missing fields, and anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookstudio.model.module import Advisory
from hookstudio.npm.documents import advisories_of, package_of, version_of
from hookstudio.npm.reply import RegistryFailed, Reply
from hookstudio.npm.search_answer import search_answer


def manifest(**fields: Any) -> Any:
    return {"name": "left", "version": "1.0.0", "description": "x", **fields}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, True),
        ({"main": "lib/left"}, True),
        ({"type": "module"}, False),
        ({"type": "module", "main": "left.cjs"}, True),
        ({"main": "left.mjs"}, False),
        ({"exports": "./left.js"}, True),
        ({"type": "module", "exports": "./left.js"}, False),
        ({"type": "module", "exports": {"import": "./left.js", "require": "./left.cjs"}}, True),
        ({"type": "module", "exports": {"import": "./left.js", "require": "./cjs/left.js"}}, True),
        ({"exports": {"import": "./left.js"}}, False),
        ({"exports": {".": {"import": "./left.mjs", "default": "./left.js"}}}, True),
        ({"exports": {".": {"types": "./left.d.ts", "import": "./left.mjs"}, "./part": "./part.js"}}, False),
        ({"type": "module", "exports": {".": {"node": {"import": "./left.js"}, "require": "./left.cjs"}}}, True),
        ({"type": "module", "exports": {".": [{"require": "./left.cjs"}, "./left.cjs"]}}, True),
        ({"exports": {".": {"require": None}}}, False),
        ({"exports": {"./part": "./part.js"}}, None),
        ({"main": "", "types": "index.d.ts"}, None),
    ],
)
def test_what_require_can_load(fields: dict[str, Any], expected: bool | None) -> None:
    assert version_of(manifest(**fields), "left").commonjs is expected


def test_an_abbreviated_document_does_not_say_how_a_version_is_loaded() -> None:
    short: Any = {"versions": {"1.0.0": {"name": "left", "version": "1.0.0", "dist": {}, "engines": {"node": ">=8"}}}}
    version = package_of(short, "left").versions[0]
    assert (version.commonjs, version.node) == (None, ">=8")


def test_versions_are_newest_first_and_details_are_read() -> None:
    document: Any = {
        "dist-tags": {"latest": "2.0.0", "next": "10.0.0-beta.11"},
        "versions": {
            one: {"description": f"v{one}", "license": {"type": "MIT"}, "scripts": {"postinstall": "node x.js", "test": "y"}}
            for one in ("2.0.0", "10.0.0-beta.2", "10.0.0-beta.11", "9.9.9", "10.0.0-beta.x", "rubbish")
        },
        "time": {"2.0.0": "2024-01-01T00:00:00.000Z"},
        "readme": "# Left",
        "homepage": "javascript:alert(1)",
    }
    package = package_of(document, "left")
    assert [one.version for one in package.versions] == ["10.0.0-beta.x", "10.0.0-beta.11", "10.0.0-beta.2", "9.9.9", "2.0.0"]
    assert (package.latest, package.description, package.licence, package.readme, package.homepage) == (
        "2.0.0",
        "v2.0.0",
        "MIT",
        "# Left",
        "",
    )
    latest = package.version("2.0.0")
    assert latest is not None
    assert (latest.date, latest.has_scripts, latest.scripts) == ("2024-01-01T00:00:00.000Z", True, (("postinstall", "node x.js"),))


@pytest.mark.parametrize("engines", [{"node": ">= 8"}, ["node >= 8", "npm"]])
def test_engines_in_old_and_new_shapes(engines: Any) -> None:
    assert version_of(manifest(engines=engines), "left").node == ">= 8"


def test_search_answers_of_the_public_registry_and_of_verdaccio() -> None:
    public: Any = {
        "package": {
            "name": "left",
            "version": "1.2.0",
            "description": "to\nthe left",
            "date": "2024-01-01",
            "license": "MIT",
            "publisher": {"username": "me"},
        },
        "downloads": {"weekly": 12, "monthly": 50},
    }
    other: Any = {"package": {"name": "right", "dist-tags": {"latest": "3.0.0"}, "time": {"3.0.0": "2023"}, "author": {"name": "You"}}}
    bare: Any = {"package": {"name": "@a/b", "versions": {"1.0.0": "latest", "1.10.0": ""}, "downloads": None}}
    answer = search_answer({"objects": [public, other, bare, {"package": {"name": "../x"}}, None], "total": 40})
    assert [(row.name, row.version, row.date, row.publisher, row.downloads) for row in answer.rows] == [
        ("left", "1.2.0", "2024-01-01", "me", 12),
        ("right", "3.0.0", "2023", "You", None),
        ("@a/b", "1.10.0", "", "", None),
    ]
    assert (answer.rows[0].description, answer.rows[0].licence, answer.sent, answer.total) == ("to the left", "MIT", 5, 40)


def test_advisories_concern_the_versions_in_their_range() -> None:
    entry: Any = {"title": "Pollution", "severity": "high", "vulnerable_versions": "<1.2.3 || >=2.0.0 <2.0.5", "url": "https://a.test/1"}
    asked = {"left": ["1.2.2", "1.2.3", "2.0.1"]}
    assert advisories_of({"left": [entry], "right": []}, asked) == (
        Advisory("left", "1.2.2", "high", "Pollution", "https://a.test/1", "1.2.3"),
        Advisory("left", "2.0.1", "high", "Pollution", "https://a.test/1", "2.0.5"),
    )
    # A range that nobody can read is no all-clear.
    for odd in (None, "", "rubbish!", 7):
        assert len(advisories_of({"left": [{**entry, "vulnerable_versions": odd}]}, {"left": ["9.0.0"]})) == 1


@pytest.mark.parametrize("document", [[], None, {"left": {}}, {"left": ["x"]}, "ok"])
def test_what_is_no_advisory_is_no_answer(document: Any) -> None:
    with pytest.raises(RegistryFailed):
        advisories_of(document, {"left": ["1.0.0"]})


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b"<html>", b'"\\ud800"', b"1" * 5000])
def test_bodies_that_are_no_document(body: bytes) -> None:
    with pytest.raises(RegistryFailed):
        package_of(Reply(200, {}, body).document(), "left")


FIELDS = (
    "name version versions dist-tags time readme exports main type types engines node scripts postinstall license dist unpackedSize "
    "deprecated objects package total downloads weekly publisher username keywords require import default . latest 1.0.0 2.0.0-x left "
    "vulnerable_versions severity title url maintainers homepage _npmUser hasInstallScript"
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([*FIELDS.split(" "), "./a.mjs", ">=8 <"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(FIELDS.split(" ")) | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=40,
)
VERSIONS = st.dictionaries(st.sampled_from(["1.0.0", "2.0.0-x", "3.0.0", "x"]), JSON, max_size=4)


@settings(max_examples=120, deadline=None)
@given(st.fixed_dictionaries({"versions": VERSIONS, "dist-tags": JSON, "time": JSON}, optional={"readme": JSON, "license": JSON}) | JSON)
def test_anything_is_a_package_or_a_failure(document: Any) -> None:
    read(package_of, document, "left")
    read(version_of, {"version": "1.0.0", **document} if isinstance(document, dict) else document, "left")


@settings(max_examples=120, deadline=None)
@given(st.fixed_dictionaries({"objects": st.lists(st.fixed_dictionaries({"package": JSON, "downloads": JSON}) | JSON, max_size=4)}) | JSON)
def test_anything_is_a_search_answer_or_a_failure(document: Any) -> None:
    read(search_answer, document)


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.just("left"), st.lists(st.fixed_dictionaries({"vulnerable_versions": JSON, "severity": JSON}) | JSON)) | JSON)
def test_anything_is_advisories_or_a_failure(document: Any) -> None:
    read(advisories_of, document, {"left": ["1.0.0", "x"]})


def read(reader: Any, document: Any, *rest: Any) -> None:
    try:
        value = reader(document, *rest)
    except RegistryFailed as failure:
        assert failure.code == "EJSONPARSE"
    else:
        # Whatever came in can be shown and written.
        json.dumps(repr(value)).encode()
        repr(value).encode()
