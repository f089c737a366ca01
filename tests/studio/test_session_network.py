"""The network and the question before an unprotected run: on where the user trusts the workspace, else as they chose."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from hookstudio.model.outcome import Status
from hookstudio.runner.run import Runner
from hookstudio.storage.folders import Folders, app_folders
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.session import Session

CALL = "function handle(data, callback) { require('net').connect(9, '127.0.0.1').on('error', (e) => callback(null, { code: e.code })) }"


def _from_outside(tmp_path: Path) -> tuple[Session, Folders]:
    """A workspace that was made elsewhere, with one hook."""
    made = Session.create(tmp_path / "made", "Made", app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "other")}))
    made.create_hook("Call", "pre-login", code=CALL)
    shutil.copytree(made.root, tmp_path / "here", ignore=shutil.ignore_patterns(".hookstudio"))
    folders = app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "home")})
    return Session.open(tmp_path / "here", folders), folders


def test_the_network_follows_the_trust_until_the_user_says_otherwise(tmp_path: Path) -> None:
    session, folders = _from_outside(tmp_path)
    assert not session.network
    session.set_network(True)
    assert Session.open(session.root, folders).network
    assert not session.trusted
    session.set_network(False)
    session.trust()
    assert session.trusted
    assert not session.network
    assert Session.create(tmp_path / "own", "Own", folders).network


def test_the_user_allows_unprotected_runs_once_for_each_workspace(tmp_path: Path) -> None:
    session, folders = _from_outside(tmp_path)
    assert not session.runs_unprotected
    session.allow_unprotected()
    assert Session.open(session.root, folders).runs_unprotected
    assert not session.trusted
    assert Session.create(tmp_path / "own", "Own", folders).runs_unprotected


def test_runs_have_the_network_of_their_workspace(tmp_path: Path) -> None:
    if sys.platform != "linux":
        return
    session, folders = _from_outside(tmp_path)
    (hook,) = session.workspace
    runner = HookRunner(Runner(), NodeRuntimes(folders))
    try:

        def code(network: bool | None = None) -> object:
            outcome = runner.start_hook(session, hook, CALL, {}, network=network).wait(30)
            assert outcome.status is Status.OK
            return outcome.result

        assert code() == {"code": "EACCES"}
        assert code(network=True) == {"code": "ECONNREFUSED"}
        session.set_network(True)
        assert code() == {"code": "ECONNREFUSED"}
        assert not runner.protection(session, hook).bare
    finally:
        runner.close()
