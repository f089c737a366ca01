"""Asks Node whether it can parse a text, and where not: `node --check`, which runs nothing of it."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hookstudio.model.hook import Dialect
from hookstudio.model.node import Runtime
from hookstudio.model.outcome import StackFrame
from hookstudio.runner.environment import child_environment
from hookstudio.runner.stack import Source

_LIMIT_S: Final = 10.0
_MEMORY_MB: Final = 512
_EXCERPT: Final = re.compile(r":([1-9][0-9]{0,8})\n.*\n([ \t]*)(\^*)[ \t]*(?:\n|$)")
_ERROR: Final = re.compile(r"^[A-Z][A-Za-z]*Error: (.+)$", re.MULTILINE)
_SUFFIXES: Final = {Dialect.CLASSIC: ".cjs", Dialect.ESM: ".mjs"}  # one a body with the harness's own parameters, one a module


@dataclass(frozen=True, slots=True)
class ParseProblem:
    """The first thing that a Node can't parse. `line` and `column` count from 1, `length` is in characters, 0 at the end of a text."""

    line: int
    column: int
    length: int
    message: str
    major: int


def find_syntax_error(runtime: Runtime, module: Path, source: Source) -> StackFrame | None:
    """The place of the first syntax error in *module*, None if there is none. Nothing of it is run."""
    return source.syntax_frame(_complaint(runtime, module))


def find_parse_problem(runtime: Runtime, code: str, dialect: Dialect) -> ParseProblem | None:
    """What *runtime* can't parse of *code*; None where there is nothing, or Node gave no answer. Nothing of it is run."""
    with tempfile.TemporaryDirectory(prefix="hookstudio-check-", ignore_cleanup_errors=True) as folder:
        file = Path(folder).resolve() / f"hook{_SUFFIXES[dialect]}"
        try:
            file.write_text(code if dialect is Dialect.ESM else _plain(code), encoding="utf-8", errors="replace", newline="")
        except OSError:
            return None
        told = _complaint(runtime, file)
    at = told.find(str(file))
    place = _EXCERPT.match(told, at + len(str(file))) if at >= 0 else None
    error = _ERROR.search(told, place.end()) if place is not None else None
    if place is None or error is None:
        return None
    return ParseProblem(int(place[1]), len(place[2]) + 1, len(place[3]), error[1].strip(), runtime.major)


def _plain(code: str) -> str:
    """A classic hook's text as the harness hands it to Node."""
    code = code.removeprefix("\ufeff")
    return f"//{code[2:]}" if code.startswith("#!") else code


def _complaint(runtime: Runtime, file: Path) -> str:
    """What Node says of a file that it can't parse; '' of any other."""
    command = [str(runtime.path), "--no-warnings", f"--max-old-space-size={_MEMORY_MB}", "--check", str(file)]
    try:
        done = subprocess.run(
            command,
            env=child_environment(),
            cwd=file.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LIMIT_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stderr.decode("utf-8", "replace") if done.returncode else ""
