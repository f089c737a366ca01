"""Classic hooks as ES modules: the text that is proposed, whether Node takes it, and whether it does the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hookstudio.model.errors import ChangedOutside
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.module import ModuleSet
from hookstudio.model.progress import Cancelled
from hookstudio.runner.runtimes import bundled, find_runtimes
from hookstudio.runner.syntax import find_parse_problem
from hookstudio.studio.agreement import Version
from hookstudio.studio.esm_proposal import propose
from hookstudio.studio.module_shape import Shape
from hookstudio.studio.move_to_esm import EsmMove, Move, accept
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.patience import Patience
from tests.studio.module_hooks import hook_with, module_set, put_copy
from tests.studio.workspaces import again

MODULES = {
    "plain": {"index.js": "module.exports = { size: 1, double: (n) => n * 2 }; module.exports['odd-name'] = 1"},
    "callable": {"index.js": "module.exports = (n) => n + 1; module.exports.helper = () => 'helped'", "deep.js": "exports.deep = true"},
    "dual": {
        "package.json": '{"exports": {"import": "./main.mjs", "require": "./main.cjs"}}',
        "main.mjs": "export const v4 = () => 'four'; export const v1 = 1",
        "main.cjs": "exports.v4 = () => 'four'; exports.v1 = 1",
    },
    "both": {
        "package.json": '{"exports": {"import": "./main.mjs", "require": "./main.cjs"}}',
        "main.mjs": "const both = () => 'both'; both.more = 1; export default both; export const more = 1",
        "main.cjs": "const both = () => 'both'; both.more = 1; module.exports = both; both.default = both",
    },
    "@acme/two": {"index.js": "module.exports = { two: 2 }"},
}
VERSIONS = module_set(plain="1.0.0", callable="2.1.0", dual="3.0.0", both="4.0.0", **{"@acme/two": "5.0.0"})

SHAPES = {name: Shape(f"node:{name}") for name in ("os", "fs")}
SHAPES |= {"plain/data.json": Shape("npm:plain@1.0.0/data.json"), "absent": Shape("npm:absent", request="absent")}


def moved(hooks: HookRunner, session: Session, code: str, *, modules: bool = True, node: int | None = None) -> Move:
    hook = with_modules(session, code) if modules else hook_with(session, "roles", code)
    if node is not None:
        hook = session.set_node(hook.id, node)
    return EsmMove(hooks, session, hook, code).propose(Patience())


def with_modules(session: Session, code: str) -> Hook:
    hook = hook_with(session, "roles", code)
    session.set_modules(hook.id, VERSIONS, "", ModuleSet())
    put_copy(session, VERSIONS, MODULES)
    return hook


def words(move: Move) -> list[tuple[int, str]]:
    return [(note.line, note.text) for note in move.proposal.notes]


def assert_agree(hooks: HookRunner, session: Session, move: Move) -> None:
    agreement = EsmMove(hooks, session, move.hook, move.here.code).compare(move, 1, Patience(), generated=1)
    assert agreement.agrees, (move.there.code, agreement.differing)
    assert agreement.cases and all(case.here.ok for case in agreement.cases), agreement.cases[0].here.error


CLASSIC = """#!/usr/bin/env node
'use strict'
// Adds roles. © ACME

const plain = require('plain') // the plain one
const { v4: id, v1 } = require("dual");
const double = require('plain').double, extra = [
  require('@acme/two').two, // kept
]
require('callable/deep')

/**
 * The hook.
 */
function handle (data, callback) {
  const callable = require('callable');
  const { basename = 'x', sep } = require('path')
  data.user = { a: plain.size, b: double(4), c: id(), d: v1, e: extra, f: callable(1), g: basename('/a/b'), h: sep,
    i: require('both')(), j: require('callable').helper() } ;
  callback(null, data)
}

module.exports = { handle }
"""
MOVED = """#!/usr/bin/env node
// Adds roles. © ACME

import plain from 'npm:plain@1.0.0' // the plain one
import two from 'npm:@acme/two@5.0.0'
import callable from 'npm:callable@2.1.0'
import path from 'node:path'
import both from 'npm:both@4.0.0'
import callableModule from 'npm:callable@2.1.0'
import { v4 as id, v1 } from 'npm:dual@3.0.0';
const double = plain.double, extra = [
  two.two, // kept
]
import 'npm:callable@2.1.0/deep.js'

/**
 * The hook.
 */
export function handle (data, callback) {
  const { basename = 'x', sep } = path
  data.user = { a: plain.size, b: double(4), c: id(), d: v1, e: extra, f: callable(1), g: basename('/a/b'), h: sep,
    i: both(), j: callableModule.helper() } ;
  callback(null, data)
}

"""


def test_a_whole_hook_is_moved_with_its_comments_and_does_the_same(hooks: HookRunner, session: Session) -> None:
    move = moved(hooks, session, CLASSIC)
    assert move.proposal.code == MOVED
    assert move.proposal.notes == () and move.proposal.requests == ()
    assert_agree(hooks, session, move)


HANDLES = {
    "function handle(data, callback) { callback(null, data) }": "export function handle(data, callback) { callback(null, data) }",
    "async function handle(data) { return data }": "export async function handle(data) { return data }",
    "const handle = async (data) => data": "export const handle = async (data) => data",
    "var a = 1, handle = (data) => data;\n": "var a = 1, handle = (data) => data;\nexport { handle };\n",
    "let handle\nhandle = (data) => data\n": "export let handle\nhandle = (data) => data\n",
    "const { handle } = { handle: (data) => data }\n": "const { handle } = { handle: (data) => data }\nexport { handle };\n",
    "exports.handle = function (data) { return data }": "export const handle = function (data) { return data }",
    "exports.handle = async data => data // x\n": "export const handle = async data => data // x\n",
    "module.exports.handle = data => data": "export const handle = data => data",
    "module.exports = function (data) { return data };": "export const handle = function (data) { return data };",
    "module.exports = function handle(data) { return data };\n": "export function handle(data) { return data }\n",
    "module.exports = data => data": "export const handle = data => data",
    "module.exports = { handle(data) { return data } }": "export const { handle } = { handle(data) { return data } }",
    "module.exports = { 'handle': data => data, other: 1 }": "export const { handle } = { 'handle': data => data, other: 1 }",
    "const go = data => data\nmodule.exports = go": "const go = data => data\nexport { go as handle };",
    "const all = { handle: data => data }\nmodule.exports = all": "const all = { handle: data => data }\nexport const { handle } = all",
    "function go(data) { return data }\nexports.handle = go;": "function go(data) { return data }\nexport { go as handle };",
    "function handle(data) { return data }\nexports.handle = handle;\n": "export function handle(data) { return data }\n",
    "const handle = data => data\nmodule.exports = { handle /* it */ }\n": "export const handle = data => data\n/* it */\n",
    "handle = data => data": "export const handle = data => data",
    "exports.handle = data => exports.help(data)\nexports.help = data => data": (
        "export const handle = data => help(data)\nexport const help = data => data"
    ),
    "const n = 1\nmodule.exports = { handle }\n;[1].map(String)\nfunction handle(data) { return data }": (
        "const n = 1\n;[1].map(String)\nexport function handle(data) { return data }"
    ),
    "const n = 1\nmodule.exports = { handle };\n`n`.length\nfunction handle(data) { return data }": (
        "const n = 1\n;\n`n`.length\nexport function handle(data) { return data }"
    ),
    "const n = 1\nmodule.exports = { // it\n  handle }; (1, 2)\nfunction handle(data) { return data }": (
        "const n = 1\n// it\n; (1, 2)\nexport function handle(data) { return data }"
    ),
    "const go = data => data\nexports.handle = go // it\n;[1].map(String)": (
        "const go = data => data\nexport { go as handle }; // it\n;[1].map(String)"
    ),
    "exports.handle = function handle(data) { return data }\n;[1].map(String)": (
        "export function handle(data) { return data }\n;[1].map(String)"
    ),
    "'use strict';exports.handle = data => { 'use strict'; return data }": "export const handle = data => { return data }",
    "exports.handle = data => data;\r\nconst x = [require('os')];\r\n": (
        "import os from 'node:os';\r\nexport const handle = data => data;\r\nconst x = [os];\r\n"
    ),
}


@pytest.mark.parametrize(("code", "expected"), HANDLES.items())
def test_handle_is_exported_however_it_was_handed_out(hooks: HookRunner, session: Session, code: str, expected: str) -> None:
    hook, proposal = hook_with(session, "roles", code), propose(code, {"os": Shape("node:os")})
    assert proposal.code == expected and not proposal.notes
    there = Version(replace(hook, dialect=Dialect.ESM), proposal.code)
    move = Move(hook, proposal, Version(hook, code), there, None)
    assert_agree(hooks, session, move)


REQUIRES = {
    "const callable = require('callable')": "import callable from 'npm:callable@2.1.0'",
    "const dual = require('dual');": "import * as dual from 'npm:dual@3.0.0';",
    "var both = require(`both`)": "import both from 'npm:both@4.0.0'",
    "const v4 = require('dual').v4": "import { v4 } from 'npm:dual@3.0.0'",
    "const four = require('dual').v4;": "import { v4 as four } from 'npm:dual@3.0.0';",
    "const odd = require('plain')['odd-name']": "import plain from 'npm:plain@1.0.0'\nconst odd = plain['odd-name']",
    "const { readFile, nothing } = require('fs')": "import fs from 'node:fs'\nconst { readFile, nothing } = fs",
    "const { readFile } = require('node:fs/promises')": "import { readFile } from 'node:fs/promises'",
    "const { two, ...rest } = require('@acme/two');": "import twoModule from 'npm:@acme/two@5.0.0';\nconst { two, ...rest } = twoModule;",
    "let os = require('os'); os = 1": "import osModule from 'node:os';\nlet os = osModule; os = 1",
    "const os = /* why */ require('os')": "import osModule from 'node:os'\nconst os = /* why */ osModule",
    "const a = require(/* why */ 'os')": "import os from 'node:os'\nconst a = os /* why */",
    "const fetching = () => import('dual')": "const fetching = () => import('npm:dual@3.0.0')",
    "const handled = ((require) => require('os'))(() => 1)": "const handled = ((require) => require('os'))(() => 1)",
    "const text = \"require('os')\" // require('os')": "const text = \"require('os')\" // require('os')",
    "const os = require('os') // os\nconst a = () => {\n  const os = require('os') // again\n  return os }": (
        "import os from 'node:os' // os\nconst a = () => {\n  // again\n  return os }"
    ),
    "const a = () => { const os = require('os'); return os }\nconst b = () => { const os = require('os'); return os }": (
        "import os from 'node:os'\nconst a = () => { return os }\nconst b = () => { return os }"
    ),
    "const n = String\nconst os = require('os') // os\n;[1].map(n)": "const n = String\nimport os from 'node:os' // os\n;[1].map(n)",
    "const a = () => {\n  const n = String\n  const os = require('os')\n  ;[1].map(n)\n  return os }": (
        "import os from 'node:os'\nconst a = () => {\n  const n = String\n  ;[1].map(n)\n  return os }"
    ),
    "const a = () => {\n  let n = 1\n  const os = require('os'); // os\n  // more\n  (n)\n  if (n) n = 2; else n = 3\n  return os }": (
        "import os from 'node:os'\nconst a = () => {\n  let n = 1\n  ; // os\n  // more\n  (n)\n  if (n) n = 2; else n = 3\n  return os }"
    ),
    "const a = () => {\n  if (1) a\n  const os = require('os');\n  const b = require('plain');\n  [1].map(String)\n  return [os, b] }": (
        "import os from 'node:os'\nimport b from 'npm:plain@1.0.0'\n"
        "const a = () => {\n  if (1) a\n  ;\n  [1].map(String)\n  return [os, b] }"
    ),
    "const a = () => {\n  const n = 1;\n  const os = require('os');\n  [1].map(String);\n  return os };": (
        "import os from 'node:os';\nconst a = () => {\n  const n = 1;\n  [1].map(String);\n  return os };"
    ),
    "const a = () => {\n  'use strict'\n  ;[1].map(String)\n}": "const a = () => {\n  ;[1].map(String)\n}",
    "const a = () => { const fetch = require('plain'); return fetch }; const b = () => fetch": (
        "import plain from 'npm:plain@1.0.0';\nconst a = () => { const fetch = plain; return fetch }; const b = () => fetch"
    ),
}


@pytest.mark.parametrize(("code", "expected"), REQUIRES.items())
def test_require_becomes_the_import_that_gives_the_same(hooks: HookRunner, session: Session, code: str, expected: str) -> None:
    handle = "\nfunction handle(data) { return data }\n"
    move = moved(hooks, session, code + handle)
    assert move.proposal.code == f"{expected}\nexport {handle[1:]}"
    assert not move.proposal.notes, words(move)
    assert_agree(hooks, session, move)


NOTED = {
    "x = 1": "“x” is set and declared nowhere, which throws in ES modules.",
    "const d = __dirname": "An ES module has no __dirname.",
    "const data = require('./data.json')": "“./data.json” is a file of JSON and can’t be imported.",
    "const data = require('plain/data.json')": "“plain/data.json” is a file of JSON and can’t be imported.",
    "const other = require('./other')": "“./other” is a file, which a hook can’t bring along, and can’t be imported.",
    "const any = (name) => require(name)": "What is required here is worked out at run time, so it can’t be an import.",
    "const file = require.resolve('plain')": "“require” does not exist in an ES module.",
    "let fs; try { fs = require('fs') } catch (error) {}": (
        "“fs” is required where it may fail, so it was not moved: an import always loads it."
    ),
    "const late = () => require('absent')": (
        "“absent” is required only when it is needed, and the hook does not have it, so it was not moved: an import always loads it."
    ),
    "const absent = require('absent')": "“absent” has to be added to the hook first.",
    "const late = (a) => { if (a) return require('os') }": "“os” is loaded at the beginning, and always.",
    "process.env.A = 1\nconst os = require('os')": "“os” is loaded before line 1 runs.",
    "const self = this": "“this” is undefined at the top level of an ES module.",
    "function f() { return this }\nf()": "“this” is undefined in “f” in an ES module.",
    "const f = function () { return arguments.callee }": "“arguments.callee” throws in ES modules.",
    "function f(a) { arguments[0] = 1; return a }": "Setting a part of “arguments” no longer sets the parameter in ES modules.",
    "{ function inner() {} }\ninner()": "The function “inner” is declared inside a block, and in ES modules not known outside of it.",
    "undefined = 1": "“undefined” is set, which throws in ES modules.",
    "eval('var a')": "What “eval” declares stays inside it in ES modules.",
    "const who = (data) => data.context['clientID']": "Contexts of ES modules have no “clientID”: they say it in “client”.",
    "const who = (data) => data.context[`clientName`]": "Contexts of ES modules have no “clientName”: they say it in “client”.",
    "for (const key of ['clientID', 'x']) key": "Contexts of ES modules have no “clientID”: they say it in “client”.",
    "const who = ({ context: { clientID: id } }) => id": "Contexts of ES modules have no “clientID”: they say it in “client”.",
    "function f(a, b) { b = 2; return arguments[1] }": "“arguments” no longer follows “b”, which is set, in ES modules.",
    "function f(a) { const x = arguments; x[0] = 5 }": "Setting a part of “arguments” no longer sets the parameter in ES modules.",
    "function g() { return 1 }\nif (1) { function g() { return 2 } }; g()": (
        "This “g” no longer takes the place of the “g” outside of its block in ES modules."
    ),
    "const f = () => { var g = 1; { function g() {} } return g }": (
        "This “g” no longer takes the place of the “g” outside of its block in ES modules."
    ),
    "const f = function () { return this }; f()": "“this” is undefined in an ES module where “f” is called by its bare name.",
    "(function () { return () => this })()": "“this” is undefined in this function in an ES module.",
    "[1].map(function () { return this })": (
        "“this” may be undefined in this function in an ES module: it is no longer the global object."
    ),
    "function f() { return this }\nconst g = f; f.call(1)": "“this” is undefined in “f” in an ES module.",
    "const o = { m() { return this } }; const { m } = o": "“this” is undefined in an ES module where “m” is called without its object.",
    "const o = { m: function () { return this } }; [1].map(o.m)": (
        "“this” is undefined in an ES module where “m” is called without its object."
    ),
    "String.prototype.z = function () { return this }": "“this” is the bare value in an ES module, and no object.",
    "const f = function () { return arguments['callee'] }": "“arguments.callee” throws in ES modules.",
    "function f() { return f.caller }": "“f.caller” throws in ES modules.",
    "const f = function () { return f['arguments'] }": "“f.arguments” throws in ES modules.",
    "const o = Object.freeze({}); o.a = 1": "“o” is frozen, so this throws in ES modules.",
    "const f = (o) => { Object.freeze(o.p); delete o.p.a }": "“o.p” is frozen, so this throws in ES modules.",
    "const o = { get a() { return 1 } }; o.a += 2": "“o.a” can only be read, so this throws in ES modules.",
    "const s = 'abc'; s.foo = 1": "“s” is no object, so this throws in ES modules.",
    "const a = [1]; delete a.length": "“length” may be what can’t be deleted, which throws in ES modules.",
    "const who = (data) => data.context.clientID": "Contexts of ES modules have no “clientID”: they say it in “client”.",
    "if (typeof module === 'object') module.exports.a = 1": "“module” does not exist in an ES module.",
    "exports.a = exports.b = 1": "“exports” does not exist in an ES module.",
}


@pytest.mark.parametrize(("code", "expected"), NOTED.items())
def test_what_will_be_otherwise_is_said_with_its_line(code: str, expected: str) -> None:
    proposal = propose(f"// line 1\n{code.replace('line 1', 'line 2')}\nfunction handle(data) {{ return data }}\n", SHAPES)
    assert expected.replace("before line 1", "before line 2") in [note.text for note in proposal.notes]
    assert {note.line for note in proposal.notes} <= {2, 3} and proposal.code and not any(note.refuses for note in proposal.notes)


def test_deeply_nested_code_takes_no_longer_than_it_is_long() -> None:
    code = "function handle(data) { return " + "[" * 3000 + "]" * 3000 + " }"
    assert propose(code, {}).code == "export " + code


def test_strict_code_and_methods_have_nothing_to_be_told_of(hooks: HookRunner, session: Session) -> None:
    code = "'use strict'\nfunction f() { return this }\nclass A { m() { return this } }\nfunction handle(data) { f(); return data }\n"
    assert moved(hooks, session, code).proposal.notes == ()
    sloppy = "const a = { m() { return this } }\nfunction B() { this.b = 1 }\nfunction handle(data) { new B(); a.m(); return data }\n"
    assert moved(hooks, session, sloppy, modules=False).proposal.notes == ()


ALIKE = [
    "function f(a, b) { return [].slice.call(arguments).concat(a, b) }",
    "function f(a, b = 1) { b = 2; return arguments[1] }",
    "function f(a) { 'use strict'; a = 2; return arguments[0] }",
    "class A { m(a) { a = 2; return arguments[0] } }; const { m } = new A()",
    "function g() { return 1 }\n{ function h() { return 2 } h() }; g()",
    "function g() { return 1 }\nconst f = () => { { function g() { return 2 } g() } }; g()",
    "let g = 1; { function g() {} } g",
    "const f = () => f.arguments",
    "const B = function () { this.b = 1 }; new B().b",
    "function B() { this.b = 1 }\nB.prototype.m = function () { return this.b }; new B().m()",
    "const o = { m() { return this.n }, n: 1 }; o.m(); const bound = o.m.bind(o)",
    "const o = { get a() { return 1 }, set a(value) {} }; o.a = 1; const p = {}; p.a = 2; delete p.a",
    "let s = 'abc'; s = {}; s.foo = 1; const n = { clientID: 1 }",
]


@pytest.mark.parametrize("code", ALIKE)
def test_what_stays_as_it_was_is_not_told(code: str) -> None:
    assert not propose(f"{code}\nfunction handle(data) {{ return data }}\n", SHAPES).notes


REFUSED = {
    "with (Math) { sin(1) }": "“with” is not allowed in ES modules.",
    "const a = 010": "The number 010 begins with 0, which is not allowed in ES modules.",
    "const a = '\\07'": "The escape \\07 in a text is not allowed in ES modules.",
    "var a; delete a": "“delete” of a plain name is not allowed in ES modules.",
    "function f(a, a) {}": "Two parameters are called “a”, which is not allowed in ES modules.",
    "var static = 1": "“static” can’t be a name in ES modules.",
    "var await = 1": "“await” can’t be a name in ES modules.",
    "if (true) function f() {}": "A function that is declared without a block around it is not allowed in ES modules.",
    "<!-- old": "A comment like those of HTML is not allowed in ES modules.",
    "if (0) return": "“return” outside of a function is not allowed in ES modules.",
    "arguments = 1": "“arguments” can’t be a name in ES modules.",
    "function handle(data) { return 1 }": "“handle” is declared twice.",
}


@pytest.mark.parametrize(("code", "expected"), REFUSED.items())
def test_what_an_es_module_does_not_allow_is_refused_with_its_line(code: str, expected: str) -> None:
    whole = f"// first\n{code}\nfunction handle(data) {{ return data }}\n"
    proposal = propose(whole, {})
    assert proposal.refused and proposal.code == ""
    refusing = [(note.line, note.text) for note in proposal.notes if note.refuses]
    assert [text for _, text in refusing] == [expected] and refusing[0][0] in (2, 3)
    assert find_parse_problem(bundled(), whole, Dialect.CLASSIC) is None
    assert find_parse_problem(bundled(), f"export {whole[9:]}", Dialect.ESM) is not None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("const = 1", "Node 24 can't parse this"),
        ("export function handle() {}", "This is an ES module already."),
        ("const a = 1", "There is no “handle” at the top level that could be exported."),
        ("module.exports = make()\nfunction make() { return () => ({}) }", "What is exported here is neither a function nor an object"),
        ("exports.handle = 1\nexports.handle = () => 1", "What is exported is set more than once."),
        ("let a; const b = 1\nfunction handle() { b\u2028++a }\nlabel: { break label }\nvar c = new.target", "“new.target” outside"),
    ],
)
def test_other_reasons_to_refuse(hooks: HookRunner, session: Session, code: str, expected: str) -> None:
    move = moved(hooks, session, code, modules=False)
    assert move.proposal.refused and any(expected in text for _, text in words(move)), words(move)


def test_what_node_alone_can_tell_is_refused_too(hooks: HookRunner, session: Session) -> None:
    move = moved(hooks, session, "var a\nfor (var i = 0 in {}) {}\nfunction handle(data) { return data }\n", modules=False)
    assert move.proposal.refused and any("can’t parse what would come out" in text or "can’t be read" in text for _, text in words(move))


def test_a_module_beside_the_code_is_to_be_added_in_its_version(hooks: HookRunner, session: Session) -> None:
    code = "const one = require('one')\nfunction handle(data) { return data }\n"
    hook = hook_with(session, "roles", code)
    folder = session.hook_folder(hook.id) / "node_modules" / "one"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"version": "1.2.3", "type": "module", "exports": "./m.js"}', encoding="utf-8")
    (folder / "m.js").write_text("export const a = 1", encoding="utf-8")
    proposal = EsmMove(hooks, session, hook, code).propose(Patience()).proposal
    assert proposal.requests == ("one@1.2.3",)
    assert proposal.code.startswith("import * as one from 'npm:one@1.2.3'\n")


def test_a_module_that_can_only_be_required_is_said(hooks: HookRunner, session: Session) -> None:
    code = "const one = require('one')\nfunction handle(data) { return data }\n"
    hook, files = hook_with(session, "roles", code), module_set(one="1.0.0")
    session.set_modules(hook.id, files, "", ModuleSet())
    put_copy(session, files, {"one": {"package.json": '{"exports": {"require": "./m.js"}}', "m.js": "module.exports = 1"}})
    notes = EsmMove(hooks, session, hook, code).propose(Patience()).proposal.notes
    assert len(notes) == 1 and notes[0].text.startswith("“one” can’t be imported: ") and notes[0].line == 1


@pytest.mark.parametrize("major", sorted({runtime.major for runtime in find_runtimes()}))
def test_a_hook_of_an_old_node_asks_for_a_newer_one_afterwards(hooks: HookRunner, session: Session, major: int) -> None:
    move = moved(hooks, session, CLASSIC, node=major)
    old = major < 18
    assert move.node == (24 if old else major)
    assert [text for _, text in words(move)] == (
        [f"The hook will ask for Node 24 instead of {major}: ES modules are promised from Node 18 on."] * old
    )
    assert_agree(hooks, session, move)


def test_accepting_is_one_step_that_can_be_taken_back_and_done_again(hooks: HookRunner, session: Session) -> None:
    hook = with_modules(session, CLASSIC)
    hook = session.set_node(hook.id, 20)
    move = EsmMove(hooks, session, hook, CLASSIC).propose(Patience())
    assert session.read_code(hook.id).text == CLASSIC
    accept(session, move)
    for look in (session, again(session)):
        now = look.workspace.find(hook.id)
        assert (now.dialect, now.dialect_fixed, now.node) == (Dialect.ESM, False, 20)
        assert look.read_code(hook.id).text == MOVED and look.code_path(now).name == "hook.mjs"
    assert session.undo_text == "Move “roles” to ES modules"
    session.undo()
    for look in (session, again(session)):
        assert look.workspace.find(hook.id) == hook and look.read_code(hook.id).text == CLASSIC
        assert look.code_path(hook).name == "hook.js"
    session.redo()
    assert session.read_code(hook.id).text == MOVED and session.workspace.find(hook.id).dialect is Dialect.ESM
    assert session.module_set(hook.id) == VERSIONS


def test_accepting_changes_nothing_if_the_code_is_another_by_now(hooks: HookRunner, session: Session) -> None:
    move = moved(hooks, session, "function handle(data) { return data }", modules=False)
    session.save_code(move.hook.id, "function handle() { return {} }", None)
    with pytest.raises(ChangedOutside):
        accept(session, move)
    assert session.workspace.find(move.hook.id).dialect is Dialect.CLASSIC
    assert session.read_code(move.hook.id).text == "function handle() { return {} }"


def test_undo_brings_the_classic_code_back_though_other_code_was_saved_since(hooks: HookRunner, session: Session) -> None:
    classic, saved = "function handle(data) { return data }", "export const handle = () => 1"
    move = moved(hooks, session, classic)
    count = len(tuple(session.workspace))
    accept(session, move)
    session.save_code(move.hook.id, saved, None)
    assert session.undo() == "Move “roles” to ES modules; what was saved since is in the trash"
    for look in (session, again(session)):
        assert look.read_code(move.hook.id).text == classic and look.workspace.find(move.hook.id).dialect is Dialect.CLASSIC
        assert len(tuple(look.workspace)) == count
    session.redo()
    assert session.read_code(move.hook.id).text == saved and session.workspace.find(move.hook.id).dialect is Dialect.ESM
    assert session.undo() == "Move “roles” to ES modules" and session.read_code(move.hook.id).text == classic
    [item] = session.deleted()
    copy = session.restore(item.token)
    assert (copy.name, copy.dialect, session.read_code(copy.id).text) == ("roles copy", Dialect.ESM, saved)
    assert session.module_set(copy.id) == VERSIONS


def test_looking_at_the_modules_can_be_cancelled(hooks: HookRunner, session: Session) -> None:
    hook = with_modules(session, CLASSIC)
    with pytest.raises(Cancelled):
        EsmMove(hooks, session, hook, CLASSIC).propose(Patience(lambda: True))
