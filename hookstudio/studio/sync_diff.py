"""What differs of a hook between a workspace and a tenant, as texts for people."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from typing import Final

from hookstudio.model.sync import HookStatus, SyncState, plain_ends
from hookstudio.model.tenant import HookState

_LINES: Final = 3000


@dataclass(frozen=True, slots=True)
class ThreeWays:
    """One field of a hook on both sides and as it was agreed on; None where it is not there or not known."""

    name: str
    here: str | None
    there: str | None
    agreed: str | None


def diff_of(hook: HookStatus) -> str:
    """What differs, as a unified diff: the values, then the code; '' where nothing differs.

    From the tenant's state to the one here; of a conflict from what was agreed to what each side made of it.
    """
    known = hook.base is not None and not hook.base.code_lost
    if hook.state is SyncState.CONFLICT and known:
        return _diff(hook.agreed, hook.here, "agreed", "here") + _diff(hook.agreed, hook.there, "agreed", "there")
    return _diff(hook.there, hook.here, "there", "here")


def _diff(old: HookState | None, new: HookState | None, was: str, becomes: str) -> str:
    texts = ""
    for name in ("values", "code"):
        one, two = (_text(state, name) for state in (old, new))
        if len(one) + len(two) > _LINES:
            texts += f"--- {was}/{name}\n+++ {becomes}/{name}\n(too long to be compared line by line)\n" if one != two else ""
            continue
        lines = unified_diff(one, two, f"{was}/{name}", f"{becomes}/{name}")
        texts += "".join(line if line.endswith("\n") else line + "\n" for line in lines)
    return texts


def three_ways(hook: HookStatus) -> tuple[ThreeWays, ...]:
    """The fields of a conflict, for somebody to decide."""
    base = hook.agreed
    lost = hook.base is not None and hook.base.code_lost
    return tuple(
        ThreeWays(name, _value(hook.here, name), _value(hook.there, name), None if lost and name == "content" else _value(base, name))
        for name in hook.fields_conflict
        if name in ("content", "name", "description", "enabled")
    )


def _value(state: HookState | None, name: str) -> str | None:
    if state is None:
        return None
    value = getattr(state, name)
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _text(state: HookState | None, name: str) -> list[str]:
    if state is None:
        return []
    if name == "code":
        return plain_ends(state.content).splitlines(keepends=True)
    lines = [f"name: {state.name}", f"enabled: {'yes' if state.enabled else 'no'}"]
    lines += [f"description: {line}" for line in state.description.splitlines()]
    return [f"{line}\n" for line in lines]
