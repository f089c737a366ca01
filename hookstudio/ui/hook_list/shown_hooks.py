"""Which types and hooks the list shows: a pure function of the workspace, the filter and a choice."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hookstudio.model.hook import Hook
from hookstudio.model.hook_type import HOOK_TYPES, HookType
from hookstudio.model.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Filter:
    """Part of a name, any case; `found` are the ids of hooks whose code has it, too. No text: everything is shown."""

    text: str = ""
    found: Collection[str] = frozenset()

    def matches(self, hook: Hook) -> bool:
        return self.text.casefold() in hook.name.casefold() or hook.id in self.found


@dataclass(frozen=True, slots=True)
class Group:
    """A type as the list shows it: `total` counts all of its hooks, `hooks` are those that are shown, in order."""

    type: HookType
    total: int
    hooks: tuple[Hook, ...]


def shown_groups(workspace: Workspace | None, wanted: Filter, *, all_types: bool = False) -> tuple[Group, ...]:
    """The seed's four types and every type with hooks, all types if asked for; under a filter those with a match only."""
    groups = []
    for kind in HOOK_TYPES:
        row = workspace.of_type(kind.name) if workspace else ()
        if wanted.text:
            hooks = tuple(hook for hook in row if wanted.matches(hook))
            if hooks:
                groups.append(Group(kind, len(row), hooks))
        elif row or kind.core or all_types:
            groups.append(Group(kind, len(row), row))
    return tuple(groups)
