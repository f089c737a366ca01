"""The copy of the sample workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.model.hook import Dialect
from hookstudio.resources import resource
from hookstudio.runner.run import Runner
from hookstudio.storage.folders import Folders, app_folders
from hookstudio.studio.code_named import imported_modules
from hookstudio.studio.javascript import detect_dialect
from hookstudio.studio.node_runtimes import NodeRuntimes
from hookstudio.studio.run_hook import HookRunner
from hookstudio.studio.sample import create_sample
from hookstudio.studio.session import Session
from hookstudio.studio.test_context import check, generate


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "home")})


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_copy_is_a_trusted_workspace_with_hooks_of_several_types(tmp_path: Path, folders: Folders) -> None:
    before = everything(resource("sample"))
    create_sample(tmp_path / "copy", folders)
    session = Session.open(tmp_path / "copy", folders)
    assert session.trusted
    assert session.workspace.problems == () and session.notices == ()
    hooks = list(session.workspace)
    assert [hook.slug for hook in session.workspace.of_type("pre-login")] == ["block-disposable", "add-country-claim", "weekday-only"]
    assert 6 <= len(hooks) <= 9
    assert {hook.dialect for hook in hooks} == set(Dialect)
    assert [hook.slug for hook in hooks if not hook.enabled] == ["weekday-only"]
    assert all(hook.description for hook in hooks)
    assert everything(resource("sample")) == before


def test_hooks_keep_their_dialect_and_need_no_module(tmp_path: Path, folders: Folders) -> None:
    session = create_sample(tmp_path / "copy", folders)
    for hook in session.workspace:
        code = session.read_code(hook.id).text
        assert detect_dialect(code) is hook.dialect
        assert imported_modules(code) == ()


def test_the_saved_context_fits_its_hook(tmp_path: Path, folders: Folders) -> None:
    session = create_sample(tmp_path / "copy", folders)
    hook = session.workspace.find_by_key("pre-login/block-disposable")
    (saved,) = session.contexts.list(hook)
    assert check(hook.type, hook.dialect, session.contexts.read(saved)) == ()


def test_the_first_hook_prints_and_changes_something_whatever_the_seed(tmp_path: Path, folders: Folders) -> None:
    """It is the first thing that anybody runs."""
    session = create_sample(tmp_path / "copy", folders)
    hook = next(iter(session.workspace))
    seeds = range(40)
    contexts: list[Any] = [generate(hook.type, hook.dialect, seed) for seed in seeds]
    assert any(not context["user"].get("email") for context in contexts), "these seeds have users without an e-mail address, too"
    code = session.read_code(hook.id)
    runner = HookRunner(Runner(), NodeRuntimes(folders))
    try:
        for seed, context in zip(seeds, contexts, strict=True):
            outcome = runner.start_file(code.path, code.text, hook.dialect, context).wait(30)
            assert outcome.ok and outcome.console, seed
            assert outcome.result != context, seed
    finally:
        runner.close()


def test_two_copies_are_two_workspaces(tmp_path: Path, folders: Folders) -> None:
    one, two = (create_sample(tmp_path / name, folders, name) for name in ("one", "two"))
    assert (one.workspace.name, two.workspace.name) == ("one", "two")
    assert not {hook.id for hook in one.workspace} & {hook.id for hook in two.workspace}
    with pytest.raises(StudioError, match="already a workspace"):
        create_sample(tmp_path / "one", folders)
