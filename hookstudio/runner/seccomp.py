"""The filter of system calls that a hook's process gets: a BPF program for the kernel, put together by hand.

Everything is allowed but what a hook has no business with (`syscalls.py`). The kernel's formats: `linux/filter.h`,
`linux/seccomp.h`, `linux/audit.h`; a rule with an argument looks at its lower 32 bits unless said otherwise.
"""

from __future__ import annotations

import errno
import struct
from typing import Final

from hookstudio.runner.syscalls import ABSENT, LOOKED_INTO, REFUSED, Numbers

ARCHITECTURES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Machine as `platform.machine()` says it -> column of the tables, AUDIT_ARCH of linux/audit.h."""

OWN_PID: Final = 0x5A5A5A01
EXEC_LOW: Final = 0x5A5A5A02
EXEC_HIGH: Final = 0x5A5A5A03
"""Stand-ins that the launcher replaces: it knows its process id and where the name of the program lies in its memory."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_KILL, _ALLOW, _ERROR = 0x80000000, 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_X32: Final = 0x40000000
_CLONE_THREAD: Final = 0x00010000
_AF_INET, _AF_NETLINK, _AF_INET6 = 2, 16, 10
_SOCK_STREAM, _SOCK_DGRAM, _SOCK_TYPE_MASK = 1, 2, 0xF
_TERMINAL: Final = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX type into one
_OWNER: Final = (0x8901, 0x8902)  # FIOSETOWN and SIOCSPGRP: signals to whoever is named
_SET_OWNER, _SET_SIGNAL, _SET_OWNER_BY_KIND = 8, 10, 15  # F_SETOWN, F_SETSIG, F_SETOWN_EX
_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG: what ends it with the studio

Instruction = tuple[int, int, int, int]  # code, steps over if true, steps over if false, constant


def supported(machine: str) -> bool:
    """Whether there is a table for that machine."""
    return machine in ARCHITECTURES


def program(machine: str, *, network: bool, own_pid: int, one_exec: bool = False) -> bytes:
    """The filter as the kernel and bubblewrap take it. *own_pid*: the only process that may be signalled.

    *one_exec*: only a program whose name lies where the launcher says can be started, so Node can, and then none.
    Raises KeyError for a machine without a table.
    """
    column, architecture = ARCHITECTURES[machine]
    code: list[Instruction] = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), _give(_KILL), (_LOAD, 0, 0, _NUMBER)]
    if machine == "x86_64":
        code += [(_AT_LEAST, 0, 1, _X32), _give(_KILL)]
    for table, answer in ((REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)):
        for numbers in table.values():
            code += _when(numbers, column, [_give(_ERROR | answer)])
    own_only = [_argument(0), (_EQUAL, 0, 1, own_pid), _give(_ALLOW), _give(_ERROR | errno.EPERM)]
    blocks = {
        "clone": [_argument(0), (_ANY_BIT, 0, 1, _CLONE_THREAD), _give(_ALLOW), _give(_ERROR | errno.EPERM)],
        "execve": _exec_once() if one_exec else [_give(_ALLOW)],
        "kill": own_only,
        "tgkill": own_only,
        "prlimit64": [_argument(0), (_EQUAL, 0, 1, 0), _give(_ALLOW), _give(_ERROR | errno.EPERM)],
        "ioctl": _but(1, *_TERMINAL, *_OWNER),
        "prctl": _but(0, _DEATH_SIGNAL),
        "fcntl": _but(1, _SET_OWNER, _SET_SIGNAL, _SET_OWNER_BY_KIND),
        "socket": _sockets() if network else [_give(_ERROR | errno.EACCES)],
    }
    for name, block in blocks.items():
        code += _when(LOOKED_INTO[name], column, block)
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in [*code, _give(_ALLOW)])


def _give(answer: int) -> Instruction:
    return (_RETURN, 0, 0, answer)


def _argument(index: int, *, high: bool = False) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * index + (4 if high else 0))


def _when(numbers: Numbers, column: int, block: list[Instruction]) -> list[Instruction]:
    """*block*, which ends with an answer on every way through it, for the call of that number."""
    number = numbers[column]
    return [] if number is None else [(_EQUAL, 0, len(block), number), *block]


def _but(index: int, *refused: int) -> list[Instruction]:
    """Allowed unless that argument is one of *refused*."""
    tests = [(_EQUAL, len(refused) - at, 0, constant) for at, constant in enumerate(refused)]
    return [_argument(index), *tests, _give(_ALLOW), _give(_ERROR | errno.EPERM)]


def _exec_once() -> list[Instruction]:
    low = [_argument(0), (_EQUAL, 0, 3, EXEC_LOW)]
    high = [_argument(0, high=True), (_EQUAL, 0, 1, EXEC_HIGH)]
    return [*low, *high, _give(_ALLOW), _give(_ERROR | errno.EPERM)]


def _sockets() -> list[Instruction]:
    """TCP and UDP, and the kernel's list of interfaces, which looking up a name needs. No AF_UNIX: the desktop listens there."""
    refuse, allow = _give(_ERROR | errno.EACCES), _give(_ALLOW)
    return [
        _argument(0),
        (_EQUAL, 5, 0, _AF_INET),
        (_EQUAL, 4, 0, _AF_INET6),
        (_EQUAL, 0, 2, _AF_NETLINK),
        _argument(2),
        (_EQUAL, 5, 0, 0),
        refuse,
        _argument(1),
        (_AND, 0, 0, _SOCK_TYPE_MASK),
        (_EQUAL, 1, 0, _SOCK_STREAM),
        (_EQUAL, 0, 1, _SOCK_DGRAM),
        allow,
        refuse,
    ]
