"""A workspace as a value: its hooks in order, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hookstudio.model.errors import NotFound, StudioError
from hookstudio.model.hook import Hook
from hookstudio.model.hook_type import TYPE_NAMES


@dataclass(frozen=True, slots=True)
class Problem:
    """A file of the workspace that could not be read, and why, in words for the user. `file` is relative, with '/'."""

    file: str
    message: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """The hooks of one folder. `hooks` maps a type's name to its hooks in order; types without hooks are absent."""

    root: Path
    name: str
    node: int | None = None
    hooks: Mapping[str, tuple[Hook, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def of_type(self, type_name: str) -> tuple[Hook, ...]:
        return self.hooks.get(type_name, ())

    def __iter__(self) -> Iterator[Hook]:
        """All hooks, types in their listed order."""
        for type_name in TYPE_NAMES:
            yield from self.of_type(type_name)

    def with_type(self, type_name: str, hooks: Sequence[Hook]) -> Workspace:
        """The workspace with *hooks* as the hooks of one type, in that order."""
        changed = {name: tuple(hooks) if name == type_name else self.of_type(name) for name in TYPE_NAMES}
        return replace(self, hooks={name: row for name, row in changed.items() if row})

    def find(self, hook_id: str) -> Hook:
        """The hook with that id. Raises NotFound."""
        for hook in self:
            if hook.id == hook_id:
                return hook
        raise NotFound("That hook is no longer in the workspace.")

    def find_by_key(self, key: str) -> Hook:
        """The hook that `TYPE/NAME` names: NAME is the slug, or a unique exact name. Raises NotFound or StudioError."""
        type_name, slash, name = key.partition("/")
        row = self.of_type(type_name.replace("_", "-"))
        for hook in row:
            if slash and hook.slug == name:
                return hook
        named = [hook for hook in row if hook.name == name]
        if slash and len(named) == 1:
            return named[0]
        if len(named) > 1:
            raise StudioError(
                f"{len(named)} hooks of {type_name} are called “{name}”.", hint="Name one by its folder: " + ", ".join(h.key for h in named)
            )
        raise NotFound(
            f"There is no hook “{key}” in this workspace.", hint="Its hooks: " + (", ".join(hook.key for hook in self) or "none yet.")
        )

    def moved(self, hook_id: str, position: int) -> Workspace:
        """The workspace with one hook elsewhere in its type: *position* is its final index, from 0. Raises StudioError outside the row."""
        hook = self.find(hook_id)
        row = [other for other in self.of_type(hook.type) if other.id != hook_id]
        if not 0 <= position <= len(row):
            raise StudioError(
                f"Position {position + 1} is not in {hook.type}.", hint=f"It has {len(row) + 1} hooks: choose from 1 to {len(row) + 1}."
            )
        row.insert(position, hook)
        return self.with_type(hook.type, row)

    def replaced(self, hook: Hook) -> Workspace:
        """The workspace with *hook* in place of the one with the same id."""
        old = self.find(hook.id)
        return self.with_type(old.type, [hook if other.id == hook.id else other for other in self.of_type(old.type)])

    def added(self, hook: Hook, position: int | None = None) -> Workspace:
        """The workspace with one more hook, at the end of its type or at *position*, from 0."""
        row = list(self.of_type(hook.type))
        row.insert(len(row) if position is None else position, hook)
        return self.with_type(hook.type, row)

    def removed(self, hook_id: str) -> Workspace:
        hook = self.find(hook_id)
        return self.with_type(hook.type, [other for other in self.of_type(hook.type) if other.id != hook_id])

    def order(self) -> dict[str, tuple[str, ...]]:
        """The folder names of every type's hooks, in order."""
        return {name: tuple(hook.slug for hook in row) for name, row in self.hooks.items()}
