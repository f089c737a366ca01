"""Which two texts of a hook can be looked at side by side: the older or other one left, what would come of it right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hookstudio.model.bundle import FileChange
from hookstudio.model.sync import HookStatus, SyncState
from hookstudio.model.tenant import HookState
from hookstudio.studio.sync_diff import ThreeRow, three_rows
from hookstudio.ui.dialogs.import_words import Shown, alone, difference
from hookstudio.ui.run_pane.printed_text import printable

Text = Literal["content", "description"]
HERE: Final = "Here, in this workspace"
THERE: Final = "There, on the tenant"
AGREED: Final = "Last agreed"
MERGED: Final = "Merged: the changes of both sides"

_FROM_HERE: Final = (SyncState.CHANGED_THERE, SyncState.NEW_THERE, SyncState.DELETED_THERE, SyncState.CONFLICT)


@dataclass(frozen=True, slots=True)
class View:
    """Two texts with their titles, None where a side has none; `title` is that of the tab. With `middle` they are three."""

    title: str
    left: str
    right: str
    old: str | None
    new: str | None
    middle: str | None = None

    def work_out(self) -> Shown | tuple[ThreeRow, ...]:
        """All side by side with what differs marked, or one alone; what can't be seen is written out. May take its time."""
        old, new, middle = (None if text is None else printable(text) for text in (self.old, self.new, self.middle))
        if old is not None and new is not None and middle is not None:
            rows = three_rows(old, middle, new)
            return Shown(text="This is too long to be laid out three ways: compare two of them.") if rows is None else rows
        if old is None or new is None or old == new:
            return alone((new if old is None else old) or "")
        return difference(FileChange("text", old, new))


def texts_of(hook: HookStatus) -> tuple[Text, ...]:
    """What of a hook there is to be looked at, what differs first."""
    differing = {*hook.fields_conflict, *hook.fields_here, *hook.fields_there}
    if "description" not in differing:
        return ("content",)
    return ("content", "description") if "content" in differing else ("description", "content")


def views_of(hook: HookStatus, text: Text) -> tuple[View, ...]:
    """What can be looked at of one text; for a conflict three ways, and what a merge would give."""
    here, there, agreed = _of(hook.here, text), _of(hook.there, text), _agreed(hook, text)
    if hook.state is SyncState.CONFLICT and agreed is not None and here is not None and there is not None:
        found = [
            View("Here and there", HERE, THERE, here, there),
            View("Three ways", HERE, THERE, here, there, agreed),
            View("Changed here", AGREED, HERE, agreed, here),
            View("Changed there", AGREED, THERE, agreed, there),
        ]
        if text == "content" and hook.merged is not None:
            found.append(View("Merged", HERE, MERGED, here, hook.merged))
        return tuple(found)
    if hook.state is SyncState.CONFLICT and agreed is not None:
        side, name = (here, HERE) if here is not None else (there, THERE)
        return (View("Since agreed", AGREED, name, agreed, side),)
    if hook.state in _FROM_HERE:
        return (View("", HERE, THERE, here, there),)
    return (View("", THERE, HERE, there, here),)


def _of(state: HookState | None, text: Text) -> str | None:
    return None if state is None else state.content if text == "content" else state.description


def _agreed(hook: HookStatus, text: Text) -> str | None:
    lost = hook.base is not None and hook.base.code_lost and text == "content"
    return None if lost else _of(hook.agreed, text)
