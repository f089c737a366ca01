"""Which `node_modules` a run may read where a link stands in its place."""

from __future__ import annotations

from pathlib import Path

from hookstudio.model.hook import Dialect
from hookstudio.model.outcome import Outcome, Status
from hookstudio.storage.folders import app_folders
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.run_place import packages_beside
from hookstudio.studio.session import Session

USES_OWN = "function handle() { return { own: require('own') } }"


def packages(folder: Path) -> Path:
    """A folder of packages with one in it."""
    (folder / "own").mkdir(parents=True)
    (folder / "own" / "index.js").write_text("module.exports = 'read'", encoding="utf-8")
    return folder


def run_file(hooks: HookRunner, folder: Path, code: str) -> Outcome:
    folder.mkdir(exist_ok=True)
    return hooks.start_file(folder / "a.js", code, Dialect.CLASSIC, {}).wait(30)


def warned(outcome: Outcome) -> list[str]:
    return [warning.code for warning in outcome.warnings]


def test_a_link_to_the_disk_is_no_folder_of_packages(hooks: HookRunner, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    reads = f"function handle() {{ return {{ text: require('fs').readFileSync({str(secret)!r}, 'utf8') }} }}"
    for number, target in enumerate([Path("/"), tmp_path, Path.home(), Path("/etc")]):
        folder = tmp_path / f"files-{number}"
        folder.mkdir()
        (folder / "node_modules").symlink_to(target)
        outcome = run_file(hooks, folder, reads)
        assert outcome.status is Status.FAILED
        assert warned(outcome) == ["modules-refused"]
        assert f"“{target.resolve()}”" in outcome.warnings[0].message
        assert run_file(hooks, folder, "function handle() { return {} }").ok


def test_a_link_to_other_packages_is_followed_from_a_file(hooks: HookRunner, tmp_path: Path) -> None:
    packages(tmp_path / "shared" / "node_modules")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "node_modules").symlink_to(tmp_path / "shared" / "node_modules")
    outcome = run_file(hooks, tmp_path / "files", USES_OWN)
    assert (outcome.result, warned(outcome)) == ({"own": "read"}, [])
    (tmp_path / "seen").symlink_to(tmp_path / "shared")  # the folder is a link, its packages are not
    assert packages_beside(tmp_path / "seen").folder == tmp_path / "seen"


def test_a_hook_of_a_workspace_follows_a_link_within_it_only(hooks: HookRunner, tmp_path: Path) -> None:
    session = Session.create(tmp_path / "acme", "acme", app_folders())
    hook = session.create_hook("uses own", "pre-login", code=USES_OWN)
    link = session.hook_folder(hook.id) / "node_modules"
    link.symlink_to(packages(tmp_path / "elsewhere" / "node_modules"))
    outcome = hooks.start_hook(session, hook, USES_OWN, {}).wait(30)
    assert (outcome.status, warned(outcome)) == (Status.FAILED, ["modules-refused"])
    assert "leads out of the workspace" in outcome.warnings[0].message
    link.unlink()
    link.symlink_to(packages(session.root / "packages" / "node_modules"))
    outcome = hooks.start_hook(session, hook, USES_OWN, {}).wait(30)
    assert (outcome.result, warned(outcome)) == ({"own": "read"}, [])


def test_a_link_that_leads_nowhere_is_as_good_as_none(tmp_path: Path) -> None:
    assert packages_beside(tmp_path).folder is None
    (tmp_path / "node_modules").symlink_to("node_modules")
    assert packages_beside(tmp_path) == packages_beside(tmp_path / "gone")
    (tmp_path / "file").mkdir()
    (tmp_path / "file" / "node_modules").write_text("", encoding="utf-8")
    assert packages_beside(tmp_path / "file").folder is None
