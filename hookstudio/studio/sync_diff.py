"""What differs of a hook between a workspace and a tenant, as texts for people."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from itertools import zip_longest
from typing import Final

from hookstudio.model.sync import HookStatus, SyncState, plain_ends
from hookstudio.model.tenant import HookState
from hookstudio.remote.code_merge import parts_of

_LINES: Final = 3000


@dataclass(frozen=True, slots=True)
class ThreeWays:
    """One field of a hook on both sides and as it was agreed on; None where it is not there or not known."""

    name: str
    here: str | None
    there: str | None
    agreed: str | None


@dataclass(frozen=True, slots=True)
class ThreeRow:
    """A line of three texts beside each other, None where a text has none; each sign says what a side did with the agreed line:
    '' nothing, '~' changed, '+' added, '-' removed it. `clash`: both sides did something, and not the same."""

    here: str | None
    agreed: str | None
    there: str | None
    sign_here: str = ""
    sign_there: str = ""
    clash: bool = False


def three_rows(here: str, agreed: str, there: str) -> tuple[ThreeRow, ...] | None:
    """The lines of three texts beside each other; None where they are too long for that."""
    parts = parts_of(agreed, here, there)
    if parts is None:
        return None
    rows = []
    for base, own, other in parts:
        clash = own != base and other not in (base, own)
        for one, old, two in zip_longest(_bare(own), _bare(base), _bare(other)):
            rows.append(ThreeRow(one, old, two, _sign(one, old, own != base), _sign(two, old, other != base), clash))
    return tuple(rows)


def _bare(lines: list[str]) -> list[str]:
    return [line.removesuffix("\n") for line in lines]


def _sign(line: str | None, old: str | None, changed: bool) -> str:
    if not changed or line == old:
        return ""
    return "+" if old is None else "-" if line is None else "~"


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
