"""What `run` is told to run: a file, or a hook of a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hookstudio.cli.input_files import read_code
from hookstudio.cli.words import exists, is_file, is_folder
from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Dialect, Hook
from hookstudio.model.hook_type import hook_type

if TYPE_CHECKING:
    from hookstudio.studio.session import Session

_ENDINGS = (".js", ".mjs", ".cjs")


@dataclass(frozen=True, slots=True)
class FileTarget:
    """A code file that belongs to no workspace."""

    path: Path
    code: str
    type: str
    dialect: Dialect


@dataclass(frozen=True, slots=True)
class HookTarget:
    """A hook of a workspace, with its code as it is on disk."""

    session: Session
    hook: Hook
    code: str
    dialect: Dialect

    @property
    def type(self) -> str:
        return self.hook.type


def find_target(text: str, type_name: str | None) -> FileTarget | HookTarget:
    """What TARGET means; *type_name* is what `--type` says. Raises StudioError."""
    wanted = hook_type(type_name).name if type_name is not None else None
    parts = split_target(text)
    if parts is not None:
        return _hook(*parts, wanted)
    path = Path(text)
    if path.suffix.lower() not in _ENDINGS and not is_folder(path):
        hint = "TARGET is a .js or .mjs file, or WORKSPACE:TYPE/NAME."
        raise (
            StudioError(f"“{text}” is not a .js or .mjs file.", hint=hint)
            if exists(path)
            else NotFound(f"There is no “{text}”.", hint=hint)
        )
    if is_folder(path):
        raise StudioError(f"“{text}” is a folder.", hint=f"Name a hook of a workspace as {text}:TYPE/NAME, or a .js or .mjs file.")
    code = read_code(path)
    return FileTarget(path.absolute(), code, wanted or "pre-login", _dialect(path, code))


def split_target(text: str) -> tuple[str, str] | None:
    """WORKSPACE and TYPE/NAME of a target, split at the last colon; None if it is a file's name (`C:/hooks/a.js` is one)."""
    workspace, colon, key = text.rpartition(":")
    type_name, slash, name = key.partition("/")
    if not (colon and workspace and slash and type_name and name) or is_file(Path(text)):
        return None
    return workspace, key


def _hook(workspace: str, key: str, wanted: str | None) -> HookTarget:
    from hookstudio.storage.folders import app_folders
    from hookstudio.studio.run_hook import dialect_of
    from hookstudio.studio.session import Session

    session = Session.open(Path(workspace), app_folders())
    hook_type(key.partition("/")[0])
    hook = session.workspace.find_by_key(key)
    if wanted not in (None, hook.type):
        raise StudioError(
            f"“{hook.name}” is a {hook.type} hook, not {wanted}.", hint="Leave --type away: a hook of a workspace has its own."
        )
    code = session.read_code(hook.id).text
    return HookTarget(session, hook, code, dialect_of(hook, code))


def _dialect(path: Path, code: str) -> Dialect:
    from hookstudio.studio.javascript import detect_dialect

    if path.suffix.lower() == ".mjs":
        return Dialect.ESM
    return Dialect.CLASSIC if path.suffix.lower() == ".cjs" else detect_dialect(code)
