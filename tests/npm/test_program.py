"""Running npm itself: live lines, nothing that outlives it, and no secret in what it says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hookstudio.model.progress import Cancelled
from hookstudio.npm import program
from hookstudio.npm.configuration import read_configuration
from hookstudio.npm.failures import ModuleFailed, npm_failure, without_secrets
from hookstudio.npm.program import Npm
from hookstudio.runner.runtimes import bundled, npm_cli
from tests.leaks import command_of, descendants, has_ended
from tests.npm.engine import Engine
from tests.npm.stand_in import StandIn, npm_environment
from tests.patience import Patience


@pytest.fixture
def engine(registry: StandIn, tmp_path: Path) -> Engine:
    registry.publish("left", "1.0.0")
    return Engine(tmp_path, registry.address)


def test_lines_come_while_npm_runs_and_the_answer_is_a_document(engine: Engine, tmp_path: Path) -> None:
    lines: list[str] = []
    watch = Patience()
    answer = engine.npm.run(["view", "left"], tmp_path, progress=watch, on_line=lines.append)
    assert answer.status == 0
    assert isinstance(answer.document, dict) and answer.document["name"] == "left"
    assert any(line.startswith("npm http fetch GET 200") and line.split("/")[-1].startswith("left ") for line in lines)
    assert answer.log.splitlines() == lines
    assert watch.notes


def test_what_npm_keeps_lies_in_its_cache_and_nowhere_else(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    own = engine.npm
    environment = {**(own._environment or {}), **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path / "temporary"))}
    environment.pop("NODE_COMPILE_CACHE")
    answer = Npm(own.node, own.cli, own.cache, environment=environment).run(["view", "left"], tmp_path, progress=Patience())
    assert answer.status == 0
    assert list((tmp_path / "temporary").iterdir()) == [] and any((own.cache / "compiled").iterdir())


def test_a_silent_registry_is_told_of_while_npm_waits(
    registry: StandIn, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_SILENCE_S", 1)
    registry.fault("silent", "/left")
    watch = Patience()
    watch._until = lambda: "Waiting for the registry, 1 s" in watch.notes
    with pytest.raises(Cancelled):
        engine.npm.run(["view", "left"], tmp_path, progress=watch)


def test_settings_of_the_program_win_over_npm_s_own_and_stay_off_the_command_line(
    registry: StandIn, engine: Engine, tmp_path: Path
) -> None:
    engine.address = "http://127.0.0.1:9"
    own = engine.npm
    registry.fault("silent", "/left")
    asks = Npm(own.node, own.cli, own.cache, registry=f"http://user:hunter2@{registry.host}/", environment=own._environment)
    started: list[str] = []

    def reached() -> bool:
        started.extend(command_of(pid) for pid in descendants())
        return registry.reached.is_set()

    with pytest.raises(Cancelled):
        asks.run(["view", "left"], tmp_path, progress=Patience(reached))
    assert registry.log[0].headers.get("authorization", "").startswith("Basic ")
    assert not any("hunter2" in command for command in started)


def test_npm_that_is_not_there_is_told(engine: Engine, tmp_path: Path) -> None:
    own = engine.npm
    with pytest.raises(ModuleFailed, match="npm can't be started"):
        Npm(tmp_path / "no-node", own.cli, own.cache).run(["view", "left"], tmp_path, progress=Patience())
    answer = Npm(own.node, tmp_path / "no-npm.js", own.cache).run(["view", "left"], tmp_path, progress=Patience())
    assert answer.status != 0 and "npm gave up" in answer.failure("left").message


_WAITS = """
import sys
from pathlib import Path
from tests.npm.engine import Engine
Engine(Path(sys.argv[1]), sys.argv[2]).install(left="1.0.0")
"""


def test_npm_ends_with_the_program_that_started_it(registry: StandIn, engine: Engine) -> None:
    if sys.platform != "linux":
        return
    registry.fault("silent", "/left")
    process = subprocess.Popen([sys.executable, "-c", _WAITS, str(engine.folder), registry.address])
    assert registry.reached.wait(20)

    npms = descendants(process.pid)
    assert npms
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    deadline = time.monotonic() + 10
    while not all(map(has_ended, npms)):
        assert time.monotonic() < deadline, "npm lives on"


@pytest.mark.parametrize(
    "text",
    [
        "https://user:hunter2secret@host/path",
        "https://host/path?token=hunter2secret",
        "authorization: Bearer hunter2secret",
        "//host/:_authToken=hunter2secret",
        "//host/:_password=hunter2secret",
        "npm_hunter2secretABCDEFGHIJKLMNOPQRSTUVWXYZ",
        '{"accessToken":"hunter2secret"}',
        "client_secret: hunter2secret",
        "userPassword=hunter2secret",
        "NPM_TOKEN=hunter2secret",
        "_auth = hunter2secret",
        "token_hash: hunter2secret",
    ],
)
def test_secrets_are_masked(text: str) -> None:
    assert "hunter2secret" not in without_secrets(text)
    failure = npm_failure("E401", text, "left")
    assert "hunter2secret" not in f"{failure.message}{failure.hint}{failure.details}"


@pytest.mark.parametrize(
    "text",
    [
        "404 'jsonwebtoken@https://host/x.tgz' is gone",
        "jsonwebtoken: 9.0.2",
        "npm http fetch GET 200 https://host/oauth: 1ms",
        "author: me",
    ],
)
def test_names_that_are_no_secrets_are_told(text: str) -> None:
    assert without_secrets(text) == text


def test_a_sign_in_in_an_address_gets_into_no_cache_and_no_line(registry: StandIn, tmp_path: Path) -> None:
    registry.publish("left", "1.0.0")
    registry.publish("@shop/right", "1.0.0")
    host = registry.host
    settings = f"registry=http://me:hunter2pw@{host}/\n@shop:registry=http://you:hunter3pw@{host}/\n"
    environment = npm_environment(tmp_path / "home", settings)
    configuration = read_configuration(bundled().path, npm_cli(), environment=environment)
    npm = Npm(bundled().path, npm_cli(), tmp_path / "cache", environment=environment, configuration=lambda: configuration)
    lines: list[str] = []
    registry.fault("status", "*right-1.0.0.tgz", status=403, body='{"error": "not for hunter2pw, hunter3pw"}')
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    answer = npm.run(["install", "left", "@shop/right"], tmp_path, progress=Patience(), on_line=lines.append)
    failure = answer.failure("left")
    assert failure.code == "E403" and "not for …" in failure.details
    assert {asked.headers.get("authorization", "")[:6] for asked in registry.log} == {"Basic "}
    told = f"{lines} {failure.details} {answer.log}"
    assert "hunter" not in told
    cached = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert cached and not any(b"hunter" in path.read_bytes() for path in cached)


def test_settings_of_npm_s_that_are_for_other_work_do_no_harm(registry: StandIn, tmp_path: Path) -> None:
    registry.publish("left", "1.0.0")
    for number, setting in enumerate(("location=global", "workspaces=true", "global=true")):
        assert Engine(tmp_path / str(number), registry.address, settings=setting).install(left="1.0.0").lock is not None


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ENOSPC", "disk is full"),
        ("EROFS", "read-only"),
        ("SELF_SIGNED_CERT_IN_CHAIN", "certificate is not trusted"),
        ("ERR_SSL_WRONG_VERSION_NUMBER", "certificate is not trusted"),
        ("EAI_AGAIN", "can't be reached"),
        ("E503", "fault of its own"),
        ("", "npm gave up"),
        ("EWHATEVER", "npm gave up"),
    ],
)
def test_every_code_has_words_and_something_to_do(code: str, words: str) -> None:
    failure = npm_failure(code, "", "left 1.0.0")
    assert words in failure.message and failure.hint
