"""What the layers are asked for, as text and numbers, also for systems that this test does not run on."""

from __future__ import annotations

import base64
import ctypes
import json
import subprocess
import sys
from pathlib import Path

import pytest

import hookstudio.__main__
from hookstudio.runner import bubblewrap, job_object, landlock_launcher, seatbelt, seccomp
from hookstudio.runner.launch import LAUNCH_WORD, Enclosure, Limits, Wall, launch
from hookstudio.runner.runtimes import bundled
from hookstudio.runner.visible import Visible, visible

LIMITS = Limits(1 << 30)


def test_seatbelt_denies_all_that_it_does_not_name() -> None:
    off = seatbelt.profile(Path("/opt/node"), [Path('/tmp/a "b"')], network=False)
    assert off.splitlines()[:2] == ["(version 1)", "(deny default)"]
    assert "(deny process-fork)" in off
    assert '(subpath "/tmp/a \\"b\\"")' in off
    assert "network" not in off
    assert "file-write*" not in off
    on = seatbelt.profile(Path("/opt/node"), [], network=True)
    assert "network-outbound" in on
    assert "unix" not in on
    assert off.count("(") == off.count(")")
    assert on.count("(") == on.count(")")


def test_seatbelt_stands_in_front_of_the_resolved_program(tmp_path: Path) -> None:
    made = launch(Enclosure(Wall.SEATBELT), [str(bundled().path), "x.cjs"], tmp_path, None, LIMITS)
    assert made.arguments[:2] == ["/usr/bin/sandbox-exec", "-p"]
    assert made.arguments[3:] == [str(bundled().path.resolve()), "x.cjs"]


def test_a_job_holds_one_process_and_so_much_memory() -> None:
    limits = job_object.limits(1 << 30)
    assert limits.basic.active_processes == 1
    assert limits.basic.flags == 0x2000 | 0x8 | 0x100 | 0x200 | 0x400
    assert (limits.job_memory, limits.process_memory) == (1 << 30, 1 << 30)
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert (ctypes.sizeof(job_object.BasicLimits), ctypes.sizeof(job_object.ExtendedLimits)) == (64, 144)


def test_bubblewrap_binds_what_is_named_and_nothing_writable() -> None:
    seen = Visible(Path("/n/node"), (Path("/lib/libc.so.6"),), (Path("/s"),), ((Path("/run/resolv"), Path("/etc/resolv.conf")),))
    words = bubblewrap.arguments(Path("/bin/bwrap"), seen, Path("/s"), network=False, filter_descriptor=9)
    assert "--unshare-net" in words
    assert "--unshare-net" not in bubblewrap.arguments(Path("/bin/bwrap"), seen, Path("/s"), network=True, filter_descriptor=None)
    bound = [words[at + 1 : at + 3] for at, word in enumerate(words) if word.startswith("--ro-bind")]
    expected = [["/n/node"] * 2, ["/lib/libc.so.6"] * 2, ["/run/resolv", "/etc/resolv.conf"], ["/s"] * 2]
    assert bound == expected
    assert not {"--bind", "--proc", "--dev", "--tmpfs"} & set(words)
    assert words[words.index("--remount-ro") + 1] == "/"
    assert words[words.index("--seccomp") + 1] == "9"


def test_the_launchers_policy(tmp_path: Path) -> None:
    if sys.platform != "linux":
        return
    made = launch(Enclosure(Wall.LANDLOCK, filtered=True, network=False), [str(bundled().path), "x.cjs"], tmp_path, None, LIMITS)
    assert made.arguments[:3] == [sys.executable, "-I", "-S"]
    policy = json.loads(made.arguments[4])
    assert str(bundled().path.resolve()) in policy["run"]
    assert str(tmp_path) in policy["read"]
    assert not [path for path in policy["read"] if path.startswith("/etc")]
    assert policy["limits"] == {"DATA": LIMITS.data, "CORE": 0}
    assert len(base64.b64decode(policy["filter"])) % 8 == 0


def test_the_launcher_and_the_filter_agree_on_their_stand_ins() -> None:
    for name in ("OWN_PID", "EXEC_LOW", "EXEC_HIGH"):
        assert getattr(landlock_launcher, name) == getattr(seccomp, name)
    assert hookstudio.__main__.LAUNCH_WORD == LAUNCH_WORD


def test_a_launcher_that_can_not_shut_in_starts_nothing(tmp_path: Path) -> None:
    if sys.platform != "linux":
        return
    made = launch(Enclosure(Wall.LANDLOCK, filtered=True), [str(bundled().path), "-e", "console.log(1)"], tmp_path, None, LIMITS)
    policy = {**json.loads(made.arguments[4]), "filter": base64.b64encode(b"\xff" * 8).decode()}
    done = subprocess.run([*made.arguments[:4], json.dumps(policy), *made.arguments[5:]], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (landlock_launcher.FAILED, b"")
    assert b"filter" in done.stderr


@pytest.mark.parametrize("network", [True, False])
def test_what_names_and_certificates_need_is_seen_only_with_the_network(tmp_path: Path, network: bool) -> None:
    if sys.platform != "linux":
        return
    seen = visible(bundled().path, tmp_path, tmp_path, network=network)
    assert bool(seen.system) is network
    assert {path.name for path in seen.libraries} >= {"libc.so.6"}
    assert tmp_path / "node_modules" in seen.folders
    assert not [folder for folder in seen.folders if folder in (Path("/"), Path.home(), Path("/etc"))]
