"""What the window says of a hook on both sides: its state, its fields, what can be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hookstudio.model.sync import EXISTENCE, Comparison, HookStatus, OrderMerge, Side, SyncState
from hookstudio.model.tenant import HookState
from hookstudio.ui.run_pane.printed_text import one_line


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is shown: `group` above the hooks that have it, `word` beside one, a sign and the role of its colour."""

    group: str
    word: str
    sign: str
    role: str
    about: str


LOOKS: Final[Mapping[SyncState, StateLook]] = {
    SyncState.CONFLICT: StateLook("Conflicts", "Conflict", "warning", "warning", "Both sides changed it, in different ways."),
    SyncState.CHANGED_HERE: StateLook("Changed here", "Changed here", "arrow-up", "accent", "It was changed here. A push sends that."),
    SyncState.CHANGED_THERE: StateLook(
        "Changed there", "Changed there", "arrow-down", "accent", "It was changed on the tenant. A pull takes that."
    ),
    SyncState.NEW_HERE: StateLook("New here", "New here", "plus", "ok", "The tenant does not have it. A push creates it there."),
    SyncState.NEW_THERE: StateLook("New there", "New there", "plus", "ok", "This workspace does not have it. A pull adds it."),
    SyncState.DELETED_HERE: StateLook(
        "Deleted here", "Deleted here", "minus", "error", "It was deleted here. A push deletes it on the tenant, once that is confirmed."
    ),
    SyncState.DELETED_THERE: StateLook(
        "Deleted there", "Deleted there", "minus", "error", "It was deleted on the tenant. A pull moves the one here to the trash."
    ),
    SyncState.EQUAL: StateLook("In sync", "In sync", "check", "muted", "It is the same on both sides. Nothing is to be done."),
}
"""In the order in which they are shown."""

FIELDS: Final[Mapping[str, str]] = {
    EXISTENCE: "The hook itself",
    "content": "Code",
    "name": "Name",
    "description": "Description",
    "order": "Order",
    "enabled": "Enabled",
    "packages": "Modules",
}
SIDES: Final[Mapping[Side, str]] = {"local": "Here", "remote": "There", "merge": "Merged"}

EMPTY: Final = "(empty)"
_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of a hook as it is on each side, in a few words; `changed` says where, `sides` what can be decided."""

    field: str
    changed: str
    here: str
    there: str
    agreed: str = ""
    sides: tuple[Side, ...] = ()


def counted(number: int, word: str) -> str:
    """Such as “1 hook” and “2 hooks”."""
    return f"1 {word}" if number == 1 else f"{number:,} {word}s"


def moment(noted: str) -> str:
    """A time as it was noted, as it is here."""
    try:
        return f"{datetime.strptime(noted, '%Y-%m-%dT%H:%M:%S%z').astimezone():%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError, OSError):
        return one_line(noted, 30)


def summary(comparison: Comparison) -> str:
    """How many hooks are of which state, such as “1 conflict, 2 changed here, 40 in sync”."""
    counts = Counter(hook.state for hook in comparison)
    parts = []
    for state, look in LOOKS.items():
        word = "conflicts" if state is SyncState.CONFLICT and counts[state] > 1 else look.word.lower()
        parts += [f"{counts[state]:,} {word}"] if counts[state] else []
    return ", ".join(parts)


def advice(undecided: int, to_pull: int, to_push: int) -> str:
    """What is to be known before a pull or a push of so many hooks; '' for nothing."""
    if undecided:
        return f"{counted(undecided, 'conflict')} {'is' if undecided == 1 else 'are'} not decided, and left alone by a pull and a push."
    return "Pull first, then push: so a push starts from what the tenant has." if to_pull and to_push else ""


def name_of(hook: HookStatus) -> str:
    """What a hook is called: here, or there where it is only there."""
    state = hook.here or hook.there or hook.agreed
    return one_line(state.name, _LIMIT) if state is not None else hook.key


def about(hook: HookStatus) -> str:
    """How it stands, in a sentence."""
    if hook.state is SyncState.CONFLICT and hook.base is None:
        return "It is on both sides, differs, and was never agreed on."
    if hook.state is SyncState.CONFLICT and EXISTENCE in hook.fields_conflict:
        return "One side deleted it, the other one changed it: decide whether it stays."
    if hook.state is SyncState.CHANGED_THERE and hook.fields_here:
        return "Both sides changed it, without contradiction. Pull first, then push."
    return LOOKS[hook.state].about


def sides_of(hook: HookStatus, field: str) -> tuple[Side, ...]:
    """What can be decided for a field."""
    if field not in hook.fields_conflict:
        return ()
    return ("local", "remote", "merge") if field == "content" and hook.merged is not None else ("local", "remote")


def side_word(hook: HookStatus, field: str, side: Side) -> str:
    """What a decision is called: where one side has no hook, what becomes of it."""
    if field != EXISTENCE:
        return SIDES[side]
    gone = hook.local is None if side == "local" else hook.remote is None
    return f"{SIDES[side]}: delete it" if gone else f"{SIDES[side]}: keep it"


def field_rows(hook: HookStatus, order: OrderMerge | None) -> tuple[FieldRow, ...]:
    """The fields that differ; of a hook that is on one side only, what it is."""
    if EXISTENCE in hook.fields_conflict:
        words = ("deleted" if hook.local is None else "changed", "deleted" if hook.remote is None else "changed")
        return (FieldRow(EXISTENCE, "Conflict", *words, "was there", sides_of(hook, EXISTENCE)),)
    rows = []
    for field in FIELDS:
        changed = _changed(hook, field)
        if changed:
            here, there = value(hook, hook.here, field, order), value(hook, hook.there, field, order, there=True)
            rows.append(FieldRow(field, changed, here, there, _agreed(hook, field), sides_of(hook, field)))
    only = hook.here if hook.remote is None else hook.there if hook.local is None else None
    if only is not None:
        for field in ("description", "enabled"):
            text = value(hook, only, field, order)
            if text not in (EMPTY, "yes"):
                rows.append(FieldRow(field, "", *((text, "") if hook.remote is None else ("", text))))
    return tuple(rows)


def value(hook: HookStatus, state: HookState | None, field: str, order: OrderMerge | None, *, there: bool = False) -> str:
    """A field's value in a few words; '' where there is none."""
    if field == "order":
        row = () if order is None else order.there if there else order.here
        return f"{row.index(hook.token) + 1} of {len(row)}" if hook.token in row else ""
    if field == "packages":
        side = hook.remote if there else hook.local
        return ", ".join(f"{name}@{version}" for name, version in side.packages) if side is not None else ""
    if state is None:
        return ""
    if field == "content":
        return counted(len(state.content.splitlines()), "line")
    if field == "enabled":
        return "yes" if state.enabled else "no"
    return one_line(str(getattr(state, field)), _LIMIT) or EMPTY


def _changed(hook: HookStatus, field: str) -> str:
    if field in hook.fields_conflict:
        return "Conflict"
    return "Changed here" if field in hook.fields_here else "Changed there" if field in hook.fields_there else ""


def _agreed(hook: HookStatus, field: str) -> str:
    """What was agreed of a field in conflict; of the others it is what one of the sides still has."""
    if hook.base is None or field not in hook.fields_conflict or field == "order":
        return ""
    if field == "content" and hook.base.code_lost:
        return "not known"
    return value(hook, hook.agreed, field, None)
