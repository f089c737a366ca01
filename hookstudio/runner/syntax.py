"""Asks Node where a module's syntax error is: `import()` does not say, `node --check` does."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from hookstudio.model.node import Runtime
from hookstudio.model.outcome import StackFrame
from hookstudio.runner.environment import child_environment
from hookstudio.runner.stack import Source

_LIMIT_S: Final = 10.0


def find_syntax_error(runtime: Runtime, module: Path, source: Source) -> StackFrame | None:
    """The place of the first syntax error in *module*, None if there is none. Nothing of it is run."""
    command = [str(runtime.path), "--no-warnings", "--check", str(module)]
    try:
        done = subprocess.run(
            command,
            env=child_environment(),
            cwd=module.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return source.syntax_frame(done.stderr.decode("utf-8", "replace")) if done.returncode else None
