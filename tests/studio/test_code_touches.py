"""What code names beyond its context, and what of addresses does not travel."""

from __future__ import annotations

import json

import pytest

from hookstudio.studio.code_touches import touches
from hookstudio.studio.lock_credentials import without_credentials
from hookstudio.studio.parts_of_code import declares_handle, lone_function


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("function handle(data, callback) { callback(null, data) }", ()),
        ("const fs = require('fs')", ("files: fs",)),
        ("const { exec } = require(`child_process`)", ("commands: child_process",)),
        ("import { readFile } from 'node:fs/promises'\nimport net from 'net'", ("files: fs", "network: net")),
        ("export * from 'os'", ("other parts of Node: os",)),
        ("const x = await import('node:dgram')", ("network: dgram",)),
        ("fetch('https://example.com'); new WebSocket(x)", ("network: WebSocket, fetch",)),
        ("eval(data.x); new Function('return 1')()", ("code made at run time: Function, eval",)),
        ("process.exit()", ("its own process: process",)),
        ("require(name)", ("modules chosen at run time",)),
        ("require('f' + 's')", ("modules chosen at run time",)),
        ("const r = require; r('fs')", ("modules chosen at run time",)),
        ("import(data.name)", ("modules chosen at run time",)),
        ("require('axios'); require('./own.js')", ()),
        ("// require('fs') and fetch\nconst text = \"require('fs')\"", ()),
        ("data.fetch = 1; data.process.eval", ()),
        ("require('fs'); function (", ("files: fs",)),
    ],
)
def test_what_code_names(code: str, expected: tuple[str, ...]) -> None:
    assert touches(code) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://ada:pw@npm.example.com/a.tgz", "https://npm.example.com/a.tgz"),
        ("https://token@npm.example.com:8443/a.tgz#sha1", "https://npm.example.com:8443/a.tgz#sha1"),
        ("git+https://x:y@github.com/a/b.git", "git+https://github.com/a/b.git"),
        ("git+ssh://git@github.com/a/b.git", "git+ssh://git@github.com/a/b.git"),
        ("git+ssh://git:pw@github.com/a/b.git", "git+ssh://github.com/a/b.git"),
        ("https://npm.example.com/a.tgz?_authToken=x", "https://npm.example.com/a.tgz"),
        ("https://npm.example.com/a.tgz?X-Amz-Signature=x", "https://npm.example.com/a.tgz"),
        ("https://npm.example.com/a.tgz?cache=0", "https://npm.example.com/a.tgz?cache=0"),
        ("https://npm.example.com/@scope/a.tgz", "https://npm.example.com/@scope/a.tgz"),
        ("npm:axios@1.6.7", "npm:axios@1.6.7"),
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
    for data in (b"", b"://@", b"{https://a:b@c}", b"[" * 50_000 + b"://@", b'{"a": "http://[x@y"}'):
        assert without_credentials(data) == (data, False)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("function handle(d, c) {}", True),
        ("const handle = async (d) => d", True),
        ("export async function handle(d) {}", True),
        ("export { x as handle }", True),
        ("export { handle }", True),
        ("exports.handle = f", True),
        ("module.exports = f", True),
        ("module.exports.handle = f", True),
        ("exports.other = handle", False),
        ("class A { handle() {} }", False),
        ("function a() { function handle() {} }", False),
        ("", False),
    ],
)
def test_whether_there_is_a_handle(code: str, expected: bool) -> None:
    assert declares_handle(code) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("function (user, context, callback) {}", True),
        ("// words\nfunction rule(user, context, callback) {}\n", True),
        ("(user, context, callback) => {}", True),
        ("async function (user) {}", True),
        ("function a() {}\nfunction b() {}", False),
        ("'use strict'\nfunction a() {}", False),
        ("function (user {", False),
        ("", False),
    ],
)
def test_whether_code_is_one_function(code: str, expected: bool) -> None:
    assert lone_function(code) is expected
