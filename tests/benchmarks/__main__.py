"""Prints the table of the benchmarks, as Markdown: `python3 packaging/dev.py bench [ROW …]`.

Every row is a comparison taken in one run, in turns; nothing is compared with figures of another day or machine.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import bundles, modules, runs, sandboxed, tenants, windows
from tests.benchmarks.table import Row, markdown

# Name: what measures the row, and how many samples of each side it takes.
ROWS: dict[str, tuple[Callable[[int, Path], Row], int]] = {
    "start": (windows.start, 15),
    "waiting": (runs.waiting_worker, 30),
    "cold": (runs.nothing_waiting, 20),
    "workspace": (windows.workspace, 5),
    "flood": (windows.flood, 5),
    "keys": (windows.keys, 3),
    "memory": (windows.memory, 3),
    "sandbox": (sandboxed.waiting, 30),
    "sandbox12": (sandboxed.waiting_on_12, 30),
    "sandboxcold": (sandboxed.nothing_waiting, 20),
    "packages": (modules.packages, 20),
    "chain": (sandboxed.chain, 10),
    "stop": (windows.stop, 20),
    "export": (bundles.export, 9),
    "import": (bundles.import_them, 9),
    "status": (tenants.status, 30),
    "add": (modules.add, 12),
    "share": (modules.share, 12),
    "disk": (modules.disk, 1),
    "search": (modules.search, 20),
}


def measure(names: list[str], samples: int | None, folder: Path) -> list[Row]:
    """Measure those rows, telling on standard error how far it is; a row that fails is told there and left out."""
    rows = []
    for name in names:
        work, usual = ROWS[name]
        began = time.monotonic()
        sys.stderr.write(f"{name} … ")
        sys.stderr.flush()
        try:
            rows.append(work(samples or usual, folder))
        except RuntimeError as error:
            sys.stderr.write(f"failed: {error}\n")
        else:
            sys.stderr.write(f"{rows[-1].cells()[4].strip('*')}, after {time.monotonic() - began:.0f} s\n")
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measures Hook Studio and prints a table.")
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help=f"only these: {', '.join(ROWS)}")
    parser.add_argument("--samples", type=int, help="samples of each side instead of each row's own number")
    options = parser.parse_args()
    names = options.rows or list(ROWS)
    with tempfile.TemporaryDirectory(prefix="hookstudio-bench-") as folder:
        os.environ["HOOKSTUDIO_HOME"] = str(Path(folder) / "home")
        rows = measure(names, options.samples, Path(folder))
    counts = ", ".join(f"{name} {options.samples or ROWS[name][1]}" for name in names)
    sys.stdout.write(markdown(rows, f"Medians, both sides taken in turns (samples: {counts}), windows offscreen.") + "\n")
    return 0 if len(rows) == len(names) else 1


if __name__ == "__main__":
    sys.exit(main())
