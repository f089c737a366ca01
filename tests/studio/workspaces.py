"""Workspaces for tests, made through the front door."""

from __future__ import annotations

from pathlib import Path

from hookstudio.storage.folders import Folders, app_folders
from hookstudio.studio.session import Session

CLASSIC = "function handle(data, callback) {\n  callback(null, data)\n}\n"
ESM = "export async function handle(data) {\n  return data\n}\n"


def folders_in(tmp_path: Path) -> Folders:
    return app_folders({"HOOKSTUDIO_HOME": str(tmp_path / "home")})


def new_session(tmp_path: Path, *names: str) -> Session:
    """A session on a new workspace in `tmp_path/ws` with pre-login hooks of these names."""
    session = Session.create(tmp_path / "ws", "Test", folders_in(tmp_path))
    for name in names:
        session.create_hook(name, "pre-login", code=CLASSIC)
    return session


def again(session: Session) -> Session:
    """The same workspace as another program would open it."""
    return Session.open(session.root, session.folders)


def slugs(session: Session, type_name: str = "pre-login") -> list[str]:
    return [hook.slug for hook in session.workspace.of_type(type_name)]


def hook_id(session: Session, slug: str, type_name: str = "pre-login") -> str:
    return session.workspace.find_by_key(f"{type_name}/{slug}").id


def all_files(root: Path) -> dict[str, bytes]:
    """Every file under *root* but for local state, with its content."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".hookstudio" not in path.parts
    }
