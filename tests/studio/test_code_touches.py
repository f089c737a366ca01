"""What code names beyond its context."""

from __future__ import annotations

from threading import Event, Thread
from time import process_time

import pytest

from hookstudio.studio.code_touches import LOOKED_THROUGH, TOO_LONG, touches
from hookstudio.studio.javascript import parse
from hookstudio.studio.module_code import specifiers
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
        ("handle = async () => {}", True),
        ("var a, handle = f", True),
        ("function* handle() {}", True),
        ("export { handle as other }", False),
        ("export default handle", False),
        ("export const handle = f", True),
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


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("globalThis.fetch('http://x'); global.process.env", ("network: fetch", "its own process: process")),
        ("globalThis['eval']('1')", ("code made at run time: eval",)),
        ("module.require('fs')", ("files: fs",)),
        ("global.require(name)", ("modules chosen at run time",)),
        ("const {fetch: f, process} = globalThis; f()", ("network: fetch", "its own process: process")),
        ("const {[name]: f} = globalThis", ("globals chosen at run time",)),
        ("const { a, ...rest } = globalThis", ("globals chosen at run time",)),
        ("globalThis[data.name]()", ("globals chosen at run time",)),
        ("const g = globalThis", ("globals chosen at run time",)),
        ("new globalThis.WebSocket('x')", ("network: WebSocket",)),
        ("import('data:text/javascript,1')", ("code made at run time: data:",)),
        ("(() => {}).constructor('return process')()", ("code made at run time: constructor",)),
        ("(0, require)('fs')", ("modules chosen at run time",)),
        ("typeof globalThis; globalThis.Math.max(1); data.global.fetch; (self) => self.x", ()),
        ("class A { constructor() { this.fetch = 1 } }", ()),
    ],
)
def test_what_code_takes_of_the_globals(code: str, expected: tuple[str, ...]) -> None:
    assert touches(code) == expected


@pytest.mark.parametrize("piece", ["(", "`${", "{", "a=/(((", "require('a');", "module.require('a').", "x({", "import "])
def test_hostile_code_takes_the_time_of_its_length(piece: str) -> None:
    """The square of it would be minutes."""
    code = "fetch;" + piece * (200_000 // len(piece))
    before = process_time()
    assert "network: fetch" in touches(code)
    assert len(specifiers(code)) in (0, 200_000 // len(piece))
    assert not declares_handle(code + "handle")
    assert process_time() - before < 5


def test_the_places_of_modules_behind_letters_of_several_bytes_take_no_square_of_time() -> None:
    code = "'é😀';require('axios');" * 20_000
    before = process_time()
    assert {code[one.start : one.end] for one in specifiers(code)} == {"'axios'"}
    assert process_time() - before < 5


def test_other_threads_run_while_long_code_is_parsed() -> None:
    """The parser holds the lock of all threads: without a break another one gets a turn before and after, and none between."""
    turns, over = [0], Event()

    def watch() -> None:
        while not over.wait(0.001):
            turns[0] += 1

    watcher = Thread(target=watch)
    watcher.start()
    try:
        parse("fetch;" + "x;" * 400_000)
        counted = turns[0]
    finally:
        over.set()
        watcher.join()
    assert counted > 5


def test_code_that_is_too_long_is_not_looked_through_and_that_is_said() -> None:
    assert touches("fetch;" + " " * LOOKED_THROUGH) == (TOO_LONG,)
    assert touches("1;" * LOOKED_THROUGH) == ()
