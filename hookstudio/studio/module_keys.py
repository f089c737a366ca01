"""The modules that a lock file says a hook has, by the names that its code can load them by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Installed:
    """A module that a hook has: the package's name and its exact version."""

    name: str
    version: str


Keys = Mapping[str, Installed]
"""What a hook has, by the names that package.json gives it."""


def keys_of(lock: str | None) -> Keys:
    """The modules that a lock file names as the hook's own; {} for a text that is none. Never raises."""
    from hookstudio.model.module import is_module_name
    from hookstudio.npm.lock_file import read_lock

    return {key: Installed(one.name, one.version) for key, one in read_lock(lock).top.items() if is_module_name(key)}
