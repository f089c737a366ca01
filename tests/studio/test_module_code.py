"""What a hook's code asks for, and the text as Node can run it."""

from __future__ import annotations

import pytest

from hookstudio.npm.ranges import in_order, is_tag, satisfies
from hookstudio.studio.module_code import Rewritten, computes_imports, missing_requests, pinned, rewrite, specifiers
from hookstudio.studio.module_keys import Installed, Keys

KEYS: Keys = {
    "axios": Installed("axios", "1.6.7"),
    "lodash": Installed("lodash", "3.10.1"),
    "hs-lodash-4.17.21": Installed("lodash", "4.17.21"),
    "@acme/tools": Installed("@acme/tools", "2.0.0"),
}


def found(code: str) -> list[tuple[str, str, str, str]]:
    return [(one.name, one.wanted, one.path, one.kind.value) for one in specifiers(code)]


def test_every_way_of_asking_for_a_module_is_found() -> None:
    code = """// import 'npm:comment@1'
import axios from 'npm:axios@1.6.7'
import { x } from "npm:@acme/tools@^2/deep/file.js"
export * from 'npm:lodash'
import fs from 'fs'
import path from 'node:path'
import own from './own.mjs'
const text = 'npm:text@1', more = `npm:text@${1}`
const a = require('lodash/fp')
const b = require(/* why */ '@acme/tools')
const c = await import(`npm:uuid@latest`)
const d = await import(axios)
// npm:comment"""
    assert found(code) == [
        ("axios", "1.6.7", "", "import"),
        ("@acme/tools", "^2", "/deep/file.js", "import"),
        ("lodash", "", "", "export"),
        ("lodash", "", "/fp", "require"),
        ("@acme/tools", "", "", "require"),
        ("uuid", "latest", "", "dynamic"),
    ]
    assert all(code[one.start + 1 : one.end - 1] == one.text for one in specifiers(code))
    assert computes_imports(code) and not computes_imports("await import('npm:a@1')")


@pytest.mark.parametrize("mark", ["", "\ufeff", "/* Ω 𝒳 */ ", "/* \ud800 */ ", "\ufeff// Ω\r\n"])
def test_places_count_characters_whatever_stands_before(mark: str) -> None:
    code = f"{mark}import a from 'npm:axios@1.6.7'"
    (one,) = specifiers(code)
    assert code[one.start : one.end] == "'npm:axios@1.6.7'"
    assert rewrite(code, KEYS).code == f"{mark}import a from 'axios'          "


def test_specifiers_become_the_names_of_the_versions_that_fit() -> None:
    code = """import a from 'npm:axios@1.6.7'
import b from "npm:lodash@4"
import c from 'npm:lodash@^3/fp'
import d from 'npm:lodash'
import e from 'npm:@acme/tools@latest/x'
import f from 'axios'
const g = await import(`npm:axios@>=1 <2`)
const h = require('lodash')
"""
    after = rewrite(code, KEYS)
    assert after.missing == ()
    assert [line.rstrip() for line in after.code.splitlines()] == [
        "import a from 'axios'",
        'import b from "hs-lodash-4.17.21"',
        "import c from 'lodash/fp'",
        "import d from 'hs-lodash-4.17.21'",
        "import e from '@acme/tools/x'",
        "import f from 'axios'",
        "const g = await import(`axios`           )",
        "const h = require('lodash')",
    ]


def test_what_is_missing_stays_and_is_told() -> None:
    code = "import a from 'npm:axios@2'\nimport b from 'npm:zod@^3'\nimport c from 'ms'\nrequire('npm:axios@1.6.7')\nrequire('fs')"
    after = rewrite(code, KEYS)
    assert after.code == code
    assert after.missing == ("axios@2", "zod@^3", "ms")
    assert missing_requests("const a = require('got'), b = require('axios')", KEYS) == ("got",)


def test_comments_and_texts_are_left_alone() -> None:
    code = """// from 'npm:axios@1.6.7'
const a = "npm:axios@1.6.7", b = { 'npm:axios@1.6.7': require }
f('npm:axios@1.6.7', `${'npm:axios'}`)
"""
    assert rewrite(code, KEYS) == Rewritten(code)


def test_columns_lead_back_to_the_authors_text() -> None:
    code = (
        "const a = 1\nconst [b, c] = await Promise.all([import('npm:lodash@4'), import('npm:axios@1.6.7'), import('npm:lodash@4')]); boom()"
    )
    after = rewrite(code, KEYS)
    assert after.moves_columns
    line, new = code.splitlines()[1], after.code.splitlines()[1]
    for word in ("const", "import(", "boom"):
        assert after.original_column(2, new.rindex(word) + 1) == line.rindex(word) + 1
        assert after.original_column(2, new.index(word) + 1) == line.index(word) + 1
    assert after.original_column(2, new.index("4.17.21") + 1) <= line.index(")") + 1
    assert after.original_column(1, 9) == 9 and after.original_column(3, 200) == 200
    wide = "/* 𝒳 */ import a from 'npm:lodash@4'; boom()"
    moved = rewrite(wide, KEYS)
    assert moved.original_column(1, len(moved.code[: moved.code.index("boom")].encode("utf-16-le")) // 2 + 1) == wide.index("boom") + 2
    assert not rewrite("import a from 'npm:axios@1.6.7'; boom()", KEYS).moves_columns


def test_floating_versions_are_pinned_where_they_stand() -> None:
    first = "import a from 'npm:axios'; import b from \"npm:lodash@^4/fp\""
    rest = "\nimport c from 'npm:axios@1.0.0' // npm:axios\nimport d from 'axios'"
    after = "import a from 'npm:axios@1.6.7'; import b from \"npm:lodash@4.17.21/fp\""
    code = first + rest
    assert pinned(code, {"npm:axios": "1.6.7", "npm:lodash@^4/fp": "4.17.21"}) == after + rest
    assert [one.floats for one in specifiers(code)] == [True, True, False, False]


@pytest.mark.parametrize(
    "code", ["import a from 'npm:", "import('npm:axios@1'", "import a from 'npm:axios@1.6.7'\nfunction (", "\x00import('npm:@')"]
)
def test_broken_code_is_read_as_far_as_it_goes(code: str) -> None:
    after = rewrite(code, KEYS)
    assert len(after.code) == len(code) and after.code.count("\n") == code.count("\n")


def test_versions_are_compared_as_npm_does() -> None:
    assert satisfies("4.17.21", "^4") and satisfies("4.17.21", "") and satisfies("4.17.21", "latest") and satisfies("4.17.21", "4.17.x")
    assert not satisfies("4.17.21", "^3") and not satisfies("4.17.21", "4.17.20") and not satisfies("5.0.0-beta.1", "^5")
    assert not satisfies("4.17.21", "not a range!") and satisfies("5.0.0-beta.1", "5.0.0-beta.1")
    assert is_tag("next") and not is_tag("x") and not is_tag("v1") and not is_tag("1")
    assert in_order(["1.0.0-rc.2", "1.0.0", "1.0.0-rc.10", "0.9.9", "10.0.0", "odd"]) == [
        "10.0.0",
        "1.0.0",
        "1.0.0-rc.10",
        "1.0.0-rc.2",
        "0.9.9",
        "odd",
    ]
