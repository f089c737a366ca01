"""The programs that packages want to run when they are installed: which they are, and running those that the user allows."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from hookstudio.model.module import InstallScript
from hookstudio.model.progress import Progress
from hookstudio.npm.failures import in_words
from hookstudio.npm.lock_file import Locked, read_lock
from hookstudio.npm.lock_rules import needed
from hookstudio.npm.program import ForScripts, Npm
from hookstudio.npm.store import Allowed
from hookstudio.npm.tree import HIDDEN_LOCK, discard

_EVENTS: Final = ("preinstall", "install", "postinstall")
_COMPILES: Final = "node-gyp rebuild"
_EVERYDAY: Final = ("--strict-allow-scripts=false", "--dangerously-allow-all-scripts=false")
_ADVICE: Final = "not yet covered by allowScripts"  # what npm says of permissions of its own, which are not those that count here
_TOOL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NEVER: Final = frozenset(
    {"sh", "bash", "dash", "cmd", "powershell", "pwsh", "env", "node", "nodejs", "npm", "npx", "corepack", "git", "sudo"}
)


def install_scripts(lock_text: str | None, copy: Path) -> tuple[InstallScript, ...]:
    """What the packages of a copy want to run, as their own package.json says: registries leave it out. Never raises."""
    found: dict[tuple[str, str, str], InstallScript] = {}
    for one in read_lock(lock_text).installed:
        folder = copy / one.path
        scripts = _scripts(folder)
        if "install" not in scripts and "preinstall" not in scripts and (folder / "binding.gyp").is_file():
            scripts["install"] = _COMPILES
        for event in _EVENTS:
            if event in scripts and not one.bundled:
                found.setdefault((one.name, one.version, event), InstallScript(one.name, one.version, event, scripts[event]))
    return tuple(found.values())


def run_scripts(npm: Npm, folder: Path, lock_text: str, allowed: Allowed, on_line: Callable[[str], None], progress: Progress) -> None:
    """Run the allowed scripts of the packages in *folder*, a copy in the making.

    Each runs in a place of its own where nothing is but its package and what that needs; of that place only the package comes back.
    It sees the hook's own Node first on the PATH, and after the system's programs those of the packages that it depends on.
    Raises ModuleFailed, Cancelled.
    """
    lock = read_lock(lock_text)
    place = folder.parent / "scripts"
    hidden = folder / "node_modules" / HIDDEN_LOCK
    # What needs another one comes after it.
    for one in sorted(allowed.of(lock), key=lambda one: (len(needed(lock, one.path)), one.path)):
        with in_words(place):
            _put_alone(folder, place, [lock.packages[path] for path in sorted(needed(lock, one.path))])
            tools = place / "tools"
            _link_tools(place, tools, [found for key in one.dependencies if (found := lock.seen_from(one.path, key)) is not None])
            package = (place / one.path).resolve()
        arguments = ["rebuild", "--ignore-scripts=false", "--foreground-scripts", "--bin-links=false", *_EVERYDAY, str(package)]
        surroundings = ForScripts(allowed.node.parent, tools)
        answer = npm.run(
            arguments,
            place,
            on_line=lambda line: None if _ADVICE in line else on_line(line),
            progress=progress,
            scripts=surroundings,
            json_answer=False,
        )
        if answer.status != 0:
            raise answer.failure(f"The install scripts of {one.spelled}", "run")
        with in_words(folder):
            _take_back(place / one.path, folder / one.path, place / "before")
            discard(place)
    if hidden.is_file():
        with in_words(hidden):  # npm believes it only if nothing else is newer
            hidden.write_bytes(hidden.read_bytes())


def _put_alone(folder: Path, place: Path, packages: Sequence[Locked]) -> None:
    """Copy those packages, each without what lies in its `node_modules`, to where they are in *folder*. Raises OSError."""
    (place / "node_modules").mkdir(parents=True)
    (place / "package.json").write_text('{"private": true}', encoding="utf-8")
    for one in packages:
        source = folder / one.path
        if source.is_dir():
            shutil.copytree(source, place / one.path, symlinks=True, dirs_exist_ok=True, ignore=_no_modules(source))


def _no_modules(package: Path) -> Callable[[str, list[str]], set[str]]:
    return lambda here, names: {"node_modules"} & set(names) if Path(here) == package else set()


def _take_back(made: Path, target: Path, before: Path) -> None:
    """Make *target* the package that was *made*, with the packages that lie inside *target* now. Raises OSError."""
    discard(made / "node_modules")
    if (target / "node_modules").is_dir():
        (target / "node_modules").rename(made / "node_modules")
    target.rename(before)
    made.rename(target)


def _link_tools(place: Path, tools: Path, packages: Sequence[Locked]) -> None:
    """Put the programs of those packages into the folder *tools*, but for names that everybody relies on. Raises OSError."""
    tools.mkdir()
    for one in packages:
        folder = (place / one.path).resolve()
        for name, path in _programs(folder, one).items():
            program = (folder / path).resolve()
            if not _TOOL.fullmatch(name) or name.lower() in _NEVER or not program.is_relative_to(folder) or not program.is_file():
                continue
            if os.name == "nt":
                (tools / f"{name}.cmd").write_text(f'@node "{program}" %*\r\n', encoding="utf-8")
            elif not (tools / name).is_symlink():
                program.chmod(0o755)
                (tools / name).symlink_to(program)


def _programs(folder: Path, one: Locked) -> dict[str, str]:
    programs = _document(folder).get("bin")
    if isinstance(programs, str):
        return {one.name.rpartition("/")[2]: programs}
    return {key: path for key, path in programs.items() if isinstance(path, str)} if isinstance(programs, dict) else {}


def _scripts(folder: Path) -> dict[str, str]:
    scripts = _document(folder).get("scripts")
    return {key: text for key, text in scripts.items() if isinstance(text, str)} if isinstance(scripts, dict) else {}


def _document(folder: Path) -> dict[str, Any]:
    try:
        document: Any = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}
