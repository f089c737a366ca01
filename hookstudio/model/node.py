"""Node runtimes: the programs, the packages they come in, and the one rule that says which of them runs a hook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.model.errors import OutsideMissing

BUNDLED_MAJOR: Final = 24
MAJORS: Final = (12, 14, 16, 18, 20, 22, 24, 26)
CLASSIC_MAJORS: Final = (14, 12)
"""What PlusAuth promised for classic hooks, the better one first."""


_ORIGINS: Final = {"bundled": "comes with Hook Studio", "installed": "installed by Hook Studio", "path": "found on the PATH"}
_TOOLS: Final = {"nvm": "nvm", "fnm": "fnm", "volta": "Volta", "asdf": "asdf"}


def origin(source: str) -> str:
    """A runtime's `source` in words."""
    return _ORIGINS.get(source) or f"installed by {_TOOLS.get(source, source)}"


@dataclass(frozen=True, slots=True)
class Runtime:
    """A Node program. `version` is such as '24.19.0'.

    `source` is 'bundled', 'installed' (by Hook Studio), 'path' (found on PATH), or the tool that installed it: 'nvm', 'fnm',
    'volta', 'asdf'. `yields_to` is the program that ran this major when this one was installed, None if there was none.
    """

    major: int
    version: str
    path: Path
    source: str
    yields_to: Path | None = None


@dataclass(frozen=True, slots=True)
class NodePackage:
    """An npm package that carries a Node program for one platform. `size` is that of its archive in bytes, `integrity` its hash."""

    major: int
    platform: str
    name: str
    version: str
    size: int
    integrity: str

    @property
    def megabytes(self) -> str:
        """The size in words, such as '17 MB'."""
        return f"{max(1, round(self.size / 1_000_000))} MB"


@dataclass(frozen=True, slots=True)
class NodeChoice:
    """What a user can do about one major: `runtime` runs it, `installed` is the one to remove, `package` the one to install.

    `why_not` says why there is no package for this platform; '' if there is one, or needs to be none.
    """

    major: int
    runtime: Runtime | None
    installed: Runtime | None
    package: NodePackage | None
    why_not: str = ""

    @property
    def installable(self) -> bool:
        """Whether it takes an installation, and is one away, to run hooks on this major."""
        return self.runtime is None and self.package is not None


class NodeMissing(OutsideMissing):
    """The Node that a hook asks for is not on this machine."""

    def __init__(self, major: int, found: Sequence[Runtime]) -> None:
        there = ", ".join(str(one) for one in dict.fromkeys(runtime.major for runtime in found)) or "none"
        known = major in MAJORS and major != BUNDLED_MAJOR
        way = f"install it: “hookstudio node install {major}”, or Settings in the window" if known else f"put Node {major} on the PATH"
        super().__init__(
            f"Node {major} is not on this machine.",
            hint=f"Found here: {there}. Choose one of these for the hook or the workspace, or {way}.",
            details="\n".join(f"{runtime.version}  {runtime.source}  {runtime.path}" for runtime in found),
        )
        self.major = major


def wanted_major(hook: int | None, workspace: int | None) -> int:
    """The hook's Node, else the workspace's, else the bundled one."""
    return hook or workspace or BUNDLED_MAJOR


def choose_runtime(major: int, found: Sequence[Runtime]) -> Runtime:
    """The runtime of that major. Raises NodeMissing.

    What ran a major goes on running it: neither installing a Node nor one that turns up on the machine later changes a
    result by itself. So the bundled one is always first. Then comes the one that Hook Studio installed, except that it
    yields to the program that ran this major at the time of the installation, for as long as that is there. Of the others
    it is the first in the order of *found*.
    """
    fitting = [runtime for runtime in found if runtime.major == major]
    if not fitting:
        raise NodeMissing(major, found)
    for source in ("bundled", "installed"):
        for runtime in fitting:
            if runtime.source == source:
                return next((other for other in fitting if other.path == runtime.yields_to), runtime)
    return fitting[0]
