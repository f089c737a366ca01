"""A hook's code and values rewritten as one step, which can be taken back also after something else was saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hookstudio.studio.undo import Step
from hookstudio.studio.workspace_edits import WorkspaceEdits

_KEPT: Final = "what was saved since is in the trash"


class Rewriting:
    """Turns a hook from one code and values to others, and back. What was saved in between is what the way back leads to."""

    def __init__(self, edits: WorkspaceEdits, hook_id: str, before: str, after: str, fields: Mapping[str, Any]) -> None:
        """Do it for the first time. Raises ChangedOutside, and changes nothing, if the file does not hold *before*."""
        self._edits, self._hook_id = edits, hook_id
        self.was = edits.rewrite(hook_id, before, after, **fields)
        self._here = (before, {key: getattr(self.was, key) for key in fields})
        self._there = (after, dict(fields))

    def step(self, text: str) -> Step:
        return Step(text, self._back, self._again)

    def _back(self) -> str | None:
        self._there, told = self._turn(self._there, self._here)
        return told

    def _again(self) -> str | None:
        self._here, told = self._turn(self._here, self._there)
        return told

    def _turn(self, known: tuple[str, dict[str, Any]], wanted: tuple[str, dict[str, Any]]) -> tuple[tuple[str, dict[str, Any]], str | None]:
        """Have the hook be as *wanted*: how it was, and a word on that where it was not as *known*."""
        text, fields = wanted
        hook, found = self._edits.rewrite_over(self._hook_id, known[0], text, **fields)
        return (found, {key: getattr(hook, key) for key in fields}), _KEPT if found not in (known[0], text) else None
