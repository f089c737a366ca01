"""Where namespaces can't be had: shuts this process in with landlock and the filter of system calls, then becomes Node.

Run as a script of its own by a bare interpreter (`python -I -S`), with a policy in JSON and the command as arguments: it
uses nothing but the standard library. What can't be set up ends it before Node begins. Kernel interfaces:
`linux/landlock.h`, `linux/prctl.h`; the calls' numbers are the same on x86_64 and aarch64.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import stat
import struct
import sys
from typing import Any, Final

FAILED: Final = 125
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_ASKED, _PATH_BENEATH = 1, 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_FOLDER, _DEVICE_CONTROL = 1, 2, 4, 8, 1 << 15
_RIGHTS_BY_VERSION: Final = ((1, (1 << 13) - 1), (2, 1 << 13), (3, 1 << 14), (5, _DEVICE_CONTROL))
_SCOPES: Final = 1 | 2  # abstract sockets and signals stay inside
_SET_DEATH_SIGNAL, _SET_SECCOMP, _DROP_CAPABILITY, _NO_NEW_PRIVILEGES = 1, 22, 24, 38
_FILTER_MODE, _KILL_SIGNAL, _LAST_CAPABILITY = 2, 9, 63
OWN_PID, EXEC_LOW, EXEC_HIGH = 0x5A5A5A01, 0x5A5A5A02, 0x5A5A5A03  # as in seccomp.py, which can't be imported here


def main(arguments: list[str]) -> int:
    """Does not come back unless something failed, which it says on standard error."""
    policy, command = json.loads(arguments[0]), arguments[1:]
    try:
        enter(policy, command)
    except OSError as error:
        os.write(2, f"the launcher could not shut the hook in: {error}\n".encode())
    return FAILED


def enter(policy: dict[str, Any], command: list[str]) -> None:
    """Shuts the process in and executes *command* with no environment. Raises OSError."""
    if sys.platform != "linux":
        raise OSError("landlock is a part of Linux")
    import resource

    libc = ctypes.CDLL(None, use_errno=True)
    for name, limit in policy["limits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
    _check(libc.prctl(_SET_DEATH_SIGNAL, _KILL_SIGNAL, 0, 0, 0), "death with the studio")
    if os.getppid() != policy["parent"]:
        raise OSError("the studio is gone")
    for capability in range(_LAST_CAPABILITY + 1):
        libc.prctl(_DROP_CAPABILITY, capability, 0, 0, 0)  # of no effect, and no need, for ordinary users
    _check(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "no new privileges")
    _restrict_files(libc, policy)
    program = ctypes.create_string_buffer(os.fsencode(command[0]))
    words = (ctypes.c_char_p * (len(command) + 1))(*map(os.fsencode, command), None)
    nothing = (ctypes.c_char_p * 1)(None)
    if policy["filter"]:
        _install_filter(libc, base64.b64decode(policy["filter"]), ctypes.addressof(program))
    libc.execve(program, words, nothing)
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), command[0])


def _restrict_files(libc: Any, policy: dict[str, Any]) -> None:
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_ASKED)
    _check(min(version, 0), "landlock")
    rights = sum(bits for since, bits in _RIGHTS_BY_VERSION if version >= since)
    scopes = _SCOPES if version >= 6 else 0
    attributes = struct.pack("=QQQ", rights, 0, scopes)
    size = 24 if version >= 6 else 8
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    _check(min(ruleset, 0), "landlock's rules")
    for paths, wanted in (
        (policy["run"], _EXECUTE | _READ_FILE),
        (policy["read"], _READ_FILE | _READ_FOLDER),
        (policy["devices"], _READ_FILE | _WRITE_FILE | _DEVICE_CONTROL),
    ):
        for path in paths:
            _allow(libc, ruleset, path, wanted & rights)
    _check(libc.syscall(_RESTRICT_SELF, ruleset, 0), "landlock's enforcement")
    os.close(ruleset)


def _allow(libc: Any, ruleset: int, path: str, rights: int) -> None:
    try:
        opened = os.open(path, getattr(os, "O_PATH", 0) | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= ~_READ_FOLDER
        _check(libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, opened), 0), f"a rule for {path}")
    finally:
        os.close(opened)


def _install_filter(libc: Any, program: bytes, exec_address: int) -> None:
    known = {OWN_PID: os.getpid(), EXEC_LOW: exec_address & 0xFFFFFFFF, EXEC_HIGH: exec_address >> 32}
    code = bytearray(program)
    for at in range(4, len(code), 8):
        (constant,) = struct.unpack_from("=I", code, at)
        struct.pack_into("=I", code, at, known.get(constant, constant))
    lines = ctypes.create_string_buffer(bytes(code), len(code))
    head = struct.pack("@HP", len(code) // 8, ctypes.addressof(lines))
    _check(libc.prctl(_SET_SECCOMP, _FILTER_MODE, head, 0, 0), "the filter of system calls")


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
