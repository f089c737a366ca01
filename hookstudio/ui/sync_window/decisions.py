"""What the user has decided for the conflicts, field by field."""

from __future__ import annotations

from collections.abc import Iterable

from hookstudio.model.sync import Choices, Comparison, HookStatus, Side
from hookstudio.ui.sync_window.words import sides_of


class Decisions:
    """Nothing is decided by itself."""

    def __init__(self) -> None:
        self._sides: dict[str, dict[str, Side]] = {}
        self._stood: dict[str, object] = {}

    @property
    def choices(self) -> Choices:
        """All that is decided, as the plans take it; a copy."""
        return {key: dict(sides) for key, sides in self._sides.items() if sides}

    def side(self, hook: HookStatus, field: str) -> Side | None:
        return self._sides.get(hook.key, {}).get(field)

    def undecided(self, hook: HookStatus) -> tuple[str, ...]:
        """The fields of a hook that are in conflict and that nothing is decided for."""
        return tuple(field for field in hook.fields_conflict if self.side(hook, field) is None)

    def merges(self, hook: HookStatus) -> bool:
        return "merge" in self._sides.get(hook.key, {}).values()

    def decide(self, hook: HookStatus, field: str, side: Side | None) -> None:
        """Decide for a field, as far as it can be decided so; None takes that back."""
        if side is None:
            self._sides.get(hook.key, {}).pop(field, None)
        elif side in sides_of(hook, field):
            self._sides.setdefault(hook.key, {})[field] = side

    def decide_all(self, hooks: Iterable[HookStatus], side: Side | None) -> None:
        """Decide for every field of these hooks that can be decided so."""
        for hook in hooks:
            for field in hook.fields_conflict:
                self.decide(hook, field, side)

    def keep_for(self, comparison: Comparison) -> None:
        """From now on these are the hooks. What was decided stays decided for those that stand as they stood."""
        stand = {hook.key: (hook.here, hook.there, hook.fields_conflict, hook.merged) for hook in comparison}
        self._sides = {key: sides for key, sides in self._sides.items() if key in stand and stand[key] == self._stood.get(key)}
        self._stood = dict(stand)
