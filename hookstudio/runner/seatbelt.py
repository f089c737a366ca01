"""macOS: the profile that `sandbox-exec` puts around a hook's process. Written to Apple's rules, not tried on a Mac by us."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

PROGRAM: Final = Path("/usr/bin/sandbox-exec")
_SYSTEM: Final = (
    "/usr/lib",
    "/System/Library",
    "/System/Volumes/Preboot/Cryptexes",
    "/private/var/db/dyld",
    "/Library/Preferences/Logging",
)
_NAMES: Final = ("/private/etc/hosts", "/private/etc/resolv.conf", "/private/etc/ssl", "/private/var/run/resolv.conf")
_DEVICES: Final = ("/dev/null", "/dev/urandom", "/dev/random")


def profile(program: Path, folders: Sequence[Path], *, network: bool) -> str:
    """Everything is denied but reading Node, the system's libraries and *folders*, starting Node itself, and the network if it is on."""
    real = program.resolve()
    readable = [f"(literal {_quoted(real)})", *(f"(subpath {_quoted(path)})" for path in [*map(Path, _SYSTEM), *folders])]
    rules = [
        "(version 1)",
        "(deny default)",
        f"(allow process-exec (literal {_quoted(real)}))",
        "(deny process-fork)",
        "(allow signal (target self))",
        "(allow sysctl-read)",
        "(allow file-read-metadata)",
        '(allow file-read* (literal "/"))',
        f"(allow file-read* {' '.join(readable)})",
        f"(allow file-read* file-write-data file-ioctl {' '.join(f'(literal {_quoted(device)})' for device in _DEVICES)})",
    ]
    if network:
        rules += [
            '(allow network-outbound (remote ip "*:*"))',
            '(allow network-bind network-inbound (local ip "*:*"))',
            '(allow network-outbound (literal "/private/var/run/mDNSResponder"))',
            '(allow mach-lookup (global-name "com.apple.dnssd.service") (global-name "com.apple.trustd.agent"))',
            f"(allow file-read* {' '.join(f'(subpath {_quoted(path)})' for path in _NAMES)})",
        ]
    return "\n".join(rules)


def arguments(program: Path, folders: Sequence[Path], *, network: bool) -> list[str]:
    """What stands in front of the command."""
    return [str(PROGRAM), "-p", profile(program, folders, network=network)]


def _quoted(path: Path | str) -> str:
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
