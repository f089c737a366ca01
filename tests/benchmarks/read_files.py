"""The baseline of opening a workspace: read the same files with `pathlib` and `tomllib`, and nothing else.

usage: read_files.py WORKSPACE
"""

from __future__ import annotations

import json
import sys
import time
import tomllib
from pathlib import Path


def read_all(workspace: Path) -> int:
    """Read the order and every hook's description; how many there are."""
    tomllib.loads((workspace / "hookstudio.toml").read_text(encoding="utf-8"))
    return sum(1 for file in workspace.glob("hooks/*/*/hook.toml") if tomllib.loads(file.read_text(encoding="utf-8"))["id"])


if __name__ == "__main__":
    began = time.perf_counter()
    count = read_all(Path(sys.argv[1]))
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - began, "hooks": count}) + "\n")
