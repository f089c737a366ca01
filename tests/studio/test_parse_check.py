"""Which Node and which dialect decide whether a hook's text can be parsed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hookstudio.model.errors import OutsideMissing
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.node import BUNDLED_MAJOR
from hookstudio.runner.runtimes import find_runtimes
from hookstudio.storage.folders import app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.parse_check import in_words, parse_problem
from tests.studio.workspaces import new_session

OLDER = tuple(runtime.major for runtime in find_runtimes() if runtime.major in (12, 20))
NEW_IN_24 = "function handle(data, callback) {\n  using nothing = null;\n  callback(null, data);\n}\n"


@pytest.fixture
def hook(tmp_path: Path) -> Hook:
    return next(iter(new_session(tmp_path, "first").workspace))


def test_the_bundled_node_is_asked_where_nothing_else_is_chosen(hook: Hook) -> None:
    nodes = NodeRuntimes(app_folders())
    assert parse_problem(nodes, hook, None, NEW_IN_24) is None
    found = parse_problem(nodes, hook, None, "const = 5")
    assert found is not None
    assert in_words(found) == f"Node {BUNDLED_MAJOR} can't parse this: Unexpected token '='"


@pytest.mark.parametrize("major", OLDER)
def test_the_node_of_the_workspace_is_asked_unless_the_hook_has_its_own(hook: Hook, major: int) -> None:
    nodes = NodeRuntimes(app_folders())
    found = parse_problem(nodes, hook, major, NEW_IN_24)
    assert found is not None
    assert (found.line, found.column, found.major) == (2, 9, major)
    assert parse_problem(nodes, replace(hook, node=BUNDLED_MAJOR), major, NEW_IN_24) is None


def test_the_dialect_is_the_one_that_a_run_would_take(hook: Hook) -> None:
    nodes, module = NodeRuntimes(app_folders()), "export default async (data) => data;\n"
    assert parse_problem(nodes, hook, None, module) is None
    assert parse_problem(nodes, replace(hook, dialect=Dialect.CLASSIC, dialect_fixed=True), None, module) is not None
    assert parse_problem(nodes, replace(hook, dialect=Dialect.ESM, dialect_fixed=True), None, "return 5;") is not None


def test_a_node_that_is_not_here_is_told(hook: Hook) -> None:
    with pytest.raises(OutsideMissing):
        parse_problem(NodeRuntimes(app_folders()), hook, 99, "")
