"""Where a dragged hook may be dropped, and what its new place then is."""

from __future__ import annotations

from dataclasses import dataclass

from hookstudio.model.errors import StudioError
from hookstudio.model.workspace import Workspace
from hookstudio.ui.hook_list.dragged_hook import DraggedHook
from hookstudio.ui.hook_list.shown_hooks import Group


@dataclass(frozen=True, slots=True)
class Refused:
    """`reason` is a sentence for the user, '' where none is needed (something that is no hook)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Drop:
    """`position` is the hook's final index in its type, from 0."""

    hook_id: str
    position: int
    same_place: bool


def drop_at(dragged: DraggedHook | None, workspace: Workspace | None, group: Group | None, gap: int) -> Drop | Refused:
    """Drop into the gap before the shown hook number *gap* of *group*; -1 or one past the last for the end.

    Hidden hooks count: before a shown hook is right before it, after the last shown one right after that.
    """
    if dragged is None or workspace is None:
        return Refused("")
    if dragged.workspace != str(workspace.root):
        return Refused("That hook belongs to another workspace.")
    try:
        hook = workspace.find(dragged.hook_id)
    except StudioError as error:
        return Refused(error.message)
    if group is None:
        return Refused(f"“{hook.name}” can be moved within {hook.type} only.")
    if group.type.name != hook.type:
        return Refused(f"“{hook.name}” is a {hook.type} hook: it can't be moved to {group.type.name}, only within {hook.type}.")
    row = workspace.of_type(hook.type)
    here, target = row.index(hook), 0
    if 0 <= gap < len(group.hooks):
        target = row.index(group.hooks[gap])
    elif group.hooks:
        target = row.index(group.hooks[-1]) + 1
    position = target - 1 if target > here else target
    return Drop(hook.id, position, position == here)
