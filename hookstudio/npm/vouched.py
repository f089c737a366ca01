"""What registries said which archive a version of a package is: a lock file alone may call any archive anything."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from hookstudio.npm.lock_file import Locked


class Vouched:
    """Remembers in a file of lines beside npm's cache; losing it costs questions to the registry and no more."""

    def __init__(self, cache: Path) -> None:
        self._file = cache / "vouched.txt"

    def of(self, packages: Iterable[Locked]) -> tuple[Locked, ...]:
        """Those of *packages* whose archive is the one that a registry had under that name and version."""
        known = self._read()
        return tuple(one for one in packages if _line(one) in known)

    def note(self, packages: Iterable[Locked]) -> None:
        """A registry had these. Never raises."""
        known = self._read()
        new = sorted({_line(one) for one in packages if one.integrity and not one.bundled} - known)
        if new:
            # One piece at the end, so that several programs may do it at once.
            with contextlib.suppress(OSError), self._file.open("ab") as file:
                file.write("".join(f"{line}\n" for line in new).encode("utf-8", "replace"))

    def _read(self) -> frozenset[str]:
        try:
            return frozenset(self._file.read_text(encoding="utf-8", errors="replace").splitlines())
        except OSError:
            return frozenset()


def _line(one: Locked) -> str:
    return " ".join(f"{one.spelled} {one.integrity}".split())
