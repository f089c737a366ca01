"""The benchmarks measure what they say, at their smallest size; nothing here depends on how fast it goes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.benchmarks import bundles, modules, runs, sandboxed, tenants, windows
from tests.benchmarks.__main__ import ROWS
from tests.benchmarks.table import Row, interleaved, markdown, percentile
from tests.npm.stand_in import StandIn, npm_environment
from tests.npm.stand_in import registry as registry


@pytest.fixture
def registry_of_npm(registry: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins of the packages: whether the real ones can be fetched is no matter of this program."""
    for name in modules.PACKAGES:
        registry.publish(name, files={"index.js": "exports.sign = exports.create = exports.cloneDeep = (value) => value;\n"})
    environment = npm_environment(tmp_path / "npm", f"registry={registry.address}/\n")
    for name in set(os.environ) - set(environment):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


SMALLEST: dict[str, Callable[[Path], Row]] = {
    "start": lambda folder: windows.start(1, folder),
    "waiting": lambda folder: runs.waiting_worker(1, folder),
    "cold": lambda folder: runs.nothing_waiting(1, folder),
    "workspace": lambda folder: windows.workspace(1, folder, hooks=20),
    "flood": lambda folder: windows.flood(1, folder, lines=500),
    "keys": lambda folder: windows.keys(1, folder, text="ab", lines=50),
    "memory": lambda folder: windows.memory(1, folder, settle_s=0.1),
    "sandbox": lambda folder: sandboxed.waiting(1, folder),
    "sandbox12": lambda folder: sandboxed.waiting_on_12(1, folder),
    "sandboxcold": lambda folder: sandboxed.nothing_waiting(1, folder),
    "packages": lambda folder: modules.packages(1, folder),
    "chain": lambda folder: sandboxed.chain(1, folder, hooks=4),
    "stop": lambda folder: windows.stop(1, folder),
    "export": lambda folder: bundles.export(1, folder, hooks=8),
    "import": lambda folder: bundles.import_them(1, folder, hooks=8),
    "status": lambda folder: tenants.status(1, folder, hooks=12, age_s=0),
    "add": lambda folder: modules.add(1, folder),
    "share": lambda folder: modules.share(1, folder),
    "disk": lambda folder: modules.disk(1, folder, hooks=2),
    "search": lambda folder: modules.search(1, folder),
}


def test_a_ratio_compares_medians_and_is_held_against_its_target() -> None:
    row = Row("this", "that", "ms", 1.5, ours=[2, 30, 3], baseline=[1, 2, 90])
    assert row.value == 1.5
    assert row.met
    assert not Row("this", "that", "ms", 1.4, ours=[3], baseline=[2]).met


def test_a_stall_is_compared_by_subtraction() -> None:
    row = Row("this", "that", "ms", 50, ours=[60], baseline=[5], difference=True)
    assert row.value == 55
    assert not row.met
    assert "| **+55 ms** | at most 50 ms more | MISSED |" in markdown([row], "")


def test_both_sides_take_turns_and_the_first_of_each_does_not_count() -> None:
    order: list[str] = []

    def sample(side: str) -> float:
        order.append(side)
        return len(order)

    ours, baseline = interleaved(2, lambda: sample("ours"), lambda: sample("baseline"))
    assert order == ["ours", "baseline"] * 3
    assert (ours, baseline) == ([3, 5], [4, 6])


@pytest.mark.parametrize(("percent", "expected"), [(99, 99), (50, 50), (100, 100), (1, 1)])
def test_a_percentile_is_one_of_the_samples(percent: float, expected: float) -> None:
    assert percentile([float(number) for number in range(100, 0, -1)], percent) == expected


@pytest.mark.usefixtures("registry_of_npm")
@pytest.mark.parametrize("name", ROWS)
def test_every_row_of_the_table_can_be_measured(name: str, tmp_path: Path) -> None:
    row = SMALLEST[name](tmp_path)
    if not row.measured:
        needed = {"sandbox12": "Node 12 is not", "export": "zip is not here", "import": "unzip is not here"}
        assert needed[name] in row.note
        assert "not measured" in markdown([row], "")
        return
    assert len(row.ours) == len(row.baseline) == 1
    assert all(sample >= 0 for sample in (*row.ours, *row.baseline))
    assert row.what in markdown([row], "One sample.")
