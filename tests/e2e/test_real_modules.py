"""Real packages from the registry that npm is configured for, added to hooks on Node 12, 14 and 24, and called there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from filelock import FileLock

from hookstudio.model.hook import Dialect
from hookstudio.runner.run import Runner
from hookstudio.storage.folders import Folders
from hookstudio.storage.settings import Settings
from hookstudio.studio.modules import Modules
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session
from tests.patience import Patience
from tests.studio.workspaces import folders_in

MAJORS: Final = (12, 14, 24)
PACKAGES: Final = ("jsonwebtoken", "axios", "lodash", "uuid", "node-fetch", "zod")
KEPT: Final = Path(sys.prefix) / "share" / "hookstudio-tests" / "nodes"

CALLS: Final = """
const jwt = require('jsonwebtoken')
const axios = require('axios')
const _ = require('lodash')
const { v4 } = require('uuid')
const fetch = require('node-fetch')
const { z } = require('zod')

async function handle(data) {
  const token = jwt.sign({ sub: 'ada' }, 'secret', { noTimestamp: true })
  const Response = fetch.Response || (fetch.default && fetch.default.Response)
  const User = z.object({ name: z.string(), age: z.number() })
  return {
    sub: jwt.verify(token, 'secret').sub,
    url: (axios.default || axios).getUri({ url: 'http://127.0.0.1/a', params: { b: 1 } }),
    chunks: _.chunk([1, 2, 3], 2),
    uuid: /^[0-9a-f-]{36}$/.test(v4()),
    text: await new Response('hello').text(),
    valid: User.safeParse({ name: 'ada', age: 36 }).success,
    invalid: User.safeParse({ name: 'ada', age: 'old' }).success,
    node: Number(process.versions.node.split('.')[0]),
  }
}
"""
MODULES: Final = """
import _ from 'npm:lodash@4.17.21'
import older from 'npm:lodash@4.17.20'
import chunk from 'npm:lodash@4.17.21/chunk.js'
import { z } from 'npm:zod@^3'
export function handle(data, callback) {
  callback(null, { new: _.VERSION, old: older.VERSION, chunk: chunk([1, 2, 3], 2), valid: z.string().safeParse('a').success })
}
"""


class User:
    """Somebody with a workspace, and the Nodes that hooks are to run on."""

    def __init__(self, folder: Path) -> None:
        folders: Folders = folders_in(folder)
        folders.data.mkdir(parents=True)
        (folders.data / "node").symlink_to(KEPT / "data" / "node", target_is_directory=True)
        self.session = Session.create(folder / "ws", "Test", folders)
        nodes = NodeRuntimes(folders)
        self.runner = HookRunner(Runner(), nodes)
        self.modules = Modules(folders, Settings(folders.settings_file), nodes, self.runner)

    def close(self) -> None:
        self.modules.close()
        self.runner.close()


@pytest.fixture(scope="module", autouse=True)
def nodes_that_stay() -> None:
    """Node 12 and 14, fetched and checked as the program does it, once beside the virtual environment."""
    KEPT.mkdir(parents=True, exist_ok=True)
    before = os.environ.get("HOOKSTUDIO_HOME")
    with FileLock(KEPT / "lock"):
        nodes = NodeRuntimes(Folders(KEPT / "settings", KEPT / "data", KEPT / "cache", KEPT / "workspaces"))
        for major in MAJORS:
            nodes.install(major, Patience())
    assert os.environ.get("HOOKSTUDIO_HOME") == before


@pytest.fixture
def user(tmp_path: Path) -> Iterator[User]:
    made = User(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("major", MAJORS)
def test_six_packages_suit_the_node_of_the_hook_and_are_called(user: User, major: int) -> None:
    hook = user.session.create_hook("real", "pre-login", code=CALLS)
    hook = user.session.set_node(hook.id, major)
    lines: list[str] = []
    added = user.modules.add_all(user.session, hook, CALLS, PACKAGES, lines.append, Patience())
    assert {one.name for one in added} == set(PACKAGES)
    # What a registry does not tell, such as syntax that this Node can't read, shows when a module is tried: take what is offered.
    offered = [f"{one.name}@{one.load.fits}" for one in added if not one.load.loads]
    if offered:
        again = user.modules.add_all(user.session, hook, CALLS, offered, lines.append, Patience())
        assert [(one.name, one.version, one.load.message) for one in again if not one.load.loads] == []
    outcome = user.runner.start_hook(user.session, hook, CALLS, {}, network=False).wait(60)
    assert outcome.result == {
        "sub": "ada",
        "url": "http://127.0.0.1/a?b=1",
        "chunks": [[1, 2], [3]],
        "uuid": True,
        "text": "hello",
        "valid": True,
        "invalid": False,
        "node": major,
    }, outcome
    assert lines


def test_versions_lie_side_by_side_in_an_es_module(user: User) -> None:
    hook = user.session.create_hook("sides", "pre-login", code=MODULES)
    assert hook.dialect is Dialect.ESM
    missing = user.modules.missing(user.runner.start_hook(user.session, hook, MODULES, {}).wait(60), MODULES)
    assert set(missing) == {"lodash@4.17.21", "lodash@4.17.20", "zod@^3"}
    user.modules.add_all(user.session, hook, MODULES, missing, lambda _line: None, Patience())
    outcome = user.runner.start_hook(user.session, hook, MODULES, {}, network=False).wait(60)
    assert outcome.result == {"new": "4.17.21", "old": "4.17.20", "chunk": [[1, 2], [3]], "valid": True}, outcome
