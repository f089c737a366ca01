"""Exports and imports beside links, marks and files of odd kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from hookstudio.model.errors import StudioError
from hookstudio.studio.bundles import export
from hookstudio.studio.plain_files import export_files
from tests.studio.workspaces import again, new_session


@pytest.mark.parametrize(
    "name", ["hooks/pre-login/b/hook.js", "hooks/pre-login/b/package.json", "contexts/pre-login+b+one.json", "hooks/pre-login/b"]
)
def test_a_link_within_the_workspace_carries_no_local_state(tmp_path: Path, name: str) -> None:
    session = new_session(tmp_path, "a", "b")
    kept = session.root / ".hookstudio" / "kept"
    (session.root / "contexts").mkdir(exist_ok=True)
    path = session.root / name
    if path.is_dir():
        path.rename(kept)
    else:
        path.unlink(missing_ok=True)
        kept.write_text('{"secret": "l0cal"}')
    path.symlink_to(kept)
    with pytest.raises(StudioError, match="never shared"):
        export(again(session), tmp_path / "x.hookbundle")
    with pytest.raises(StudioError, match="never shared"):
        export_files(again(session), tmp_path / "plain")
    assert not (tmp_path / "x.hookbundle").exists()
