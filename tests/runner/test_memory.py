"""What waiting workers hold is measured, their helpers included."""

from __future__ import annotations

import os
import subprocess
import sys

from hookstudio.runner.memory import memory_of, memory_of_one
from hookstudio.runner.runtimes import bundled


def test_one_worker_is_measured_where_the_system_tells() -> None:
    measured = memory_of_one(bundled())
    if sys.platform == "linux":
        assert measured is not None
        assert 5 < measured < 150  # the share of one among many: where other workers run, most of its pages are theirs, too
    else:
        assert measured is None


def test_what_a_process_started_counts_and_what_has_ended_does_not() -> None:
    if sys.platform != "linux":
        return
    alone = memory_of(os.getpid())
    code = "kept = b'x' * 60_000_000; print('there', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert memory_of(os.getpid()) > alone + 40
        assert memory_of(child.pid) > 50
        child.kill()
    assert memory_of(child.pid) == 0
