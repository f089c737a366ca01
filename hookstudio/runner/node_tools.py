"""Where nvm, fnm, Volta and asdf keep the Nodes that they installed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

PROGRAM: Final = "node.exe" if os.name == "nt" else "node"
_VERSION = re.compile(r"v?([0-9]{1,3})\.([0-9]{1,4})\.([0-9]{1,4})")


def programs_of_tools(environment: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Pairs of the tool's name and a Node program of its, the newest version of each tool first. Folders that lack are passed over."""
    seen = set()
    for tool, folder, inside in _places(environment):
        for version in _newest_first(folder):
            for place in inside:
                program = folder / version / place / PROGRAM
                if program not in seen and program.is_file():
                    seen.add(program)
                    yield tool, program


def is_shim(program: Path, real: Path) -> bool:
    """Whether a program called node only starts another one, as tools put them on the PATH. It could not without an environment."""
    beside = ("volta-shim", "volta-shim.exe", "volta.exe")
    return (
        not real.name.lower().startswith("node") or program.parent.name == "shims" or any((real.parent / name).exists() for name in beside)
    )


def _places(environment: Mapping[str, str]) -> Iterator[tuple[str, Path, tuple[str, ...]]]:
    """Tool, the folder that holds a folder for each version, and where in such a folder the program may be."""
    home = _home(environment)
    plain, posix = ("",), ("bin",)

    def named(*variables: str) -> list[Path]:
        return [Path(value) for variable in variables if (value := environment.get(variable, "").strip())]

    if sys.platform == "win32":
        roaming = named("APPDATA") or [home / "AppData" / "Roaming"]
        local = named("LOCALAPPDATA") or [home / "AppData" / "Local"]
        for root in [*named("NVM_HOME"), *(folder / "nvm" for folder in roaming)]:
            yield "nvm", root, plain
        fnm = [folder / "fnm" for folder in roaming]
        volta = [folder / "Volta" for folder in local]
        inside = plain
    else:
        configuration = named("XDG_CONFIG_HOME")
        for root in [*named("NVM_DIR"), *(folder / "nvm" for folder in configuration), home / ".nvm"]:
            yield "nvm", root / "versions" / "node", posix
        data = named("XDG_DATA_HOME") or [home / ".local" / "share"]
        library = [home / "Library" / "Application Support"] if sys.platform == "darwin" else []
        fnm = [*(folder / "fnm" for folder in [*data, *library]), home / ".fnm"]
        volta = [home / ".volta"]
        inside = posix
    for root in [*named("FNM_DIR"), *fnm]:
        yield "fnm", root / "node-versions", tuple(str(Path("installation") / place) for place in inside)
    for root in [*named("VOLTA_HOME"), *volta]:
        yield "volta", root / "tools" / "image" / "node", inside
    for root in [*named("ASDF_DATA_DIR"), home / ".asdf"]:
        yield "asdf", root / "installs" / "nodejs", posix


def _home(environment: Mapping[str, str]) -> Path:
    variable = environment.get("USERPROFILE" if sys.platform == "win32" else "HOME", "").strip()
    return Path(variable) if variable else Path("~").expanduser()


def _newest_first(folder: Path) -> list[str]:
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []
    versions = [(tuple(map(int, match.groups())), name) for name in names if (match := _VERSION.fullmatch(name))]
    return [name for _, name in sorted(versions, reverse=True)]
