"""What the sandbox refused a hook, in a sentence that names the rule: Node's own refusals and those of the system's layers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.runner.frames import Thrown

NETWORK_OFF: Final = "The network is off for this workspace. Switch it on in the status bar."
_RULES: Final = {
    "FileSystemRead": "Hooks can't read files outside their modules",
    "FileSystemWrite": "Hooks can't write files",
    "FileSystem": "Hooks can't use files outside their modules",
    "ChildProcess": "Hooks can't start programs",
    "WorkerThreads": "Hooks can't start worker threads",
    "Inspector": "Hooks can't use the inspector",
    "WASI": "Hooks can't use WASI",
    "Addon": "Hooks can't load native addons",
    "Signals": "Hooks can't send signals to other processes",
    "Bindings": "Hooks can't use Node's internal bindings",
    "V8": "Hooks can't look into or change the JavaScript engine",
    "LocalSocket": "Hooks can't reach local sockets",
    "Descriptors": "Hooks can't use descriptors that their own fs.open did not give them",
    "FileHandle": "Hooks can't hold a FileHandle, use fs.promises.readFile, fs.open or a stream",
}
_NETWORK_CODES: Final = frozenset(
    {"ENETUNREACH", "ENETDOWN", "EHOSTUNREACH", "EADDRNOTAVAIL", "EACCES", "EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "ESERVFAIL"}
)
_NETWORK_CALLS: Final = ("connect ", "getaddrinfo ", "listen ", "bind ", "send ", "query", "socket ", "addMembership ")
_WALLS: Final = frozenset({"namespace", "landlock", "seatbelt"})
_WRITING: Final = ("mkdir", "unlink", "rename", "rmdir", "symlink", "link", "copyfile", "truncate", "chmod", "chown", "utime")


@dataclass(frozen=True, slots=True)
class Rules:
    """What held for a run: whether the network was allowed, and the layers around it."""

    network: bool = True
    sandbox: tuple[str, ...] = ()

    def explain(self, thrown: Thrown) -> str | None:
        """The sentence for an error that comes from a refusal, None for any other."""
        if thrown.code == "ERR_ACCESS_DENIED":
            return NETWORK_OFF if thrown.permission == "Net" else _sentence(thrown.permission, thrown.resource)
        if not self.network and _is_of_the_network(thrown):
            return f"{NETWORK_OFF} ({thrown.message})" if thrown.message else NETWORK_OFF
        if thrown.message == "fetch failed" and thrown.cause is not None and (cause := self.explain(thrown.cause)):
            return f"fetch failed: {cause}"
        permission, path = self._by_the_system(thrown)
        return _sentence(permission, path) if permission else None

    def _by_the_system(self, thrown: Thrown) -> tuple[str, str]:
        """Which rule a layer of the system enforced, and the path that it was about; '' for none."""
        call, path = _call_of(thrown.message)
        if "seccomp" in self.sandbox or "seatbelt" in self.sandbox:
            if call.startswith("spawn") and thrown.code in ("EPERM", "EACCES"):
                return "ChildProcess", ""
            if call == "kill" and thrown.code == "EPERM":
                return "Signals", ""
            if call == "connect" and thrown.code == "EACCES" and path:
                return "LocalSocket", ""
        if not path or _WALLS.isdisjoint(self.sandbox):
            return "", ""
        if thrown.code == "EROFS" or (thrown.code == "EACCES" and call in _WRITING):
            return "FileSystemWrite", path
        hidden = thrown.code == "ENOENT" and os.path.isabs(path) and os.path.lexists(path)  # noqa: PTH117
        return ("FileSystemRead", path) if hidden or thrown.code == "EACCES" else ("", "")


def _sentence(permission: str, resource: str) -> str:
    rule = _RULES.get(permission, "Hooks can't do that")
    what = f" ({Path(resource)})" if resource and permission.startswith("FileSystem") else ""
    return f"{rule}{what}: PlusAuth does not allow it either."


def _is_of_the_network(thrown: Thrown) -> bool:
    return thrown.code in _NETWORK_CODES and (not thrown.message or thrown.message.startswith(_NETWORK_CALLS))


def _call_of(message: str) -> tuple[str, str]:
    """The system call and the path of an error of Node's, such as "EROFS: read-only file system, open '/x'" or "connect EACCES /x"."""
    before, quote, rest = message.partition(" '")
    call = before.rpartition(", ")[2] if quote else message.partition(" ")[0]
    path = rest.partition("'")[0] if quote else message.rpartition(" ")[2]
    return call, path if path.startswith(("/", "\0", "@")) or quote else ""
