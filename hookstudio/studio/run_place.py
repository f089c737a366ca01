"""What a run gets to know of the place that its code is from: the name of the file, and the packages beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.model.outcome import RunWarning

NODE_MODULES: Final = "node_modules"


@dataclass(frozen=True, slots=True)
class Packages:
    """`folder`: the folder whose `node_modules` a hook may read, None for none. `warnings` say why it is not the one beside the code."""

    folder: Path | None = None
    warnings: tuple[RunWarning, ...] = ()


def packages_beside(folder: Path, workspace: Path | None = None) -> Packages:
    """The packages that a hook in *folder* may read.

    Everything under `node_modules` becomes readable, so a link of that name is followed only to another folder of packages:
    one called `node_modules` and, for the hook of a *workspace* (resolved), within it. A workspace may come from anywhere.
    """
    beside = folder / NODE_MODULES
    try:
        if not beside.is_dir():
            return Packages()
        target, home = beside.resolve(), _home()
        if target == folder.resolve() / NODE_MODULES:
            return Packages(folder)
    except (OSError, RuntimeError):  # links in a circle
        return Packages()
    if target.name.lower() != NODE_MODULES or (home is not None and home.is_relative_to(target)):
        return _refused(f"is a link to “{target}”, which is not a folder of packages: its name has to be “{NODE_MODULES}”, too")
    if workspace is not None and not target.is_relative_to(workspace):
        return _refused(f"is a link that leads out of the workspace, to “{target}”")
    return Packages(folder)


def _refused(why: str) -> Packages:
    message = f"“{NODE_MODULES}” beside the hook {why}. It was not followed, and the hook ran without packages."
    return Packages(None, (RunWarning("modules-refused", message),))


def _home() -> Path | None:
    try:
        return Path.home().resolve()
    except (OSError, RuntimeError):
        return None


def told_name(file: Path) -> Path:
    """*file* under a name that comes back from Node as it went there: one line, and all of it text.

    Only for what is told about the code, such as its stack frames; nothing is read by this name.
    """
    return Path("".join(character if character.isprintable() else "�" for character in str(file.absolute())))
