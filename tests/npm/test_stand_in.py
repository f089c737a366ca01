"""The stand-in registry serves the real npm, and fails it the way it is told to."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hookstudio.runner.runtimes import bundled, npm_cli
from tests.npm.stand_in import StandIn, npm_environment

QUICK = ("--json", "--no-audit", "--no-fund", "--fetch-retries=0", "--ignore-scripts")


def npm(folder: Path, registry: StandIn, *arguments: str, settings: str = "") -> tuple[int, Any]:
    environment = npm_environment(folder.parent / "home", f"registry={registry.address}/\n{settings}")
    command = [str(bundled().path), str(npm_cli()), *arguments, *QUICK]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout or "{}")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    return folder


def test_npm_installs_with_dependencies_and_scopes(registry: StandIn, project: Path) -> None:
    registry.publish("@shop/right", "1.4.0")
    registry.publish("left", "1.0.0", dependencies={"@shop/right": "^1.0.0"})
    assert npm(project, registry, "install", "left")[0] == 0
    lock = json.loads((project / "package-lock.json").read_text(encoding="utf-8"))
    assert {path: one["version"] for path, one in lock["packages"].items() if path} == {
        "node_modules/left": "1.0.0",
        "node_modules/@shop/right": "1.4.0",
    }
    registry.publish("left", "1.1.0", dependencies={"@shop/right": "^1.0.0"})
    status, outdated = npm(project, registry, "outdated")
    assert (status, outdated["left"]["latest"]) == (1, "1.1.0")


def test_npm_searches(registry: StandIn, project: Path) -> None:
    registry.publish("token-maker", downloads=10)
    registry.publish("token", downloads=5)
    registry.publish("other")
    status, found = npm(project, registry, "search", "token")
    assert (status, [one["name"] for one in found]) == (0, ["token", "token-maker"])


@pytest.mark.parametrize(
    ("manner", "path", "code"),
    [("drop", "*", "ECONNRESET"), ("html", "/left", "FETCH_ERROR"), ("corrupt", "*.tgz", "EINTEGRITY"), ("status", "/left", "E500")],
)
def test_faults_reach_npm(registry: StandIn, project: Path, manner: Any, path: str, code: str) -> None:
    registry.publish("left")
    registry.fault(manner, path)
    status, answer = npm(project, registry, "install", "left")
    assert status == 1
    assert answer["error"]["code"] in (code, "ERR_STREAM_PREMATURE_CLOSE")
    registry.well()
    assert npm(project, registry, "install", "left")[0] == 0


def test_changed_content_fails_against_the_lock_file(registry: StandIn, project: Path) -> None:
    registry.publish("left")
    assert npm(project, registry, "install", "left")[0] == 0
    registry.publish("left", files={"index.js": "module.exports = 'another';"})
    status, answer = npm(project, registry, "ci", f"--cache={project.parent / 'empty'}")
    assert (status, answer["error"]["code"]) == (1, "EINTEGRITY")


def test_a_protected_scope_needs_its_token(registry: StandIn, project: Path) -> None:
    registry.publish("@secret/left")
    registry.protect("@secret/", "open-sesame")
    status, answer = npm(project, registry, "install", "@secret/left")
    assert (status, answer["error"]["code"]) == (1, "E401")
    settings = f"//{registry.host}/:_authToken=open-sesame\n"
    assert npm(project, registry, "install", "@secret/left", settings=settings)[0] == 0
