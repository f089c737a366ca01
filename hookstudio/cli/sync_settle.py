"""`--settle TYPE/SLUG:FIELD=SIDE`: conflicts of a sync, decided hook by hook and field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hookstudio.cli.arguments import UsageError
from hookstudio.model.sync import EXISTENCE, Choices, Comparison, HookStatus, Side, SyncState

FIELD_WORDS: Final = {
    "content": "code",
    "name": "name",
    "description": "description",
    "order": "order",
    "enabled": "enabled",
    EXISTENCE: "hook",
}
"""What the fields of a conflict are called for people."""
_FIELDS: Final = {"code": "content", **{field: field for field in FIELD_WORDS}}
_ALL: Final = "*"
_SHAPE: Final = "It looks like pre-login/add-claims:code=local, or pre-login/add-claims=remote for all its fields."
_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class Settlement:
    """One option: what it says of which field, `*` for all of them; `text` is what was typed."""

    text: str
    key: str
    field: str
    side: Side


def parse_settlements(texts: Sequence[str], *, merging: bool) -> tuple[Settlement, ...]:
    """What the options say. *merging*: whether code can be merged, which a pull does. Raises UsageError."""
    found: dict[tuple[str, str], Settlement] = {}
    for text in texts:
        one = _parsed(text, merging=merging)
        known = found.setdefault((one.key, one.field), one)
        if known.side != one.side:
            raise UsageError(f"“{known.text}” and “{text}” contradict each other.")
    return tuple(found.values())


def settled_choices(settlements: Sequence[Settlement], comparison: Comparison, others: Choices) -> Choices:
    """The *others* (those for all hooks), and before them the settlements. Raises UsageError for what is no conflict."""
    hooks = {hook.key: hook for hook in comparison}
    choices = {key: dict(fields) for key, fields in others.items()}
    for one in settlements:
        hook = hooks.get(one.key)
        if hook is None:
            raise UsageError(f"“{one.text}”: there is no hook {one.key}, neither here nor there.", hint=_conflicts(comparison))
        if hook.state is not SyncState.CONFLICT:
            raise UsageError(f"“{one.text}”: {one.key} has no conflict, it is {hook.state.value}.", hint=_conflicts(comparison))
        field = "content" if one.side == "merge" else one.field
        if field not in (_ALL, *hook.fields_conflict):
            raise UsageError(
                f"“{one.text}”: {FIELD_WORDS[field]} is not in conflict there.", hint=f"Of {one.key} these are: {field_words(hook)}."
            )
        if one.side == "merge" and hook.merged is None:
            raise UsageError(f"“{one.text}”: both sides changed the same lines, or too many of them, which can't be merged.")
        choices.setdefault(one.key, {})[field] = one.side
    return choices


def field_words(hook: HookStatus) -> str:
    """The fields in conflict, for people."""
    return ", ".join(FIELD_WORDS.get(name, name) for name in hook.fields_conflict)


def _parsed(text: str, *, merging: bool) -> Settlement:
    left, equals, word = text.rpartition("=")
    key, colon, name = left.partition(":")
    kind, slash, slug = key.partition("/")
    if not (equals and kind and slash and slug) or (colon and not name):
        raise UsageError(f"“{text}” settles nothing.", hint=_SHAPE)
    if name not in ("", _ALL, *_FIELDS):
        raise UsageError(f"“{name}” is no field of a hook.", hint=f"It is one of: {', '.join(FIELD_WORDS.values())}; * is all of them.")
    field = _FIELDS.get(name, _ALL)
    side: Side
    match word:
        case "local" | "remote" | "merge":
            side = word
        case _:
            raise UsageError(f"“{word}” is no way to settle a conflict.", hint="It is local, remote, or for code in a pull merge.")
    if side == "merge" and field not in (_ALL, "content"):
        raise UsageError(f"“{text}”: only code can be merged.")
    if side == "merge" and not merging:
        raise UsageError(f"“{text}”: a push merges nothing.", hint="Pull with that first, look at it, and push then.")
    return Settlement(text, f"{kind.replace('_', '-')}/{slug}", "content" if side == "merge" else field, side)


def _conflicts(comparison: Comparison) -> str:
    keys = [hook.key for hook in comparison if hook.state is SyncState.CONFLICT]
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return f"In conflict: {', '.join(keys[:_NAMED])}{more}." if keys else "Nothing is in conflict."
