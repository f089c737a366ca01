"""The texts of package.json and package-lock.json: read whatever they hold, written so that nothing of the user's is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hookstudio.npm.failures import ModuleFailed
from hookstudio.npm.lock_file import check, content_path, for_npm, from_npm, manifest_with, project_of, read_lock, wanted_by
from hookstudio.npm.lock_rules import digest_of, fingerprint, may_be_absent

LOCK: dict[str, Any] = {
    "name": "folder",
    "lockfileVersion": 3,
    "packages": {
        "": {"dependencies": {"a": "1.0.0", "b": "1.0.0", "old": "npm:a@0.5.0"}},
        "node_modules/a": {"version": "1.0.0", "integrity": "sha512-AAAA", "dependencies": {"c": "^1.0.0", "b": "*"}},
        "node_modules/b": {"version": "1.0.0", "dependencies": {"c": "^2.0.0"}, "hasInstallScript": True},
        "node_modules/b/node_modules/c": {"version": "2.0.0", "peerDependencies": {"a": "*"}},
        "node_modules/c": {"version": "1.0.0", "dependencies": {"c": "*"}},
        "node_modules/old": {"name": "a", "version": "0.5.0"},
        "node_modules/tool": {"version": "1.0.0", "dev": True},
    },
}
TEXT = json.dumps(LOCK)


def test_a_lock_file_tells_what_is_there_and_who_needs_it() -> None:
    lock = read_lock(TEXT)
    assert {key: one.spelled for key, one in lock.top.items()} == {"a": "a@1.0.0", "b": "b@1.0.0", "old": "a@0.5.0"}
    assert [one.path for one in lock.installed] == [path for path in LOCK["packages"] if path and "tool" not in path]
    assert lock.needed("a") == {f"node_modules/{path}" for path in ("a", "b", "c", "b/node_modules/c")}
    assert lock.needed_by("b") == ("a",) and lock.needed_by("a") == ("b",) and lock.needed_by("old") == ()
    inner = lock.seen_from("node_modules/b", "c")
    assert inner is not None and (inner.version, inner.key) == ("2.0.0", "c")
    assert lock.packages["node_modules/b"].has_scripts
    assert lock.needed("not-there") == frozenset()


def test_a_digest_goes_by_what_is_installed_and_nothing_else() -> None:
    digest = digest_of(read_lock(TEXT))
    same = json.loads(TEXT)
    same["name"] = "another"
    same["packages"]["node_modules/a"]["resolved"] = "https://elsewhere.invalid/a.tgz"
    same["packages"]["node_modules/tool"]["version"] = "2.0.0"
    assert digest_of(read_lock(json.dumps(same))) == digest
    for path, key, value in (("a", "version", "1.0.1"), ("a", "integrity", "sha512-BBBB"), ("tool", "dev", False), ("old", "name", "x")):
        other = json.loads(TEXT)
        other["packages"][f"node_modules/{path}"][key] = value
        assert digest_of(read_lock(json.dumps(other))) != digest
    assert digest_of(read_lock(TEXT), ["a@1.0.0"]) != digest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, '{\n  "private": true,\n  "dependencies": {\n    "a": "1.0.0"\n  }\n}\n'),
        ("", '{\n  "private": true,\n  "dependencies": {\n    "a": "1.0.0"\n  }\n}\n'),
        ('{\r\n\t"name": "ü"\r\n}', '{\r\n\t"name": "ü",\r\n\t"dependencies": {\r\n\t\t"a": "1.0.0"\r\n\t}\r\n}\r\n'),
        ('\ufeff{"dependencies": {"z": "1"}}', '{\n  "dependencies": {\n    "a": "1.0.0"\n  }\n}\n'),
        ("{}", '{\n  "dependencies": {\n    "a": "1.0.0"\n  }\n}\n'),
    ],
)
def test_a_manifest_keeps_its_look(before: str | None, after: str) -> None:
    assert manifest_with(before, {"a": "1.0.0"}) == after


@pytest.mark.parametrize("text", ["[", "[]", "1", "null", '{"a": }'])
def test_a_manifest_that_is_none_is_not_overwritten(text: str) -> None:
    with pytest.raises(ModuleFailed, match="not a JSON object"):
        manifest_with(text, {})
    assert wanted_by(text) == {}


def test_half_a_character_in_a_manifest_can_be_written() -> None:
    made = manifest_with('{"name": "\\ud800"}', {})
    assert json.loads(made.encode("utf-8"))["name"] == "\ud800"


def test_only_what_decides_versions_goes_to_npm() -> None:
    manifest = {
        "scripts": {"install": "x"},
        "overrides": {"a": "1", "b": {"c": "git+ssh://x/y", ".": "2"}, "d": "user/repository", "e": "npm:@scope/e@1.0.0", "f": "$a"},
        "peerDependenciesMeta": {"a": {"optional": True}},
        "optionalDependencies": [1],
        "devDependencies": {"local": "file:../x", "there": "../x"},
    }
    assert project_of(json.dumps(manifest), {"z": "1", "a": "2"}) == {
        "private": True,
        "dependencies": {"a": "2", "z": "1"},
        "peerDependenciesMeta": {"a": {"optional": True}},
        "overrides": {"a": "1", "b": {".": "2"}, "e": "npm:@scope/e@1.0.0", "f": "$a"},
    }


def test_addresses_are_kept_away_from_npm_and_put_back() -> None:
    document = json.loads(TEXT)
    document["packages"]["node_modules/a"]["resolved"] = "https://elsewhere.invalid/a.tgz"
    text = json.dumps(document)
    given_to_npm = json.loads(for_npm(text, ["node_modules/a"]))
    assert given_to_npm["packages"]["node_modules/a"]["resolved"].endswith("/a/-/a-1.0.0.tgz")
    assert "elsewhere" not in json.dumps(json.loads(for_npm(text, []))["packages"])
    back = json.loads(from_npm(json.dumps(given_to_npm), text))
    assert back == {key: value for key, value in document.items() if key != "name"}


def test_an_integrity_names_a_place_in_the_cache() -> None:
    digest = "00ff" + "11" * 62
    import base64

    text = "sha512-" + base64.b64encode(bytes.fromhex(digest)).decode()
    assert content_path(text) == ("_cacache", "content-v2", "sha512", "00", "ff", "11" * 62)
    assert content_path(f"md5-AAAA {text}?x") == content_path(text)
    for broken in ("", "sha512-", "sha512-***", "sha512-AA==", "../../x-AAAA"):
        assert content_path(broken) is None


KEYS = st.sampled_from(
    ["packages", "dependencies", "requires", "version", "name", "resolved", "integrity", "", "node_modules/a", "a", "engines"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8) | KEYS, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(JSON | st.dictionaries(KEYS, JSON, max_size=5))
def test_no_lock_file_is_too_odd_to_be_read(value: Any) -> None:
    text = json.dumps(value)
    lock = read_lock(text)
    digest_of(lock, node="24.19.0")
    may_be_absent(lock, "24.19.0")
    for path in lock.packages:
        fingerprint(lock, path)
    for key in lock.dependencies:
        lock.needed_by(key)
    for function in (check, lambda one: manifest_with(one, {}), lambda one: for_npm(one, []), lambda one: from_npm(one, one)):
        try:
            function(text)
        except ModuleFailed as failure:
            assert failure.hint
    project_of(text, {})


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40) | st.integers(1, 5000).map(lambda depth: "[" * depth) | st.integers(1, 5000).map(lambda depth: '{"a":' * depth))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    assert not read_lock(text).packages
    assert isinstance(wanted_by(text), dict)
