"""Linux namespaces by bubblewrap: an own user, own processes, an own host name, a disk with a handful of files on it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from hookstudio.runner.visible import DEVICES, Visible

PID_INSIDE: Final = 2
"""The process id of Node in its own namespace: bubblewrap itself is the first process there and takes in orphans."""

_NOBODY: Final = "65534"
_OWN: Final = ("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")


def find() -> Path | None:
    """The program, if it is installed."""
    path = shutil.which("bwrap")
    return Path(path) if path else None


def arguments(bwrap: Path, seen: Visible, scratch: Path, *, network: bool, filter_descriptor: int | None) -> list[str]:
    """What stands in front of the command. *filter_descriptor*: where the filter of system calls is read from.

    There is no /proc: it would show this command, and let a hook write into its own memory past the language. Nothing can
    be written: the tree is read-only once it is made. The session is that of who starts this; a group of processes that
    can be named at any time ends more surely than one that made itself a session of its own.
    """
    words = [str(bwrap), *_OWN, "--die-with-parent", "--cap-drop", "ALL", "--uid", _NOBODY, "--gid", _NOBODY, "--hostname", "localhost"]
    if not network:
        words.append("--unshare-net")
    for path in (seen.program, *seen.libraries):
        words += ["--ro-bind", str(path), str(path)]
    for source, place in seen.system:
        words += ["--ro-bind-try", str(source), str(place)]
    for folder in seen.folders:
        words += ["--ro-bind-try", str(folder), str(folder)]
    for device in DEVICES:
        words += ["--dev-bind", str(device), str(device)]
    words += ["--remount-ro", "/", "--chdir", str(scratch)]
    if filter_descriptor is not None:
        words += ["--seccomp", str(filter_descriptor)]
    return [*words, "--"]
