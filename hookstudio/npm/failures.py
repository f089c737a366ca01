"""npm's error codes, and the system's, in words; and what must never be in a text that somebody sees or keeps."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hookstudio.model.errors import OutsideMissing

_UNREACHABLE: Final = "The registry can't be reached.", "Check the network, the proxy and npm's registry setting, then try again."
_DAMAGED: Final = "The download arrived damaged.", "Nothing was installed. Try again; if it stays, the registry or a proxy alters it."
_LOGIN: Final = "The registry asks for a login.", "Log in with npm, or correct the token in npm's configuration, then try again."
_REFUSED: Final = "The system refuses to write.", "Check who owns the program's data and cache folders, and who may write there."
_ELSEWHERE: Final = (
    "It comes from elsewhere than a registry.",
    "Hook Studio installs what registries have: no folders, archives or git addresses.",
)
_REASONS: Final[dict[str, tuple[str, str]]] = {
    "E404": ("The registry does not have this package.", "Is the name right, and is npm configured for a registry that has it?"),
    "ETARGET": ("The registry does not have this version.", "Is its copy complete, or does npm's setting “before” rule the version out?"),
    "ENOVERSIONS": ("The registry has no version of this package.", "Choose another package."),
    "E401": _LOGIN,
    "ENEEDAUTH": _LOGIN,
    "E403": ("The registry refuses to hand out this package.", "Ask who runs the registry, or correct the token in npm's configuration."),
    "E429": ("The registry is asked too often at the moment.", "Try again in a minute."),
    "EBADENGINE": ("It needs another Node.", "Choose a version that fits, or another Node for the hook."),
    "EBADPLATFORM": ("It is not made for this system.", "Choose another module: this one does not run on this kind of computer."),
    "ERESOLVE": (
        "It does not go together with the other modules.",
        "Two of them want different versions of a third. Choose another version, or remove one; the details name them.",
    ),
    "EUSAGE": ("package.json and package-lock.json do not belong together.", "Add or update a module: that writes both anew."),
    "EINTEGRITY": _DAMAGED,
    "EBADSIZE": _DAMAGED,
    "Z_DATA_ERROR": _DAMAGED,
    "Z_BUF_ERROR": _DAMAGED,
    "TAR_BAD_ARCHIVE": _DAMAGED,
    "ENOTCACHED": (
        "Hook Studio or npm is set to work offline, and this was never downloaded.",
        "Turn “offline” off, or take a version that was.",
    ),
    "ENOSPC": ("The disk is full.", "Free some space and try again."),
    "EDQUOT": ("Your share of the disk is used up.", "Free some space and try again."),
    "EROFS": ("The disk is read-only.", "Hook Studio's data folder has to be on a disk that can be written."),
    "EACCES": _REFUSED,
    "EPERM": _REFUSED,
    "EMFILE": ("Too many files are open.", "Close other programs and try again."),
    "EJSONPARSE": ("The registry answered with something that is not JSON.", "A proxy or a login page may have answered in its place."),
    "FETCH_ERROR": ("The registry gave no usable answer.", "A proxy or a login page may have answered in its place."),
    "EINVALIDPROXY": ("The proxy's address is not one.", "Correct the proxy in the settings or in npm's configuration."),
    "EALLOWGIT": _ELSEWHERE,
    "EALLOWFILE": _ELSEWHERE,
    "EALLOWDIRECTORY": _ELSEWHERE,
    "EALLOWREMOTE": _ELSEWHERE,
    "EINVALIDLOCK": (
        "The lock file is damaged or is none of npm's.",
        "Put package-lock.json back as it was, or delete it and add the modules again.",
    ),
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
_SECRET: Final = r"(?i:token|password|passwd|_auth|authtoken|secret)"
_DETAILS_LIMIT: Final = 200_000


class ModuleFailed(OutsideMissing):
    """A package could not be fetched or installed. `code` is npm's or the system's, '' where there is none.

    After EBADENGINE `package` is the one that does not fit, as name@version, and `needs` the range of Nodes that it wants.
    """

    def __init__(self, message: str, *, hint: str = "", details: str = "", code: str = "", package: str = "", needs: str = "") -> None:
        super().__init__(message, hint=hint, details=details)
        self.code, self.package, self.needs = code, package, needs

    def with_fit(self, fits: str) -> ModuleFailed:
        """The same failure with a version that does fit in its hint, for whoever knows one."""
        hint = f"Version {fits} fits. {self.hint}" if fits else self.hint
        return ModuleFailed(self.message, hint=hint, details=self.details, code=self.code, package=self.package, needs=self.needs)


def npm_failure(code: str, raw: str, subject: str, doing: str = "installed") -> ModuleFailed:
    """What npm's *code* means for *subject* (a name, or a few), with npm's own words, masked, as details."""
    reason, hint = _in_words(code)
    package, needs, node = _engine(raw) if code == "EBADENGINE" else ("", "", "")
    named = package or _named(code, raw)
    if needs:
        name, _, version = package.rpartition("@")
        reason = f"{name} {version} needs Node {needs}" + (f"; this hook runs on Node {node}." if node else ".")
    elif named:
        reason = f"{reason.removesuffix('.')}: {named}."
    details = without_secrets("\n".join(part for part in (code, raw) if part))[-_DETAILS_LIMIT:]
    message = f"{subject} could not be {doing}. {reason}"
    return ModuleFailed(message, hint=hint, details=details, code=code, package=package, needs=needs)


def without_secrets(text: str) -> str:
    """*text* without what could be a password or a token: sign-ins and queries in addresses, and long words of letters and digits."""
    text = re.sub(r"//[^/\s@]+@", "//", text)
    text = re.sub(r"(https?://[^\s?#]+)[?#]\S*", r"\1", text)
    text = re.sub(r"(?i)\b(bearer|basic)\s+\S+", r"\1 …", text)
    text = re.sub(rf"((?:\b|_|(?<=[a-z])(?=[A-Z])){_SECRET}[\w\"'\]-]{{0,12}}?\s?[=:]\s*)\S+", r"\1…", text)
    return re.sub(r"\b(?=\w*\d)[A-Za-z0-9_]{20,}\b", "…", text)


def is_network(code: str) -> bool:
    """Whether npm's *code* says that nobody answered."""
    return code.startswith(_NETWORK)


@contextmanager
def in_words(path: Path, doing: str = "written") -> Iterator[None]:
    """Turns an OSError inside the block into a ModuleFailed about *path*."""
    try:
        yield
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "")
        reason, hint = _REASONS.get(code, (f"{(error.strerror or 'the system refused').capitalize()}.", "Check the disk and try again."))
        raise ModuleFailed(f"“{path}” could not be {doing}. {reason}", hint=hint, details=str(error), code=code) from error


def _in_words(code: str) -> tuple[str, str]:
    if code in _REASONS:
        return _REASONS[code]
    if is_network(code):
        return _UNREACHABLE
    if code.startswith(("ERR_SSL", "ERR_TLS", "CERT_", "UNABLE_TO", "SELF_SIGNED", "DEPTH_ZERO")):
        return "The registry's certificate is not trusted.", "Name your certificate authority in npm's setting “cafile”."
    if re.fullmatch(r"E5\d\d", code):
        return f"The registry has a fault of its own ({code[1:]}).", "Try again later."
    return "npm gave up.", "The details say what it said."


def _engine(raw: str) -> tuple[str, str, str]:
    """From npm's words: the package as name@version, the range of Nodes that it wants, the Node that it was checked against."""
    found = re.search(r"version of node/npm: (\S+@\S+)\s+Required: (\{[^}]*\})\s+Actual:\s+(\{[^}]*\})", raw)
    if found is None:
        return "", "", ""
    try:
        wanted, current = json.loads(found[2]), json.loads(found[3])
    except ValueError:
        return "", "", ""
    return found[1], str(wanted.get("node", "")), str(current.get("node", "")).removeprefix("v")


def _named(code: str, raw: str) -> str:
    """The package that npm's words name: it can be one that the module asked for depends on."""
    patterns = {"E404": r"'([^'\s]+@[^']+)' (?:is not in|could not be found)", "ETARGET": r"version found for (\S+@\S+?)\.?(?:\s|$)"}
    found = re.search(patterns[code], raw) if code in patterns else None
    return found[1].removesuffix("@*") if found is not None else ""
