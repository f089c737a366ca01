"""The programs that packages want to run when they are installed: which they are, and running those that the user allows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from hookstudio.model.module import InstallScript
from hookstudio.model.progress import Progress
from hookstudio.npm.failures import in_words
from hookstudio.npm.lock_file import read_lock
from hookstudio.npm.program import Npm
from hookstudio.npm.store import Allowed
from hookstudio.npm.tree import HIDDEN_LOCK

_EVENTS: Final = ("preinstall", "install", "postinstall")
_COMPILES: Final = "node-gyp rebuild"


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
    """Run the allowed scripts of the packages in *folder*, a copy in the making whose files are no other copy's.

    They see the hook's own Node first on the PATH, and the programs of the packages that they depend on. Raises ModuleFailed, Cancelled.
    """
    ran = allowed.ran(read_lock(lock_text))
    if not ran:
        return
    names = ran[:-1]
    hidden = folder / "node_modules" / HIDDEN_LOCK
    with in_words(hidden):  # without it npm looks into the packages themselves for what they run
        kept = hidden.read_bytes() if hidden.is_file() else None
        hidden.unlink(missing_ok=True)
    everyday = ["--bin-links", "--strict-allow-scripts=false", "--dangerously-allow-all-scripts=false"]
    linked = npm.run(["rebuild", "--ignore-scripts", *everyday], folder, on_line=on_line, progress=progress)
    if linked.status != 0:
        raise linked.failure(", ".join(names), "prepared")
    arguments = ["rebuild", "--ignore-scripts=false", "--foreground-scripts", *everyday, *names]
    answer = npm.run(arguments, folder, on_line=on_line, progress=progress, programs=allowed.node.parent, json_answer=False)
    if answer.status != 0:
        raise answer.failure(f"The install scripts of {', '.join(names)}", "run")
    if kept is not None:
        with in_words(hidden):
            hidden.write_bytes(kept)


def _scripts(folder: Path) -> dict[str, str]:
    try:
        document: Any = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    scripts = document.get("scripts") if isinstance(document, dict) else None
    return {key: text for key, text in scripts.items() if isinstance(text, str)} if isinstance(scripts, dict) else {}
