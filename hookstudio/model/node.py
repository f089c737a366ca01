"""Node runtimes, and the one rule that says which of them runs a hook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.model.errors import OutsideMissing

BUNDLED_MAJOR: Final = 24


@dataclass(frozen=True, slots=True)
class Runtime:
    """A Node program. `version` is such as '24.19.0'; `source` is 'bundled', 'installed' or 'path' (found on PATH)."""

    major: int
    version: str
    path: Path
    source: str


class NodeMissing(OutsideMissing):
    """The Node that a hook asks for is not on this machine."""

    def __init__(self, major: int, found: Sequence[Runtime]) -> None:
        there = ", ".join(str(runtime.major) for runtime in found) or "none"
        super().__init__(
            f"Node {major} is not on this machine.",
            hint=f"Found here: {there}. Choose one of these for the hook or the workspace, or put Node {major} on the PATH.",
            details="\n".join(f"{runtime.version}  {runtime.source}  {runtime.path}" for runtime in found),
        )


def wanted_major(hook: int | None, workspace: int | None) -> int:
    """The hook's Node, else the workspace's, else the bundled one."""
    return hook or workspace or BUNDLED_MAJOR


def choose_runtime(major: int, found: Sequence[Runtime]) -> Runtime:
    """The runtime of that major: the bundled one first, then the order of *found*. Raises NodeMissing."""
    fitting = [runtime for runtime in found if runtime.major == major]
    for runtime in fitting:
        if runtime.source == "bundled":
            return runtime
    if not fitting:
        raise NodeMissing(major, found)
    return fitting[0]
