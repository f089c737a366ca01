"""The dialect and the packages of real and of broken code."""

from __future__ import annotations

import pytest

from hookstudio.model.hook import Dialect
from hookstudio.studio.code_named import imported_modules
from hookstudio.studio.javascript import detect_dialect, package_name

ESM = [
    "export function handle(data, callback) {}",
    "export async function handle(data) { return data }",
    "export default function (data) {}",
    "export const handle = async data => data",
    "const handle = d => d\nexport { handle }",
    "const h = d => d; export { h as handle };",
    "export * from './x.mjs'",
    "export { handle } from 'npm:somebody@1'",
    "import axios from 'npm:axios@1.6.7'\nfunction handle(data) { return data }",
    "import 'npm:dotenv'",
    "import * as a from 'a'",
    "import d, { x } from 'a' with { type: 'json' }",
    "function handle(d) { console.log(import.meta.url); return d }",
    "\ufeffexport const handle = 1",
    "#!/usr/bin/env node\nexport default 1",
    "/* a comment */ // another\n'use strict'\nexport function handle() {}",
    # broken code keeps its dialect while it is typed
    "export function handle(data) {",
    "export async function handle(data {\n  return data\n}",
    "import x from",
    "import axios from 'npm:axios'\nfunction handle(data, callback) {\n  callback(null, data\n}\n",
    "function h(d) { callback(null, d\n}\nexport { h }",
    "export function handle(data) {\n  const { = data\n  return data\n}",
]

CLASSIC = [
    "",
    "function handle(data, callback) { callback(null, data) }",
    "exports.handle = (data, callback) => callback(null, data)",
    "module.exports = { handle }",
    "const axios = require('axios')\nfunction handle() {}",
    "async function handle(d) { const x = await import('axios'); return d }",
    "const load = () => import('a')",
    "// export function handle() {}\nfunction handle() {}",
    "/*\nimport x from 'y'\nexport default 1\n*/\nfunction handle() {}",
    "const text = 'export function handle() {}'",
    'const text = "import x from y"',
    "const text = `\nimport x from 'y'\nexport { x }\n${1}`",
    "const o = { import: 1, export: 2 }; o.import; o.export; o.import.meta",
    "function F() { return new.target } // import.meta",
    "const re = /export default/",
    "const exported = 1, importer = 2, meta = 3",
    "function handle(d) {\n  import('x'",
    "function handle(data, callback) {\n  callback(null, data\n}\n// export",
    "\ufefffunction handle() { return 'export' }",
    "\x00\x01 import \ud800",
]


@pytest.mark.parametrize("code", ESM)
def test_import_and_export_make_it_esm(code: str) -> None:
    assert detect_dialect(code) is Dialect.ESM


@pytest.mark.parametrize("code", CLASSIC)
def test_everything_else_is_classic(code: str) -> None:
    assert detect_dialect(code) is Dialect.CLASSIC


def test_deep_and_long_code_is_read_without_recursion() -> None:
    assert detect_dialect("(" * 50_000 + " import") is Dialect.CLASSIC
    lines = "".join(f"function f{n}(x) {{ return [x, 'import', {n}] }}\n" for n in range(20_000))
    assert detect_dialect(lines) is Dialect.CLASSIC
    assert detect_dialect(lines + "export { f1 as handle }\n") is Dialect.ESM


def test_the_packages_that_code_names() -> None:
    code = """
        import axios from 'npm:axios@1.6.7'
        import { a } from "npm:@scope/name@^1/sub/path"
        import fs from 'node:fs'
        export { x } from 'lodash/fp'
        const ms = require('ms'), path = require('path'), own = require('./own'), deep = require("@a/b/c")
        const t = require(`left-pad`), computed = require('x' + 1), also = require(name), odd = require(`a${1}`)
        async function handle() { await import('dayjs'); fake('not-a-module'); o.require('neither') }
        // require('commented')
        const text = "require('quoted')"
    """
    assert imported_modules(code) == ("@a/b", "@scope/name", "axios", "dayjs", "left-pad", "lodash", "ms")
    assert imported_modules("function handle() {}") == ()
    assert imported_modules("const a = require('ms')\nfunction handle( {") == ("ms",)


@pytest.mark.parametrize(
    ("specifier", "package"),
    [
        ("axios", "axios"),
        ("npm:axios", "axios"),
        ("npm:axios@^1", "axios"),
        ("npm:@s/n@1.2.3/x", "@s/n"),
        ("@s/n/x/y", "@s/n"),
        ("lodash/fp", "lodash"),
        ("fs", None),
        ("fs/promises", None),
        ("node:test", None),
        ("https://x.test/a.js", None),
        ("file:///a", None),
        ("./a", None),
        ("../a", None),
        ("/a", None),
        ("#own", None),
        ("", None),
        ("npm:", None),
        ("@", None),
        ("@scope", None),
        ("@/x", None),
    ],
)
def test_package_name(specifier: str, package: str | None) -> None:
    assert package_name(specifier) == package
