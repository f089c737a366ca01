"""What the sandbox refuses is told in a sentence that names the rule."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hookstudio.model.node import Runtime
from hookstudio.model.outcome import Outcome
from hookstudio.runner.frames import Thrown
from hookstudio.runner.refusals import NETWORK_OFF, Rules
from hookstudio.runner.run import Runner
from tests.runner.hooks import job

WALLED = ("process", "namespace", "seccomp")


def _error(code: str, message: str, permission: str = "", cause: Thrown | None = None) -> Thrown:
    return Thrown(True, "Error", message, code, permission=permission, cause=cause)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (_error("EROFS", "EROFS: read-only file system, open '/x'"), "Hooks can't write files (/x): PlusAuth"),
        (_error("ENOENT", f"ENOENT: no such file or directory, open '{Path(__file__)}'"), "Hooks can't read files outside their modules"),
        (_error("EACCES", "EACCES: permission denied, open '/etc/shadow'"), "Hooks can't read files outside their modules (/etc/shadow)"),
        (_error("EPERM", "spawn /bin/sh EPERM"), "Hooks can't start programs: PlusAuth"),
        (_error("EPERM", "spawn EPERM"), "Hooks can't start programs: PlusAuth"),
        (_error("EPERM", "kill EPERM"), "Hooks can't send signals"),
        (_error("EACCES", "connect EACCES /run/x"), "Hooks can't reach local sockets"),
        (_error("ERR_ACCESS_DENIED", "x", "WASI"), "Hooks can't use WASI: PlusAuth does not allow it either."),
    ],
)
def test_the_system_s_refusals(error: Thrown, sentence: str) -> None:
    assert sentence in (Rules(sandbox=WALLED).explain(error) or "")


def test_other_errors_stay_as_they_are() -> None:
    for rules in (Rules(), Rules(sandbox=WALLED), Rules(network=False, sandbox=WALLED)):
        assert rules.explain(_error("ENOENT", "ENOENT: no such file or directory, open '/not/there'")) is None
        assert rules.explain(_error("", "fetch failed")) is None
        assert rules.explain(_error("EACCES", "no access for you")) is None
    assert Rules(sandbox=WALLED).explain(_error("ECONNREFUSED", "connect ECONNREFUSED 127.0.0.1:9")) is None
    assert Rules().explain(_error("EACCES", "EACCES: permission denied, open '/etc/shadow'")) is None


@pytest.mark.parametrize(
    "body",
    [
        "require('net').connect(9, '127.0.0.1').on('error', callback)",
        "require('dns').lookup('example.com', callback)",
        "require('https').get('https://example.com').on('error', callback)",
        "typeof fetch === 'function' ? fetch('http://127.0.0.1:8999').catch(callback) : require('net').connect(9).on('error', callback)",
    ],
)
def test_the_switch_is_named_where_the_network_is_off(runner: Runner, runtime: Runtime, body: str) -> None:
    if sys.platform != "linux":
        return
    outcome = _run(runner, runtime, body, network=False)
    assert outcome.error is not None
    assert NETWORK_OFF in outcome.error.message


def test_a_network_that_is_on_gives_the_systems_own_words(runner: Runner, runtime: Runtime) -> None:
    error = _run(runner, runtime, "require('net').connect(9, '127.0.0.1').on('error', callback)", network=True).error
    assert error is not None
    assert error.message == "connect ECONNREFUSED 127.0.0.1:9"


def _run(runner: Runner, runtime: Runtime, body: str, *, network: bool) -> Outcome:
    return runner.start(job(f"function handle(data, callback) {{ {body} }}", runtime=runtime, network=network)).wait(30)
