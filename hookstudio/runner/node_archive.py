"""Takes the Node program out of the archive of its package, once the archive is known to be the right one."""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import shutil
import subprocess
import tarfile
import time
import zlib
from pathlib import Path
from typing import IO, Final

from hookstudio.model.errors import OutsideMissing
from hookstudio.model.node import NodePackage
from hookstudio.runner.node_tools import PROGRAM

_LARGEST: Final = 1024 * 1024 * 1024
_TRIES, _PAUSE_S = 5, 0.05


class UnfitArchive(OutsideMissing):
    """What the registry handed out is not the package that the table describes, or it does not run here."""


def take_program(archive: Path, package: NodePackage, folder: Path) -> Path:
    """The program out of *archive*, checked, made executable and seen to run, in *folder*. Raises UnfitArchive."""
    _check(archive, package)
    program = folder / PROGRAM
    try:
        with tarfile.open(archive, "r:gz") as tar:
            _copy(tar, program, package)
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise _unfit(package, "its archive can't be read", str(error)) from error
    program.chmod(0o755)
    _prove(program, package)
    return program


def _check(archive: Path, package: NodePackage) -> None:
    size = archive.stat().st_size
    if size != package.size:
        raise _unfit(package, "its archive has another size than it has to have", f"{size} bytes instead of {package.size}")
    digest = hashlib.sha512()
    with archive.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    found = "sha512-" + base64.b64encode(digest.digest()).decode("ascii")
    if found != package.integrity:
        raise _unfit(package, "its archive has another hash than it has to have", f"{found}\ninstead of {package.integrity}")


def _copy(tar: tarfile.TarFile, program: Path, package: NodePackage) -> None:
    """Write the one member that is the program; names, links and modes in the archive decide nothing."""
    for member in tar:
        if member.name == f"package/bin/{PROGRAM}" and member.isreg() and member.size <= _LARGEST:
            source: IO[bytes] | None = tar.extractfile(member)
            assert source is not None
            with source, program.open("xb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())
            return
    raise _unfit(package, "there is no program in its archive", f"package/bin/{PROGRAM}")


def _prove(program: Path, package: NodePackage) -> None:
    """Start it once: a build for another processor or a newer C library shows here and not in a run."""
    for attempt in range(_TRIES):
        try:
            done = subprocess.run([program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
        except (OSError, subprocess.SubprocessError) as error:
            # A process that another thread has just started may still hold the file open for writing.
            if attempt + 1 < _TRIES and isinstance(error, OSError) and error.errno == errno.ETXTBSY:
                time.sleep(_PAUSE_S)
                continue
            raise _unfit(package, "it does not start on this computer", str(error)) from error
        said = done.stdout.decode("utf-8", "replace").strip()
        if said != f"v{package.version}":
            raise _unfit(package, "it does not start on this computer", (said or done.stderr.decode("utf-8", "replace").strip())[:2000])
        return


def _unfit(package: NodePackage, reason: str, details: str) -> UnfitArchive:
    hint = "Nothing was installed. Try again; if it stays, ask who runs the registry that npm is configured for."
    if "start" in reason:
        hint = "Nothing was installed. This Node may need a newer system than this one."
    return UnfitArchive(f"Node {package.version} was fetched, but {reason}.", hint=hint, details=details)
