"""The table of Node packages in `resources/`, and what this platform is called in it."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, Final

from hookstudio.model.node import NodePackage
from hookstudio.resources import resource

_SYSTEMS: Final = {"linux": "linux", "darwin": "darwin", "win32": "win"}
_PROCESSORS: Final = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}


@cache
def this_platform() -> str:
    """Such as 'linux-x64', 'darwin-arm64' or 'win-x64'; a Linux without the GNU C library is '…-musl', which nothing fits."""
    import platform

    system = _SYSTEMS.get(sys.platform, sys.platform)
    processor = _PROCESSORS.get(platform.machine().lower(), platform.machine().lower() or "unknown")
    libc = "-musl" if system == "linux" and platform.libc_ver()[0] != "glibc" else ""
    return f"{system}-{processor}{libc}"


@cache
def node_packages() -> tuple[NodePackage, ...]:
    """Every package of the table, for all platforms."""
    return tuple(NodePackage(**row) for row in _table()["package"])


def why_lacking(major: int, where: str) -> str:
    """The sentence that says why there is no package of *major* for the platform *where*."""
    for row in _table()["lacking"]:
        if (row["major"], row["platform"]) == (major, where):
            return str(row["why"])
    if where.endswith("-musl"):
        return "The packages of Node need the GNU C library, which this Linux does not use."
    return f"There is no package of Node {major} for this computer ({where})."


@cache
def _table() -> dict[str, Any]:
    import tomli

    with resource("node-runtimes.toml").open("rb") as file:
        return tomli.load(file)
