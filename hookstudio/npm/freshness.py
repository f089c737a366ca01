"""When the registry was last asked for a package: what is known of it since then need not be asked again at once."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_A_DAY_S: Final = 24 * 3600.0


class Freshness:
    """Remembers in one small file beside npm's cache; losing it costs a question to the registry and no more."""

    def __init__(self, cache: Path) -> None:
        self._file = cache / "asked.json"

    def known(self, names: Iterable[str]) -> bool:
        """Whether the registry was asked for each of these packages within a day."""
        asked = self._read()
        return all(name in asked for name in names)

    def note(self, names: Iterable[str]) -> None:
        """The registry was asked for these just now. Never raises."""
        now = time.time()
        asked = self._read() | dict.fromkeys(names, now)
        temporary = self._file.with_name(f".asked-{os.urandom(8).hex()}")
        with contextlib.suppress(OSError, ValueError):
            try:
                temporary.write_text(json.dumps(asked), encoding="utf-8")
                temporary.replace(self._file)
            finally:
                temporary.unlink(missing_ok=True)

    def _read(self) -> dict[str, float]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        now = time.time()
        return {name: when for name, when in found.items() if isinstance(when, (int, float)) and 0 <= now - when < _A_DAY_S}
