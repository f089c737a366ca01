"""Reads V8's stack texts: which frames, where, and whose."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from hookstudio.model.outcome import StackFrame
from hookstudio.resources import resource

_FRAMES: Final = 50
_PLACE: Final = re.compile(r":([1-9][0-9]{0,8}):([1-9][0-9]{0,8})\)?$")
_HEAD: Final = re.compile(r":([1-9][0-9]{0,8})\n(.*)\n([ \t]*)(?:\^|\n|$)")


@dataclass(frozen=True, slots=True)
class Source:
    """The user's file, and the names under which Node ran its code: the file's own, or those of a copy in a private folder."""

    file: Path
    copies: tuple[str, ...] = ()

    @property
    def _harness(self) -> str:
        return str(resource("harness"))

    @property
    def names(self) -> tuple[str, ...]:
        return *self.copies, str(self.file)

    def restored(self, text: str) -> str:
        """*text* with the user's file wherever it names the copy."""
        for copy in self.copies:
            text = text.replace(copy, str(self.file))
        return text

    def frames(self, stack: str, message: str = "") -> tuple[StackFrame, ...]:
        """The frames of a stack text, innermost first. *message* may hold look-alikes.

        Left out are the frames of the harness, and what called the user's code.
        """
        start = stack.find(message) + len(message) if message and message in stack[: len(message) + 300] else 0
        found: list[StackFrame] = []
        called: int | None = None
        own = False
        for line in stack[start:].split("\n"):
            if not line.lstrip(" ").startswith("at "):
                continue
            if self._harness in line:
                if called is None or any(frame.module is None for frame in found[called:]):
                    called = len(found)  # of several calls one below the other, the first: Node's own frames may lie between
                own = own or any(frame.module is None for frame in found)
            elif (frame := self._frame(line)) is not None:
                found.append(frame)
        if not own and any(frame.module is None for frame in found):
            called = None
        return tuple(found[:called][:_FRAMES])

    def syntax_frame(self, stack: str) -> StackFrame | None:
        """Where a syntax error is, from the excerpt that Node puts in front of its stack; None if that is not in the user's file."""
        for name in self.names:
            if stack.startswith(name) and (match := _HEAD.match(stack, len(name))):
                return StackFrame("", int(match[1]), len(match[3]) + 1)
        return None

    def _frame(self, line: str) -> StackFrame | None:
        place = _PLACE.search(line)
        if place is None:
            return None
        text = line[: place.start()].strip().removeprefix("at ").removeprefix("async ")
        for name in self.names:
            if text == name or text.endswith("(" + name):
                return StackFrame(text[: -len(name)].removesuffix("(").strip(), int(place[1]), int(place[2]))
        function, bracket, where = text.partition(" (")
        if not bracket:
            function, where = "", text
        return StackFrame(function, int(place[1]), int(place[2]), _module(where))


def _module(where: str) -> str:
    """The package or file of a frame."""
    if where.startswith("eval at "):
        return "<eval>"
    path = where
    if where.startswith("file:"):
        with contextlib.suppress(ValueError):  # a stack is text that a hook can write
            path = unquote(urlsplit(where).path)
    parts = PurePosixPath(path.replace("\\", "/")).parts
    if "node_modules" in parts:
        package = parts[len(parts) - parts[::-1].index("node_modules") :]
        return "/".join(package[: 2 if package and package[0].startswith("@") else 1]) or path
    return path or "<anonymous>"
