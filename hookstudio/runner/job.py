"""What is to be run: one hook's code, once, on one context."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hookstudio.model.hook import Dialect
from hookstudio.model.json_value import JsonValue
from hookstudio.model.node import Runtime

DEFAULT_TIMEOUT_S = 10.0
DEFAULT_MEMORY_MB = 256


@dataclass(frozen=True, slots=True)
class RunJob:
    """One run. `file` is the user's code file: what its stack frames are said to be in. It is not read: `code` is what runs.

    `modules` is the folder whose `node_modules` the hook may read, None for none. `timeout_s` counts from the moment the
    code begins to load; `memory_mb` limits the JavaScript heap. `network`: whether the hook may use it.
    """

    code: str
    context: JsonValue
    dialect: Dialect
    file: Path
    runtime: Runtime
    timeout_s: float = DEFAULT_TIMEOUT_S
    modules: Path | None = None
    memory_mb: int = DEFAULT_MEMORY_MB
    network: bool = True
