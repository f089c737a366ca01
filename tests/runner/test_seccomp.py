"""The filter of system calls as data: run here instruction by instruction, as the kernel would."""

from __future__ import annotations

import errno
import platform
import re
import struct
from pathlib import Path

import pytest

from hookstudio.runner.seccomp import ARCHITECTURES, EXEC_HIGH, EXEC_LOW, program
from hookstudio.runner.syscalls import ABSENT, LOOKED_INTO, REFUSED, Numbers

ALLOWED, KILLED = "allowed", "killed"
ALL = {**REFUSED, **ABSENT, **LOOKED_INTO}


def _answer(code: bytes, machine: str, number: int, *given: int, architecture: int | None = None) -> str | int:
    """What the filter says to a system call: 'allowed', 'killed' or an error number."""
    arguments = [*given, *([0] * (6 - len(given)))]
    data = struct.pack("=IIQ6Q", number, ARCHITECTURES[machine][1] if architecture is None else architecture, 0, *arguments)
    lines = list(struct.iter_unpack("=HBBI", code))
    held, at = 0, 0
    while True:
        kind, if_true, if_false, constant = lines[at]
        at += 1
        if kind == 0x20:
            held = int(struct.unpack_from("=I", data, constant)[0])
        elif kind == 0x54:
            held &= constant
        elif kind == 0x06:
            return {0x7FFF0000: ALLOWED, 0x80000000: KILLED}.get(constant, int(constant & 0xFFFF))
        else:
            holds = {0x15: held == constant, 0x35: held >= constant, 0x45: bool(held & constant)}[kind]
            at += if_true if holds else if_false


@pytest.fixture(params=sorted(ARCHITECTURES))
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _number(name: str, machine: str) -> int | None:
    numbers: Numbers = ALL[name]
    return numbers[ARCHITECTURES[machine][0]]


def _ask(machine: str, name: str, *given: int, network: bool = True, one_exec: bool = False) -> str | int:
    number = _number(name, machine)
    assert number is not None
    return _answer(program(machine, network=network, own_pid=2, one_exec=one_exec), machine, number, *given)


def test_what_a_hook_has_no_business_with_is_refused(machine: str) -> None:
    for names, answer in ((REFUSED, errno.EPERM), (ABSENT, errno.ENOSYS)):
        for name in names:
            if _number(name, machine) is not None:
                assert _ask(machine, name) == answer, name


def test_another_architecture_is_killed(machine: str) -> None:
    other = next(audit for name, (_, audit) in ARCHITECTURES.items() if name != machine)
    assert _answer(program(machine, network=True, own_pid=2), machine, 0, architecture=other) == KILLED
    assert _answer(program(machine, network=True, own_pid=2), machine, 0, architecture=0x40000003) == KILLED


def test_the_32_bit_calls_of_x86_64_are_killed() -> None:
    assert _answer(program("x86_64", network=True, own_pid=2), "x86_64", 0x40000000 | 41, 1) == KILLED


@pytest.mark.parametrize("name", ["kill", "tgkill"])
def test_only_the_process_itself_is_signalled(machine: str, name: str) -> None:
    assert _ask(machine, name, 2) == ALLOWED
    for other in (1, 3, 0, 2**64 - 1, 2**32 - 1):
        assert _ask(machine, name, other) == errno.EPERM


def test_threads_but_no_processes(machine: str) -> None:
    assert _ask(machine, "clone", 0x3D0F00) == ALLOWED
    assert _ask(machine, "clone", 0x01200011) == errno.EPERM
    assert _ask(machine, "clone", 0x10000000) == errno.EPERM


def test_nobody_else_gets_its_signals_and_its_death_with_the_studio_stays(machine: str) -> None:
    for name, refused, fine in (("prctl", ((1,),), ((15,), (22,))), ("fcntl", ((0, 8), (5, 10), (0, 15)), ((0, 1), (3, 4), (8, 2)))):
        for given in refused:
            assert _ask(machine, name, *given) == errno.EPERM
        for given in fine:
            assert _ask(machine, name, *given) == ALLOWED
    for request in (0x5412, 0x541C, 0x8901, 0x8902):
        assert _ask(machine, "ioctl", 1, request) == errno.EPERM
    assert _ask(machine, "ioctl", 1, 0x5413) == ALLOWED


def test_sockets(machine: str) -> None:
    stream, flags = 1, 0x80800
    assert _ask(machine, "socket", 2, stream | flags) == ALLOWED
    assert _ask(machine, "socket", 10, 2 | flags) == ALLOWED
    assert _ask(machine, "socket", 16, 3, 0) == ALLOWED
    for family, kind, protocol in ((1, 1, 0), (1, 2, 0), (2, 3, 0), (16, 3, 15), (17, 3, 0), (38, 5, 0), (40, 1, 0)):
        assert _ask(machine, "socket", family, kind, protocol) == errno.EACCES
    for family in (1, 2, 10, 16):
        assert _ask(machine, "socket", family, stream, network=False) == errno.EACCES


def test_one_program_is_started_and_no_other(machine: str) -> None:
    assert _ask(machine, "execve", EXEC_HIGH << 32 | EXEC_LOW, one_exec=True) == ALLOWED
    for other in (EXEC_LOW, EXEC_HIGH << 32, (EXEC_HIGH + 1) << 32 | EXEC_LOW, 0):
        assert _ask(machine, "execve", other, one_exec=True) == errno.EPERM


def test_limits_of_others_and_typing_into_terminals(machine: str) -> None:
    assert [_ask(machine, "prlimit64", pid) for pid in (0, 2, 77)] == [ALLOWED, errno.EPERM, errno.EPERM]
    assert [_ask(machine, "ioctl", 0, request) for request in (0x5421, 0x5412, 0x541C)] == [ALLOWED, errno.EPERM, errno.EPERM]


def test_the_numbers_are_those_of_this_machines_headers() -> None:
    """Where the kernel's headers are installed; older ones lack newer calls."""
    column = {"x86_64": "x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "asm-generic/unistd.h"}
    headers = [Path("/usr/include", name) for name in column.values()]
    for index, header in enumerate(headers):
        if not header.is_file() or (index == 0 and platform.machine() != "x86_64"):
            continue
        pattern = r"^#define __NR(?:3264)?_(\w+)\s+(\d+)$"
        known = {name: int(number) for name, number in re.findall(pattern, header.read_text(), re.MULTILINE)}
        for name, numbers in ALL.items():
            assert name not in known or numbers[index] == known[name], name
