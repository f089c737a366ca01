"""What a Node can't parse, and where: asked of the Node itself, which runs nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.hook import Dialect
from hookstudio.model.node import Runtime
from hookstudio.runner.syntax import ParseProblem, find_parse_problem

CLASSIC, ESM = Dialect.CLASSIC, Dialect.ESM


@pytest.mark.parametrize(
    ("code", "dialect", "place", "message"),
    [
        ("x;\n  const = 5;", CLASSIC, (2, 9, 1), "Unexpected token '='"),
        ("function handle() {\n", CLASSIC, (2, 1, 0), "Unexpected end of input"),
        ("\ufeff#!/bin/node\nlet require;", CLASSIC, (2, 5, 7), "Identifier 'require' has already been declared"),
        ("'use strict'; let ß = 08;", CLASSIC, (1, 23, 2), "Decimals with leading zeros are not allowed in strict mode."),
        ("});process.exit(3);(() => {", CLASSIC, (1, 1, 1), "Unexpected token '}'"),
        ("return 5", ESM, (1, 1, 6), "Illegal return statement"),
        ("let a;\n\tlet aa, a;", ESM, (2, 10, 1), "Identifier 'a' has already been declared"),
    ],
)
def test_the_place_and_the_words_are_nodes_own(
    runtime: Runtime, code: str, dialect: Dialect, place: tuple[int, int, int], message: str
) -> None:
    found = find_parse_problem(runtime, code, dialect)
    assert found is not None
    assert found.message == message
    assert (found.line, found.column) == place[:2]
    assert found.length in (1, place[2])  # V8 marks a name with one caret or with as many as it has letters
    assert found.major == runtime.major


@pytest.mark.parametrize(
    ("code", "dialect"),
    [
        ("", CLASSIC),
        ("return 5", CLASSIC),
        ("#!/bin/node\nmodule.exports = () => {}", CLASSIC),
        ("import missing from 'missing';\nexport default async () => {}", ESM),
        ("throw new Error('it ran')", CLASSIC),
        ("throw new Error('it ran')", ESM),
        ("// SyntaxError: no\nthrow new SyntaxError('no')", CLASSIC),
    ],
)
def test_what_parses_is_no_problem_whatever_it_would_do(runtime: Runtime, code: str, dialect: Dialect) -> None:
    assert find_parse_problem(runtime, code, dialect) is None


@pytest.mark.parametrize("dialect", list(Dialect))
def test_nothing_of_the_code_is_run(runtime: Runtime, dialect: Dialect, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    load = {CLASSIC: "const fs = require('fs')", ESM: "import fs from 'fs'"}[dialect]
    assert find_parse_problem(runtime, f"{load};\nfs.writeFileSync({str(trace)!r}, '')", dialect) is None
    assert not trace.exists()


def test_a_newer_syntax_is_a_matter_of_the_node(runtime: Runtime) -> None:
    found = find_parse_problem(runtime, "const handle = (data) => data?.user", CLASSIC)
    expected = ParseProblem(1, 30, 1, "Unexpected token '.'", 12) if runtime.major < 14 else None
    assert found == expected


def test_a_node_that_cannot_be_started_gives_no_answer(tmp_path: Path) -> None:
    assert find_parse_problem(Runtime(20, "20.0.0", tmp_path / "node", "path"), "const =", CLASSIC) is None
