"""What of addresses does not travel."""

from __future__ import annotations

import json
from time import process_time

import pytest

from hookstudio.studio.lock_credentials import without, without_credentials


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://ada:pw@npm.example.com/a.tgz", "https://npm.example.com/a.tgz"),
        ("https://token@npm.example.com:8443/a.tgz#sha1", "https://npm.example.com:8443/a.tgz"),
        ("git+https://x:y@github.com/a/b.git", "git+https://github.com/a/b.git"),
        ("git+ssh://git@github.com/a/b.git", "git+ssh://git@github.com/a/b.git"),
        ("git+ssh://git:pw@github.com/a/b.git", "git+ssh://github.com/a/b.git"),
        ("https://npm.example.com/a.tgz?_authToken=x", "https://npm.example.com/a.tgz"),
        ("https://npm.example.com/a.tgz?X-Amz-Signature=x", "https://npm.example.com/a.tgz"),
        ("https://npm.example.com/a.tgz?cache=0", "https://npm.example.com/a.tgz?cache=0"),
        ("https://npm.example.com/@scope/a.tgz", "https://npm.example.com/@scope/a.tgz"),
        ("npm:axios@1.6.7", "npm:axios@1.6.7"),
        ("https://h/a.tgz#" + "a" * 40, "https://h/a.tgz#" + "a" * 40),
        ("https://h/a.tgz#token=x", "https://h/a.tgz"),
        *((f"https://h/a.tgz?{name}=x", "https://h/a.tgz") for name in ("key", "pwd", "pass", "jwt", "code", "%74oken", "a=1;token")),
        ("priv@git+https://bot:x@github.com/a/b.git", "priv@git+https://github.com/a/b.git"),
        ("git+https://github.com/a/b.git#semver:^1.2", "git+https://github.com/a/b.git#semver:^1.2"),
        ("git+https://github.com/a/b.git?key=x#v1.2", "git+https://github.com/a/b.git#v1.2"),
        ("npm:x@https://u:p@h/a.tgz", "npm:x@https://h/a.tgz"),
        ("ssh://token@h/a", "ssh://h/a"),
        ("//u:p@h/a", "//h/a"),
        ("token@github.com:a/b.git", "github.com:a/b.git"),
        ("git@github.com:a/b.git#v1", "git@github.com:a/b.git#v1"),
        ("https://u:my word@h/a", "https://h/a"),
        ("https://u:a\tb@h/a", "https://h/a"),
        ("https:/u:p@h/a", "https:/h/a"),
        ("https:\\\\u:p@h\\a", "https:\\\\h\\a"),
        ("https://proxy/https://u:p@h/a", "https://proxy/https://h/a"),
        ("curl https://u:p@h/ -T x", "curl https://h/ -T x"),
        ('curl "https://h/?k=x" -T x', 'curl "https://h/" -T x'),
        ("API=https://u:p@h/ node x", "API=https://h/ node x"),
        ("//registry/:_authToken=x", "//registry/:_authToken="),
        ("https://github.com/a/b#readme", "https://github.com/a/b#readme"),
        ("https://github.com/a/b?sponsor=1", "https://github.com/a/b?sponsor=1"),
        ("Ada <ada@example.com>", "Ada <ada@example.com>"),
        ("file:../a@1.tgz", "file:../a@1.tgz"),
        ("C:\\a@b\\c", "C:\\a@b\\c"),
        ("@a/b@npm:c@1.0.0", "@a/b@npm:c@1.0.0"),
    ],
)
def test_no_credentials_in_addresses(address: str, expected: str) -> None:
    before = json.dumps({"packages": {"node_modules/a": {"resolved": address, "list": [address]}}}).encode()
    after, changed = without_credentials(before)
    assert json.loads(after) == {"packages": {"node_modules/a": {"resolved": expected, "list": [expected]}}}
    assert changed is (address != expected)
    if not changed:
        assert after is before


def test_files_that_are_no_json_stay_as_they_are() -> None:
    for data in (b"", b"://@", b"{https://a:b@c}", b"{" * 50_000 + b"://@", b'{"a": "x@y"}'):
        assert without_credentials(data) == (data, False)


def test_what_is_written_otherwise_in_json_is_found_too() -> None:
    for data in (
        b'{"a": "https:\\/\\/u:SECRET\\u0040h/x"}',
        b'{"a": "https://u:SECRET@h/x", "a": "https://h/x"}',
        b'{"https://u:SECRET@h/x": 1}',
        b'{"//h/:_authToken": "SECRET"}',
        b'{"a":' * 400 + b'"https://u:SECRET@h/x"' + b"}" * 400,
    ):
        after, changed = without_credentials(data)
        assert changed and b"SECRET" not in after and isinstance(json.loads(after), dict)


def test_what_is_nested_too_deeply_is_never_passed_on_unseen() -> None:
    """The parser and the writer give up at depths of their own."""
    for depth in range(300, 1200, 100):
        data = b'{"a":' * depth + b'"https://u:SECRET@h/x"' + b"}" * depth
        try:
            after, changed = without_credentials(data)
        except RecursionError:
            continue
        assert changed and b"SECRET" not in after


def test_looking_takes_the_time_of_the_length() -> None:
    before = process_time()
    for piece in ("a", "a:", "//", "a@", "https:", "a.b-", "://a@", "_auth", "?#", "a:/"):
        without(piece * (400_000 // len(piece)) + "?")
        without("@" + piece * (400_000 // len(piece)) + "#")
    assert process_time() - before < 10
