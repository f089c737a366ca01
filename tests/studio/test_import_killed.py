"""An import, or taking one back, that is killed at any of its renames: the workspace is as before or as after, never between."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hookstudio.studio.bundles import export
from hookstudio.studio.session import Session
from tests.studio.workspaces import CLASSIC, again, all_files, folders_in, hook_id, new_session, slugs

PROGRAM = Path(__file__).with_name("import_program.py")
OTHER = CLASSIC + "// other\n"


def prepared(tmp_path: Path, name: str) -> tuple[Session, Path]:
    """A workspace with three hooks, and a bundle that changes one of them, clashes with one and brings a new one."""
    source = new_session(tmp_path / name, "a", "b", "new")
    source.contexts.save(source.workspace.find_by_key("pre-login/a"), "x", {"from": "bundle"})
    session = Session.create(tmp_path / name / "target", "Target", folders_in(tmp_path / name))
    bundle = export(source, tmp_path / name / "x.hookbundle").path
    from hookstudio.studio.bundles import apply, preview

    first = export(source, tmp_path / name / "a.hookbundle", [hook_id(source, "a")]).path
    apply(session, preview(session, first), {})
    session.save_code(hook_id(session, "a"), OTHER, None)
    session.create_hook("b", "pre-login", code=OTHER)
    session.create_hook("own", "pre-login", code=OTHER)
    return session, bundle


def state(session: Session) -> tuple[dict[str, bytes], list[str]]:
    opened = again(session)
    assert not opened.workspace.problems and not opened.notices
    return all_files(session.root), slugs(opened)


def run(session: Session, home: Path, bundle: Path, count: int, act: str) -> bool:
    """Whether the program came to its end."""
    command = [sys.executable, str(PROGRAM), str(session.root), str(home), str(bundle), str(count), act]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.returncode in (0, 9), done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("act", ["import", "undo"])
def test_wherever_it_is_killed_it_happened_or_it_did_not(tmp_path: Path, act: str, request: pytest.FixtureRequest) -> None:
    session, bundle = prepared(tmp_path, "whole")
    home = tmp_path / "whole" / "home"
    before = state(session)
    assert run(session, home, bundle, 10_000, "import")
    after = state(session)
    assert after != before and "new" in after[1]

    step = 1 if request.config.getoption("--full", default=False) else 4
    seen = set()
    for count in range(0, 200, step):
        session, bundle = prepared(tmp_path, f"{act}-{count}")
        begun = state(session)
        ended = run(session, session.folders.data.parent, bundle, count, act)
        files, row = state(session)
        if act == "import" and (row == begun[1]) and files == begun[0]:
            seen.add("before")
        else:
            assert row in (after[1], before[1])
            seen.add("after" if row == after[1] else "back")
            if row == before[1]:
                assert files == begun[0]
        assert not (session.root / ".hookstudio" / "exchange" / "journal.json").exists()
        assert again(session).create_hook("still works", "sms", code=CLASSIC).slug == "still-works"
        if ended:
            break
    else:
        pytest.fail("it never came to its end")
    assert seen == ({"before", "after"} if act == "import" else {"after", "back"})
