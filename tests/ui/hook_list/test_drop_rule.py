from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData

from hookstudio.model.workspace import Workspace
from hookstudio.ui.hook_list.dragged_hook import MIME_TYPE, DraggedHook
from hookstudio.ui.hook_list.drop_rule import Drop, Refused, drop_at
from hookstudio.ui.hook_list.shown_hooks import Filter, Group, shown_groups


def group(workspace: Workspace, type_name: str, text: str = "") -> Group:
    return next(found for found in shown_groups(workspace, Filter(text)) if found.type.name == type_name)


def dragged(workspace: Workspace, hook_id: str) -> DraggedHook:
    return DraggedHook(str(workspace.root), hook_id)


@pytest.mark.parametrize(
    ("name", "gap", "position"),
    [
        ("block-disposable", 0, 0),
        ("block-disposable", 1, 0),
        ("block-disposable", 2, 1),
        ("block-disposable", 3, 2),
        ("block-disposable", -1, 2),
        ("weekday-only", 0, 0),
        ("weekday-only", 1, 1),
        ("weekday-only", 3, 2),
        ("add-claims", 0, 0),
        ("add-claims", 3, 2),
    ],
)
def test_a_gap_becomes_the_final_position(workspace: Workspace, name: str, gap: int, position: int) -> None:
    drop = drop_at(dragged(workspace, name), workspace, group(workspace, "pre-login"), gap)
    assert isinstance(drop, Drop) and drop.position == position
    order = [hook.name for hook in workspace.of_type("pre-login")]
    moved = [hook.name for hook in workspace.moved(name, position).of_type("pre-login")]
    assert drop.same_place is (order == moved)


def test_another_type_is_refused_with_the_reason(workspace: Workspace) -> None:
    refused = drop_at(dragged(workspace, "add-claims"), workspace, group(workspace, "post-login"), 0)
    assert isinstance(refused, Refused)
    assert "“add-claims” is a pre-login hook" in refused.reason and "post-login" in refused.reason


def test_a_hook_of_another_workspace_is_refused(workspace: Workspace) -> None:
    refused = drop_at(DraggedHook("elsewhere", "add-claims"), workspace, group(workspace, "pre-login"), 0)
    assert refused == Refused("That hook belongs to another workspace.")


def test_a_hook_that_is_gone_is_refused(workspace: Workspace) -> None:
    refused = drop_at(dragged(workspace, "gone"), workspace, group(workspace, "pre-login"), 0)
    assert isinstance(refused, Refused) and "no longer" in refused.reason


def test_what_is_no_hook_is_refused_silently(workspace: Workspace) -> None:
    assert drop_at(None, workspace, group(workspace, "pre-login"), 0) == Refused("")


def test_under_a_filter_hidden_hooks_count(workspace: Workspace) -> None:
    shown = group(workspace, "pre-login", "d")  # block-disposable, add-claims, weekday-only
    assert len(shown.hooks) == 3
    shown = group(workspace, "pre-login", "o")  # without add-claims, the second of three
    assert [hook.name for hook in shown.hooks] == ["block-disposable", "weekday-only"]
    drop = drop_at(dragged(workspace, "weekday-only"), workspace, shown, 0)
    assert isinstance(drop, Drop) and drop.position == 0
    drop = drop_at(dragged(workspace, "block-disposable"), workspace, shown, 1)
    assert isinstance(drop, Drop) and drop.position == 1  # right before weekday-only, after the hidden one
    drop = drop_at(dragged(workspace, "block-disposable"), workspace, shown, 2)
    assert isinstance(drop, Drop) and drop.position == 2


def test_what_is_dragged_survives_the_clipboard_format() -> None:
    hook = DraggedHook("/home/ünï/acme", "id")
    assert DraggedHook.from_mime(hook.to_mime()) == hook


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b'{"workspace": 1}'])
def test_foreign_data_is_no_hook(content: bytes) -> None:
    data = QMimeData()
    data.setData(MIME_TYPE, content)
    assert DraggedHook.from_mime(data) is None
    assert DraggedHook.from_mime(QMimeData()) is None
