"""What of the disk a hook's process gets to see on Linux: Node, its libraries, the harness, the hook's modules. Nothing else."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from hookstudio.resources import resource

_LOOKING_UP: Final = ("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2")  # what older C libraries load to look up a name
_SYSTEM_FILES: Final = tuple(
    Path(name)
    for name in (
        "/etc/resolv.conf",
        "/etc/hosts",
        "/etc/host.conf",
        "/etc/nsswitch.conf",
        "/etc/gai.conf",
        "/etc/ssl/openssl.cnf",
        "/etc/ssl/cert.pem",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
    )
)
_PARTS_OF_NODE: Final = Path("/usr/share/nodejs")  # where Debian keeps modules that are built into Node elsewhere
DEVICES: Final = (Path("/dev/null"), Path("/dev/urandom"))


@dataclass(frozen=True, slots=True)
class Visible:
    """Files and folders that can be read, each at its own place. `system` has (source, place) of what names and TLS need."""

    program: Path
    libraries: tuple[Path, ...]
    folders: tuple[Path, ...]
    system: tuple[tuple[Path, Path], ...] = ()


def visible(program: Path, scratch: Path, modules: Path | None, *, network: bool) -> Visible:
    """What a hook in *scratch* with the packages of *modules* may read. Raises OSError if *program* is no program."""
    real = program.resolve(strict=True)
    libraries = libraries_of(real, real.stat().st_mtime_ns)
    folders = [resource("harness").resolve(), scratch, *module_folders(modules)]
    if real.is_relative_to("/usr") and _PARTS_OF_NODE.is_dir():
        folders.append(_PARTS_OF_NODE)
    system: list[tuple[Path, Path]] = []
    if network:
        system = [(place.resolve(), place) for place in _SYSTEM_FILES if place.is_file()]
        libraries += tuple(path for path in _beside_libc(libraries) if path not in libraries)
    return Visible(real, libraries, tuple(dict.fromkeys(folders)), tuple(system))


def module_folders(modules: Path | None) -> list[Path]:
    """The folder of packages where it is and where it is linked to."""
    if modules is None:
        return []
    installed = modules / "node_modules"
    return list(dict.fromkeys([installed, installed.resolve()]))


@cache
def libraries_of(program: Path, _changed: int) -> tuple[Path, ...]:
    """The shared libraries of *program* and its loader, as the loader itself lists them; empty if it lists none."""
    try:
        listed = subprocess.run(
            [program], env={"LD_TRACE_LOADED_OBJECTS": "1"}, stdin=subprocess.DEVNULL, capture_output=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    words = listed.stdout.decode("utf-8", "surrogateescape").splitlines()
    found = (line.split("=>")[-1].strip().rpartition(" (0x")[0] for line in words)
    return tuple(path for path in map(Path, dict.fromkeys(found)) if path.is_absolute() and path.is_file())


def _beside_libc(libraries: tuple[Path, ...]) -> list[Path]:
    folders = [path.parent for path in libraries if path.name == "libc.so.6"]
    return [path for folder in folders for name in _LOOKING_UP if (path := folder / name).is_file()]
