"""A program that is killed while it installs, at any moment: the store never gives half a copy, and goes on as if nothing had been."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hookstudio.npm.tree import count
from tests.npm.engine import Engine
from tests.npm.stand_in import StandIn

NAMES = tuple(f"package-{letter}" for letter in "abcdefgh")
_INSTALLS = """
import sys
from pathlib import Path
from hookstudio.model.module import ModuleSet
from tests.npm.engine import Engine
engine = Engine(Path(sys.argv[1]), sys.argv[2])
made = ModuleSet()
for names in sys.argv[3:]:
    made = engine.install(made, **{name: "1.0.0" for name in names.split(",")})
    print(made.lock.encode().hex(), flush=True)
"""


def files_of(name: str) -> dict[str, str]:
    return {f"lib/{number}.js": f"exports.name = '{name}';\n" * 200 for number in range(12)}


def assert_whole(engine: Engine) -> int:
    """Every copy that the store would give is what its lock file says, to the last byte. How many there are."""
    folder = engine.folder / "modules" / "copies"
    copies = list(folder.iterdir()) if folder.exists() else []
    for copy in copies:
        lock = (copy / "package-lock.json").read_text(encoding="utf-8")
        assert engine.store.copy_of(lock) == copy
        packages = [path for path in json.loads(lock)["packages"] if path]
        assert set(count(copy / "node_modules")) == {"node_modules", *packages}
        for path in packages:
            for file, text in files_of(path.rpartition("/")[2]).items():
                assert (copy / path / file).read_text(encoding="utf-8") == text
    return len(copies)


def install_and_be_killed(engine: Engine, seed: int) -> list[str]:
    """Have a program install one random set after the other, kill it in the second to fourth, give the lock files that it told of."""
    chance = random.Random(seed)
    sets = [",".join(chance.sample(NAMES, chance.randint(2, 7))) for _ in range(40)]
    command = [sys.executable, "-c", _INSTALLS, str(engine.folder), engine.address, *sets]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    told: list[bytes] = []
    began = time.monotonic()
    for _ in range(chance.randint(1, 3)):
        began = time.monotonic()
        told.append(process.stdout.readline())
    took_s = time.monotonic() - began
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(chance.uniform(0, 1.2 * took_s))
    os.kill(process.pid, signal.SIGKILL)
    rest, _ = process.communicate(timeout=30)
    return [bytes.fromhex(line.decode()).decode() for line in (*told, *rest.splitlines(keepends=True)) if line.endswith(b"\n")]


def strike(registry: StandIn, engine: Engine, times: int) -> None:
    for name in NAMES:
        registry.publish(name, "1.0.0", files=files_of(name))
    for seed in range(times):
        told = install_and_be_killed(engine, seed)
        assert told
        assert_whole(engine)
        for lock in told:
            assert engine.store.copy_of(lock) is not None
    made = engine.install(package_a="1.0.0")
    assert engine.store.copy_of(made.lock) is not None
    assert assert_whole(engine) > times // 2
    staging = engine.folder / "modules" / "staging"
    deadline = time.monotonic() + 20
    while any(staging.iterdir()):  # an npm that was still dying may have written after the first sweep
        assert time.monotonic() < deadline
        with engine.store.staging():
            pass


def test_five_kills(registry: StandIn, tmp_path: Path) -> None:
    if os.name == "posix":
        strike(registry, Engine(tmp_path, registry.address), 5)


@pytest.mark.full
def test_fifty_kills(registry: StandIn, tmp_path: Path) -> None:
    if os.name == "posix":
        strike(registry, Engine(tmp_path, registry.address), 50)
