"""Where the data files are that come with the program: from source, from a wheel and frozen alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"


def resource(*parts: str) -> Path:
    """The file or folder `resources/PARTS`. Raises FileNotFoundError if the installation lacks it."""
    path = _root().joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(f"the installation lacks its resource {'/'.join(parts)}")
    return path
