from __future__ import annotations

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from hookstudio.model.workspace import Workspace
from hookstudio.ui.hook_list.hook_tree_model import HookTreeModel
from hookstudio.ui.hook_list.roles import Role
from hookstudio.ui.hook_list.shown_hooks import Filter
from tests.ui.hook_list.listed_hooks import make_hook, make_workspace

ACCESSIBLE = Qt.ItemDataRole.AccessibleTextRole


@pytest.fixture
def model(workspace: Workspace) -> HookTreeModel:
    """A model that Qt watches: a signal out of order is a warning, and with it the test fails."""
    model = HookTreeModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.show_workspace(workspace)
    return model


def names(model: HookTreeModel, type_name: str) -> list[str]:
    parent = model.index_of_type(type_name)
    return [str(model.index(row, 0, parent).data()) for row in range(model.rowCount(parent))]


def test_top_rows_are_types_and_their_children_hooks(model: HookTreeModel) -> None:
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [
        *("pre-login", "post-login", "pre-register", "post-register"),
        "pre-access-token",
    ]
    assert names(model, "pre-login") == ["block-disposable", "add-claims", "weekday-only"]


def test_a_type_tells_its_count_and_what_it_is(model: HookTreeModel) -> None:
    index = model.index_of_type("pre-login")
    assert index.data(Role.COUNT) == 3
    assert index.data(Role.EXPLANATION).startswith("Before sign-in")
    assert index.data(Qt.ItemDataRole.ToolTipRole) == f"pre-login: {index.data(Role.EXPLANATION)}"
    assert (index.data(Role.HOOK_ID), index.data(Role.HOOK)) == ("", None)


def test_a_hook_tells_what_it_is(model: HookTreeModel) -> None:
    index = model.index_of("weekday-only")
    assert index.data(Role.HOOK_ID) == "weekday-only"
    assert (index.data(Role.ENABLED), index.data(Role.DIALECT), index.data(Role.TYPE)) == (False, "esm", "pre-login")
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert model.index_of("block-disposable").data(Role.EXPLANATION) == "No throw-away addresses"


def test_assistive_technology_hears_state_and_place(model: HookTreeModel) -> None:
    assert model.index_of_type("pre-login").data(ACCESSIBLE) == "pre-login, 3 hooks"
    assert model.index_of_type("pre-access-token").data(ACCESSIBLE) == "pre-access-token, 1 hook"
    assert model.index_of("add-claims").data(ACCESSIBLE) == "add-claims, enabled, position 2 of 3"
    model.set_unsaved(frozenset({"weekday-only"}))
    model.set_failed(frozenset({"weekday-only"}))
    heard = model.index_of("weekday-only").data(ACCESSIBLE)
    assert heard == "weekday-only, disabled, esm, not saved, failed when it last ran, position 3 of 3"


def test_under_a_filter_the_place_is_the_true_one(model: HookTreeModel) -> None:
    model.set_filter(Filter("weekday"))
    assert model.index_of("weekday-only").data(ACCESSIBLE).endswith("position 3 of 3")


def test_marks_redraw_their_rows_only(model: HookTreeModel) -> None:
    changed: list[object] = []
    model.dataChanged.connect(lambda first, _last, _roles: changed.append(first.data()))
    model.set_unsaved(frozenset({"add-claims"}))
    model.set_unsaved(frozenset({"add-claims", "notify"}))
    model.set_unsaved(frozenset({"notify", "not here"}))
    assert changed == ["add-claims", "notify", "add-claims"]
    assert model.index_of("notify").data(Role.UNSAVED) is True


def test_editing_asks_and_changes_nothing(model: HookTreeModel) -> None:
    asked: list[tuple[object, ...]] = []
    model.rename_requested.connect(lambda *values: asked.append(values))
    model.enable_requested.connect(lambda *values: asked.append(values))
    index = model.index_of("add-claims")
    assert not model.setData(index, "claims")
    assert not model.setData(index, " add-claims ")
    assert not model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert asked == [("add-claims", "claims"), ("add-claims", False)]
    assert index.data() == "add-claims"


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("name", ["block-disposable", "add-claims", "weekday-only"])
def test_a_moved_hook_keeps_its_index(model: HookTreeModel, workspace: Workspace, name: str, position: int) -> None:
    kept = QPersistentModelIndex(model.index_of(name))
    resets: list[None] = []
    model.modelReset.connect(lambda: resets.append(None))
    model.show_workspace(workspace.moved(name, position))
    assert (kept.row(), kept.data(), resets) == (position, name, [])
    assert names(model, "pre-login") == [hook.name for hook in workspace.moved(name, position).of_type("pre-login")]


def test_hooks_that_come_and_go_leave_the_others_alone(model: HookTreeModel, workspace: Workspace) -> None:
    kept = QPersistentModelIndex(model.index_of("weekday-only"))
    later = workspace.removed("add-claims").added(make_hook("new"), 0).added(make_hook("sms-out", "sms"))
    model.show_workspace(later)
    assert names(model, "pre-login") == ["new", "block-disposable", "weekday-only"]
    assert names(model, "sms") == ["sms-out"]
    assert kept.isValid() and kept.data() == "weekday-only"


def test_a_type_goes_with_its_last_hook_unless_it_is_one_of_the_four(model: HookTreeModel, workspace: Workspace) -> None:
    kept = QPersistentModelIndex(model.index_of("count-logins"))
    model.show_workspace(workspace.removed("roles"))
    assert not model.index_of_type("pre-access-token").isValid()
    assert model.index_of_type("post-register").isValid()
    model.show_workspace(workspace)
    assert names(model, "pre-access-token") == ["roles"]
    assert kept.isValid() and kept.parent().data() == "post-login"


def test_a_renamed_hook_is_drawn_again(model: HookTreeModel, workspace: Workspace) -> None:
    model.show_workspace(workspace.replaced(replace(workspace.find("notify"), name="notify-slack")))
    assert names(model, "post-login") == ["notify-slack", "count-logins"]


def test_all_types_come_and_go(model: HookTreeModel) -> None:
    model.show_all_types(True)
    assert model.rowCount() == 15
    model.show_all_types(False)
    assert model.rowCount() == 5


def test_drops_are_judged_and_asked_for(model: HookTreeModel) -> None:
    asked: list[tuple[str, int]] = []
    refused: list[str] = []
    model.move_requested.connect(lambda hook_id, place: asked.append((hook_id, place)))
    model.drop_refused.connect(refused.append)
    data = model.mimeData([model.index_of("block-disposable")])
    move, home, other = Qt.DropAction.MoveAction, model.index_of_type("pre-login"), model.index_of_type("post-login")
    assert model.canDropMimeData(data, move, 3, 0, home)
    assert model.dropMimeData(data, move, 3, 0, home)
    assert model.dropMimeData(data, move, 0, 0, home)  # where it is already
    assert model.dropMimeData(data, move, -1, -1, model.index_of("weekday-only"))  # on a hook: before it
    assert not model.canDropMimeData(data, move, 0, 0, other)
    assert not model.dropMimeData(data, move, 0, 0, other)
    assert asked == [("block-disposable", 2), ("block-disposable", 1)]
    assert len(refused) == 1 and "pre-login hook" in refused[0]


def test_types_can_not_be_dragged(model: HookTreeModel) -> None:
    assert not model.mimeData([model.index_of_type("pre-login")]).formats()
    assert not model.flags(model.index_of_type("pre-login")) & Qt.ItemFlag.ItemIsDragEnabled
    assert model.flags(model.index_of("add-claims")) & Qt.ItemFlag.ItemIsDragEnabled


def test_five_thousand_hooks_stay_quick() -> None:
    types = ("pre-login", "post-login", "pre-register", "sms", "pre-mfa")
    hooks = {name: tuple(make_hook(f"{name}-{number}", name) for number in range(1000)) for name in types}
    workspace = replace(make_workspace([]), hooks=hooks)
    moved = workspace.moved("sms-999", 0)
    model = HookTreeModel()
    model.show_workspace(workspace)

    def seconds(show: Workspace) -> float:
        begun = time.perf_counter()
        model.show_workspace(show)
        return time.perf_counter() - begun

    assert min(max(seconds(moved), seconds(workspace)) for _ in range(3)) < 0.05
    begun = time.perf_counter()
    model.set_filter(Filter("99"))
    assert time.perf_counter() - begun < 0.05
