"""Has the npm that comes with Hook Studio fetch one package: it knows the registry, tokens and proxies that it is configured for."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from hookstudio.model.errors import OutsideMissing
from hookstudio.model.node import NodePackage
from hookstudio.model.progress import Cancelled, Progress
from hookstudio.runner.runtimes import bundled, npm_cli

_LOOK_S: Final = 0.1
_OPTIONS: Final = (
    "--json",
    "--ignore-scripts",
    "--loglevel=error",
    "--logs-max=0",
    "--progress=false",
    "--color=false",
    "--update-notifier=false",
    "--workspaces=false",
    "--dry-run=false",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=500",
)
_UNREACHABLE: Final = "The registry can't be reached.", "Check the network, the proxy and npm's registry setting, then try again."
_DAMAGED: Final = "The download arrived damaged.", "Nothing was installed. Try again; if it stays, the registry or a proxy alters it."
_LOGIN: Final = "The registry asks for a login.", "Log in with npm, or correct the token in npm's configuration, then try again."
_REASONS: Final[dict[str, tuple[str, str]]] = {
    "E404": ("The registry does not have this package.", "Is npm configured for a registry that mirrors the public one?"),
    "ETARGET": ("The registry does not have this version.", "Is its copy complete, or does npm's setting “before” rule the version out?"),
    "E401": _LOGIN,
    "E403": ("The registry refuses to hand out this package.", "Ask who runs the registry, or correct the token in npm's configuration."),
    "E429": ("The registry is asked too often at the moment.", "Try again in a minute."),
    "EINTEGRITY": _DAMAGED,
    "EBADSIZE": _DAMAGED,
    "Z_DATA_ERROR": _DAMAGED,
    "Z_BUF_ERROR": _DAMAGED,
    "TAR_BAD_ARCHIVE": _DAMAGED,
    "ENOTCACHED": ("npm is set to work offline, and it has never fetched this package.", "Turn off “offline” in npm's configuration."),
    "ENOSPC": ("The disk is full.", "Free some space and try again."),
    "EACCES": ("npm may not write where it has to.", "Check who owns the program's data folder."),
    "EJSONPARSE": ("The registry answered with something that is not JSON.", "A proxy or a login page may have answered in its place."),
    "FETCH_ERROR": ("The registry gave no usable answer.", "A proxy or a login page may have answered in its place."),
}
_NETWORK: Final = (
    "ENOTFOUND",
    "ECONN",
    "ETIMEDOUT",
    "EAI_AGAIN",
    "ENETUNREACH",
    "EHOSTUNREACH",
    "EPIPE",
    "ERR_SOCKET",
    "ERR_STREAM",
    "EIDLE",
)


class FetchFailed(OutsideMissing):
    """A package could not be fetched. `code` is npm's."""

    def __init__(self, package: NodePackage, code: str, raw: str) -> None:
        reason, hint = _in_words(code)
        super().__init__(f"Node {package.version} could not be fetched. {reason}", hint=hint, details=without_secrets(raw))
        self.code = code


def fetch_package(package: NodePackage, folder: Path, progress: Progress) -> Path:
    """Put the archive of *package* into the empty *folder* and give its path. *progress* is told bytes.

    Everything npm writes is in *folder*. Raises FetchFailed, Cancelled, OutsideMissing if there is no npm.
    """
    places = [f"--pack-destination={folder}", f"--cache={folder / 'cache'}"]
    command = [str(bundled().path), str(npm_cli()), "pack", f"{package.name}@{package.version}", *_OPTIONS, *places]
    status, out, err = _run(command, folder, package.size, progress)
    archive = next(iter(sorted(folder.glob("*.tgz"))), None)
    if status == 0 and archive is not None:
        return archive
    code, summary = _said(out)
    raise FetchFailed(package, code, "\n".join(part for part in (code, summary or err.strip()[-2000:]) if part))


def without_secrets(text: str) -> str:
    """*text* without what could be a password or a token: sign-ins and queries in addresses, and long words of letters and digits."""
    text = re.sub(r"//[^/\s@]+@", "//", text)
    text = re.sub(r"(https?://[^\s?#]+)[?#]\S*", r"\1", text)
    text = re.sub(r"(?i)\b(bearer|basic)\s+\S+", r"\1 …", text)
    text = re.sub(r"(?i)(token|password|passwd|_auth|secret)(\S{0,12}?[=:]\s*)\S+", r"\1\2…", text)
    return re.sub(r"\b(?=\w*\d)[A-Za-z0-9_]{20,}\b", "…", text)


def _run(command: list[str], folder: Path, total: int, progress: Progress) -> tuple[int, str, str]:
    """Exit status and output of *command*. Whatever ends this, the process and all it started are gone afterwards."""
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        options = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    pipe = subprocess.PIPE
    began, done = time.monotonic(), 0
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, **options) as process:
        try:
            while True:
                if progress.cancelled:
                    raise Cancelled("The installation was cancelled.", hint="Nothing was installed.")
                done = max(done, min(total, _received(folder)))
                seconds = int(time.monotonic() - began)
                progress(done, total if done else 0, "Fetching" if done or seconds < 3 else f"Waiting for the registry, {seconds} s")
                try:
                    out, err = process.communicate(timeout=_LOOK_S)
                except subprocess.TimeoutExpired:
                    continue
                return process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
        except BaseException:
            _kill(process)
            raise


def _kill(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _received(folder: Path) -> int:
    """Bytes of the archive so far: npm streams it into a temporary file of its cache before it puts it where it is wanted."""
    largest = 0
    for place in (folder, folder / "cache" / "_cacache" / "tmp"):
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            largest = max([largest, *(entry.stat().st_size for entry in entries if entry.is_file())])
    return largest


def _said(out: str) -> tuple[str, str]:
    """Code and summary of npm's error document; '' where it gave none."""
    try:
        error = json.loads(out)["error"]
        return str(error.get("code") or ""), str(error.get("summary") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return "", ""


def _in_words(code: str) -> tuple[str, str]:
    if code in _REASONS:
        return _REASONS[code]
    if code.startswith(_NETWORK):
        return _UNREACHABLE
    if code.startswith(("ERR_SSL", "ERR_TLS", "CERT_", "UNABLE_TO", "SELF_SIGNED", "DEPTH_ZERO")):
        return "The registry's certificate is not trusted.", "Name your certificate authority in npm's setting “cafile”."
    if code.startswith("E5"):
        return f"The registry has a fault of its own ({code[1:]}).", "Try again later."
    return "npm gave up.", "The details say what it said."
