"""Paths into the resulting context, as people write them, and where they changed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from hookstudio.model.changes import Change, Operation
from hookstudio.model.json_value import pointer, pointer_parts
from hookstudio.ui.run_pane.json_tree_model import Mark


def dotted(path: Iterable[str | int], root: str = "data") -> str:
    """The path as JavaScript reaches it: data.user.roles[0]["x-y"]."""
    text = root
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        elif re.fullmatch(r"[A-Za-z_$][A-Za-z0-9_$]*", key):
            text += f".{key}"
        else:
            text += f"[{json.dumps(key, ensure_ascii=False)}]"
    return text


def marks_of(changes: Iterable[Change]) -> dict[str, Mark]:
    """What each path of the result has to be marked with: added, changed, or something inside it changed."""
    marks: dict[str, Mark] = {}
    for change in changes:
        parts = pointer_parts(change.path)
        for length in range(len(parts)):
            marks.setdefault(pointer(*parts[:length]), Mark.INSIDE)
        if change.op is not Operation.REMOVE:
            marks[change.path] = Mark.ADDED if change.op is Operation.ADD else Mark.CHANGED
    return marks
