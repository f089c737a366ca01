"""Remembers what the canaries found: for this program run, and on disk for as long as nothing of the machine has changed."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from hookstudio import __version__
from hookstudio.model.node import Runtime
from hookstudio.runner import bubblewrap

_FILE: Final = "sandbox.json"
_KEPT: Final = 40
_SWITCHES: Final = (
    "kernel/random/boot_id",
    "kernel/apparmor_restrict_unprivileged_userns",
    "kernel/unprivileged_userns_clone",
    "user/max_user_namespaces",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was proved for one Node, network on or off. The problems are why a layer is not there, '' where it is."""

    wall: str = ""
    filtered: bool = False
    permissions: bool = False
    process: bool = False
    wall_problem: str = ""
    filter_problem: str = ""
    permissions_problem: str = ""

    @property
    def holds(self) -> bool:
        """Whether the best that this system could have was proved; anything less is tried again by the next program run."""
        return self.process and bool(self.wall) and not self.wall_problem


class Proofs:
    """Verdicts by what they depend on. Thread-safe; a proof that is under way is waited for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Verdict] = {}
        self._folder: Path | None = None

    def keep_in(self, folder: Path | None) -> None:
        """Keep verdicts in *folder* from now on, None: nowhere."""
        self._folder = folder

    def known(self, runtime: Runtime, *, network: bool) -> Verdict | None:
        """What memory holds; returns at once."""
        return self._known.get(_key(runtime, network=network))

    def forget(self) -> None:
        """Prove everything again, but for what the disk remembers."""
        with self._lock:
            self._known.clear()

    def get(self, runtime: Runtime, *, network: bool, fresh: bool, prove: Callable[[], Verdict]) -> Verdict:
        """The verdict, from memory or disk unless it has to be *fresh*, else from *prove*."""
        key = _key(runtime, network=network)
        with self._lock:
            found = None if fresh else self._known.get(key) or self._stored().get(key)
            if found is None:
                found = prove()
                self._store(key, found)
            self._known[key] = found
            return found

    def _stored(self) -> dict[str, Verdict]:
        if self._folder is None:
            return {}
        try:
            document = json.loads((self._folder / _FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        items = document.items() if isinstance(document, dict) else ()
        return {key: verdict for key, fields in items if (verdict := _verdict(fields)) is not None}

    def _store(self, key: str, verdict: Verdict) -> None:
        if self._folder is None or not verdict.holds:
            return
        kept = {**self._stored(), key: verdict}
        document = {name: asdict(kept[name]) for name in list(kept)[-_KEPT:]}
        with contextlib.suppress(OSError):  # the next start proves it again
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f"{_FILE}.{os.getpid()}"
            draft.write_text(json.dumps(document), encoding="utf-8")
            draft.replace(self._folder / _FILE)


PROOFS: Final = Proofs()


def _verdict(fields: Any) -> Verdict | None:
    try:
        verdict = Verdict(**fields)
    except TypeError:
        return None
    kinds_fit = all(type(getattr(verdict, name)) is type(value) for name, value in asdict(Verdict()).items())
    return verdict if kinds_fit else None


def _key(runtime: Runtime, *, network: bool) -> str:
    parts = [__version__, runtime.version, _state_of(runtime.path), _state_of(bubblewrap.find()), sys.executable, platform.release()]
    parts += [f"network {network}", *(_read(name) for name in _SWITCHES)]
    if sys.platform != "win32":
        parts.append(str(os.geteuid()))
    return "|".join(parts)


def _state_of(path: Path | None) -> str:
    try:
        return "" if path is None else f"{path} {path.stat().st_mtime_ns} {path.stat().st_size}"
    except OSError:
        return str(path)


def _read(name: str) -> str:
    try:
        return Path("/proc/sys", name).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
